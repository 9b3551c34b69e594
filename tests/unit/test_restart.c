/*
 * Restarts by a device's clocks, and what counters grew by: rows in the order of the ladder.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/rule/restart.h"
#include "lib/base/error.h"

#define END UINT32_MAX

/* Two polls of a device, 60 s apart unless said otherwise. */
static const struct {
	const char *what;
	struct vg_restart_clock before, after;
	int64_t seconds;
	enum vg_restart restart;
} polls[] = {
    {"engine: all goes on", {true, true, 100, 3, 10}, {true, true, 6100, 3, 70}, 60,
	VG_RESTART_NO},
    {"engine: boots rose", {true, true, 9000, 3, 900}, {true, true, 9100, 4, 901}, 60,
	VG_RESTART_YES},
    {"engine: boots fell", {true, true, 9000, 3, 900}, {true, true, 9100, 1, 901}, 60,
	VG_RESTART_YES},
    {"engine: time fell", {true, true, 9000, 3, 900}, {true, true, 100, 3, 1}, 60,
	VG_RESTART_YES},
    {"engine: uptime came to its end, the engine knows",
	{true, true, END - 10, 3, 5000000}, {true, true, 5990, 3, 5000060}, 60,
	VG_RESTART_NO},
    {"no engine: all goes on", {true, false, 100, 0, 0}, {true, false, 6100, 0, 0}, 60,
	VG_RESTART_NO},
    {"no engine: fell", {true, false, 900000, 0, 0}, {true, false, 1000, 0, 0}, 60,
	VG_RESTART_YES},
    {"no engine: came to its end", {true, false, END - 3000, 0, 0},
	{true, false, 2999, 0, 0}, 60, VG_RESTART_NO},
    {"no engine: came to its end over a long gap", {true, false, END - 3000, 0, 0},
	{true, false, 357000, 0, 0}, 3600, VG_RESTART_NO},
    {"no engine: restarted in the cycle before its end", {true, false, END - 100, 0, 0},
	{true, false, 300, 0, 0}, 60, VG_RESTART_YES},
    {"no engine: restarted just before its end", {true, false, END - 90000, 0, 0},
	{true, false, 300, 0, 0}, 60, VG_RESTART_YES},
    {"the engine group went: uptime decides", {true, true, 900000, 3, 9000},
	{true, false, 1000, 0, 0}, 60, VG_RESTART_YES},
    {"nothing before", {false, false, 0, 0, 0}, {true, false, 1000, 0, 0}, 60,
	VG_RESTART_UNKNOWN},
    {"nothing after", {true, true, 900000, 3, 9000}, {false, false, 0, 0, 0}, 60,
	VG_RESTART_UNKNOWN},
};

static struct vg_mono
at(int64_t seconds)
{
	return (struct vg_mono){seconds * VG_SECOND_US};
}

static void
clocks_tell_of_restarts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(polls) / sizeof(polls[0]); i++) {
		struct vg_restart_last last = {0};
		assert_int_equal(vg_restart_see(&last, &polls[i].before, at(1000)),
		    VG_RESTART_UNKNOWN);
		enum vg_restart got =
		    vg_restart_see(&last, &polls[i].after, at(1000 + polls[i].seconds));
		if (got != polls[i].restart)
			fail_msg("%s: %d", polls[i].what, (int)got);
	}
}

/* A poll that brought no clock is no reason to forget the one before. */
static void
an_empty_clock_changes_nothing(void **state)
{
	static const struct vg_restart_clock empty, one = {true, true, 900, 3, 9},
						    two = {true, true, 100, 4, 1};
	struct vg_restart_last last = {0};

	(void)state;
	vg_restart_see(&last, &one, at(0));
	assert_int_equal(vg_restart_see(&last, &empty, at(60)), VG_RESTART_UNKNOWN);
	assert_int_equal(vg_restart_see(&last, &two, at(120)), VG_RESTART_YES);
	assert_int_equal(vg_restart_see(&last, &two, at(121)), VG_RESTART_NO);
}

/* 1,000 devices whose uptime comes to its end, then 200 that restart; polls of 60 s with jitter. */
static void
a_thousand_wraps_and_two_hundred_restarts(void **state)
{
	unsigned wrong = 0, found = 0;

	(void)state;
	for (uint32_t d = 0; d < 1200; d++) {
		struct vg_restart_last last = {0};
		bool restarts = d >= 1000, seen = false;
		uint32_t begin = restarts ? 90000 + d * 100000 : END - 3 * 6000 + d * 5;
		struct vg_restart_clock clock = {true, false, begin, 0, 0};
		int64_t now_us = 1000 * VG_SECOND_US;
		for (uint32_t poll = 0; poll < 8; poll++) {
			uint32_t step = 6000 + (d * 7 + poll * 131) % 200;
			seen = vg_restart_see(&last, &clock, (struct vg_mono){now_us}) ==
				VG_RESTART_YES ||
			    seen;
			now_us += (int64_t)step * 10000;
			clock.uptime += step;
			if (restarts && poll == 1 + d % 5)
				clock.uptime = 500 + d % 1000;
		}
		wrong += seen && !restarts;
		found += seen && restarts;
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(found, 200);
}

static const struct {
	const char *what;
	enum vg_value_type before_type, type;
	uint64_t before, after;
	bool restarted;
	int err;
	uint64_t delta;
} counters[] = {
    {"grew", VG_VALUE_COUNTER32, VG_VALUE_COUNTER32, 10, 17, false, VG_OK, 7},
    {"stood", VG_VALUE_COUNTER64, VG_VALUE_COUNTER64, 10, 10, false, VG_OK, 0},
    {"32 bits came to their end", VG_VALUE_COUNTER32, VG_VALUE_COUNTER32, END - 4, 5,
	false, VG_OK, 10},
    {"64 bits fell", VG_VALUE_COUNTER64, VG_VALUE_COUNTER64, 1000, 999, false, VG_ERANGE,
	0},
    {"64 bits near their end fell", VG_VALUE_COUNTER64, VG_VALUE_COUNTER64, UINT64_MAX, 3,
	false, VG_ERANGE, 0},
    {"restarted, 32 bits", VG_VALUE_COUNTER32, VG_VALUE_COUNTER32, 1000, 5, true,
	VG_ERANGE, 0},
    {"restarted, and grew beyond", VG_VALUE_COUNTER64, VG_VALUE_COUNTER64, 5, 1000, true,
	VG_ERANGE, 0},
    {"no counters", VG_VALUE_UNSIGNED, VG_VALUE_UNSIGNED, 5, 1000, false, VG_EINVAL, 0},
    {"of two types", VG_VALUE_COUNTER32, VG_VALUE_COUNTER64, 5, 1000, false, VG_EINVAL,
	0},
};

static void
counters_grow(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
		struct vg_value before = {
		    .type = counters[i].before_type, .number = counters[i].before};
		struct vg_value after = {
		    .type = counters[i].type, .number = counters[i].after};
		uint64_t delta = 0;
		int err =
		    vg_restart_delta(&before, &after, counters[i].restarted, &delta);
		if (err != counters[i].err || delta != counters[i].delta)
			fail_msg("%s: %d, %llu", counters[i].what, err,
			    (unsigned long long)delta);
	}
	assert_int_equal(vg_restart_elapsed(END - 99, 6000), 6100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(clocks_tell_of_restarts),
	    cmocka_unit_test(an_empty_clock_changes_nothing),
	    cmocka_unit_test(a_thousand_wraps_and_two_hundred_restarts),
	    cmocka_unit_test(counters_grow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
