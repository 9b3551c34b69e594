/*
 * A walk over every clock of a case: each ledger, and in it each clock, the oldest first, with
 * the terms that govern it and what became of it.
 *
 * Not for other rooms.
 */
#ifndef VG_COLLECTOR_DESK_CLOCK_CLOCKWALK_H
#define VG_COLLECTOR_DESK_CLOCK_CLOCKWALK_H

#include "collector/desk/clock/deskclock.h"

/* One clock; all borrowed for the call. */
struct vg_clockwalk_step {
	struct vg_clock_id id;
	const struct vg_ledger_row *rows; /* of this clock alone */
	size_t n_rows;
	struct vg_sla_terms terms;
	struct vg_target_state state; /* as it was judged, if it rests; at 'now' if not */
	int error; /* VG_OK, or why the sum cannot be computed: then the state is empty */
};

/* Returns VG_OK to go on; anything else ends the walk, which returns it. */
typedef int (*vg_clockwalk_cb)(const struct vg_clockwalk_step *step, void *cookie);

/* Calls 'cb' with 'cookie' for each clock of the case 'row' (borrowed) at 'now'. */
int
vg_clockwalk_case(struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now,
    vg_clockwalk_cb cb, void *cookie);

#endif
