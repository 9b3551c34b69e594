/*
 * Requests.
 */
#include "agent/ncpoll/ncrequest.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/netconf/ncrecord.h"

enum { PATHS = VG_NCREQUEST_OBJECTS * 8, LONGEST_S = 3600 };

/* --- reading ------------------------------------------------------------------------------- */

static int
take_path(char (*paths)[VG_NCREQUEST_PATH], size_t *n, const struct vg_ncrecord *record)
{
	if (*n == VG_NCREQUEST_OBJECTS || record->n != 1)
		return VG_ELIMIT;
	vg_ncrecord_text(record, 0, paths[(*n)++], VG_NCREQUEST_PATH);
	return VG_OK;
}

static int
take_record(struct vg_ncrequest *request, const struct vg_ncrecord *record)
{
	struct vg_ncrequest_probe *probe =
	    request->n > 0 ? &request->probes[request->n - 1] : NULL;

	if (record->type == VG_NCRECORD_PROBE) {
		if (request->n == VG_NCREQUEST_PROBES)
			return VG_ELIMIT;
		probe = &request->probes[request->n++];
		vg_ncrecord_text(record, 0, probe->module, sizeof(probe->module));
		vg_ncrecord_text(record, 1, probe->ns, sizeof(probe->ns));
		vg_ncrecord_text(record, 2, probe->table, sizeof(probe->table));
		vg_ncrecord_text(record, 3, probe->keys, sizeof(probe->keys));
		return VG_OK;
	}
	if (record->type == VG_NCRECORD_GO) {
		request->seconds = vg_ncrecord_number(record, 0, LONGEST_S);
		return request->seconds > 0 ? VG_OK : VG_EPARSE;
	}
	if (probe && record->type == VG_NCRECORD_SCALAR)
		return take_path(probe->scalars, &probe->n_scalars, record);
	if (probe && record->type == VG_NCRECORD_COLUMN)
		return take_path(probe->columns, &probe->n_columns, record);
	return VG_EPARSE;
}

/* Takes the whole records at the start of 'data'; gives how many octets they were. */
static size_t
take_records(
    struct vg_ncrequest *request, const unsigned char *data, size_t size, int *code)
{
	struct vg_ncrecord record;
	size_t at = 0, used = 0;

	*code = VG_OK;
	while (*code == VG_OK && !request->seconds) {
		*code = vg_ncrecord_read(data + at, size - at, &record, &used);
		if (*code == VG_OK)
			*code = take_record(request, &record);
		at += used;
	}
	return at;
}

int
vg_ncrequest_read(int fd, struct vg_ncrequest *request, struct vg_detail *detail)
{
	unsigned char data[2 * VG_NCRECORD_SIZE];
	size_t size = 0;
	int code = VG_EAGAIN;

	memset(request, 0, sizeof(*request));
	while (code == VG_EAGAIN) {
		ssize_t n = read(fd, data + size, sizeof(data) - size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return vg_detail_set(
			    detail, VG_EIO, "request: it ends too early");
		size += (size_t)n;
		size_t used = take_records(request, data, size, &code);
		memmove(data, data + used, size - used);
		size -= used;
	}
	return code == VG_OK
	    ? VG_OK
	    : vg_detail_set(detail, code, "request: %s", vg_error_text(code));
}

/* --- filters ------------------------------------------------------------------------------- */

struct paths {
	char path[PATHS][VG_NCREQUEST_PATH * 2];
	size_t n;
};

/* Adds each path of 'list' (separated by blanks), behind 'base' when there is one. */
static void
add_paths(struct paths *paths, const char *base, const char *list)
{
	while (*(list += strspn(list, " ")) && paths->n < PATHS) {
		int n = (int)strcspn(list, " ");
		vg_text_format(paths->path[paths->n++], sizeof(paths->path[0]),
		    "%s%s%.*s", base, base[0] ? "/" : "", n, list);
		list += n;
	}
}

static void
add_escaped(struct vg_buf *xml, const char *text)
{
	for (; *text; text++) {
		if (*text == '<' || *text == '&' || *text == '"')
			vg_buf_addf(xml, "&#%d;", *text);
		else
			vg_buf_add_u8(xml, (uint8_t)*text);
	}
}

/* Whether 'path' begins with the first 'n' names of 'head', which is so many octets long. */
static bool
is_below(const char *path, const char *head, size_t size)
{
	return strncmp(path, head, size) == 0 &&
	    (path[size] == '/' || path[size] == '\0');
}

/*
 * Writes the elements of paths that begin with the 'size' octets of 'head', each name once.  The
 * depth is that of a path, which is bounded.
 */
static void
add_level(struct vg_buf *xml, const struct paths *paths, const char *head, size_t size,
    const char *ns)
{
	for (size_t i = 0; i < paths->n; i++) {
		const char *path = paths->path[i];
		if (size > 0 && (!is_below(path, head, size) || !path[size]))
			continue;
		const char *name = path + size + (size > 0);
		size_t length = strcspn(name, "/"),
		       whole = (size_t)(name - path) + length;
		bool seen = false, leaf = false;
		for (size_t k = 0; k < paths->n; k++) {
			bool same = is_below(paths->path[k], path, whole);
			seen = seen || (same && k < i);
			leaf = leaf || (same && !paths->path[k][whole]);
		}
		if (seen)
			continue;
		vg_buf_addf(xml, "<%.*s", (int)length, name);
		if (ns) {
			vg_buf_add_text(xml, " xmlns=\"");
			add_escaped(xml, ns);
			vg_buf_add_text(xml, "\"");
		}
		vg_buf_add_text(xml, leaf ? "/>" : ">");
		if (leaf)
			continue;
		add_level(xml, paths, path, whole, NULL);
		vg_buf_addf(xml, "</%.*s>", (int)length, name);
	}
}

void
vg_ncrequest_filter(const struct vg_ncrequest_probe *probe, struct vg_buf *xml)
{
	static struct paths paths;

	paths.n = 0;
	for (size_t i = 0; i < probe->n_scalars; i++)
		add_paths(&paths, "", probe->scalars[i]);
	if (probe->table[0])
		add_paths(&paths, probe->table, probe->keys);
	for (size_t i = 0; i < probe->n_columns; i++)
		add_paths(&paths, probe->table, probe->columns[i]);
	add_level(xml, &paths, "", 0, probe->ns);
}
