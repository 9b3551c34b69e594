/*
 * Open time.  Slots are turned into instants day by day, so that a night of a time change has
 * the hours it really has.
 */
#include "lib/time/calendar.h"

#include <stdlib.h>

#include "lib/base/error.h"

enum { DAY_S = 86400 };

static const struct vg_slot whole_day = {0, DAY_S};

/* 1970-01-01 was a Thursday. */
size_t
vg_calendar_weekday(int64_t day)
{
	int64_t w = (day + 3) % 7;

	return (size_t)(w < 0 ? w + 7 : w);
}

static struct vg_calendar_day
closed(enum vg_tally_why why, const char *reason)
{
	return (struct vg_calendar_day){.why = why, .reason = reason};
}

/* Rung 2; no slots when no opening names the day. */
static struct vg_calendar_day
find_opening(const struct vg_calendar *c, int64_t day)
{
	size_t w = vg_calendar_weekday(day);

	for (size_t i = 0; i < c->n_opened; i++) {
		const struct vg_calendar_opening *o = &c->opened[i];
		bool own = o->hours.until_s > 0;
		if (vg_holiday_is(&o->when, day) && (own || c->n_slots[w]))
			return (struct vg_calendar_day){.why = VG_TALLY_OPENED,
			    .reason = o->when.label,
			    .slots = own ? &o->hours : c->slots[w],
			    .n_slots = own ? 1 : c->n_slots[w]};
	}
	return closed(VG_TALLY_WEEKLY, "");
}

struct vg_calendar_day
vg_calendar_judge(const struct vg_calendar *calendar, int64_t day)
{
	size_t w = vg_calendar_weekday(day);

	if (calendar->always)
		return (struct vg_calendar_day){VG_TALLY_OPEN, "", &whole_day, 1};
	for (size_t i = 0; i < calendar->n_closed; i++) {
		if (vg_holiday_is(&calendar->closed[i], day))
			return closed(VG_TALLY_CLOSED, calendar->closed[i].label);
	}
	struct vg_calendar_day opening = find_opening(calendar, day);
	if (opening.n_slots)
		return opening;
	if (!calendar->n_slots[w])
		return closed(VG_TALLY_WEEKLY, "");
	const struct vg_holiday *holiday = vg_holiday_find(calendar->holidays, day);
	if (holiday)
		return closed(VG_TALLY_HOLIDAY, holiday->label);
	return (struct vg_calendar_day){
	    VG_TALLY_OPEN, "", calendar->slots[w], calendar->n_slots[w]};
}

struct vg_calendar_span
vg_calendar_span(
    const struct vg_calendar *calendar, int64_t day, const struct vg_slot *slot)
{
	const struct vg_zone *zone = calendar->zone;

	return (struct vg_calendar_span){
	    .from = vg_zonetable_instant(zone, day, slot->from_s, VG_ZONE_FIRST),
	    .until = slot->until_s == DAY_S
		? vg_zonetable_instant(zone, day + 1, 0, VG_ZONE_FIRST)
		: vg_zonetable_instant(zone, day, slot->until_s, VG_ZONE_SECOND),
	};
}

/* --- sums of hours ------------------------------------------------------------------------ */

/* A sum on its way: what is before 'from' is counted already or never will be. */
struct sum {
	struct vg_wall from, until;
	int64_t left_us; /* counts down */
	struct vg_wall due;
};

/*
 * Counts one span and moves on to its end: in the night when clocks go back, a slot may begin
 * before the one before it has ended, and no moment counts twice.  Returns what it counted.
 */
static int64_t
count_span(struct sum *sum, struct vg_calendar_span span, struct vg_tally_line *line)
{
	if (vg_instant_compare(span.from, sum->from) < 0)
		span.from = sum->from;
	if (vg_instant_compare(span.until, sum->until) > 0)
		span.until = sum->until;
	int64_t length = vg_instant_since(span.until, span.from);
	if (length <= 0)
		return 0;
	if (length >= sum->left_us) {
		length = sum->left_us;
		span.until = sum->due = vg_instant_add(span.from, length);
	}
	sum->left_us -= length;
	sum->from = span.until;
	if (line) {
		if (line->open_us == 0)
			line->from = span.from;
		line->until = span.until;
		line->open_us += length;
	}
	return length;
}

/* Counts a civil day; true when the sum has run out. */
static bool
count_day(const struct vg_calendar *calendar, int64_t day, struct sum *sum,
    struct vg_tally *tally)
{
	struct vg_calendar_day d = vg_calendar_judge(calendar, day);
	struct vg_tally_line *line = vg_tally_add(tally, day, d.why, d.reason);
	bool exists = false;

	for (size_t i = 0; i < d.n_slots && sum->left_us > 0; i++) {
		struct vg_calendar_span span =
		    vg_calendar_span(calendar, day, &d.slots[i]);
		exists = exists || vg_instant_compare(span.from, span.until) < 0;
		count_span(sum, span, line);
	}
	if (line && d.n_slots && line->open_us == 0)
		line->why = exists ? VG_TALLY_OVER : VG_TALLY_SKIPPED;
	return sum->left_us == 0;
}

int
vg_calendar_explain(const struct vg_calendar *calendar, struct vg_wall from,
    int64_t open_us, struct vg_wall *due, struct vg_tally *tally)
{
	struct sum sum = {from, {INT64_MAX}, open_us, from};
	int64_t first = vg_zonetable_day(calendar->zone, from);

	if (open_us < 0)
		return VG_ERANGE;
	for (int64_t day = first; open_us && day < first + VG_CALENDAR_MAX_DAYS; day++) {
		if (count_day(calendar, day, &sum, tally))
			break;
	}
	if (sum.left_us > 0)
		return VG_ERANGE;
	*due = sum.due;
	return VG_OK;
}

int
vg_calendar_add(const struct vg_calendar *calendar, struct vg_wall from, int64_t open_us,
    struct vg_wall *due)
{
	if (!calendar->always || open_us < 0)
		return vg_calendar_explain(calendar, from, open_us, due, NULL);
	*due = vg_instant_add(from, open_us);
	return VG_OK;
}

int
vg_calendar_percent(const struct vg_calendar *calendar, struct vg_wall from,
    int64_t open_us, int percent, struct vg_wall *at)
{
	if (percent < 0 || percent > 100 || open_us < 0 || open_us > INT64_MAX / 100)
		return VG_ERANGE;
	return vg_calendar_add(calendar, from, open_us * percent / 100, at);
}

int64_t
vg_calendar_between(
    const struct vg_calendar *calendar, struct vg_wall from, struct vg_wall until)
{
	if (vg_instant_compare(until, from) < 0)
		return -vg_calendar_between(calendar, until, from);
	if (calendar->always)
		return vg_instant_since(until, from);
	struct sum sum = {from, until, INT64_MAX, {0}};
	int64_t last = vg_zonetable_day(calendar->zone, until);
	for (int64_t day = vg_zonetable_day(calendar->zone, from); day <= last; day++)
		count_day(calendar, day, &sum, NULL);
	return INT64_MAX - sum.left_us;
}

void
vg_calendar_fini(struct vg_calendar *calendar)
{
	free(calendar->closed);
	free(calendar->opened);
	calendar->closed = NULL;
	calendar->opened = NULL;
	calendar->n_closed = calendar->n_opened = 0;
}
