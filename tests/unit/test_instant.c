/*
 * Instants: their texts, their octets, and the civil dates between them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/time/instant.h"

static void
texts(void **state)
{
	static const struct {
		const char *text;
		int64_t us;
		const char *back; /* NULL: the same */
	} rows[] = {
	    {"2026-07-09T12:00:00Z", INT64_C(1783598400000000), NULL},
	    {"2026-07-09T14:00:00+02:00", INT64_C(1783598400000000),
		"2026-07-09T12:00:00Z"},
	    {"2026-07-09t12:00:00z", INT64_C(1783598400000000), "2026-07-09T12:00:00Z"},
	    {"2026-07-09 12:00:00Z", INT64_C(1783598400000000), "2026-07-09T12:00:00Z"},
	    {"2026-07-09T12:00:00.5Z", INT64_C(1783598400500000),
		"2026-07-09T12:00:00.500Z"},
	    {"2026-07-09T12:00:00.000001Z", INT64_C(1783598400000001), NULL},
	    {"2026-07-09T12:00:00.123456789Z", INT64_C(1783598400123456),
		"2026-07-09T12:00:00.123456Z"},
	    {"1970-01-01T00:00:01Z", INT64_C(1000000), NULL},
	    {"1969-12-31T23:59:59Z", INT64_C(-1000000), NULL},
	    {"1969-12-31T23:59:59.999999Z", INT64_C(-1), NULL},
	    {"0001-01-01T00:00:00Z", INT64_C(-62135596800000000), NULL},
	    {"9999-12-31T23:59:59Z", INT64_C(253402300799000000), NULL},
	    {"2024-02-29T23:59:60Z", INT64_C(1709251200000000), "2024-03-01T00:00:00Z"},
	    {"2026-07-09T12:00:00-23:59", INT64_C(1783684740000000),
		"2026-07-10T11:59:00Z"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char back[VG_INSTANT_TEXT_SIZE];
		struct vg_wall t = {7};
		int code = vg_instant_parse(rows[i].text, &t);
		vg_instant_text(t, back);
		if (code != VG_OK || t.us != rows[i].us ||
		    strcmp(back, rows[i].back ? rows[i].back : rows[i].text) != 0)
			fail_msg(
			    "%s: %d %lld %s", rows[i].text, code, (long long)t.us, back);
	}
}

static void
wrong_texts(void **state)
{
	static const char *const bad[] = {"", "2026", "2026-07-09", "2026-07-09T12:00Z",
	    "2026-07-09T12:00:00", "2026-07-09T12:00:00+0200",
	    "2026-07-09T12:00:00+24:00", "2026-07-09T12:00:00+02:60",
	    "2026-07-09T12:00:00Zx", "2026-07-09T24:00:00Z", "2026-07-09T12:60:00Z",
	    "2026-07-09T12:00:61Z", "2026-07-09T12:00:00.Z", "2026-02-29T00:00:00Z",
	    "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z",
	    "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "0000-01-01T00:00:00Z",
	    "-026-07-09T12:00:00Z", "2026-7-9T12:00:00Z", " 2026-07-09T12:00:00Z",
	    "2026-07-09T12:00:00 Z", "2026/07/09T12:00:00Z"};
	struct vg_wall t = {7};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (vg_instant_parse(bad[i], &t) != VG_EPARSE || t.us != 7)
			fail_msg("'%s'", bad[i]);
	}
}

static void
texts_at_an_offset(void **state)
{
	static const struct {
		int offset_s;
		const char *text;
	} rows[] = {
	    {7200, "2026-07-09T14:00:00+02:00"},
	    {0, "2026-07-09T12:00:00+00:00"},
	    {-10800, "2026-07-09T09:00:00-03:00"},
	    {-34200, "2026-07-09T02:30:00-09:30"},
	    {50400, "2026-07-10T02:00:00+14:00"},
	};
	char text[VG_INSTANT_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		vg_instant_text_at(
		    (struct vg_wall){INT64_C(1783598400000000)}, rows[i].offset_s, text);
		assert_string_equal(text, rows[i].text);
	}
	vg_instant_text((struct vg_wall){0}, text);
	assert_string_equal(text, "");
	vg_instant_text_at((struct vg_wall){0}, 7200, text);
	assert_string_equal(text, "");
}

/* Every day of four centuries follows the one before, by the rules told plainly. */
static void
every_day(void **state)
{
	static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = 1900, month = 1, day = 1;

	(void)state;
	int64_t first = vg_instant_days(year, month, day);
	assert_int_equal(vg_instant_days(1970, 1, 1), 0);
	assert_int_equal(first, -25567);
	for (int64_t d = first; d < first + 146097; d++) {
		int y, m, n;
		vg_instant_date(d, &y, &m, &n);
		if (y != year || m != month || n != day ||
		    vg_instant_days(year, month, day) != d)
			fail_msg("day %d: %d-%d-%d", (int)d, y, m, n);
		bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
		if (day++ == length[month - 1] + (leap && month == 2)) {
			day = 1;
			month++;
		}
		if (month == 13) {
			month = 1;
			year++;
		}
	}
	assert_int_equal(year, 2300);
	/* Days past the month's end roll on. */
	assert_int_equal(vg_instant_days(2026, 2, 29), vg_instant_days(2026, 3, 1));
	assert_int_equal(vg_instant_days(2026, 1, 32), vg_instant_days(2026, 2, 1));
}

