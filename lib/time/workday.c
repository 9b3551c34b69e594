/*
 * Sums of working days.
 */
#include "lib/time/workday.h"

#include "lib/base/error.h"

enum { WARNING_S = 9 * 3600, SATURDAY = 5 };

bool
vg_workday_is(const struct vg_calendar *calendar, int64_t day)
{
	struct vg_calendar_day d = vg_calendar_judge(calendar, day);

	for (size_t i = 0; i < d.n_slots; i++) {
		struct vg_calendar_span span =
		    vg_calendar_span(calendar, day, &d.slots[i]);
		if (vg_instant_compare(span.from, span.until) < 0)
			return true;
	}
	return false;
}

/* Tells what 'day' is; true when it counts. */
static bool
count_day(
    const struct vg_calendar *calendar, int64_t day, unsigned n, struct vg_tally *tally)
{
	bool counts = vg_workday_is(calendar, day);

	if (tally) {
		struct vg_calendar_day d = vg_calendar_judge(calendar, day);
		struct vg_tally_line *line = vg_tally_add(tally, day, d.why, d.reason);
		if (counts)
			line->n = n;
		else if (d.n_slots)
			line->why = VG_TALLY_SKIPPED;
	}
	return counts;
}

static bool
may_be_last(int64_t day, enum vg_workday_last last)
{
	return last == VG_WORKDAY_COUNTED || vg_calendar_weekday(day) < SATURDAY;
}

int
vg_workday_add(const struct vg_calendar *calendar, struct vg_wall from, unsigned n,
    enum vg_workday_last last, struct vg_workday_due *due, struct vg_tally *tally)
{
	int64_t start = vg_zonetable_day(calendar->zone, from);
	unsigned counted = 0;

	if (n == 0)
		return VG_ERANGE;
	vg_tally_add(tally, start, VG_TALLY_START, "");
	for (int64_t day = start + 1; day < start + VG_CALENDAR_MAX_DAYS; day++) {
		if (!count_day(calendar, day, counted + 1, tally))
			continue;
		counted++;
		if (counted >= n && may_be_last(day, last)) {
			due->last_day = day;
			due->due = vg_zonetable_instant(
			    calendar->zone, day + 1, 0, VG_ZONE_FIRST);
			return VG_OK;
		}
		if (tally && counted >= n)
			tally->lines[tally->n_lines - 1].why = VG_TALLY_MOVED;
	}
	return VG_ERANGE;
}

int
vg_workday_percent(const struct vg_calendar *calendar, struct vg_wall from, unsigned n,
    int percent, struct vg_wall *at)
{
	struct vg_workday_due due;

	if (percent < 1 || percent > 99 || n > VG_CALENDAR_MAX_DAYS)
		return VG_ERANGE;
	unsigned nth = ((unsigned)percent * n + 99) / 100;
	int code = vg_workday_add(calendar, from, nth, VG_WORKDAY_COUNTED, &due, NULL);
	if (code == VG_OK)
		*at = vg_zonetable_instant(
		    calendar->zone, due.last_day, WARNING_S, VG_ZONE_FIRST);
	return code;
}
