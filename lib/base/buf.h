/*
 * A growing byte buffer with a limit, which remembers its first failure: ten appends can be
 * made in a row and tested once.  The bytes are always followed by a terminating NUL that is
 * not counted, so that text in it can be read as a string.
 */
#ifndef VG_LIB_BASE_BUF_H
#define VG_LIB_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

struct vg_buf {
	unsigned char *data; /* owned; NULL while nothing was appended */
	size_t size;         /* bytes used */
	size_t room;         /* bytes allocated */
	size_t limit;        /* 'size' never passes it */
	int error; /* VG_OK, or VG_ELIMIT since the first append that did not fit */
};

/* Makes 'buf' empty; it will hold at most 'limit' bytes (0: 64 MiB). */
void
vg_buf_init(struct vg_buf *buf, size_t limit);

/* Frees what 'buf' holds; it may be used again after vg_buf_init. */
void
vg_buf_fini(struct vg_buf *buf);

/* Forgets content and error, keeps the room. */
void
vg_buf_reset(struct vg_buf *buf);

/* Appends 'size' bytes of 'data' (borrowed).  Past the limit: nothing, and error is set. */
void
vg_buf_add(struct vg_buf *buf, const void *data, size_t size);

/*
 * Makes room for 'size' more bytes and gives where they go (borrowed until the next append): the
 * caller writes there and adds what it wrote to 'size'.  NULL past the limit, and error is set.
 */
unsigned char *
vg_buf_reserve(struct vg_buf *buf, size_t size);

/* Appends one octet. */
void
vg_buf_add_u8(struct vg_buf *buf, uint8_t value);

/* Appends the text (borrowed) without its NUL; NULL counts as "". */
void
vg_buf_add_text(struct vg_buf *buf, const char *text);

/* Appends formatted text. */
void
vg_buf_addf(struct vg_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The content as a terminated string, borrowed until the next append; "" when empty. */
const char *
vg_buf_text(const struct vg_buf *buf);

/* Gives the content as a heap string (the caller frees it) and leaves 'buf' empty. */
char *
vg_buf_give(struct vg_buf *buf);

#endif
