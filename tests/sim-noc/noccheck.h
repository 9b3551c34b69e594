/*
 * What must hold after each step, of what it has touched; and of the whole database, now and then.
 *
 * The rules are those of docs/policy.md and of the ladder (docs/DESIGN.md 6), and what the plan
 * knows to be true; what fuzz_desk asks as well stands in tests/fuzz/fuzzrules.h.
 */
#ifndef VG_TESTS_SIMNOC_NOCCHECK_H
#define VG_TESTS_SIMNOC_NOCCHECK_H

#include "tests/sim-noc/nocworld.h"

/* Of the cases and alarms in world->touch. */
void
vg_noccheck_touched(struct vg_nocworld *world);

/* What was acknowledged of 'agent' under number 'sequence' just now is there, once. */
void
vg_noccheck_message(struct vg_nocworld *world, unsigned agent, uint64_t sequence);

/* So is all that was acknowledged and is not old enough to be swept. */
void
vg_noccheck_acked(struct vg_nocworld *world);

/* Of everything. */
void
vg_noccheck_all(struct vg_nocworld *world);

/*
 * All is told and all holds have passed: what stands at the agents stands here, and nothing else.
 */
void
vg_noccheck_truth(struct vg_nocworld *world);

/* Before the connection is closed. */
void
vg_noccheck_let_go(void);

#endif
