/*
 * Open time.  Slots are turned into instants day by day, so that a night of a time change has
 * the hours it really has.
 */
#include "lib/time/calendar.h"

#include "lib/base/error.h"

/* 1970-01-01 was a Thursday; 0 is Monday. */
static size_t
weekday(int64_t days)
{
	int64_t w = (days + 3) % 7;

	return (size_t)(w < 0 ? w + 7 : w);
}

struct span {
	struct vg_wall from, until;
};

/* The slot as instants: an ambiguous opening is the first, a closing the second occurrence. */
static struct span
span_of(const struct vg_calendar *c, int64_t day, size_t slot)
{
	const struct vg_slot *s = &c->slots[weekday(day)][slot];

	return (struct span){
	    .from = vg_zonetable_instant(c->zone, day, s->from_s, VG_ZONE_FIRST),
	    .until = s->until_s == 86400
		? vg_zonetable_instant(c->zone, day + 1, 0, VG_ZONE_FIRST)
		: vg_zonetable_instant(c->zone, day, s->until_s, VG_ZONE_SECOND),
	};
}

/* Cuts a span to what lies at or after 'from'; its length, 0 when nothing is left. */
static int64_t
cut(struct span *span, struct vg_wall from)
{
	if (vg_instant_compare(span->from, from) < 0)
		span->from = from;
	int64_t length = vg_instant_since(span->until, span->from);

	return length > 0 ? length : 0;
}

int
vg_calendar_add(const struct vg_calendar *calendar, struct vg_wall from, int64_t open_us,
    struct vg_wall *due)
{
	int64_t first = vg_zonetable_day(calendar->zone, from);

	if (open_us < 0)
		return VG_ERANGE;
	if (calendar->always || open_us == 0) {
		*due = vg_instant_add(from, open_us);
		return VG_OK;
	}
	for (int64_t day = first; day < first + VG_CALENDAR_MAX_DAYS; day++) {
		for (size_t i = 0; i < calendar->n_slots[weekday(day)]; i++) {
			struct span span = span_of(calendar, day, i);
			int64_t length = cut(&span, from);
			if (length >= open_us) {
				*due = vg_instant_add(span.from, open_us);
				return VG_OK;
			}
			open_us -= length;
		}
	}
	return VG_ERANGE;
}

int64_t
vg_calendar_between(
    const struct vg_calendar *calendar, struct vg_wall from, struct vg_wall until)
{
	int64_t sum = 0;

	if (vg_instant_compare(until, from) < 0)
		return -vg_calendar_between(calendar, until, from);
	if (calendar->always)
		return vg_instant_since(until, from);
	int64_t last = vg_zonetable_day(calendar->zone, until);
	for (int64_t day = vg_zonetable_day(calendar->zone, from); day <= last; day++) {
		for (size_t i = 0; i < calendar->n_slots[weekday(day)]; i++) {
			struct span span = span_of(calendar, day, i);
			if (vg_instant_compare(span.until, until) > 0)
				span.until = until;
			sum += cut(&span, from);
		}
	}
	return sum;
}
