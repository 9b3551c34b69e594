/*
 * Steps of the wall clock: seen by the monotonic clock, which nobody sets.  A suspicious step (of
 * more than 5 s, if the tree says nothing else) is recorded, and breaches are held for a while
 * (10 minutes), so that a clock that jumped to tomorrow and back breaks no promise.
 *
 * Held is only the telling: a breach is recorded afterwards at the instant at which it fell, if
 * the wall clock still says so.  Warnings stay once each whatever the clock does, because they
 * are counted (collector/sla/slawarn.h).
 *
 * Pure.  Source: policy section 5; 5 s and 10 minutes: issue 3.
 */
#ifndef VG_COLLECTOR_SLA_STEP_H
#define VG_COLLECTOR_SLA_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/time/instant.h"

/* What is suspicious, and how long breaches wait then. */
struct vg_step_limits {
	int64_t step_us, hold_us;
};

/* Zero-initialised before the first look. */
struct vg_step {
	struct vg_wall wall;       /* at the last look */
	struct vg_mono mono;       /* the same; unset: no look yet */
	struct vg_mono held_until; /* unset: breaches are not held */
};

/*
 * Looks at both clocks.  Returns how far the wall clock stepped since the last look when that is
 * suspicious (negative: back), else 0.  A new step holds breaches anew.  To be called at every
 * turn of the loop that may tell a breach: slow drift is no step, and looks an hour apart would
 * make one of it.
 */
int64_t
vg_step_look(struct vg_step *step, const struct vg_step_limits *limits,
    struct vg_wall wall, struct vg_mono mono);

/* Until when breaches are held by the wall clock of the last look; unset: they are not. */
struct vg_wall
vg_step_held_until(const struct vg_step *step);

#endif
