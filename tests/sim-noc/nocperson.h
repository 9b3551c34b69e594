/*
 * People of a run: engineers who take, answer, merge, split, send back and close; clients and
 * suppliers who write; devices that speak for themselves, also without measure.
 *
 * What somebody does is drawn from the step's own chance and from what is there to be worked on;
 * what the desk refuses by a clause is as good as what it does.
 */
#ifndef VG_TESTS_SIMNOC_NOCPERSON_H
#define VG_TESTS_SIMNOC_NOCPERSON_H

#include "tests/sim-noc/nocworld.h"

void
vg_nocperson_act(struct vg_nocworld *world, const struct vg_nocstep *step);

/* What somebody tries at a step ACT: "return-ship" (static). */
const char *
vg_nocperson_verb(const struct vg_nocstep *step);

void
vg_nocperson_mail(struct vg_nocworld *world, const struct vg_nocstep *step);

void
vg_nocperson_trap(struct vg_nocworld *world, const struct vg_nocstep *step);

/* As many as the step says, beyond the budget of their source. */
void
vg_nocperson_storm(struct vg_nocworld *world, const struct vg_nocstep *step);

#endif
