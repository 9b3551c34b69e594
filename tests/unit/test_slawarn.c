/*
 * Warnings, each once: over restarts, steps of the clock, nights in which clocks change, and
 * midnight.  Calendars and zones are the shipped ones.
 */
#include "tests/unit/calendarbench.h"

#include <string.h>

#include "collector/sla/slawarn.h"
#include "collector/sla/step.h"

static const struct vg_step_limits limits = {5 * VG_SECOND_US, 10 * VG_MINUTE_US};

static struct vg_sla_terms
terms_of(enum vg_target target)
{
	struct vg_target_amount a = vg_sla_default(target, false, false);

	return (struct vg_sla_terms){.target = target,
	    .calendar = vg_calendarset_find(set, a.calendar ? a.calendar : "always"),
	    .unit = a.unit,
	    .amount = a.amount};
}

/* One target with a start alone, looked at again and again. */
struct watch {
	struct vg_sla_terms terms;
	struct vg_slawarn_setting setting;
	struct vg_ledger_row row;
	int warned;
	char said[256]; /* "50 75!": what was recorded, ! told */
	struct vg_slawarn_due due;
};

static void
look(struct watch *w, struct vg_wall now)
{
	assert_int_equal(
	    vg_slawarn_look(&w->row, 1, &w->terms, &w->setting, w->warned, now, &w->due),
	    VG_OK);
	w->warned = w->due.warned;
	for (size_t i = 0; i < w->due.n_warnings; i++) {
		size_t used = strlen(w->said);
		snprintf(w->said + used, sizeof(w->said) - used, "%d%s ",
		    w->due.warnings[i].percent, w->due.warnings[i].told ? "!" : "");
	}
}

static struct watch
begin(enum vg_target target, const char *start)
{
	return (struct watch){.terms = terms_of(target),
	    .row = {.act = VG_LEDGER_START, .at = instant(start)}};
}

static void
expect_fell(const struct watch *w, size_t i, const char *wanted)
{
	const struct vg_zone *zone = w->terms.calendar->zone;
	char text[VG_INSTANT_TEXT_SIZE];

	assert_true(i < w->due.n_warnings);
	vg_instant_text_at(w->due.warnings[i].fell,
	    vg_zonetable_offset(zone, w->due.warnings[i].fell), text);
	assert_string_equal(text, wanted);
}

static void
each_in_its_turn(void **state)
{
	struct watch w = begin(VG_TARGET_FIRST_REPLY, "2026-07-09T08:00:00+02:00");

	(void)state;
	for (int minute = 0; minute <= 600; minute++)
		look(&w, vg_instant_add(w.row.at, minute * VG_MINUTE_US));
	assert_string_equal(w.said, "50! 75! 90! 100! ");
	assert_false(vg_instant_is_set(w.due.next));
}

/* The collector was down: each is recorded where it fell, the highest is told. */
static void
together(void **state)
{
	struct watch w = begin(VG_TARGET_FIRST_REPLY, "2026-07-09T08:00:00+02:00");

	(void)state;
	look(&w, instant("2026-07-09T10:30:00+02:00"));
	assert_string_equal(w.said, "50! ");
	look(&w, instant("2026-07-12T00:00:00+02:00"));
	assert_string_equal(w.said, "50! 75 90 100! ");
	expect_fell(&w, 2, "2026-07-09T12:00:00+02:00");
	assert_int_equal(w.due.warnings[2].who, VG_WARN_MANAGER);
	look(&w, instant("2026-07-13T00:00:00+02:00"));
	assert_string_equal(w.said, "50! 75 90 100! ");
}

