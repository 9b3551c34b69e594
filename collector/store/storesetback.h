/*
 * Statements that take what was dated by a wall clock that was ahead back with it: instants of our
 * own house, no row that proves anything.
 *
 * 'by' is how far the clock was set back in microseconds, 0 when that is not known: then what lies
 * later than now is of now.
 */
#ifndef VG_COLLECTOR_STORE_STORESETBACK_H
#define VG_COLLECTOR_STORE_STORESETBACK_H

#include "lib/sql/db.h"

enum vg_storesetback_statement {
	VG_STORESETBACK_FIRST = 3600,
	/* kind, by, now: timers of the kind are due so much earlier */
	VG_STORESETBACK_DUE = VG_STORESETBACK_FIRST,
	VG_STORESETBACK_DUE_AT_MOST, /* kind, latest: none is due later */
	/* by, now: who asks for pages since when, whom they told when, and each page */
	VG_STORESETBACK_LADDERS,
	VG_STORESETBACK_PAGES,
	VG_STORESETBACK_IDLE,    /* by, now: who did nothing since when */
	VG_STORESETBACK_UNKNOWN, /* by, now: when unknown senders opened cases */
	VG_STORESETBACK_CONFIRM, /* by, now: a commit that waits to be confirmed */
	VG_STORESETBACK_OUTBOX,  /* by, now: what waits, or is under way */
	/* latest of what was tried, latest of what was taken, latest of what is new */
	VG_STORESETBACK_OUTBOX_AT_MOST,
	VG_STORESETBACK_WAYS,         /* by, now: what the ways out did when */
	VG_STORESETBACK_WAYS_AT_MOST, /* latest: each is tried again until then */
	VG_STORESETBACK_END
};

extern const struct vg_db_group vg_storesetback_group;

#endif
