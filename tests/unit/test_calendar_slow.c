/*
 * Sums of hours and days against a slow reference: a clock that is read minute by minute.
 *
 * The reference shares nothing with lib/time but the question: civil time is the C library's
 * (localtime_r in the zone), a slot is open from the first minute that shows its opening to the
 * last that shows its closing, Easter comes from a table.  Weeks, holidays,
 * closures, openings and starts are drawn at random from a fixed seed, half of them around a
 * night in which clocks change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/error.h"
#include "lib/time/workday.h"
#include "lib/zone/zone.h"

enum { MINUTE = 60, DAY = 86400, CASES = 100, MAX_MINUTES = 40 * 1440 };

static const char *const zones[] = {"Europe/Paris", "Indian/Reunion",
    "America/Martinique", "Pacific/Noumea", "America/New_York", "America/Miquelon",
    "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe", "America/Havana"};

/* --- chance, the same in every run ---------------------------------------------------------- */

static uint64_t seed;

static unsigned
draw(unsigned below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % below;
}

/* --- the reference -------------------------------------------------------------------------- */

static const struct {
	int year, month, day;
} easters[] = {{2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5}, {2027, 3, 28}, {2028, 4, 16},
    {2029, 4, 1}, {2030, 4, 21}, {2031, 4, 13}, {2032, 3, 28}, {2033, 4, 17},
    {2034, 4, 9}, {2035, 3, 25}, {2036, 4, 13}, {2037, 4, 5}};

/* A date as one number that grows: the C library's day number of its noon in UTC. */
static long
day_number(int year, int month, int day)
{
	struct tm tm = {
	    .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_hour = 12};

	return (long)(timegm(&tm) / DAY);
}

struct rule {
	char text[32];
	int month, day, offset; /* month 0: from Easter */
};

static bool
names(const struct rule *rule, long day)
{
	time_t noon = (time_t)day * DAY + DAY / 2;
	struct tm tm;

	gmtime_r(&noon, &tm);
	if (rule->month)
		return tm.tm_mon + 1 == rule->month && tm.tm_mday == rule->day;
	for (size_t i = 0; i < sizeof(easters) / sizeof(easters[0]); i++) {
		if (day_number(easters[i].year, easters[i].month, easters[i].day) +
			rule->offset ==
		    day)
			return true;
	}
	return false;
}

struct week {
	struct vg_slot slots[7][2];
	size_t n_slots[7];
	struct rule holidays[4];
	size_t n_holidays;
	struct rule closed, opened;
	bool has_closed, has_opened;
};

/* Whether the week has slots on 'day'; tm_wday has Sunday as 0. */
static bool
has_opening(const struct week *w, long day, size_t *weekday)
{
	time_t noon = (time_t)day * DAY + DAY / 2;
	struct tm tm;

	gmtime_r(&noon, &tm);
	*weekday = (size_t)(tm.tm_wday + 6) % 7;
	if (w->n_slots[*weekday] == 0 || (w->has_closed && names(&w->closed, day)))
		return false;
	if (w->has_opened && names(&w->opened, day))
		return true;
	for (size_t i = 0; i < w->n_holidays; i++) {
		if (names(&w->holidays[i], day))
			return false;
	}
	return true;
}

/* The civil second since 1970 that a clock in the zone shows at 'at'. */
static long
shown(time_t at)
{
	struct tm tm;

	localtime_r(&at, &tm);
	return day_number(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday) * DAY +
	    tm.tm_hour * 3600L + tm.tm_min * 60L + tm.tm_sec;
}

/* About when a clock in the zone shows 'edge': two hours off at most, when clocks change. */
static time_t
guess(long edge)
{
	return (time_t)(edge - (shown((time_t)edge) - edge));
}

/* The first minute of those around civil 'edge' whose clock shows it or more. */
static time_t
first_at(long edge)
{
	time_t at = guess(edge) - 4 * 3600;

	while (shown(at) < edge)
		at += MINUTE;
	return at;
}

/* The last of those minutes whose clock shows 'edge'; the one after the gap when none does. */
static time_t
last_at(long edge)
{
	for (time_t at = guess(edge) + 4 * 3600; at > guess(edge) - 4 * 3600;
	     at -= MINUTE) {
		if (shown(at) == edge)
			return at;
	}
	return first_at(edge);
}