/* The clock goes wherever it likes: nothing comes twice, nothing is lost. */
static void
steps(void **state)
{
	static const int64_t by[] = {-VG_HOUR_US, VG_HOUR_US, VG_DAY_US, -VG_DAY_US};

	(void)state;
	for (size_t s = 0; s < sizeof(by) / sizeof(by[0]); s++) {
		for (int when = 1; when < 300; when += 7) {
			struct watch w =
			    begin(VG_TARGET_FIRST_REPLY, "2026-07-09T08:00:00+02:00");
			struct vg_step step = {0};
			int64_t off = 0, seen = 0;
			for (int minute = 0; minute < 2000; minute++) {
				off = minute >= when && minute < when + 5 ? by[s] : 0;
				struct vg_wall now =
				    vg_instant_add(w.row.at, minute * VG_MINUTE_US + off);
				struct vg_mono mono = {(minute + 1) * VG_MINUTE_US};
				int64_t seen_now =
				    vg_step_look(&step, &limits, now, mono);
				seen += seen_now != 0;
				w.setting.held_until = vg_step_held_until(&step);
				look(&w, now);
				/* Away for five minutes, the clock breaches nothing. */
				if (minute < 240)
					assert_true(w.warned < 4);
			}
			assert_int_equal(seen, 2);
			assert_int_equal(w.warned, 4);
			assert_null(strstr(strstr(w.said, "100") + 3, "100"));
		}
	}
}

static void
suspicious(void **state)
{
	struct vg_step step = {0};
	struct vg_wall wall = instant("2026-07-09T08:00:00Z");
	struct vg_mono mono = {50 * VG_SECOND_US};
	static const struct {
		int wall_s, mono_s; /* since the last look */
		int said_s;
		int held_s; /* from now; 0: not */
	} rows[] = {
	    {10, 10, 0, 0},
	    {15, 10, 0, 0}, /* 5 s are no step yet */
	    {5, 10, 0, 0},
	    {16, 10, 6, 600},
	    {300, 300, 0, 300},
	    {4, 10, -6, 600}, /* back again: held anew */
	    {599, 599, 0, 1},
	    {1, 1, 0, 0},
	    {3610, 10, 3600, 600},
	    {86400, 86400, 0, 0},
	};

	(void)state;
	assert_int_equal(
	    vg_step_look(&step, &limits, wall, mono), 0); /* the first look */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		wall = vg_instant_add(wall, rows[i].wall_s * VG_SECOND_US);
		mono = vg_instant_mono_add(mono, rows[i].mono_s * VG_SECOND_US);
		int64_t said = vg_step_look(&step, &limits, wall, mono) / VG_SECOND_US;
		struct vg_wall held = vg_step_held_until(&step);
		int64_t left = vg_instant_is_set(held)
		    ? vg_instant_since(held, wall) / VG_SECOND_US
		    : 0;
		if (said != rows[i].said_s || left != rows[i].held_s)
			fail_msg("row %zu: stepped by %d, held for %d", i, (int)said,
			    (int)left);
	}
}

/* A breach is held, the warnings before it are not. */
static void
held(void **state)
{
	struct watch w = begin(VG_TARGET_FIRST_REPLY, "2026-07-09T08:00:00+02:00");

	(void)state;
	w.setting.held_until = instant("2026-07-09T12:10:00+02:00");
	look(&w, instant("2026-07-09T12:05:00+02:00"));
	assert_string_equal(w.said, "50 75 90! ");
	assert_int_equal(vg_instant_compare(w.due.next, w.setting.held_until), 0);
	look(&w, w.setting.held_until);
	assert_string_equal(w.said, "50 75 90! 100! ");
	expect_fell(&w, 0, "2026-07-09T12:00:00+02:00");
}

