/*
 * Notifications that count by their number, and the quiet time that ends what they raised: five
 * refused accesses in ten minutes, an hour without one (allot.md F33).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "agent/heard/repeat.h"

static const struct vg_repeat_limits access_limits = {5, 10 * VG_MINUTE_US, VG_HOUR_US};

static struct vg_mono
at(int64_t s)
{
	return (struct vg_mono){VG_DAY_US + s * VG_SECOND_US};
}

static struct vg_repeat_key
key_of(unsigned device)
{
	struct vg_repeat_key key = {.kind = "access-violations"};

	snprintf(key.resource, sizeof(key.resource), "device/ne-%u/access", device);
	return key;
}

/* When they come, in seconds, and which of them make so many in the time. */
static const struct {
	const char *what;
	uint32_t count;
	int64_t at_s[8];
	const char *wanted; /* y or n for each */
} rows[] = {
    {"each one counts when no number is asked for", 0, {0, 1}, "yy"},
    {"the fifth within ten minutes", 5, {0, 60, 120, 180, 240}, "nnnny"},
    {"the border belongs to it", 5, {0, 1, 2, 3, 600}, "nnnny"},
    {"a second beyond it the first is forgotten", 5, {0, 1, 2, 3, 601, 602}, "nnnnnn"},
    {"slow ones never", 5, {0, 200, 400, 600, 800, 1000}, "nnnnnn"},
    {"and while it goes on each one", 5, {0, 1, 2, 3, 4, 5}, "nnnnyy"},
};

static void
so_many_in_the_time(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
		struct vg_repeat *repeat = vg_repeat_new();
		struct vg_repeat_limits limits = access_limits;
		struct vg_repeat_key key = key_of(7);
		limits.count = rows[r].count;
		for (size_t i = 0; rows[r].wanted[i]; i++) {
			bool found =
			    vg_repeat_heard(repeat, &key, &limits, at(rows[r].at_s[i]));
			if (found != (rows[r].wanted[i] == 'y'))
				fail_msg("%s: number %zu", rows[r].what, i + 1);
		}
		vg_repeat_free(repeat);
	}
}

static void
quiet_ends_it_once(void **state)
{
	struct vg_repeat *repeat = vg_repeat_new();
	struct vg_repeat_key key = key_of(7), found;

	(void)state;
	assert_int_equal(vg_repeat_next(repeat).us, 0);
	for (int64_t s = 0; s < 5; s++)
		vg_repeat_heard(repeat, &key, &access_limits, at(s));
	/* One more before the hour is over puts the end off. */
	assert_false(vg_repeat_due(repeat, at(3000), &found));
	vg_repeat_heard(repeat, &key, &access_limits, at(3000));
	assert_int_equal(vg_repeat_next(repeat).us, at(6600).us);
	assert_false(vg_repeat_due(repeat, at(6599), &found));
	assert_true(vg_repeat_due(repeat, at(6600), &found));
	assert_string_equal(found.resource, "device/ne-7/access");
	assert_string_equal(found.kind, "access-violations");
	assert_false(vg_repeat_due(repeat, at(9000), &found));
	/* It begins anew. */
	assert_false(vg_repeat_heard(repeat, &key, &access_limits, at(6601)));
	vg_repeat_free(repeat);
}

static void
what_has_no_quiet_time_stays(void **state)
{
	struct vg_repeat *repeat = vg_repeat_new();
	struct vg_repeat_limits limits = {3, VG_MINUTE_US, 0};
	struct vg_repeat_key key = key_of(7), found;

	(void)state;
	vg_repeat_heard(repeat, &key, &limits, at(0));
	assert_int_equal(vg_repeat_next(repeat).us, 0);
	assert_false(vg_repeat_due(repeat, at(900000), &found));
	vg_repeat_free(repeat);
}

static void
the_oldest_makes_room(void **state)
{
	struct vg_repeat *repeat = vg_repeat_new();

	(void)state;
	for (unsigned i = 0; i <= VG_REPEAT_MAX; i++) {
		struct vg_repeat_key key = key_of(i);
		vg_repeat_heard(repeat, &key, &access_limits, at(i));
	}
	assert_int_equal(vg_repeat_size(repeat), VG_REPEAT_MAX);
	/* Number 0 is gone: the first end is that of number 1. */
	assert_int_equal(vg_repeat_next(repeat).us, at(3601).us);
	vg_repeat_free(repeat);
}

static void
quiet_begins_anew_where_nobody_answers(void **state)
{
	struct vg_repeat *repeat = vg_repeat_new();
	struct vg_repeat_key near = key_of(7), far = key_of(70), found;

	(void)state;
	vg_repeat_heard(repeat, &near, &access_limits, at(0));
	vg_repeat_heard(repeat, &far, &access_limits, at(0));
	vg_repeat_put_off(repeat, "device/ne-7", at(3000));
	assert_true(vg_repeat_due(repeat, at(3600), &found));
	assert_string_equal(found.resource, far.resource);
	assert_false(vg_repeat_due(repeat, at(6599), &found));
	assert_true(vg_repeat_due(repeat, at(6600), &found));
	assert_string_equal(found.resource, near.resource);
	vg_repeat_free(repeat);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(so_many_in_the_time),
	    cmocka_unit_test(quiet_begins_anew_where_nobody_answers),
	    cmocka_unit_test(quiet_ends_it_once),
	    cmocka_unit_test(what_has_no_quiet_time_stays),
	    cmocka_unit_test(the_oldest_makes_room)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
