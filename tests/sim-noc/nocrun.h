/*
 * A seed's run, and the shortest history that fails as it did.
 */
#ifndef VG_TESTS_SIMNOC_NOCRUN_H
#define VG_TESTS_SIMNOC_NOCRUN_H

#include "tests/sim-noc/nocworld.h"

struct vg_nocrun {
	const struct vg_context *context; /* borrowed */
	const struct vg_packset *packs;   /* borrowed */
	unsigned check_every;       /* steps between full checks; 0: at the end only */
	bool tells;                 /* each step, on stdout */
	bool profiles;              /* counts what is asked of SQLite (nocprofile.h) */
	struct vg_nocwrong wrong;   /* of the last run; "" nothing */
	struct vg_noccounts counts; /* of all runs */
};

/*
 * Runs the first 'n' steps of 'plan' and what follows from them; gives how many were done when
 * something did not hold, or 'n'.
 */
size_t
vg_nocrun_steps(struct vg_nocrun *run, const struct vg_nocplan *plan, size_t n);

/*
 * After a run of 'plan' in which something did not hold after 'n' steps: leaves out of 'plan' what
 * the failure does not need, in at most 'tries' runs, and prints what is left.
 */
void
vg_nocrun_shrink(
    struct vg_nocrun *run, struct vg_nocplan *plan, size_t n, unsigned tries);

#endif