/* Six days: 09:00 of the third, fifth and sixth; over 14 July, Christmas, May 2027. */
static void
days(void **state)
{
	static const struct {
		const char *start, *at[4];
	} rows[] = {
	    {"2026-07-09T11:00:00+02:00",
		{"2026-07-13T09:00:00+02:00", "2026-07-16T09:00:00+02:00",
		    "2026-07-17T09:00:00+02:00", "2026-07-18T00:00:00+02:00"}},
	    {"2026-12-23T11:00:00+01:00",
		{"2026-12-28T09:00:00+01:00", "2026-12-30T09:00:00+01:00",
		    "2026-12-31T09:00:00+01:00", "2027-01-01T00:00:00+01:00"}},
	    {"2027-04-30T11:00:00+02:00",
		{"2027-05-05T09:00:00+02:00", "2027-05-10T09:00:00+02:00",
		    "2027-05-11T09:00:00+02:00", "2027-05-12T00:00:00+02:00"}},
	    /* clocks go back on Sunday 25 October, forward on Sunday 28 March */
	    {"2026-10-23T11:00:00+02:00",
		{"2026-10-27T09:00:00+01:00", "2026-10-29T09:00:00+01:00",
		    "2026-10-30T09:00:00+01:00", "2026-10-31T00:00:00+01:00"}},
	    {"2027-03-26T11:00:00+01:00",
		{"2027-03-31T09:00:00+02:00", "2027-04-02T09:00:00+02:00",
		    "2027-04-03T09:00:00+02:00", "2027-04-04T00:00:00+02:00"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct watch w = begin(VG_TARGET_REPLACEMENT, rows[i].start);
		look(&w, vg_instant_add(w.row.at, 20 * VG_DAY_US));
		assert_string_equal(w.said, "50 75 90 100! ");
		for (size_t k = 0; k < 4; k++)
			expect_fell(&w, k, rows[i].at[k]);
	}
}

/* Recorded at 24:00, told when the office opens; at once when the contract says wake. */
static void
midnight(void **state)
{
	static const struct {
		const char *start, *now, *tell;
		bool wake;
	} rows[] = {
	    /* due Friday 24:00, the office opens on Monday */
	    {"2026-07-09T11:00:00+02:00", "2026-07-18T00:00:00+02:00",
		"2026-07-20T09:00:00+02:00", false},
	    {"2026-07-09T11:00:00+02:00", "2026-07-18T00:00:00+02:00",
		"2026-07-18T00:00:00+02:00", true},
	    /* due Thursday 31 December 24:00 */
	    {"2026-12-23T11:00:00+01:00", "2027-01-01T00:00:00+01:00",
		"2027-01-04T09:00:00+01:00", false},
	    /* seen in the middle of the day only */
	    {"2027-04-30T11:00:00+02:00", "2027-05-12T10:00:00+02:00",
		"2027-05-12T10:00:00+02:00", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct watch w = begin(VG_TARGET_REPLACEMENT, rows[i].start);
		w.setting.office = vg_calendarset_find(set, "office");
		w.setting.wake = rows[i].wake;
		look(&w, vg_instant_add(instant(rows[i].now), -VG_DAY_US));
		look(&w, instant(rows[i].now));
		assert_int_equal(w.warned, 4);
		struct vg_wall tell = w.due.warnings[w.due.n_warnings - 1].tell;
		char text[VG_INSTANT_TEXT_SIZE];
		vg_instant_text_at(
		    tell, vg_zonetable_offset(w.terms.calendar->zone, tell), text);
		assert_string_equal(text, rows[i].tell);
	}
}

/* Ten ouvrés days after the replacement: day 5, the end, and day 15. */
static void
faulty_back(void **state)
{
	struct watch w = begin(VG_TARGET_FAULTY_BACK, "2026-07-09T11:00:00+02:00");

	(void)state;
	look(&w, instant("2026-08-31T00:00:00+02:00"));
	assert_string_equal(w.said, "50 100 150! ");
	expect_fell(&w, 0, "2026-07-17T09:00:00+02:00");
	expect_fell(&w, 1, "2026-07-25T00:00:00+02:00");
	expect_fell(&w, 2, "2026-07-31T09:00:00+02:00");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_in_its_turn),
	    cmocka_unit_test(together),
	    cmocka_unit_test(steps),
	    cmocka_unit_test(suspicious),
	    cmocka_unit_test(held),
	    cmocka_unit_test(days),
	    cmocka_unit_test(midnight),
	    cmocka_unit_test(faulty_back),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
