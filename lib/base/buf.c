/*
 * The growing buffer.  Growth doubles, so that n appends cost O(n).
 */
#include "lib/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

#define DEFAULT_LIMIT ((size_t)64 << 20)

void
vg_buf_init(struct vg_buf *buf, size_t limit)
{
	*buf = (struct vg_buf){.limit = limit ? limit : DEFAULT_LIMIT};
}

void
vg_buf_fini(struct vg_buf *buf)
{
	free(buf->data);
	*buf = (struct vg_buf){.limit = buf->limit};
}

void
vg_buf_reset(struct vg_buf *buf)
{
	buf->size = 0;
	buf->error = VG_OK;
	if (buf->data)
		buf->data[0] = '\0';
}

/* Makes room for 'size' more bytes and the NUL; false when the limit forbids it. */
static int
reserve(struct vg_buf *buf, size_t size)
{
	if (buf->error != VG_OK)
		return 0;
	if (size > buf->limit - buf->size) {
		buf->error = VG_ELIMIT;
		return 0;
	}
	size_t need = buf->size + size + 1;

	if (need > buf->room) {
		size_t room = buf->room ? buf->room : 64;
		while (room < need)
			room *= 2;
		buf->data = vg_mem_resize(buf->data, room, 1);
		buf->room = room;
	}
	return 1;
}

void
vg_buf_add(struct vg_buf *buf, const void *data, size_t size)
{
	if (!reserve(buf, size))
		return;
	if (size)
		memcpy(buf->data + buf->size, data, size);
	buf->size += size;
	buf->data[buf->size] = '\0';
}

unsigned char *
vg_buf_reserve(struct vg_buf *buf, size_t size)
{
	return reserve(buf, size) ? buf->data + buf->size : NULL;
}

void
vg_buf_add_u8(struct vg_buf *buf, uint8_t value)
{
	vg_buf_add(buf, &value, 1);
}

void
vg_buf_add_text(struct vg_buf *buf, const char *text)
{
	if (text)
		vg_buf_add(buf, text, strlen(text));
}

void
vg_buf_addf(struct vg_buf *buf, const char *format, ...)
{
	va_list args;
	char *text = NULL;

	va_start(args, format);
	int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0) {
		buf->error = VG_ELIMIT;
		return;
	}
	vg_buf_add(buf, text, (size_t)n);
	free(text);
}

const char *
vg_buf_text(const struct vg_buf *buf)
{
	return buf->data ? (const char *)buf->data : "";
}

char *
vg_buf_give(struct vg_buf *buf)
{
	char *text = buf->data ? (char *)buf->data : vg_mem_text("");

	*buf = (struct vg_buf){.limit = buf->limit};
	return text;
}
