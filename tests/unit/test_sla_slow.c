/*
 * Ledgers against a slow reference: a clock that is read minute by minute.
 *
 * The reference walks from the start to now, a minute a step, and shares with the room only the
 * rows: whether a minute is open it asks the C library for (localtime_r in the zone) and a list
 * of holidays written here; it pauses and rests as the rows say.  Rows, calendars, amounts and
 * nows are drawn at random from a fixed seed; starts lie around the nights in which clocks
 * change, New Year, May 2027, 14 July, and Christmas.
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

#include "collector/sla/sla.h"
#include "lib/base/error.h"
#include "lib/yang/calendarload.h"

enum { MINUTE = 60, CASES = 1500, MAX_ROWS = 12, MAX_MINUTES = 40 * 1440 };

static struct vg_context *context;
static struct vg_calendarset *set;
static uint64_t seed = 20260709;

static unsigned
draw(unsigned below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % below;
}

static int
set_up(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	setenv("TZ", "Europe/Paris", 1);
	tzset();
	if (vg_context_new(&context, &detail) == VG_OK &&
	    vg_calendarload_folder(context, NULL, &set, &detail) == VG_OK)
		return 0;
	fprintf(stderr, "%s\n", detail.text);
	return -1;
}

static int
tear_down(void **state)
{
	(void)state;
	unsetenv("TZ");
	vg_calendarset_free(set);
	vg_context_free(context);
	return 0;
}

/* --- the reference -------------------------------------------------------------------------- */

/* Holidays of France around the starts, as MMDD of the year written with it. */
static bool
is_holiday(const struct tm *tm)
{
	static const int days[] = {20260714, 20260815, 20261101, 20261111, 20261225,
	    20270101, 20270329, 20270501, 20270506, 20270508, 20270517};
	int day = (tm->tm_year + 1900) * 10000 + (tm->tm_mon + 1) * 100 + tm->tm_mday;

	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		if (days[i] == day)
			return true;
	}
	return false;
}

enum kind { ALWAYS, OFFICE, OUVRABLES, OUVRES };

static bool
is_open(enum kind kind, time_t at)
{
	struct tm tm;

	if (kind == ALWAYS)
		return true;
	localtime_r(&at, &tm);
	int minute = tm.tm_hour * 60 + tm.tm_min;
	if (is_holiday(&tm) || tm.tm_wday == 0)
		return false;
	if (kind == OUVRABLES)
		return true;
	if (tm.tm_wday == 6)
		return false;
	return kind == OUVRES || (minute >= 540 && minute < 750) ||
	    (minute >= 840 && minute < 1080);
}

struct seen {
	int64_t used, days;           /* minutes, days */
	time_t due, breached, rested; /* 0: not */
	bool paused;
};

struct story {
	struct vg_ledger_row rows[MAX_ROWS];
	size_t n;
	enum kind kind;
	bool counts_days;
	uint32_t amount; /* minutes, days */
	time_t now;
};

static time_t
seconds(struct vg_wall at)
{
	return (time_t)(at.us / VG_SECOND_US);
}

/* Does what the rows of minute 'at' say. */
static void
obey(const struct story *s, size_t *row, time_t at, struct seen *seen)
{
	for (; *row < s->n && seconds(s->rows[*row].at) <= at; (*row)++) {
		enum vg_ledger_act act = s->rows[*row].act;
		if (act == VG_LEDGER_PAUSE)
			seen->paused = true;
		else if (act == VG_LEDGER_RESUME)
			seen->paused = false;
		else if (act == VG_LEDGER_MEET || act == VG_LEDGER_END)
			seen->rested = at;
	}
}

static bool
ends_day(time_t at)
{
	struct tm a, b;
	time_t next = at + MINUTE;

	localtime_r(&at, &a);
	localtime_r(&next, &b);
	return a.tm_mday != b.tm_mday;
}

/*
 * Minute by minute until the sum has run out; after now (or the rest) as if it ran on, a pause
 * that stands being over.  'used' and 'days' stop at now.
 */
static struct seen
read_slowly(const struct story *s)
{
	struct seen seen = {0};
	bool open_today = false, first_day = true, told = false;
	int64_t used = 0, days = 0;
	time_t start = seconds(s->rows[0].at);
	size_t row = 0;

	for (time_t at = start; at < start + (time_t)MAX_MINUTES * MINUTE; at += MINUTE) {
		obey(s, &row, at, &seen);
		bool over = at >= s->now || seen.rested;
		if (over && !told) {
			seen.used = used;
			seen.days = days;
			told = true;
		}
		if (!seen.due && (s->counts_days ? days : used) == (int64_t)s->amount)
			seen.due = at;
		if (told && seen.due)
			break;
		bool open = is_open(s->kind, at);
		open_today = open_today || open;
		bool runs = !seen.paused || over;
		used += runs && open;
		if (!ends_day(at))
			continue;
		days += open_today && !first_day && runs;
		open_today = first_day = false;
	}
	time_t until = seen.rested ? seen.rested : s->now;
	seen.breached = seen.due <= until ? seen.due : 0;
	return seen;
}

