/*
 * A wall clock that was set back, seen while the collector runs or at its start.
 *
 * A timer counts from an event: it is due as much earlier as the clock went back, so that nobody
 * waits for the step.  A promised instant (an SLA's due time, the end of a planned work or of a
 * shelf, the day of a contract) stays what was promised.  And no timer lies further ahead than its
 * kind can wait at all: that alone heals what a start finds when nobody can know how far the clock
 * was off.  Which kind is which, and how long each may wait: the table in the .c, and docs/DESIGN.md.
 *
 * What was dated by the wrong clock and proves nothing (since when a ladder of pages runs, what
 * the outbox queued) is dated as it was; the journal and the ledgers stay as they were written.
 *
 * A recording has the step, or the start with the last wall time before it: a replay does the same.
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CLOCK_DESKSETBACK_H
#define VG_COLLECTOR_DESK_CLOCK_DESKSETBACK_H

#include "collector/desk/deskcore.h"

/* Inside a transaction: the wall clock stepped by 'by_us' and is 'now'.  Forward: nothing moves. */
int
vg_desksetback_stepped(struct vg_desk *desk, int64_t by_us, struct vg_wall now);

/*
 * Inside a transaction, at a start under a tree: the clock was set back when 'now' is before the
 * last wall time that was committed ('desk->alive'), by that much at the least, and that is told.
 */
int
vg_desksetback_started(struct vg_desk *desk, struct vg_wall now);

/* How a kind of row is counted; 'kind' NULL behind the last number. */
struct vg_desksetback_kind {
	const char *kind;
	bool moves; /* a timer; else a promised instant, or a timer that others move */
	/* in microseconds; 0: it may lie anywhere */
	int64_t (*longest_us)(const struct vg_desk *desk);
};

/* The kind with number 'i', from 0 (static). */
const struct vg_desksetback_kind *
vg_desksetback_kind(size_t i);

#endif