/* Marks the open minutes of 'n' days after 'first', counted from minute 0 at 'base'. */
static void
mark(const struct week *w, long first, int n, time_t base, char *open, bool *counts)
{
	memset(open, 0, MAX_MINUTES);
	for (int d = 0; d < n; d++) {
		size_t weekday;
		counts[d] = false;
		if (!has_opening(w, first + d, &weekday))
			continue;
		for (size_t i = 0; i < w->n_slots[weekday]; i++) {
			const struct vg_slot *s = &w->slots[weekday][i];
			time_t from = first_at((first + d) * DAY + s->from_s);
			/* The end of a day is the first instant of the next. */
			time_t until = s->until_s == DAY
			    ? first_at((first + d + 1) * DAY)
			    : last_at((first + d) * DAY + s->until_s);
			counts[d] = counts[d] || from < until;
			for (time_t t = from; t < until; t += MINUTE) {
				long k = (long)(t - base) / MINUTE;
				if (k >= 0 && k < MAX_MINUTES)
					open[k] = 1;
			}
		}
	}
}

/* --- the same week for lib/time -------------------------------------------------------------- */

/* A rule that names a day near 'day': a fixed one, or one counted from that year's Easter. */
static struct rule
draw_rule(long day)
{
	struct rule rule = {0};
	struct tm tm;

	day += draw(16);
	time_t noon = (time_t)day * DAY + DAY / 2;
	gmtime_r(&noon, &tm);
	size_t year = (size_t)tm.tm_year + 1900 - 2024;
	long easter =
	    day_number(easters[year].year, easters[year].month, easters[year].day);
	if (draw(2) && day - easter >= -80 && day - easter <= 250) {
		rule.offset = (int)(day - easter);
		snprintf(rule.text, sizeof(rule.text), "easter%+d", rule.offset);
	} else {
		rule.month = tm.tm_mon + 1;
		rule.day = tm.tm_mday;
		snprintf(rule.text, sizeof(rule.text), "--%02u-%02u",
		    (unsigned)rule.month, (unsigned)rule.day);
	}
	return rule;
}

/* One slot a day or two; half of the edges lie in the hours in which clocks change. */
static void
draw_week(struct week *w, long near)
{
	memset(w, 0, sizeof(*w));
	for (size_t d = 0; d < 7; d++) {
		int edges[4];
		for (int i = 0; i < 4; i++)
			edges[i] = (int)(draw(2) ? draw(14) * 15 : draw(97) * 15) * 60;
		for (int i = 0; i < 4; i++) {
			for (int j = i + 1; j < 4; j++) {
				int low = edges[i] < edges[j] ? edges[i] : edges[j];
				edges[j] += edges[i] - low;
				edges[i] = low;
			}
		}
		if (draw(6) == 0)
			continue;
		if (draw(4) == 0)
			edges[3] = DAY;
		if (draw(4) == 0)
			edges[1] = edges[2]; /* side by side */
		for (int i = 0; i < 4; i += 2) {
			if (edges[i] < edges[i + 1])
				w->slots[d][w->n_slots[d]++] =
				    (struct vg_slot){edges[i], edges[i + 1]};
		}
	}
	w->n_holidays = draw(5);
	for (size_t i = 0; i < w->n_holidays; i++)
		w->holidays[i] = draw_rule(near);
	w->has_closed = draw(2);
	w->has_opened = draw(2);
	w->closed = draw_rule(near);
	w->opened = w->n_holidays ? w->holidays[0] : draw_rule(near);
}

struct bench {
	struct vg_calendar calendar;
	struct vg_holiday rules[4], closed;
	struct vg_calendar_opening opened;
	struct vg_holiday_set set;
};

static void
fill(struct bench *b, const struct week *w, const struct vg_zone *zone)
{
	memset(b, 0, sizeof(*b));
	b->calendar.zone = zone;
	for (size_t d = 0; d < 7; d++) {
		memcpy(b->calendar.slots[d], w->slots[d], sizeof(w->slots[d]));
		b->calendar.n_slots[d] = w->n_slots[d];
	}
	for (size_t i = 0; i < w->n_holidays; i++)
		assert_int_equal(
		    vg_holiday_parse(w->holidays[i].text, &b->rules[i]), VG_OK);
	b->set.rules = b->rules;
	b->set.n_rules = w->n_holidays;
	b->calendar.holidays = &b->set;
	vg_holiday_parse(w->closed.text, &b->closed);
	vg_holiday_parse(w->opened.text, &b->opened.when);
	b->calendar.closed = &b->closed;
	b->calendar.n_closed = w->has_closed;
	b->calendar.opened = &b->opened;
	b->calendar.n_opened = w->has_opened;
}