/* --- stories -------------------------------------------------------------------------------- */

static struct story
draw_story(void)
{
	static const char *const around[] = {"2026-10-23T08:00:00Z",
	    "2027-03-26T08:00:00Z", "2026-12-30T12:00:00Z", "2027-04-29T06:00:00Z",
	    "2026-07-09T10:00:00Z", "2026-12-22T15:00:00Z"};
	struct story s = {.counts_days = draw(2), .n = 1};
	struct vg_wall at;

	vg_instant_parse(around[draw(6)], &at);
	at = vg_instant_add(at, draw(3 * 1440) * VG_MINUTE_US);
	s.kind =
	    s.counts_days ? (draw(2) ? OUVRABLES : OUVRES) : (draw(2) ? ALWAYS : OFFICE);
	s.amount = s.counts_days ? 1 + draw(8) : 1 + draw(2000);
	s.rows[0] = (struct vg_ledger_row){.act = VG_LEDGER_START, .at = at};
	unsigned n = draw(6);
	for (unsigned i = 0; i < n; i++) {
		at = vg_instant_add(at, (1 + draw(draw(2) ? 120 : 4000)) * VG_MINUTE_US);
		s.rows[s.n++] = (struct vg_ledger_row){
		    draw(2) ? VG_LEDGER_PAUSE : VG_LEDGER_RESUME, at, NULL, 0};
	}
	if (draw(3) == 0) {
		at = vg_instant_add(at, (1 + draw(3000)) * VG_MINUTE_US);
		s.rows[s.n++] = (struct vg_ledger_row){
		    draw(2) ? VG_LEDGER_MEET : VG_LEDGER_END, at, NULL, 0};
	}
	s.now = seconds(at) + (time_t)draw(6000) * MINUTE;
	return s;
}

static bool
compare(size_t number, const struct story *s)
{
	static const char *const names[] = {"always", "office", "ouvrables", "ouvres"};
	const struct vg_sla_terms terms = {
	    .calendar = vg_calendarset_find(set, names[s->kind]),
	    .unit = s->counts_days ? VG_UNIT_DAYS : VG_UNIT_HOURS,
	    .amount = s->counts_days ? s->amount : s->amount * MINUTE};
	struct seen wanted = read_slowly(s);
	struct vg_target_state state;

	assert_int_equal(vg_sla_compute(s->rows, s->n, &terms,
			     (struct vg_wall){s->now * VG_SECOND_US}, &state),
	    VG_OK);
	assert_true(wanted.due != 0);
	int64_t used = s->counts_days ? state.days_used : state.used_us / VG_MINUTE_US;
	if (seconds(state.due) != wanted.due ||
	    seconds(state.breached) != wanted.breached ||
	    used != (s->counts_days ? wanted.days : wanted.used))
		fail_msg("story %zu (%s, %u): due %+ld min off, breached %ld for %ld, "
			 "used %d for %d",
		    number, names[s->kind], s->amount,
		    (long)(seconds(state.due) - wanted.due) / MINUTE,
		    (long)seconds(state.breached), (long)wanted.breached, (int)used,
		    (int)(s->counts_days ? wanted.days : wanted.used));
	return wanted.breached != 0;
}

static void
against_the_reference(void **state)
{
	(void)state;
	int breached = 0;

	for (size_t i = 0; i < CASES; i++) {
		struct story s = draw_story();
		breached += compare(i, &s);
	}
	/* Both outcomes are common, or the stories prove little. */
	assert_in_range(breached, CASES / 5, CASES - CASES / 5);
}

/*
 * Warnings come in order, each not before the start, the last at the due instant, and a sum that
 * is judged at the instant of a warning has used so much and a moment before it less.
 */
static void
warnings_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < CASES; i++) {
		struct story s = draw_story();
		const struct vg_sla_terms terms = {
		    .calendar = vg_calendarset_find(set, "office"),
		    .amount = s.amount * MINUTE};
		struct vg_wall before = s.rows[0].at, at;
		for (int w = 0; w < VG_SLA_N_WARNINGS; w++) {
			struct vg_target_state then;
			int percent = vg_sla_rule(terms.target)->warnings[w].percent;
			int64_t wanted = s.amount * VG_MINUTE_US / 100 * percent;
			if (vg_sla_warning_at(s.rows, s.n, &terms, w, &at) != VG_OK)
				break;
			assert_true(vg_instant_compare(before, at) <= 0);
			before = at;
			size_t n = 0;
			while (n < s.n && vg_instant_compare(s.rows[n].at, at) < 0)
				n++;
			assert_int_equal(
			    vg_sla_compute(s.rows, n ? n : 1, &terms, at, &then), VG_OK);
			assert_int_equal(then.used_us, wanted);
			assert_int_equal(
			    percent == 100, vg_instant_is_set(then.breached));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(against_the_reference),
	    cmocka_unit_test(warnings_in_order),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
