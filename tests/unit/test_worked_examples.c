/*
 * The worked examples of policy section 6, each by its own name, with the shipped calendars; the
 * warnings of a sum of days; the shipped data themselves.
 */
#include "tests/unit/calendarbench.h"

#include <stdlib.h>
#include <string.h>

#include "lib/time/workday.h"

static const struct vg_calendar *
calendar(const char *name)
{
	const struct vg_calendar *c = vg_calendarset_find(set, name);

	if (!c)
		fail_msg("no calendar %s", name);
	return c;
}

/* Fails unless 'at' is written 'wanted' in the zone of 'c'. */
static void
expect_at(const struct vg_calendar *c, struct vg_wall at, const char *wanted)
{
	char text[VG_INSTANT_TEXT_SIZE];

	vg_instant_text_at(at, vg_zonetable_offset(c->zone, at), text);
	assert_string_equal(text, wanted);
}

static void
days(const char *name, const char *from, enum vg_workday_last last, const char *wanted)
{
	struct vg_workday_due due;
	const struct vg_calendar *c = calendar(name);

	assert_int_equal(vg_workday_add(c, instant(from), 6, last, &due, NULL), VG_OK);
	expect_at(c, due.due, wanted);
	/* The due instant is the end of the last day. */
	assert_int_equal(vg_zonetable_day(c->zone, due.due), due.last_day + 1);
}

static void
hours(const char *name, const char *from, int n, const char *wanted)
{
	struct vg_wall due;
	const struct vg_calendar *c = calendar(name);

	assert_int_equal(vg_calendar_add(c, instant(from), n * VG_HOUR_US, &due), VG_OK);
	expect_at(c, due, wanted);
}

#define COUNTED VG_WORKDAY_COUNTED
#define ART_642 VG_WORKDAY_ART_642

static void
replacement_from_9_july_2026(void **state)
{
	(void)state;
	days("ouvrables", "2026-07-09T10:00:00+02:00", COUNTED,
	    "2026-07-18T00:00:00+02:00");
	days("ouvrés", "2026-07-09T10:00:00+02:00", COUNTED, "2026-07-21T00:00:00+02:00");
	days("ouvres", "2026-07-09T10:00:00+02:00", COUNTED, "2026-07-21T00:00:00+02:00");
	/* Whatever the hour of the start. */
	days("ouvrables", "2026-07-09T00:00:00+02:00", COUNTED,
	    "2026-07-18T00:00:00+02:00");
	days("ouvrables", "2026-07-09T23:59:59+02:00", COUNTED,
	    "2026-07-18T00:00:00+02:00");
	/* The day of the start is that of the calendar's zone: here it is the 10th. */
	days("ouvrables", "2026-07-09T22:00:00Z", COUNTED, "2026-07-19T00:00:00+02:00");
}

static void
replacement_from_23_december_2026(void **state)
{
	(void)state;
	days("ouvrables", "2026-12-23T10:00:00+01:00", COUNTED,
	    "2027-01-01T00:00:00+01:00");
	days("ouvrés", "2026-12-23T10:00:00+01:00", COUNTED, "2027-01-05T00:00:00+01:00");
}

static void
replacement_from_23_december_2026_in_alsace(void **state)
{
	(void)state;
	days("ouvrables-fr-alsace-moselle", "2026-12-23T10:00:00+01:00", COUNTED,
	    "2027-01-03T00:00:00+01:00");
	days("ouvrables-fr-alsace-moselle", "2026-12-23T10:00:00+01:00", ART_642,
	    "2027-01-05T00:00:00+01:00");
	days("ouvrables-fr-alsace-moselle-26dec", "2026-12-23T10:00:00+01:00", COUNTED,
	    "2027-01-03T00:00:00+01:00");
}

static void
replacement_from_30_april_2027(void **state)
{
	(void)state;
	days("ouvrables", "2027-04-30T10:00:00+02:00", COUNTED,
	    "2027-05-12T00:00:00+02:00");
	days("ouvrés", "2027-04-30T10:00:00+02:00", COUNTED, "2027-05-12T00:00:00+02:00");
}