/* --- the comparisons ------------------------------------------------------------------------- */

/* A start in 2024 to 2036, half of the time in the two days before clocks change. */
static time_t
draw_start(const struct vg_zone *zone)
{
	time_t begin = 1704067200, end = 2114380800;

	if (draw(2)) {
		for (int tries = 0; tries < 20; tries++) {
			int64_t s = zone->steps[draw((unsigned)zone->n_steps)].from_s;
			if (s > begin && s < end)
				return (time_t)(s / MINUTE * MINUTE) -
				    (time_t)draw(2880) * MINUTE;
		}
	}
	return begin + (time_t)draw((unsigned)((end - begin) / MINUTE)) * MINUTE;
}

/* The instant at which 'minutes' open minutes have run, or 0. */
static time_t
slow_hours(const char *open, time_t base, long minutes)
{
	for (long k = 0; k < MAX_MINUTES; k++) {
		minutes -= open[k];
		if (minutes == 0)
			return base + (k + 1) * MINUTE;
	}
	return 0;
}

static void
compare_hours(const struct bench *b, const char *open, time_t start, const char *where)
{
	struct vg_wall from = {(int64_t)start * VG_SECOND_US}, due;

	for (int i = 0; i < 4; i++) {
		long minutes = 1 + (long)draw(i < 2 ? 600 : 4000);
		time_t wanted = slow_hours(open, start, minutes);
		if (!wanted)
			continue;
		if (vg_calendar_add(&b->calendar, from, minutes * VG_MINUTE_US, &due) !=
			VG_OK ||
		    due.us != (int64_t)wanted * VG_SECOND_US)
			fail_msg("%s: %ld min from %lld: wanted %lld, not %lld", where,
			    minutes, (long long)start, (long long)wanted,
			    (long long)(due.us / VG_SECOND_US));
		if (vg_calendar_between(&b->calendar, from, due) !=
		    minutes * VG_MINUTE_US)
			fail_msg("%s: between differs from the sum", where);
	}
}

static void
compare_days(const struct bench *b, const bool *counts, long first, int n, time_t start,
    const char *where)
{
	struct vg_wall from = {(int64_t)start * VG_SECOND_US};
	unsigned wanted = 1 + draw(9), counted = 0;
	struct vg_workday_due due;

	for (int d = 2; d < n; d++) { /* day 1 is that of the start */
		counted += counts[d];
		if (counted < wanted)
			continue;
		time_t end = first_at((first + d + 1) * DAY);
		if (vg_workday_add(&b->calendar, from, wanted, VG_WORKDAY_COUNTED, &due,
			NULL) != VG_OK ||
		    due.last_day != first + d ||
		    due.due.us != (int64_t)end * VG_SECOND_US)
			fail_msg("%s: %u days from %lld: wanted %ld and %lld", where,
			    wanted, (long long)start, first + d, (long long)end);
		return;
	}
}

static void
run_zone(const char *name)
{
	enum { DAYS = 20 };
	static char open[MAX_MINUTES];
	struct vg_zone zone;
	bool counts[DAYS];

	setenv("TZ", name, 1);
	tzset();
	assert_int_equal(vg_zone_load(name, &zone), VG_OK);
	for (int i = 0; i < CASES; i++) {
		struct week week;
		struct bench bench;
		char where[64];
		snprintf(where, sizeof(where), "%s case %d", name, i);
		time_t start = draw_start(&zone);
		/* The day before too: its last slot may reach into that of the start. */
		long first = (shown(start) - shown(start) % DAY) / DAY - 1;
		draw_week(&week, first);
		fill(&bench, &week, &zone);
		mark(&week, first, DAYS, start, open, counts);
		/* What lies past the marked days is not known to be closed. */
		time_t known = first_at((first + DAYS) * DAY);
		if ((known - start) / MINUTE < MAX_MINUTES)
			memset(open + (known - start) / MINUTE, 0,
			    (size_t)(MAX_MINUTES - (known - start) / MINUTE));
		compare_hours(&bench, open, start, where);
		compare_days(&bench, counts, first, DAYS, start, where);
	}
	vg_zonetable_fini(&zone);
}

