/*
 * Warnings, each once.
 */
#include "collector/sla/slawarn.h"

#include "lib/base/error.h"

/* The first open moment of 'office' not before 'at'. */
static struct vg_wall
next_opening(const struct vg_calendar *office, struct vg_wall at)
{
	struct vg_wall after;

	if (vg_calendar_add(office, at, 1, &after) != VG_OK)
		return at;
	return vg_instant_add(after, -1);
}

/* A breach at midnight wakes nobody unless the contract says so. */
static struct vg_wall
tell_at(const struct vg_sla_terms *terms, const struct vg_slawarn_setting *setting,
    int percent, struct vg_wall now)
{
	if (terms->unit == VG_UNIT_HOURS || percent != 100 || setting->wake ||
	    !setting->office)
		return now;
	return next_opening(setting->office, now);
}

static bool
is_held(const struct vg_slawarn_setting *setting, int percent, struct vg_wall now)
{
	return percent >= 100 && vg_instant_is_set(setting->held_until) &&
	    vg_instant_compare(now, setting->held_until) < 0;
}

int
vg_slawarn_look(const struct vg_ledger_row *rows, size_t n,
    const struct vg_sla_terms *terms, const struct vg_slawarn_setting *setting,
    int warned, struct vg_wall now, struct vg_slawarn_due *due)
{
	const struct vg_target_warning *all = vg_sla_rule(terms->target)->warnings;
	struct vg_wall fell;
	int i, code = VG_OK;

	*due = (struct vg_slawarn_due){.warned = warned};
	for (i = warned; i < VG_SLA_N_WARNINGS; i++) {
		code = vg_sla_warning_at(rows, n, terms, i, &fell);
		if (code != VG_OK)
			break;
		if (vg_instant_compare(fell, now) > 0) {
			due->next = fell;
			break;
		}
		if (is_held(setting, all[i].percent, now)) {
			due->next = setting->held_until;
			break;
		}
		due->warnings[due->n_warnings++] =
		    (struct vg_slawarn){i, all[i].percent, all[i].who, fell, false, now};
	}
	due->warned += (int)due->n_warnings;
	if (due->n_warnings) {
		struct vg_slawarn *last = &due->warnings[due->n_warnings - 1];
		last->told = true;
		last->tell = tell_at(terms, setting, last->percent, now);
	}
	return code == VG_ENOENT ? VG_OK : code;
}
