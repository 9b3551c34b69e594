/*
 * Zones: the system's data as tables, and civil times that are skipped or come twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/error.h"
#include "lib/time/zonetable.h"
#include "lib/zone/zone.h"

static const char *const names[] = {"Europe/Paris", "Indian/Reunion",
    "America/Martinique", "Pacific/Noumea", "America/New_York", "America/Miquelon",
    "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia",
    "Asia/Kolkata", "UTC"};

/* The C library reads the same files by another way. */
static void
as_the_c_library_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct vg_zone zone;
		assert_int_equal(vg_zone_load(names[i], &zone), VG_OK);
		assert_string_equal(zone.name, names[i]);
		setenv("TZ", names[i], 1);
		tzset();
		for (time_t t = 0; t < 4102444800; t += 86400 + 3571) {
			struct tm tm;
			localtime_r(&t, &tm);
			int offset = vg_zonetable_offset(
			    &zone, (struct vg_wall){(int64_t)t * VG_SECOND_US});
			if (offset != tm.tm_gmtoff)
				fail_msg("%s at %lld: %d, not %ld", names[i],
				    (long long)t, offset, tm.tm_gmtoff);
		}
		vg_zonetable_fini(&zone);
	}
	unsetenv("TZ");
	tzset();
}

/* Second by second around each change of 2026 in Paris. */
static void
the_changes_themselves(void **state)
{
	struct vg_zone zone;

	(void)state;
	assert_int_equal(vg_zone_load("Europe/Paris", &zone), VG_OK);
	assert_int_equal(
	    vg_zonetable_offset(&zone, (struct vg_wall){INT64_C(1774745999999999)}),
	    3600);
	assert_int_equal(
	    vg_zonetable_offset(&zone, (struct vg_wall){INT64_C(1774746000000000)}),
	    7200);
	assert_int_equal(
	    vg_zonetable_offset(&zone, (struct vg_wall){INT64_C(1792889999999999)}),
	    7200);
	assert_int_equal(
	    vg_zonetable_offset(&zone, (struct vg_wall){INT64_C(1792890000000000)}),
	    3600);
	vg_zonetable_fini(&zone);
}

static void
civil_times(void **state)
{
	static const struct {
		const char *zone;
		int year, month, day, hour, minute;
		enum vg_zone_pick pick;
		const char *instant;
	} rows[] = {
	    {"Europe/Paris", 2026, 7, 9, 14, 0, VG_ZONE_FIRST, "2026-07-09T12:00:00Z"},
	    /* 02:00 to 03:00 does not exist: the first instant after it */
	    {"Europe/Paris", 2026, 3, 29, 1, 59, VG_ZONE_FIRST, "2026-03-29T00:59:00Z"},
	    {"Europe/Paris", 2026, 3, 29, 2, 0, VG_ZONE_FIRST, "2026-03-29T01:00:00Z"},
	    {"Europe/Paris", 2026, 3, 29, 2, 30, VG_ZONE_SECOND, "2026-03-29T01:00:00Z"},
	    {"Europe/Paris", 2026, 3, 29, 3, 0, VG_ZONE_FIRST, "2026-03-29T01:00:00Z"},
	    /* 02:00 to 03:00 comes twice */
	    {"Europe/Paris", 2026, 10, 25, 2, 30, VG_ZONE_FIRST, "2026-10-25T00:30:00Z"},
	    {"Europe/Paris", 2026, 10, 25, 2, 30, VG_ZONE_SECOND, "2026-10-25T01:30:00Z"},
	    {"Europe/Paris", 2026, 10, 25, 3, 0, VG_ZONE_FIRST, "2026-10-25T02:00:00Z"},
	    /* midnight itself does not exist, or comes twice */
	    {"Africa/Cairo", 2026, 4, 24, 0, 0, VG_ZONE_FIRST, "2026-04-23T22:00:00Z"},
	    {"America/Santiago", 2026, 9, 6, 0, 0, VG_ZONE_FIRST, "2026-09-06T04:00:00Z"},
	    /* half an hour; the end of a day */
	    {"Australia/Lord_Howe", 2026, 10, 4, 2, 15, VG_ZONE_FIRST,
		"2026-10-03T15:30:00Z"},
	    {"Europe/Paris", 2026, 7, 9, 24, 0, VG_ZONE_FIRST, "2026-07-09T22:00:00Z"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[VG_INSTANT_TEXT_SIZE];
		struct vg_zone zone;
		assert_int_equal(vg_zone_load(rows[i].zone, &zone), VG_OK);
		int64_t day = vg_instant_days(rows[i].year, rows[i].month, rows[i].day);
		struct vg_wall t = vg_zonetable_instant(
		    &zone, day, rows[i].hour * 3600 + rows[i].minute * 60, rows[i].pick);
		vg_instant_text(t, text);
		if (strcmp(text, rows[i].instant) != 0)
			fail_msg("row %zu: %s, expected %s", i, text, rows[i].instant);
		if (rows[i].hour < 24)
			assert_int_equal(vg_zonetable_day(&zone, t), day);
		vg_zonetable_fini(&zone);
	}
}

static void
no_such_zone(void **state)
{
	static const char *const bad[] = {"", "Europe/Nowhere", "Europe/",
	    "../../../etc/passwd", "Europe/Paris/", "europe paris",
	    "Europe/Paris/Europe/Paris/Europe/Paris/Europe/Paris/Europe/Paris/Europe/"
	    "Paris"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct vg_zone zone;
		if (vg_zone_load(bad[i], &zone) != VG_ENOENT)
			fail_msg("'%s' is %s", bad[i], zone.name);
		assert_null(zone.steps);
	}
	/* None at all is UTC. */
	assert_int_equal(vg_zonetable_offset(NULL, (struct vg_wall){1}), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(as_the_c_library_says),
	    cmocka_unit_test(the_changes_themselves),
	    cmocka_unit_test(civil_times),
	    cmocka_unit_test(no_such_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