static void
civil_and_back(void **state)
{
	(void)state;
	for (int64_t us = -3 * VG_DAY_US; us < 3 * VG_DAY_US;
	     us += 7919 * VG_SECOND_US + 13) {
		for (int offset = -50400; offset <= 50400; offset += 12600) {
			struct vg_civil c =
			    vg_instant_civil((struct vg_wall){us}, offset);
			assert_in_range(c.hour, 0, 23);
			assert_in_range(c.us, 0, 999999);
			assert_int_equal(vg_instant_of(&c).us, us);
		}
	}
}

static void
octets(void **state)
{
	static const unsigned char noon[] = {0x07, 0xEA, 7, 9, 12, 0, 0, 5, '+', 0, 0};
	static const struct {
		unsigned char octet[11];
		size_t size;
		int64_t us; /* -1: refused */
	} rows[] = {
	    {{0x07, 0xEA, 7, 9, 12, 0, 0, 5, '+', 0, 0}, 11, INT64_C(1783598400500000)},
	    {{0x07, 0xEA, 7, 9, 14, 0, 0, 5, '+', 2, 0}, 11, INT64_C(1783598400500000)},
	    {{0x07, 0xEA, 7, 9, 8, 30, 0, 5, '-', 3, 30}, 11, INT64_C(1783598400500000)},
	    {{0x07, 0xEA, 7, 9, 12, 0, 0, 5, 0, 0, 0}, 8, INT64_C(1783598400500000)},
	    {{0x07, 0xEA, 7, 9, 12, 0, 0, 5, '+', 0, 0}, 10, -1},
	    {{0x07, 0xEA, 7, 9, 12, 0, 0, 5, '+', 0, 0}, 0, -1},
	    {{0x07, 0xEA, 2, 29, 12, 0, 0, 5, '+', 0, 0}, 11, -1},
	    {{0x07, 0xEA, 7, 9, 24, 0, 0, 5, '+', 0, 0}, 11, -1},
	    {{0x07, 0xEA, 7, 9, 12, 60, 0, 5, '+', 0, 0}, 11, -1},
	    {{0x07, 0xEA, 7, 9, 12, 0, 61, 5, '+', 0, 0}, 11, -1},
	    {{0x07, 0xEA, 7, 9, 12, 0, 0, 10, '+', 0, 0}, 11, -1},
	    {{0x07, 0xEA, 7, 9, 12, 0, 0, 5, 'Z', 0, 0}, 11, -1},
	    {{0x07, 0xEA, 7, 9, 12, 0, 0, 5, '+', 15, 0}, 11, -1},
	    {{0x07, 0xEA, 7, 9, 12, 0, 0, 5, '+', 2, 60}, 11, -1},
	    {{0x00, 0x00, 7, 9, 12, 0, 0, 5, '+', 0, 0}, 11, -1},
	    {{0xFF, 0xFF, 7, 9, 12, 0, 0, 5, '+', 0, 0}, 11, -1},
	};
	unsigned char out[VG_INSTANT_OCTETS];

	(void)state;
	vg_instant_octets((struct vg_wall){INT64_C(1783598400567000)}, out);
	assert_memory_equal(out, noon, sizeof(noon));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_wall t = {-1};
		int code = vg_instant_from_octets(rows[i].octet, rows[i].size, &t);
		if (code != (rows[i].us < 0 ? VG_EPARSE : VG_OK) || t.us != rows[i].us)
			fail_msg("row %zu: %d %lld", i, code, (long long)t.us);
	}
}

static void
sums_are_held(void **state)
{
	(void)state;
	assert_int_equal(vg_instant_add((struct vg_wall){5}, -7).us, -2);
	assert_true(vg_instant_add((struct vg_wall){INT64_MAX - 1}, 5).us == INT64_MAX);
	assert_true(vg_instant_add((struct vg_wall){INT64_MIN + 1}, -5).us == INT64_MIN);
	assert_int_equal(
	    vg_instant_compare((struct vg_wall){1}, (struct vg_wall){2}), -1);
	assert_int_equal(vg_instant_compare((struct vg_wall){2}, (struct vg_wall){2}), 0);
	assert_int_equal(vg_instant_compare((struct vg_wall){3}, (struct vg_wall){2}), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts),
	    cmocka_unit_test(wrong_texts),
	    cmocka_unit_test(texts_at_an_offset),
	    cmocka_unit_test(every_day),
	    cmocka_unit_test(civil_and_back),
	    cmocka_unit_test(octets),
	    cmocka_unit_test(sums_are_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
