/*
 * Whether the wall clock is believed.  A clock that is wrong (a machine without a battery that
 * starts in 1970 or in 2099, a hand that slipped) must destroy nothing: while it is doubted
 * nothing that is kept goes for its age, and no case closes by itself.
 *
 * What is known: the newest wall time at which the clock was believed (kept on disk), how much
 * time has passed since by the clock that nobody sets, and the kernel's word, whether something
 * (NTP) keeps the clock.  A machine that was off knows only that no less has passed.
 *
 * Rungs:
 *  1 the kernel says that the clock is kept: believed
 *  2 before the first of 2026, when there was no vigie: doubted
 *  3 nothing is known yet: believed
 *  4 more than 10 minutes before the time that it should be: doubted
 *  5 more than 10 minutes beyond it, at a start 3 days: doubted
 *  6 doubted, and gone back to where a start may find it, or caught up with what was known: believed
 *  7 doubted, and within 10 minutes of the time that it should be: believed
 *
 * Pure.  Source: policy section 5, a clock that is wrong.
 */
#ifndef VG_COLLECTOR_SLA_CLOCKDOUBT_H
#define VG_COLLECTOR_SLA_CLOCKDOUBT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/time/instant.h"

/* How far it may be off while the program runs, and how long a machine is off unasked. */
#define VG_CLOCKDOUBT_STEP_US (10 * VG_MINUTE_US)
#define VG_CLOCKDOUBT_OFF_US (3 * VG_DAY_US)
/* 2026-01-01T00:00:00Z */
#define VG_CLOCKDOUBT_FIRST_US (INT64_C(1767225600) * VG_SECOND_US)

enum vg_clockdoubt_why {
	VG_CLOCKDOUBT_NOT,    /* it is believed */
	VG_CLOCKDOUBT_FIRST,  /* before there was a vigie */
	VG_CLOCKDOUBT_BEHIND, /* before what is known */
	VG_CLOCKDOUBT_AHEAD,  /* beyond what it should be */
};

/* "believed", "before-vigie", "behind", "ahead". */
const char *
vg_clockdoubt_text(enum vg_clockdoubt_why why);

/* How it stands; kept on disk but for 'mono'. */
struct vg_clockdoubt {
	enum vg_clockdoubt_why why;
	struct vg_wall should; /* what the time is as far as known; unset: nothing is */
	struct vg_wall seen;   /* the clock at the last look */
	struct vg_wall
	    since; /* what it said when the doubt began; unset: it is believed */
	struct vg_wall
	    known; /* the newest time known when the doubt began; unset likewise */
	struct vg_mono mono; /* of the last look; unset: none since the start */
	bool off; /* 'should' is the least: the program was not running before */
};

/*
 * Looks at both clocks and at whether the kernel says that the clock is 'kept'.  'doubt' is what
 * the last look left, or what is on disk, 'mono' unset: a start.  Returns what is held of it now,
 * which stands in 'doubt' as well.
 */
enum vg_clockdoubt_why
vg_clockdoubt_look(
    struct vg_clockdoubt *doubt, struct vg_wall wall, struct vg_mono mono, bool kept);

/* Somebody says that 'wall' is right.  Not before 2026: false, and nothing is changed. */
bool
vg_clockdoubt_accept(struct vg_clockdoubt *doubt, struct vg_wall wall);

/*
 * Whether the clock is so far ahead that no promise can be judged by it: beyond what a step of
 * hours explains.
 */
bool
vg_clockdoubt_is_far(const struct vg_clockdoubt *doubt);

#endif
