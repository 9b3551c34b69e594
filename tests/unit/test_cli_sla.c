/*
 * How vigie sla due reads a start, in the zone of the calendar when no offset is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clisla.h"
#include "lib/base/error.h"
#include "lib/zone/zone.h"

static void
starts_are_read_or_refused(void **state)
{
	static const struct {
		const char *text;
		int code;
		const char *utc;
	} rows[] = {
	    {"2026-07-09T10:00:00+02:00", VG_OK, "2026-07-09T08:00:00Z"},
	    {"2026-07-09T10:00:00Z", VG_OK, "2026-07-09T10:00:00Z"},
	    {"2026-07-09T10:00+02:00", VG_OK, "2026-07-09T08:00:00Z"},
	    {"2026-07-09T10:00:00+0200", VG_OK, "2026-07-09T08:00:00Z"},
	    {"2026-07-09T10:00:00-03", VG_OK, "2026-07-09T13:00:00Z"},
	    {"2026-07-09T10:00:00.250+02:00", VG_OK, "2026-07-09T08:00:00.250Z"},
	    {"2026-07-09T10:00:00.250", VG_OK, "2026-07-09T08:00:00.250Z"},
	    {"2026-07-09T10:00:07", VG_OK, "2026-07-09T08:00:07Z"},
	    {"2026-01-09 10:00", VG_OK, "2026-01-09T09:00:00Z"},
	    {"2026-07-09", VG_OK, "2026-07-08T22:00:00Z"},
	    {"2027-03-28T02:30", VG_OK, "2027-03-28T01:00:00Z"}, /* does not exist */
	    {"2026-10-25T02:30", VG_OK, "2026-10-25T00:30:00Z"}, /* the first of two */
	    {"1971-01-01T00:00", VG_OK, "1970-12-31T23:00:00Z"},
	    {"1970-12-31", VG_ERANGE, ""},
	    {"2100-01-01", VG_ERANGE, ""},
	    {"2026-07-32", VG_EPARSE, ""},
	    {"2026-7-9", VG_EPARSE, ""},
	    {"2026-07-09T", VG_EPARSE, ""},
	    {"2026-07-09X10:00", VG_EPARSE, ""},
	    {"2026-07-09T25:00", VG_EPARSE, ""},
	    {"2026-07-09T10:00:00+02:00:00", VG_EPARSE, ""},
	    {"2026-07-09T10:00:00+0200000000000000000000", VG_EPARSE, ""},
	    {"2026-07-09T10:00:00.0000000000000000000", VG_EPARSE, ""},
	    {"yesterday", VG_EPARSE, ""},
	    {"", VG_EPARSE, ""},
	};
	struct vg_zone paris;

	(void)state;
	assert_int_equal(vg_zone_load("Europe/Paris", &paris), VG_OK);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[VG_INSTANT_TEXT_SIZE] = "";
		struct vg_wall at = {0};
		int code = vg_clisla_read(&paris, rows[i].text, &at);
		vg_instant_text(at, text);
		if (code != rows[i].code || strcmp(text, rows[i].utc) != 0)
			fail_msg(
			    "'%s': %s '%s'", rows[i].text, vg_error_name(code), text);
	}
	vg_zonetable_fini(&paris);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(starts_are_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
