/*
 * The agents of a run: what each knows of its slots, its spool, and how its messages travel: lost
 * and sent again, heard twice, out of order, held back while it is cut off.
 */
#ifndef VG_TESTS_SIMNOC_NOCAGENT_H
#define VG_TESTS_SIMNOC_NOCAGENT_H

#include "tests/sim-noc/nocworld.h"

void
vg_nocagent_begin(struct vg_nocworld *world);

void
vg_nocagent_end(struct vg_nocworld *world);

/* When an agent does something next, and which; 0: never. */
int64_t
vg_nocagent_next(const struct vg_nocworld *world, unsigned *agent);

/* It does: sends what waits, says that it lives. */
void
vg_nocagent_turn(struct vg_nocworld *world, unsigned agent);

/* They are to be heard often enough for 'silent_s'. */
void
vg_nocagent_beats(struct vg_nocworld *world, unsigned silent_s);

/* The steps of a plan that are theirs. */
void
vg_nocagent_fault(struct vg_nocworld *world, const struct vg_nocstep *step);
void
vg_nocagent_cut(struct vg_nocworld *world, const struct vg_nocstep *step);
void
vg_nocagent_restart(struct vg_nocworld *world, const struct vg_nocstep *step);
void
vg_nocagent_spool(struct vg_nocworld *world, const struct vg_nocstep *step);
void
vg_nocagent_lose(struct vg_nocworld *world, const struct vg_nocstep *step);

/* Everybody is back, and says all that there is to say. */
void
vg_nocagent_all_back(struct vg_nocworld *world);

/* The name of a spool: 8 octets. */
void
vg_nocagent_spool_name(unsigned agent, unsigned spool, unsigned char name[VG_SPOOL_SIZE]);

#endif
