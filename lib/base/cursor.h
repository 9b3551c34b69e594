/*
 * Reads bytes that came from outside without ever passing their end.  The first read that
 * does not fit sets the error; later reads give zeros and change nothing, so that a decoder
 * can read a whole structure and test once.
 *
 * The short ones are inline: decoders call them for every octet of every answer.
 */
#ifndef VG_LIB_BASE_CURSOR_H
#define VG_LIB_BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vg_cursor {
	const unsigned char *at;  /* next byte, borrowed */
	const unsigned char *end; /* one past the last byte */
	bool failed;              /* a read did not fit */
};

/* Gives a cursor over 'size' bytes at 'data' (borrowed while the cursor is used). */
static inline struct vg_cursor
vg_cursor_over(const void *data, size_t size)
{
	const unsigned char *p = (const unsigned char *)data;

	return (struct vg_cursor){.at = p, .end = p ? p + size : p, .failed = false};
}

/* How many bytes are left; 0 after a failure. */
static inline size_t
vg_cursor_left(const struct vg_cursor *c)
{
	return c->failed ? 0 : (size_t)(c->end - c->at);
}

/* Reads one octet; 0 and failed at the end. */
static inline uint8_t
vg_cursor_u8(struct vg_cursor *c)
{
	if (c->failed || c->at == c->end) {
		c->failed = true;
		return 0;
	}
	return *c->at++;
}

/* Looks at the next octet without taking it; -1 at the end or after a failure. */
static inline int
vg_cursor_peek(const struct vg_cursor *c)
{
	return vg_cursor_left(c) ? *c->at : -1;
}

/* Reads 2, 4 or 8 octets, most significant first. */
uint16_t
vg_cursor_u16(struct vg_cursor *c);
uint32_t
vg_cursor_u32(struct vg_cursor *c);
uint64_t
vg_cursor_u64(struct vg_cursor *c);

/* Takes 'size' bytes and gives a pointer to them (borrowed), or NULL and failed. */
static inline const unsigned char *
vg_cursor_take(struct vg_cursor *c, size_t size)
{
	const unsigned char *p = c->at;

	if (c->failed || size > (size_t)(c->end - c->at)) {
		c->failed = true;
		return NULL;
	}
	c->at += size;
	return p;
}

/* Takes 'size' bytes as a cursor of their own; an empty failed one when they are not there. */
static inline struct vg_cursor
vg_cursor_sub(struct vg_cursor *c, size_t size)
{
	const unsigned char *p = vg_cursor_take(c, size);

	return (struct vg_cursor){.at = p, .end = p ? p + size : p, .failed = p == NULL};
}

/* Marks the cursor as failed: for a caller that read a value it cannot accept. */
static inline void
vg_cursor_fail(struct vg_cursor *c)
{
	c->failed = true;
}

#endif
