/*
 * What one fault of a device takes with it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collector/correl/spread.h"

static void
the_first_takes_what_follows_within_seconds(void **state)
{
	static const struct {
		const char *device, *resource, *kind;
		int64_t behind_ms;
		bool alone; /* the root */
		bool taken;
	} rows[] = {
	    {"ne-7", "device/ne-7/port/2", "network-link-down", 0, false, true},
	    {"ne-7", "device/ne-7/port/2", "network-link-down", 5000, false, true},
	    {"ne-7", "device/ne-7/port/2", "network-link-down", 5001, false, false},
	    {"ne-7", "device/ne-7/port/2", "network-link-down", -1, false, false},
	    {"ne-7", "device/ne-7/port/0", "network-link-down", 0, false, false},
	    {"ne-7", "device/ne-7/port/0", "network-link-down", 1, false, true},
	    {"ne-7", "device/ne-7/port/1", "network-link-down", 1, false, false},
	    {"ne-7", "device/ne-7/port/2", "network-link-down", 1000, true, false},
	    {"ne-7", "device/ne-7/port/2", "management-link-down", 1000, false, false},
	    {"ne-8", "device/ne-8/port/2", "network-link-down", 1000, false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vg_spread_fault root = {"ne-7", "device/ne-7/port/1",
		    "network-link-down", {VG_DAY_US}, rows[i].alone};
		const struct vg_spread_fault other = {rows[i].device, rows[i].resource,
		    rows[i].kind, {VG_DAY_US + rows[i].behind_ms * VG_MS_US}, false};
		if (vg_spread_explains(&root, &other, 5 * VG_SECOND_US) != rows[i].taken)
			fail_msg("row %zu: %s", i, rows[i].resource);
	}
}

static void
what_is_no_devices_spreads_nothing(void **state)
{
	const struct vg_spread_fault root = {"", "site/lyon-2/a", "k", {1}, false};
	const struct vg_spread_fault other = {"", "site/lyon-2/b", "k", {2}, false};

	(void)state;
	assert_false(vg_spread_explains(&root, &other, VG_SECOND_US));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_takes_what_follows_within_seconds),
	    cmocka_unit_test(what_is_no_devices_spreads_nothing),
	};

	return cmocka_run_group_tests_name("spread", tests, NULL, NULL);
}
