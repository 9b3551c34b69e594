/*
 * Warnings of a target: which have fallen and are not recorded yet, which of them is told, when,
 * and when to look again.  Each is recorded exactly once, whatever restarts and steps of the
 * clock do: how many are recorded is counted, and the count never goes back while a clock runs.
 *
 * Pure.  Source: policy section 5.
 */
#ifndef VG_COLLECTOR_SLA_SLAWARN_H
#define VG_COLLECTOR_SLA_SLAWARN_H

#include <stdbool.h>
#include <stddef.h>

#include "collector/sla/sla.h"

struct vg_slawarn_setting {
	const struct vg_calendar
	    *office;               /* for breaches of days, borrowed; NULL: at once */
	bool wake;                 /* the contract says so: at once */
	struct vg_wall held_until; /* breaches wait (collector/sla/step.h); unset: not */
};

struct vg_slawarn {
	int i; /* its number */
	int percent;
	unsigned who;        /* bits of vg_warned */
	struct vg_wall fell; /* as it is recorded */
	bool told;           /* the highest of those that are due together is told */
	struct vg_wall tell; /* when; not before 'now' */
};

struct vg_slawarn_due {
	struct vg_slawarn warnings[VG_SLA_N_WARNINGS]; /* to be recorded, in order */
	size_t n_warnings;
	int warned;          /* the count to be kept from now on */
	struct vg_wall next; /* when to look again; unset: at the next act only */
};

/*
 * Says what is due at 'now' of a target of which 'warned' warnings (0 or more) are recorded
 * already; a new start in the ledger begins again with 0.  All is borrowed.
 *
 * Returns VG_OK, or what vg_sla_warning_at returns but VG_ENOENT ('due' then says: nothing).
 */
int
vg_slawarn_look(const struct vg_ledger_row *rows, size_t n,
    const struct vg_sla_terms *terms, const struct vg_slawarn_setting *setting,
    int warned, struct vg_wall now, struct vg_slawarn_due *due);

#endif
