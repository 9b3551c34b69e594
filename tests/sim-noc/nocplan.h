/*
 * What happens to a fleet, as a row of steps in the order of true time: faults with their ends,
 * agents that are cut off or restart, mails, people at work, planned work, crashes of the
 * collector, steps of its clock.
 *
 * A step carries its own chance ('dice'), so that leaving one out changes no other: what remains is
 * a smaller history of the same kind.  A clear of what does not stand says nothing.
 *
 * A year of a device is 20 raise/clear pairs and one mail; of a site a restart of its agent a week
 * and one planned work a month.
 */
#ifndef VG_TESTS_SIMNOC_NOCPLAN_H
#define VG_TESTS_SIMNOC_NOCPLAN_H

#include <stddef.h>
#include <stdint.h>

#include "tests/sim-noc/nocfleet.h"

enum vg_noctype {
	VG_NOC_RAISE,   /* slot 'a', severity 'b' of its part's */
	VG_NOC_CLEAR,   /* slot 'a' */
	VG_NOC_CHANGE,  /* slot 'a', severity 'b' */
	VG_NOC_CUT,     /* agent 'a' is not heard for 'b' seconds */
	VG_NOC_RESTART, /* of agent 'a' */
	VG_NOC_SPOOL,   /* agent 'a' begins a new one */
	VG_NOC_LOSE,    /* agent 'a' loses what waits, and tells the gap */
	VG_NOC_TRAP,    /* of device 'a', its own */
	VG_NOC_STORM,   /* 'b' of them at once */
	VG_NOC_MAIL,    /* of client 'a' */
	VG_NOC_ACT,     /* somebody at the desk does something */
	VG_NOC_TREE, /* the works of month 'a' are planned; agents count as silent by 'b' s */
	VG_NOC_CRASH, /* of the collector: 'a' 0 between transactions, 1 within one */
	VG_NOC_CLOCK, /* its wall clock is set on by 'b' seconds (two's complement) */
	VG_NOC_TYPES
};
extern const char *const vg_nocplan_names[VG_NOC_TYPES];

/* How a message travels. */
enum {
	VG_NOC_LOST = 1,     /* the first time it does not arrive */
	VG_NOC_UNHEARD = 2,  /* its acknowledgement does not: it comes twice */
	VG_NOC_SHUFFLED = 4, /* what waits is sent in any order */
	VG_NOC_LATE = 8      /* the agent waits for more before it sends */
};

struct vg_nocstep {
	int64_t at_us;
	uint64_t dice;
	uint32_t a, b;
	uint8_t type, how;
};

struct vg_nocplan {
	struct vg_nocfleet fleet;
	struct vg_nocstep *steps; /* owned */
	size_t n_steps, room;
	struct vg_nocwork *works; /* owned, by their begin */
	size_t n_works, works_room;
};

/* The plan of 'seed' for as many years of a device; the caller releases it. */
void
vg_nocplan_make(struct vg_nocplan *plan, uint64_t seed, double years);

void
vg_nocplan_fini(struct vg_nocplan *plan);

/* The first of a month's works, and behind its last one. */
void
vg_nocplan_month(const struct vg_nocplan *plan, unsigned month, size_t *from, size_t *to);

/* One step as a line: "2026-07-09T08:00:00Z raise device/ne-7/psu/1 psu-failed major". */
void
vg_nocplan_text(const struct vg_nocplan *plan, const struct vg_nocstep *step, char *text,
    size_t size);

#endif
