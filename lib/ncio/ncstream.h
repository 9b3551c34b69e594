/*
 * One direction of a session that is framed anew: octets are read from one descriptor, become
 * messages, and what is to go on waits, framed, for the other descriptor to take it.
 *
 * Holds no more than one message and what is framed of it; who pumps reads nothing while that
 * waits.  Refuses to know what a message says, and when time is up: that differs by who stands at
 * the ends.
 */
#ifndef VG_LIB_NCIO_NCSTREAM_H
#define VG_LIB_NCIO_NCSTREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/netconf/ncframe.h"

struct vg_ncstream {
	int from, to; /* borrowed, non-blocking; -1: not known yet */
	struct vg_ncframe frame;
	enum vg_ncframe_version writes; /* how 'to' is framed */
	unsigned char *read;            /* owned */
	size_t at, size;                /* of 'read': what is not framed yet */
	struct vg_buf out;              /* framed; written up to 'written' */
	size_t written;
	size_t got, sent;  /* octets read and written so far */
	unsigned messages; /* whole ones so far */
	bool ended;        /* 'from' gives nothing more */
};

/*
 * Begins with messages of 'limit' octets at most, and 'slack' more of framing and answers in 'out'.
 */
void
vg_ncstream_init(struct vg_ncstream *s, size_t limit, size_t slack, int from, int to);

/* Releases what it holds, the descriptors excepted. */
void
vg_ncstream_fini(struct vg_ncstream *s);

/* Whether something waits to be written. */
bool
vg_ncstream_waits(const struct vg_ncstream *s);

/* Whether all that was read is framed, so that more can be read. */
bool
vg_ncstream_is_empty(const struct vg_ncstream *s);

/* Reads once, when it is empty: octets, nothing yet, or the end. */
void
vg_ncstream_read(struct vg_ncstream *s);

/* Writes what 'to' takes.  VG_OK, or VG_EUNREACH in 'detail'.  SIGPIPE must be ignored. */
int
vg_ncstream_write(struct vg_ncstream *s, struct vg_detail *detail);

/*
 * Frames what was read up to the end of a message: VG_OK with one in s->frame.message, VG_EAGAIN
 * without, or what vg_ncframe_feed says in 'detail'.
 */
int
vg_ncstream_frame(struct vg_ncstream *s, struct vg_detail *detail);

/* Lets 'data' of 'size' octets (borrowed), a whole message, wait to be written. */
void
vg_ncstream_put(struct vg_ncstream *s, const void *data, size_t size);

#endif
