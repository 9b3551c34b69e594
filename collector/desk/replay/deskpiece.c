/*
 * Pieces.  What is kept is JSON with a member a line (veil.c), so that no newline stands in a text.
 *
 * A piece ends between two objects of a list: whatever is left out of one of them, the comma
 * between both stays.
 */
#include "collector/desk/replay/deskpiece.h"

#include <string.h>

#include "collector/evidence/veil.h"
#include "collector/recording/recordline.h"
#include "collector/store/storerevision.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MARK = VG_VEIL_MARK_SIZE - 1 };

/* One piece in the making. */
struct piece {
	struct vg_desk *desk;
	int64_t id;
	struct vg_buf *out;
};

/* Where the last object that is whole ends, behind its comma and newline; 0: there is none. */
static size_t
find_end(const char *text, size_t size)
{
	for (size_t end = size; end > 3; end--) {
		size_t next = end;
		if (memcmp(text + end - 3, "},\n", 3) != 0)
			continue;
		while (next < size && text[next] == ' ')
			next++;
		if (next < size && text[next] == '{')
			return end;
	}
	return 0;
}

/* The mark that a line has in the place of its text, without quotes; NULL: none. */
static const char *
find_mark(const char *line, size_t size)
{
	static const char begins[] = "\": \"veiled:";
	const char *found = memmem(line, size, begins, sizeof(begins) - 1);
	const char *mark = found ? found + 4 : NULL;

	return mark && (size_t)(line + size - mark) > MARK && mark[MARK] == '"' ? mark
										: NULL;
}

/* Puts the text of 'mark' into the line, or leaves the line out. */
static int
put_back(struct piece *p, const char *line, size_t size, const char *mark)
{
	const size_t q = VG_STOREREVISION_TEXT_OF;
	struct vg_db *db = p->desk->db;
	char name[VG_VEIL_MARK_SIZE];
	const char *rest = mark + MARK + 1;

	vg_text_format(name, sizeof(name), "%.*s", (int)MARK, mark);
	int code = vg_db_query(db, q, "it", p->id, name);
	if (code != VG_OK)
		return code;
	if (vg_db_next(db, q)) {
		vg_buf_add(p->out, line, (size_t)(mark - 1 - line));
		vg_recordline_quote(p->out, vg_db_text(db, q, 0));
		vg_buf_add(p->out, rest, (size_t)(line + size - rest));
		vg_db_done(db, q);
		return VG_OK;
	}
	/* The last member of its object: the one before it is the last now. */
	if (rest == line + size && p->out->size && p->out->data[p->out->size - 1] == ',')
		p->out->size--;
	return vg_db_failed(db);
}

static int
put_lines(struct piece *p, const char *text, size_t size)
{
	int code = VG_OK;

	while (code == VG_OK && size) {
		const char *end = memchr(text, '\n', size);
		size_t whole = end ? (size_t)(end - text) + 1 : size,
		       n = whole - (end != NULL);
		const char *line = text;
		while (n && *line == ' ') {
			line++;
			n--;
		}
		const char *mark = find_mark(line, n);
		if (mark)
			code = put_back(p, line, n, mark);
		else
			vg_buf_add(p->out, line, n);
		text += whole;
		size -= whole;
	}
	return code;
}

/* Reads 'size' octets from 'offset' on into 'kept'; fewer are the end. */
static int
read_kept(
    struct vg_desk *desk, int64_t id, int64_t offset, size_t size, struct vg_buf *kept)
{
	const size_t q = VG_STOREREVISION_PART;
	struct vg_db *db = desk->db;
	int code = vg_db_query(db, q, "iii", id, offset + 1, (int64_t)size);

	vg_buf_reset(kept);
	if (code != VG_OK)
		return code;
	if (!vg_db_next(db, q))
		return vg_db_failed(db) == VG_OK ? VG_ENOENT : vg_db_failed(db);
	size_t n;
	const void *octets = vg_db_blob(db, q, 0, &n);
	vg_buf_add(kept, octets, n);
	vg_db_done(db, q);
	return VG_OK;
}

int
vg_deskpiece_read(
    struct vg_desk *desk, int64_t id, size_t size, int64_t *offset, struct vg_buf *piece)
{
	struct piece p = {desk, id, piece};
	struct vg_buf kept;
	size_t end = 0;
	bool last = false;
	int code = VG_OK;

	vg_buf_init(&kept, 0);
	/* An object may be larger than a piece. */
	for (; code == VG_OK && !last && end == 0; size *= 2) {
		code = read_kept(desk, id, *offset, size, &kept);
		last = kept.size < size;
		end = last ? kept.size : find_end((const char *)kept.data, kept.size);
	}
	if (code == VG_OK)
		code = put_lines(&p, (const char *)kept.data, end);
	*offset = last ? -1 : *offset + (int64_t)end;
	vg_buf_fini(&kept);
	return code;
}
