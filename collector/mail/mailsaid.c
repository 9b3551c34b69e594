/*
 * What the child says.
 */
#include "collector/mail/mailsaid.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/mail/mailtext.h"
#include "lib/base/error.h"

enum {
	HEAD = 5,
	RECORD = 65536,
	HELD = 8192,
	TAG_CUT = 100,
	TAG_HTML,
	TAG_PART,
	TAG_DATA,
	TAG_PART_END,
	TAG_END
};

#define LEAF(name, leaf, size) leaf,
#define SIZE(name, leaf, size) size,
static const char *const leafs[] = {VG_MAILSAID_FIELDS(LEAF)};
static const size_t sizes[] = {VG_MAILSAID_FIELDS(SIZE)};
#undef LEAF
#undef SIZE

const char *
vg_mailsaid_leaf(enum vg_mailsaid_field field)
{
	return leafs[field];
}

size_t
vg_mailsaid_size(enum vg_mailsaid_field field)
{
	return sizes[field];
}

/* --- writing ------------------------------------------------------------------------------- */

/* A parent that does not read any more has no use for the rest. */
static void
write_all(int fd, const void *data, size_t size)
{
	const char *at = data;

	while (size) {
		ssize_t n = write(fd, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		at += n;
		size -= (size_t)n;
	}
}

/* What waits to be written: a parent that is woken for each word costs more than the words. */
static struct {
	size_t size;
	unsigned char octet[HELD];
} held;

static void
write_held(int fd)
{
	write_all(fd, held.octet, held.size);
	held.size = 0;
}

static void
write_record(int fd, int tag, const void *data, size_t size)
{
	const unsigned char head[HEAD] = {(unsigned char)tag, (unsigned char)(size >> 24),
	    (unsigned char)(size >> 16), (unsigned char)(size >> 8), (unsigned char)size};

	if (held.size + HEAD + size > HELD)
		write_held(fd);
	memcpy(held.octet + held.size, head, HEAD);
	held.size += HEAD;
	if (HEAD + size > HELD) {
		write_held(fd);
		write_all(fd, data, size);
	} else if (size) {
		memcpy(held.octet + held.size, data, size);
		held.size += size;
	}
}

void
vg_mailsaid_field(int fd, enum vg_mailsaid_field field, const char *text, size_t size)
{
	write_record(fd, (int)field, text, size);
}

void
vg_mailsaid_cut(int fd)
{
	write_record(fd, TAG_CUT, NULL, 0);
}

void
vg_mailsaid_html(int fd)
{
	write_record(fd, TAG_HTML, NULL, 0);
}

void
vg_mailsaid_part(int fd, const char *type, const char *name)
{
	struct vg_buf both;

	vg_buf_init(&both, 1024);
	vg_buf_addf(&both, "%.120s %.600s", type, name);
	write_record(fd, TAG_PART, both.data, both.size);
	vg_buf_fini(&both);
}

void
vg_mailsaid_data(int fd, const void *data, size_t size)
{
	const char *at = data;

	for (size_t n; size; size -= n, at += n) {
		n = size < RECORD ? size : RECORD;
		write_record(fd, TAG_DATA, at, n);
	}
}

void
vg_mailsaid_part_end(int fd)
{
	write_record(fd, TAG_PART_END, NULL, 0);
}

void
vg_mailsaid_end(int fd)
{
	write_record(fd, TAG_END, NULL, 0);
	write_held(fd);
}

/* --- reading ------------------------------------------------------------------------------- */

void
vg_mailsaid_init(struct vg_mailsaid *said, vg_mailsaid_part_cb cb, void *cookie)
{
	memset(said, 0, sizeof(*said));
	said->cb = cb;
	said->cookie = cookie;
	vg_buf_init(&said->rest, 2 * RECORD + HEAD);
	vg_buf_init(&said->data, VG_MAILSAID_ALL);
}

void
vg_mailsaid_fini(struct vg_mailsaid *said)
{
	for (size_t i = 0; i < VG_MAILSAID_N; i++)
		free(said->text[i]);
	vg_buf_fini(&said->rest);
	vg_buf_fini(&said->data);
	memset(said, 0, sizeof(*said));
}

static char *
clean_text(const char *data, size_t size, size_t limit, bool line)
{
	struct vg_buf clean;

	vg_buf_init(&clean, limit + 4);
	vg_mailtext_clean(data, size, limit, line, &clean);
	return vg_buf_give(&clean);
}

/* Of a list of ids and stamps the lines are kept; of a head's own line none. */
static bool
is_line(size_t field)
{
	return field != VG_MAILSAID_TEXT && field != VG_MAILSAID_RESULTS &&
	    field != VG_MAILSAID_RECEIVED && field != VG_MAILSAID_FAILED;
}

static void
take_field(struct vg_mailsaid *said, size_t field, const char *data, size_t size)
{
	free(said->text[field]);
	said->text[field] = clean_text(data, size, sizes[field], is_line(field));
}

/* "TYPE NAME"; a type is of printable ASCII without a space. */
static void
begin_part(struct vg_mailsaid *said, const char *data, size_t size)
{
	char *text = clean_text(data, size, 720, true);
	size_t n = strcspn(text, " ");

	said->type[0] = said->name[0] = '\0';
	for (size_t i = 0; i < n && i + 1 < sizeof(said->type); i++) {
		said->type[i] = text[i] > ' ' && text[i] < 0x7f ? text[i] : '_';
		said->type[i + 1] = '\0';
	}
	if (!said->type[0])
		memcpy(said->type, "application/octet-stream", 25);
	if (text[n]) {
		char *name = clean_text(
		    text + n + 1, strlen(text + n + 1), sizeof(said->name) - 1, true);
		memcpy(said->name, name, strlen(name) + 1);
		free(name);
	}
	free(text);
	vg_buf_reset(&said->data);
	said->in_part = true;
}

static int
end_part(struct vg_mailsaid *said, struct vg_detail *detail)
{
	said->in_part = false;
	said->n_parts++;
	int code = said->cb(said->type, said->name, said->data.data, said->data.size,
	    detail, said->cookie);
	vg_buf_fini(&said->data);
	vg_buf_init(&said->data, VG_MAILSAID_ALL);
	return code;
}

static int
refuse(struct vg_detail *detail)
{
	return vg_detail_set(
	    detail, VG_EPARSE, "the parser says what it may not: not believed");
}

static int
take_record(struct vg_mailsaid *said, int tag, const char *data, size_t size,
    struct vg_detail *detail)
{
	if (said->whole)
		return refuse(detail);
	if (tag < VG_MAILSAID_N) {
		take_field(said, (size_t)tag, data, size);
		return VG_OK;
	}
	switch (tag) {
	case TAG_CUT:
		said->cut = true;
		return VG_OK;
	case TAG_HTML:
		said->html = true;
		return VG_OK;
	case TAG_PART:
		if (said->in_part || said->n_parts == VG_MAILSAID_PARTS)
			return refuse(detail);
		begin_part(said, data, size);
		return VG_OK;
	case TAG_DATA:
		said->all += size;
		if (!said->in_part || said->all > VG_MAILSAID_ALL)
			return refuse(detail);
		vg_buf_add(&said->data, data, size);
		return VG_OK;
	case TAG_PART_END:
		return said->in_part ? end_part(said, detail) : refuse(detail);
	case TAG_END:
		said->whole = !said->in_part;
		return said->whole ? VG_OK : refuse(detail);
	default:
		return refuse(detail);
	}
}

/* The whole records of what has arrived. */
static int
take_rest(struct vg_mailsaid *said, struct vg_detail *detail)
{
	const unsigned char *at = said->rest.data;
	size_t left = said->rest.size;
	int code = VG_OK;

	while (code == VG_OK && left >= HEAD) {
		size_t size = (size_t)at[1] << 24 | (size_t)at[2] << 16 |
		    (size_t)at[3] << 8 | at[4];
		if (size > RECORD)
			return refuse(detail);
		if (left < HEAD + size)
			break;
		code = take_record(said, at[0], (const char *)at + HEAD, size, detail);
		at += HEAD + size;
		left -= HEAD + size;
	}
	if (left)
		memmove(said->rest.data, at, left);
	said->rest.size = left;
	return code;
}

int
vg_mailsaid_take(
    struct vg_mailsaid *said, const void *data, size_t size, struct vg_detail *detail)
{
	const char *at = data;
	int code = VG_OK;

	for (size_t n; code == VG_OK && size; size -= n, at += n) {
		n = size < RECORD ? size : RECORD;
		vg_buf_add(&said->rest, at, n);
		code = take_rest(said, detail);
	}
	return code;
}
