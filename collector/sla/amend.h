/*
 * Versions of a contract: which one governs a target.
 *
 * An amendment is a new version with a day from which it holds: it governs the targets that
 * start on or after that day, and those that run when it comes only if it says so.  A correction
 * is the same version, mended: it governs what that version governs.  A target that has come to
 * rest keeps the version by which it was judged, whatever is taken later.
 *
 * A change of a calendar, of holidays or of a zone is no version: it recomputes what runs, and
 * needs no question here.
 *
 * Pure.  Source: policy section 5.
 */
#ifndef VG_COLLECTOR_SLA_AMEND_H
#define VG_COLLECTOR_SLA_AMEND_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/time/instant.h"

/* One version as it was taken with a revision of the tree. */
struct vg_amend_version {
	unsigned number;      /* the same number again: a correction of that version */
	struct vg_wall from;  /* the first instant of its day */
	struct vg_wall taken; /* when it became known to us */
	bool running;         /* it governs running targets too, from its day on */
};

enum vg_amend_why {
	VG_AMEND_NONE,      /* no version holds */
	VG_AMEND_STARTED,   /* in force when the target started */
	VG_AMEND_RUNNING,   /* an amendment that takes running targets over */
	VG_AMEND_CORRECTION /* a mended version */
};

struct vg_amend_ruling {
	size_t index; /* of the version among those given */
	enum vg_amend_why why;
};

/*
 * Says which of 'n' versions (borrowed, in the order in which they were taken) governs a target
 * that started at 'start' and whose rest was recorded at 'rested' (unset: it runs), as it is seen
 * at 'now'.
 * Of several amendments the one with the latest day governs, of one day the one taken last.
 */
struct vg_amend_ruling
vg_amend_govern(const struct vg_amend_version *versions, size_t n, struct vg_wall start,
    struct vg_wall rested, struct vg_wall now);

#endif
