/*
 * Zones as tables.  A civil time is turned into an instant by trying the offsets on both sides
 * of its day: a gap fits none, an overlap fits two.
 */
#include "lib/time/zonetable.h"

#include <stdlib.h>

void
vg_zonetable_fini(struct vg_zone *zone)
{
	free(zone->steps);
	zone->steps = NULL;
	zone->n_steps = 0;
}

static int64_t
floor_seconds(struct vg_wall instant)
{
	int64_t s = instant.us / VG_SECOND_US;

	return instant.us % VG_SECOND_US < 0 ? s - 1 : s;
}

/* The step that holds at UTC second 's'; NULL for UTC itself. */
static const struct vg_zone_step *
step_at(const struct vg_zone *zone, int64_t s)
{
	size_t low = 0, high = zone ? zone->n_steps : 0;

	if (!high)
		return NULL;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (zone->steps[middle].from_s <= s)
			low = middle;
		else
			high = middle;
	}
	return &zone->steps[low];
}

int
vg_zonetable_offset(const struct vg_zone *zone, struct vg_wall instant)
{
	const struct vg_zone_step *step = step_at(zone, floor_seconds(instant));

	return step ? step->offset_s : 0;
}

struct vg_wall
vg_zonetable_instant(
    const struct vg_zone *zone, int64_t days, int second_of_day, enum vg_zone_pick pick)
{
	int64_t local = days * 86400 + second_of_day;
	const struct vg_zone_step *before = step_at(zone, local - 86400);
	const struct vg_zone_step *after = step_at(zone, local + 86400);

	if (!before || before == after) {
		local -= before ? before->offset_s : 0;
		return (struct vg_wall){.us = local * VG_SECOND_US};
	}
	/* At most one change within two days; steps stand side by side. */
	int64_t early = local - before->offset_s;
	int64_t late = local - after->offset_s;
	bool early_fits = early < after->from_s;
	bool late_fits = late >= after->from_s;

	if (early_fits && late_fits)
		local = pick == VG_ZONE_FIRST ? early : late;
	else if (early_fits)
		local = early;
	else
		local = late_fits ? late : after->from_s;
	return (struct vg_wall){.us = local * VG_SECOND_US};
}

int64_t
vg_zonetable_day(const struct vg_zone *zone, struct vg_wall instant)
{
	int64_t local = floor_seconds(instant) + vg_zonetable_offset(zone, instant);

	return local / 86400 - (local % 86400 < 0);
}
