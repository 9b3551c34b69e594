/*
 * The numbers of the bounds-checked cursor.
 */
#include "lib/base/cursor.h"

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