static void
replacement_from_25_july_2026_ends_on_a_saturday(void **state)
{
	(void)state;
	days("ouvrables", "2026-07-25T10:00:00+02:00", COUNTED,
	    "2026-08-02T00:00:00+02:00");
	days("ouvrables", "2026-07-25T10:00:00+02:00", ART_642,
	    "2026-08-04T00:00:00+02:00");
}

static void
replacement_from_14_december_2027_on_reunion(void **state)
{
	(void)state;
	days("ouvrables", "2027-12-14T10:00:00+01:00", COUNTED,
	    "2027-12-22T00:00:00+01:00");
	days("ouvrables-fr-reunion", "2027-12-14T10:00:00+04:00", COUNTED,
	    "2027-12-23T00:00:00+04:00");
}

static void
first_reply_while_clocks_go_back(void **state)
{
	(void)state;
	hours("always", "2026-10-25T01:30:00+02:00", 4, "2026-10-25T04:30:00+01:00");
}

static void
first_reply_while_clocks_go_forward(void **state)
{
	(void)state;
	hours("always", "2027-03-28T00:45:00+01:00", 4, "2027-03-28T05:45:00+02:00");
}

static void
four_hours_end_with_the_slot(void **state)
{
	(void)state;
	hours("office", "2026-07-10T14:00:00+02:00", 4, "2026-07-10T18:00:00+02:00");
}

static void
four_hours_over_14_july(void **state)
{
	(void)state;
	hours("office", "2026-07-13T16:00:00+02:00", 4, "2026-07-15T11:00:00+02:00");
}

static void
four_hours_over_new_year(void **state)
{
	(void)state;
	hours("office", "2024-12-31T17:59:00+01:00", 4, "2025-01-02T14:29:00+01:00");
}

static void
eight_hours_over_whit_monday(void **state)
{
	struct vg_calendar_opening opening = {0};
	struct vg_wall due;

	(void)state;
	hours("office", "2026-05-22T16:00:00+02:00", 8, "2026-05-26T16:30:00+02:00");
	struct vg_calendar opened = *calendar("office");
	vg_holiday_parse("easter+50", &opening.when);
	opened.opened = &opening;
	opened.n_opened = 1;
	vg_calendar_add(
	    &opened, instant("2026-05-22T16:00:00+02:00"), 8 * VG_HOUR_US, &due);
	expect_at(&opened, due, "2026-05-25T16:30:00+02:00");
}

/* Policy section 5: for six days the 3rd, 5th and 6th, at 09:00. */
static void
warnings_of_six_days(void **state)
{
	const struct vg_calendar *c = calendar("ouvrables");
	struct vg_wall from = instant("2026-07-09T10:00:00+02:00"), at;

	(void)state;
	assert_int_equal(vg_workday_percent(c, from, 6, 50, &at), VG_OK);
	expect_at(c, at, "2026-07-13T09:00:00+02:00");
	assert_int_equal(vg_workday_percent(c, from, 6, 75, &at), VG_OK);
	expect_at(c, at, "2026-07-16T09:00:00+02:00");
	assert_int_equal(vg_workday_percent(c, from, 6, 90, &at), VG_OK);
	expect_at(c, at, "2026-07-17T09:00:00+02:00");
	assert_int_equal(vg_workday_percent(c, from, 6, 100, &at), VG_ERANGE);
	assert_int_equal(vg_workday_percent(c, from, 6, 0, &at), VG_ERANGE);
	/* One day: all of them on it. */
	assert_int_equal(vg_workday_percent(c, from, 1, 1, &at), VG_OK);
	expect_at(c, at, "2026-07-10T09:00:00+02:00");
}

/* Of hours p % falls when p % of the open time has run. */
static void
warnings_of_four_hours(void **state)
{
	const struct vg_calendar *c = calendar("office");
	struct vg_wall from = instant("2026-07-13T16:00:00+02:00"), at;

	(void)state;
	assert_int_equal(vg_calendar_percent(c, from, 4 * VG_HOUR_US, 50, &at), VG_OK);
	expect_at(c, at, "2026-07-13T18:00:00+02:00");
	assert_int_equal(vg_calendar_percent(c, from, 4 * VG_HOUR_US, 75, &at), VG_OK);
	expect_at(c, at, "2026-07-15T10:00:00+02:00");
	assert_int_equal(vg_calendar_percent(c, from, 4 * VG_HOUR_US, 90, &at), VG_OK);
	expect_at(c, at, "2026-07-15T10:36:00+02:00");
	assert_int_equal(
	    vg_calendar_percent(c, from, 4 * VG_HOUR_US, 101, &at), VG_ERANGE);
}