static void
sums_are_those_of_a_clock_read_each_minute(void **state)
{
	(void)state;
	seed = 20260709;
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		run_zone(zones[i]);
}

/* On Samoa there was no 30 December 2011: the day gives no hours and is no working day. */
static void
a_day_that_a_zone_skips_does_not_count(void **state)
{
	struct vg_calendar c = {0};
	struct vg_workday_due due;
	struct vg_zone zone;
	struct vg_wall from, at;
	struct vg_tally tally = {0};

	(void)state;
	assert_int_equal(vg_zone_load("Pacific/Apia", &zone), VG_OK);
	c.zone = &zone;
	for (size_t d = 0; d < 7; d++) {
		c.slots[d][0] = (struct vg_slot){9 * 3600, 17 * 3600};
		c.n_slots[d] = 1;
	}
	vg_instant_parse("2011-12-28T12:00:00-10:00", &from);
	assert_int_equal(
	    vg_workday_add(&c, from, 2, VG_WORKDAY_COUNTED, &due, &tally), VG_OK);
	assert_int_equal(due.last_day, vg_instant_days(2011, 12, 31));
	assert_int_equal(tally.n_lines, 4);
	assert_int_equal(tally.lines[2].why, VG_TALLY_SKIPPED);
	vg_tally_fini(&tally);
	vg_instant_parse("2011-12-29T16:00:00-10:00", &from);
	assert_int_equal(
	    vg_calendar_explain(&c, from, 2 * VG_HOUR_US, &at, &tally), VG_OK);
	vg_instant_parse("2011-12-31T10:00:00+14:00", &from);
	assert_int_equal(at.us, from.us);
	assert_int_equal(tally.lines[1].why, VG_TALLY_SKIPPED);
	vg_tally_fini(&tally);
	vg_zonetable_fini(&zone);
}

/* In the night of the change each slot's hour comes twice, but no moment counts twice. */
static void
slots_side_by_side_share_no_moment(void **state)
{
	struct vg_calendar c = {0};
	struct vg_zone zone;
	struct vg_wall from, until;

	(void)state;
	assert_int_equal(vg_zone_load("Europe/Paris", &zone), VG_OK);
	c.zone = &zone;
	c.slots[6][0] = (struct vg_slot){0, 9000};
	c.slots[6][1] = (struct vg_slot){9000, 14400};
	c.n_slots[6] = 2;
	vg_instant_parse("2026-10-25T00:00:00+02:00", &from);
	vg_instant_parse("2026-10-25T06:00:00+01:00", &until);
	assert_int_equal(vg_calendar_between(&c, from, until), 5 * VG_HOUR_US);
	vg_zonetable_fini(&zone);
}

static void
sums_that_cannot_be_are_refused(void **state)
{
	struct vg_calendar never = {0}, always = {.always = true};
	struct vg_workday_due due;
	struct vg_wall at = {1};

	(void)state;
	assert_int_equal(vg_calendar_add(&never, at, 1, &at), VG_ERANGE);
	assert_int_equal(vg_calendar_add(&never, at, -1, &at), VG_ERANGE);
	assert_int_equal(vg_calendar_add(&always, at, -1, &at), VG_ERANGE);
	assert_int_equal(vg_calendar_add(&never, at, 0, &at), VG_OK);
	assert_int_equal(
	    vg_workday_add(&never, at, 1, VG_WORKDAY_COUNTED, &due, NULL), VG_ERANGE);
	assert_int_equal(
	    vg_workday_add(&always, at, 0, VG_WORKDAY_COUNTED, &due, NULL), VG_ERANGE);
	assert_int_equal(vg_calendar_between(&never, (struct vg_wall){VG_DAY_US}, at), 0);
	assert_int_equal(vg_calendar_between(
			     &always, (struct vg_wall){VG_DAY_US}, (struct vg_wall){0}),
	    -VG_DAY_US);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sums_are_those_of_a_clock_read_each_minute),
	    cmocka_unit_test(a_day_that_a_zone_skips_does_not_count),
	    cmocka_unit_test(slots_side_by_side_share_no_moment),
	    cmocka_unit_test(sums_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
