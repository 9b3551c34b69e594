/*
 * The bounds-checked cursor.
 */
#include "lib/base/cursor.h"

struct vg_cursor
vg_cursor_over(const void *data, size_t size)
{
	const unsigned char *p = data;

	return (struct vg_cursor){.at = p, .end = p ? p + size : p, .failed = false};
}

size_t
vg_cursor_left(const struct vg_cursor *c)
{
	return c->failed ? 0 : (size_t)(c->end - c->at);
}

const unsigned char *
vg_cursor_take(struct vg_cursor *c, size_t size)
{
	if (c->failed || size > (size_t)(c->end - c->at)) {
		c->failed = true;
		return NULL;
	}
	const unsigned char *p = c->at;

	c->at += size;
	return p;
}

uint8_t
vg_cursor_u8(struct vg_cursor *c)
{
	const unsigned char *p = vg_cursor_take(c, 1);

	return p ? *p : 0;
}

int
vg_cursor_peek(const struct vg_cursor *c)
{
	return vg_cursor_left(c) ? *c->at : -1;
}

/* Reads 'size' octets, most significant first; at most 8. */
static uint64_t
read_be(struct vg_cursor *c, size_t size)
{
	const unsigned char *p = vg_cursor_take(c, size);
	uint64_t value = 0;

	for (size_t i = 0; p && i < size; i++)
		value = value << 8 | p[i];
	return value;
}

uint16_t
vg_cursor_u16(struct vg_cursor *c)
{
	return (uint16_t)read_be(c, 2);
}

uint32_t
vg_cursor_u32(struct vg_cursor *c)
{
	return (uint32_t)read_be(c, 4);
}

uint64_t
vg_cursor_u64(struct vg_cursor *c)
{
	return read_be(c, 8);
}

struct vg_cursor
vg_cursor_sub(struct vg_cursor *c, size_t size)
{
	const unsigned char *p = vg_cursor_take(c, size);
	struct vg_cursor sub = vg_cursor_over(p, p ? size : 0);

	sub.failed = p == NULL;
	return sub;
}

void
vg_cursor_fail(struct vg_cursor *c)
{
	c->failed = true;
}