/* Each overseas set is that of France and one day; python3-holidays does not know them. */
static void
overseas_sets_have_one_day_more(void **state)
{
	static const struct {
		const char *set, *zone;
		int month, day;
	} rows[] = {{"fr-mayotte", "Indian/Mayotte", 4, 27},
	    {"fr-martinique", "America/Martinique", 5, 22},
	    {"fr-guadeloupe", "America/Guadeloupe", 5, 27},
	    {"fr-guyane", "America/Cayenne", 6, 10},
	    {"fr-saint-barthelemy", "America/St_Barthelemy", 10, 9},
	    {"fr-reunion", "Indian/Reunion", 12, 20}};
	const struct vg_holiday_set *fr = vg_calendarset_holidays(set, "fr");

	(void)state;
	assert_int_equal(fr->n_rules, 11);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vg_holiday_set *h =
		    vg_calendarset_holidays(set, rows[i].set);
		char name[64];
		assert_non_null(h);
		for (int64_t d = vg_instant_days(2024, 1, 1);
		     d < vg_instant_days(2037, 1, 1); d++) {
			int y, month, day;
			vg_instant_date(d, &y, &month, &day);
			bool own = month == rows[i].month && day == rows[i].day;
			bool wanted = own || vg_holiday_find(fr, d);
			if ((vg_holiday_find(h, d) != NULL) != wanted)
				fail_msg("%s: %d-%d-%d", rows[i].set, y, month, day);
		}
		snprintf(name, sizeof(name), "ouvrables-%s", rows[i].set);
		assert_ptr_equal(calendar(name)->holidays, h);
		assert_string_equal(calendar(name)->zone->name, rows[i].zone);
	}
}

static void
shipped_calendars_are_what_policy_says(void **state)
{
	const struct vg_slot office[] = {{9 * 3600, 12 * 3600 + 1800}, {50400, 64800}};
	const struct vg_calendar *c = calendar("office");

	(void)state;
	assert_true(calendar("always")->always);
	assert_false(c->always);
	for (size_t d = 0; d < 7; d++) {
		size_t whole = d < 6 ? 1 : 0;
		assert_int_equal(c->n_slots[d], d < 5 ? 2 : 0);
		if (d < 5)
			assert_memory_equal(c->slots[d], office, sizeof(office));
		assert_int_equal(calendar("ouvrables")->n_slots[d], whole);
		assert_int_equal(calendar("ouvrés")->n_slots[d], d < 5 ? 1 : 0);
	}
	assert_string_equal(c->holidays->name, "fr");
	assert_string_equal(c->zone->name, "Europe/Paris");
	assert_ptr_equal(calendar("ouvrés"), calendar("ouvres"));
	assert_ptr_equal(calendar("ouvres-fr-reunion"), calendar("ouvrés-fr-reunion"));
	assert_null(vg_calendarset_find(set, "ouvr"));
	assert_null(vg_calendarset_find(set, "Office"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(replacement_from_9_july_2026),
	    cmocka_unit_test(replacement_from_23_december_2026),
	    cmocka_unit_test(replacement_from_23_december_2026_in_alsace),
	    cmocka_unit_test(replacement_from_30_april_2027),
	    cmocka_unit_test(replacement_from_25_july_2026_ends_on_a_saturday),
	    cmocka_unit_test(replacement_from_14_december_2027_on_reunion),
	    cmocka_unit_test(first_reply_while_clocks_go_back),
	    cmocka_unit_test(first_reply_while_clocks_go_forward),
	    cmocka_unit_test(four_hours_end_with_the_slot),
	    cmocka_unit_test(four_hours_over_14_july),
	    cmocka_unit_test(four_hours_over_new_year),
	    cmocka_unit_test(eight_hours_over_whit_monday),
	    cmocka_unit_test(warnings_of_six_days),
	    cmocka_unit_test(warnings_of_four_hours),
	    cmocka_unit_test(overseas_sets_have_one_day_more),
	    cmocka_unit_test(shipped_calendars_are_what_policy_says),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
