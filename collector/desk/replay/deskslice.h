/*
 * A recording in slices: what a replay needs of a time, read bit by bit, so that nobody waits.
 *
 * It begins with the last mark that is not later than 'from': how things stood then, and all since.
 * A cursor says where the next slice begins; it holds what was the end when the first one was read,
 * so that what comes meanwhile is left out.
 */
#ifndef VG_COLLECTOR_DESK_REPLAY_DESKSLICE_H
#define VG_COLLECTOR_DESK_REPLAY_DESKSLICE_H

#include "collector/desk/desk.h"
#include "lib/base/buf.h"

enum {
	VG_DESKSLICE_MAX = 200, /* lines of a slice */
	VG_DESKSLICE_CURSOR_SIZE = 128,
	VG_DESKSLICE_BUDGET_US = 1200 /* what a slice may cost before it ends early */
};

/* What is asked; all borrowed. */
struct vg_deskslice {
	struct vg_wall from, to;
	const char *cursor; /* "": the beginning */
	struct vg_wall now;
	/* The time spent so far, in any unit's microseconds; NULL: a slice is never ended early. */
	int64_t (*spent_us)(void *cookie);
	void *cookie;
};

/*
 * Appends the lines of the next slice to 'lines', each ended by a newline, and writes where the one
 * behind it begins to 'next' ("": this was the last).
 *
 * Returns VG_OK; VG_EINVAL for a cursor of something else, or when 'to' is not later than 'from';
 * VG_ENOENT when what happened since 'from' is not kept, or no more; or the database's.
 */
int
vg_deskslice_read(struct vg_desk *desk, const struct vg_deskslice *ask,
    struct vg_buf *lines, char next[VG_DESKSLICE_CURSOR_SIZE], struct vg_detail *detail);

/* Notes in the audit that 'actor' (borrowed) reads one.  VG_OK or the database's. */
int
vg_deskslice_audit(
    struct vg_desk *desk, const struct vg_actor *actor, const struct vg_deskslice *ask);

#endif
