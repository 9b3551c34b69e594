/*
 * Rules of holidays: Easter against another way to compute it and against known Sundays; what a
 * rule takes and refuses; sets that include sets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/time/holiday.h"
#include "lib/time/instant.h"

/*
 * Easter by Meeus's ten steps of remainders (Astronomical Algorithms, chapter 8), which share
 * nothing with epacts.
 */
static int64_t
easter_by_remainders(int year)
{
	int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
	int f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
	int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;

	return vg_instant_days(year, n / 31, n % 31 + 1);
}

static void
easter_is_that_of_another_computus(void **state)
{
	(void)state;
	for (int year = 1583; year <= 9999; year++) {
		if (vg_holiday_easter(year) != easter_by_remainders(year))
			fail_msg("%d: Easter differs", year);
	}
}

static void
easter_is_on_known_sundays(void **state)
{
	/* The earliest and the latest, both shared epacts, and years of this contract. */
	static const int rows[][3] = {{1583, 4, 10}, {1818, 3, 22}, {1943, 4, 25},
	    {1954, 4, 18}, {1981, 4, 19}, {2000, 4, 23}, {2008, 3, 23}, {2024, 3, 31},
	    {2025, 4, 20}, {2026, 4, 5}, {2027, 3, 28}, {2038, 4, 25}, {2285, 3, 22}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const int *r = rows[i];
		if (vg_holiday_easter(r[0]) != vg_instant_days(r[0], r[1], r[2]))
			fail_msg("Easter %d is not on %d-%d", r[0], r[1], r[2]);
	}
}

static void
rules_are_read_or_refused(void **state)
{
	static const struct {
		const char *text;
		int code;
		int y, m, d; /* a day that it names */
	} rows[] = {
	    {"--05-01", VG_OK, 2026, 5, 1},
	    {"--02-29", VG_OK, 2028, 2, 29},
	    {"easter", VG_OK, 2026, 4, 5},
	    {"easter+0", VG_OK, 2026, 4, 5},
	    {"easter+1", VG_OK, 2026, 4, 6},
	    {"easter-2", VG_OK, 2026, 4, 3},
	    {"easter+39", VG_OK, 2027, 5, 6},
	    {"easter+50", VG_OK, 2026, 5, 25},
	    {"easter-80", VG_OK, 2285, 1, 1},
	    {"easter+250", VG_OK, 2038, 12, 31},
	    {"2026-07-14", VG_OK, 2026, 7, 14},
	    {"2028-02-29", VG_OK, 2028, 2, 29},
	    {"easter+251", VG_ERANGE, 0, 0, 0},
	    {"easter-81", VG_ERANGE, 0, 0, 0},
	    {"easter+", VG_EPARSE, 0, 0, 0},
	    {"easter+-1", VG_EPARSE, 0, 0, 0},
	    {"easter1", VG_EPARSE, 0, 0, 0},
	    {"easter+1x", VG_EPARSE, 0, 0, 0},
	    {"easter+00001", VG_EPARSE, 0, 0, 0},
	    {"--02-30", VG_EPARSE, 0, 0, 0},
	    {"--04-31", VG_EPARSE, 0, 0, 0},
	    {"--13-01", VG_EPARSE, 0, 0, 0},
	    {"--5-1", VG_EPARSE, 0, 0, 0},
	    {"2027-02-29", VG_EPARSE, 0, 0, 0},
	    {"2026-7-14", VG_EPARSE, 0, 0, 0},
	    {"0000-01-01", VG_EPARSE, 0, 0, 0},
	    {"2026-07-14 ", VG_EPARSE, 0, 0, 0},
	    {"", VG_EPARSE, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_holiday rule;
		int code = vg_holiday_parse(rows[i].text, &rule);
		if (code != rows[i].code)
			fail_msg("'%s': %s", rows[i].text, vg_error_name(code));
		int64_t day = vg_instant_days(rows[i].y, rows[i].m, rows[i].d);
		if (code == VG_OK &&
		    (!vg_holiday_is(&rule, day) || vg_holiday_is(&rule, day + 1)))
			fail_msg("'%s' names another day", rows[i].text);
	}
}

/* 29 February must not become 1 March when there is none. */
static void
a_leap_day_stands_in_leap_years_only(void **state)
{
	struct vg_holiday rule;

	(void)state;
	assert_int_equal(vg_holiday_parse("--02-29", &rule), VG_OK);
	assert_true(vg_holiday_is(&rule, vg_instant_days(2028, 2, 29)));
	assert_false(vg_holiday_is(&rule, vg_instant_days(2027, 3, 1)));
	assert_false(vg_holiday_is(&rule, vg_instant_days(2027, 2, 28)));
}

static void
sets_have_what_they_include(void **state)
{
	struct vg_holiday national[2], local[1];
	struct vg_holiday_set fr = {.rules = national, .n_rules = 2};
	const struct vg_holiday_set *includes[] = {&fr};
	struct vg_holiday_set more = {
	    .rules = local, .n_rules = 1, .includes = includes, .n_includes = 1};

	(void)state;
	vg_holiday_parse("--05-01", &national[0]);
	vg_holiday_parse("easter+39", &national[1]);
	vg_holiday_parse("--12-26", &local[0]);
	strcpy(national[0].label, "1 May");
	assert_string_equal(
	    vg_holiday_find(&more, vg_instant_days(2026, 5, 1))->label, "1 May");
	assert_non_null(vg_holiday_find(&more, vg_instant_days(2026, 12, 26)));
	assert_null(vg_holiday_find(&fr, vg_instant_days(2026, 12, 26)));
	assert_null(vg_holiday_find(NULL, vg_instant_days(2026, 5, 1)));
	/* In 2008 Ascension fell on 1 May: one day, the first rule's. */
	assert_ptr_equal(vg_holiday_find(&fr, vg_instant_days(2008, 5, 1)), &national[0]);
	assert_false(vg_holiday_loops(&more));
	fr.includes = (const struct vg_holiday_set *[]){&more};
	fr.n_includes = 1;
	assert_true(vg_holiday_loops(&more));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(easter_is_that_of_another_computus),
	    cmocka_unit_test(easter_is_on_known_sundays),
	    cmocka_unit_test(rules_are_read_or_refused),
	    cmocka_unit_test(a_leap_day_stands_in_leap_years_only),
	    cmocka_unit_test(sets_have_what_they_include),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
