/*
 * The agent's own health, in virtual time: what is a trouble, how long, and what is held.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "agent/sched/sched.h"
#include "agent/sched/selfhealth.h"

#define S VG_SECOND_US

static const struct vg_selfhealth_limits limits = {.period_us = 60 * S,
    .late_us = 200 * VG_MS_US,
    .percent = 20,
    .least = 3,
    .hold_us = 900 * S};

static struct vg_mono
at(int64_t seconds)
{
	return (struct vg_mono){seconds * S};
}

static struct vg_selfhealth
healthy(void)
{
	struct vg_selfhealth health;

	vg_selfhealth_init(&health, &limits, 7);
	return health;
}

static const struct {
	const char *what;
	size_t failing, devices;
	bool trouble;
} shares[] = {
    {"none of none", 0, 0, false},
    {"one of one: the device's own", 1, 1, false},
    {"two of two: too few to tell", 2, 2, false},
    {"three of three", 3, 3, true},
    {"three of fourteen", 3, 14, true},
    {"three of fifteen: just a fifth", 3, 15, false},
    {"200 of 1,000", 200, 1000, false},
    {"201 of 1,000", 201, 1000, true},
};

static void
a_share_of_devices_is_the_network(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		struct vg_selfhealth health = healthy();
		vg_selfhealth_devices(
		    &health, shares[i].failing, shares[i].devices, at(1000));
		unsigned troubles = vg_selfhealth_troubles(&health, at(1000));
		if (troubles != (shares[i].trouble ? VG_SELFHEALTH_NETWORK : 0u) ||
		    vg_selfhealth_holds(&health, at(1000)) != shares[i].trouble)
			fail_msg("%s: %u", shares[i].what, troubles);
	}
}

static void
drops_and_late_ticks_count_for_a_period(void **state)
{
	struct vg_selfhealth health = healthy();
	char text[256];

	(void)state;
	vg_selfhealth_drops(&health, 7, at(1000)); /* those of before */
	vg_selfhealth_tick(&health, 200 * VG_MS_US, at(1000));
	assert_int_equal(vg_selfhealth_troubles(&health, at(1000)), 0);
	vg_selfhealth_text(&health, at(1000), text, sizeof(text));
	assert_string_equal(text, "");
	vg_selfhealth_drops(&health, 8, at(1000));
	assert_int_equal(vg_selfhealth_troubles(&health, at(1059)), VG_SELFHEALTH_DROPS);
	vg_selfhealth_text(&health, at(1059), text, sizeof(text));
	assert_non_null(strstr(text, "receive buffer"));
	assert_int_equal(vg_selfhealth_troubles(&health, at(1060)), 0);
	assert_false(vg_selfhealth_holds(&health, at(1060)));
	vg_selfhealth_tick(&health, 200 * VG_MS_US + 1, at(2000));
	assert_int_equal(vg_selfhealth_troubles(&health, at(2059)), VG_SELFHEALTH_LATE);
	vg_selfhealth_text(&health, at(2059), text, sizeof(text));
	assert_non_null(strstr(text, "late"));
	assert_int_equal(vg_selfhealth_troubles(&health, at(2060)), 0);
}

/* What is held is told at last: an outage may not hide its devices for ever. */
static void
nothing_is_held_for_ever(void **state)
{
	struct vg_selfhealth health = healthy();

	(void)state;
	for (int64_t t = 1000; t < 1900; t += 60) {
		vg_selfhealth_devices(&health, 50, 100, at(t));
		assert_true(vg_selfhealth_holds(&health, at(t)));
	}
	vg_selfhealth_devices(&health, 50, 100, at(1900));
	assert_false(vg_selfhealth_holds(&health, at(1900)));
	/* Endless drops are no better. */
	health = healthy();
	for (uint64_t t = 1000; t < 3000; t += 30)
		vg_selfhealth_drops(&health, t, at((int64_t)t));
	assert_int_not_equal(vg_selfhealth_troubles(&health, at(3000)), 0);
	assert_false(vg_selfhealth_holds(&health, at(3000)));
}

static void
the_trouble_ends_with_the_share(void **state)
{
	struct vg_selfhealth health = healthy();

	(void)state;
	vg_selfhealth_devices(&health, 50, 100, at(1000));
	/* Those that stopped before it stay counted however long it lasts. */
	assert_int_equal(vg_selfhealth_from(&health, 240 * S, at(1600)).us, 760 * S);
	vg_selfhealth_devices(&health, 20, 100, at(1600));
	assert_int_equal(vg_selfhealth_troubles(&health, at(1600)), 0);
	assert_int_equal(vg_selfhealth_from(&health, 240 * S, at(1600)).us, 1360 * S);
}

/* Ten devices; three stop answering at 1,000 s, one had stopped long before. */
static void
the_schedule_counts_who_stopped(void **state)
{
	struct vg_sched *sched = vg_sched_new(60 * S, 3);

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		char name[] = {'n', 'e', '-', (char)('0' + i), '\0'};
		struct vg_sched_job job = {.device = i, .probe = VG_SCHED_KNOCK};
		vg_sched_add(sched, name, true, at(0));
		vg_sched_done(sched, &job, i != 0, at(10));
		if (i < 4)
			vg_sched_done(sched, &job, false, at(1000));
	}
	assert_int_equal(vg_sched_failing(sched, at(0)), 4);
	assert_int_equal(vg_sched_failing(sched, at(760)), 3);
	assert_int_equal(vg_sched_failing(sched, at(1001)), 0);
	vg_sched_free(sched);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_share_of_devices_is_the_network),
	    cmocka_unit_test(drops_and_late_ticks_count_for_a_period),
	    cmocka_unit_test(nothing_is_held_for_ever),
	    cmocka_unit_test(the_trouble_ends_with_the_share),
	    cmocka_unit_test(the_schedule_counts_who_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
