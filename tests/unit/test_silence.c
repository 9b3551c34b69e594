/*
 * How severe the silence of a device is, over time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "agent/silence.h"

static const struct {
	const char *kind;
	int64_t stood_s; /* -1: begins */
	enum vg_severity severity;
} rows[] = {
    {"management-silent", -1, VG_SEVERITY_WARNING},
    {"management-silent", 3599, VG_SEVERITY_WARNING},
    {"management-silent", 3600, VG_SEVERITY_MINOR},
    {"management-silent", 4 * 3600 - 1, VG_SEVERITY_MINOR},
    {"management-silent", 4 * 3600, VG_SEVERITY_MAJOR},
    {"device-unreachable", -1, VG_SEVERITY_CRITICAL},
    {"device-unreachable", 86400, VG_SEVERITY_CRITICAL},
};

static void
what_a_mute_device_hides_grows(void **state)
{
	const struct vg_wall now = {INT64_C(1800000000) * VG_SECOND_US};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_kind kind = {.severity = VG_SEVERITY_CRITICAL};
		struct vg_wall since = {
		    rows[i].stood_s < 0 ? 0 : now.us - rows[i].stood_s * VG_SECOND_US};
		snprintf(kind.name, sizeof(kind.name), "%s", rows[i].kind);
		assert_int_equal(
		    vg_silence_severity(&kind, since, now), rows[i].severity);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_a_mute_device_hides_grows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
