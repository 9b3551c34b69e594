/*
 * The framing of NETCONF: octets of a peer become whole messages of bounded size, or an error
 * that ends the session.  It stands before libnetconf2, whose reader writes past its block for a
 * chunk of 2^64 - 1 octets, and falls over empty messages.
 *
 * Pure.  Holds one message at a time; refuses to guess: after an error nothing can be read.
 *
 * Sources: RFC 6242 section 4.2 (chunks), 4.3 (end of message of base:1.0).
 */
#ifndef VG_LIB_NETCONF_NCFRAME_H
#define VG_LIB_NETCONF_NCFRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"

enum vg_ncframe_version {
	VG_NCFRAME_10, /* ]]>]]> behind each message; hellos always */
	VG_NCFRAME_11  /* chunks */
};

struct vg_ncframe {
	enum vg_ncframe_version version;
	struct vg_buf message; /* what has come of the message, without framing */
	int state;             /* of the chunk grammar */
	size_t chunk; /* octets left of this chunk; while its header is read, its size */
	size_t limit; /* octets of a message at most */
	size_t chunk_limit; /* octets of a chunk at most; 0: as many as of a message */
	size_t taken;       /* octets of the message that vg_ncframe_take has taken */
	bool failed;
};

/* Begins to read messages of at most 'limit' octets, framed as base:1.0. */
void
vg_ncframe_init(struct vg_ncframe *frame, size_t limit);

/* Releases what it holds. */
void
vg_ncframe_fini(struct vg_ncframe *frame);

/* From the next message on the peer frames as 'version'; only between messages. */
void
vg_ncframe_speak(struct vg_ncframe *frame, enum vg_ncframe_version version);

/*
 * Reads of the 'size' octets at 'data' (borrowed) up to the end of one message; '*used' says how
 * many were taken.  VG_OK: the message stands in frame->message until the next call of
 * vg_ncframe_next.  VG_EAGAIN: all is taken and the message goes on.  VG_EPARSE for what the
 * grammar does not have and VG_ELIMIT for a chunk or message too long, told in 'detail', now and
 * at every further call.
 */
int
vg_ncframe_feed(struct vg_ncframe *frame, const void *data, size_t size, size_t *used,
    struct vg_detail *detail);

/*
 * Takes what has come of a message of chunks out of it: it goes on, and its limit counts all of it.
 * For who passes large messages on without keeping them.
 */
void
vg_ncframe_take(struct vg_ncframe *frame);

/* Forgets the message and begins the next one. */
void
vg_ncframe_next(struct vg_ncframe *frame);

/*
 * Appends a part of a message, 'data' of 'size' octets (borrowed), to 'out', framed as 'version';
 * and the end of one.
 */
void
vg_ncframe_part(
    struct vg_buf *out, enum vg_ncframe_version version, const void *data, size_t size);
void
vg_ncframe_end(struct vg_buf *out, enum vg_ncframe_version version);

/* Appends the message 'data' of 'size' octets (borrowed) to 'out', framed as 'version'. */
void
vg_ncframe_wrap(
    struct vg_buf *out, enum vg_ncframe_version version, const void *data, size_t size);

#endif
