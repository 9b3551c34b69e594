/*
 * How long a try waits, and the wheel it waits in: tables in virtual time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "lib/snmp/rto.h"
#include "lib/snmp/wheel.h"

#define MS INT64_C(1000)

/* After 'n' round trips of 'rtt_ms' each and 'late' tries in vain, within 500 .. 2,000 ms. */
static const struct {
	const char *what;
	int n;
	int64_t rtt_ms;
	int late;
	bool last;
	int64_t wait_ms;
} waits[] = {
    {"nothing known", 0, 0, 0, false, 2000},
    {"nothing known, late", 0, 0, 3, false, 2000},
    {"fast: the least", 20, 2, 0, false, 500},
    {"one sample: three times its length", 1, 300, 0, false, 900},
    {"a slow one: never more than allowed", 1, 1500, 0, false, 2000},
    {"fast, once in vain", 20, 2, 1, false, 1000},
    {"fast, twice in vain", 20, 2, 2, false, 2000},
    {"fast, often in vain", 20, 2, 100, false, 2000},
    {"the last try waits longest", 20, 2, 0, true, 2000},
};

static void
waits_follow_round_trips(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		struct vg_rto rto = {0};
		for (int k = 0; k < waits[i].n; k++)
			vg_rto_sample(&rto, waits[i].rtt_ms * MS);
		for (int k = 0; k < waits[i].late; k++)
			vg_rto_late(&rto);
		int64_t got = vg_rto_wait(&rto, 500 * MS, 2000 * MS, waits[i].last);
		if (got != waits[i].wait_ms * MS)
			fail_msg("%s: %lld us", waits[i].what, (long long)got);
	}
}

static void
a_first_try_answered_ends_the_doubling(void **state)
{
	struct vg_rto rto = {0};

	(void)state;
	vg_rto_sample(&rto, 400 * MS);
	vg_rto_late(&rto);
	assert_int_equal(vg_rto_wait(&rto, 0, 60000 * MS, false), 2400 * MS);
	vg_rto_sample(&rto, 400 * MS);
	/* The variation shrinks by a quarter: 400 + 4 * 150. */
	assert_int_equal(vg_rto_wait(&rto, 0, 60000 * MS, false), 1000 * MS);
	vg_rto_sample(&rto, 0);
	assert_true(rto.srtt_us > 0);
}

/* --- the wheel ----------------------------------------------------------------------------- */

static struct vg_mono
at(int64_t us)
{
	return (struct vg_mono){us};
}

static void
every_wait_ends_once_and_never_early(void **state)
{
	enum { N = 5000 };
	struct vg_wheel *wheel = vg_wheel_new();
	struct vg_wheel_entry *entries = calloc(N, sizeof(*entries)), *over;
	int64_t *due = calloc(N, sizeof(*due)), now = 1000000007;
	uint32_t chance = 7;
	size_t ended = 0;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		chance = chance * 1664525 + 1013904223;
		due[i] = now + chance % (60000 * MS); /* many turns of the wheel */
		entries[i].item = &due[i];
		vg_wheel_put(wheel, &entries[i], at(now), due[i] - now);
	}
	while (ended < N) {
		struct vg_mono next = vg_wheel_next(wheel);
		assert_true(next.us > 0);
		now = next.us > now ? next.us : now;
		while ((over = vg_wheel_over(wheel, at(now))) != NULL) {
			int64_t late = now - *(int64_t *)over->item;
			assert_in_range(late, 0, 9 * MS);
			assert_false(over->waits);
			ended++;
		}
		now++;
	}
	assert_int_equal(vg_wheel_next(wheel).us, 0);
	vg_wheel_free(wheel);
	free(entries);
	free(due);
}

static void
after_a_long_halt_all_are_over(void **state)
{
	struct vg_wheel *wheel = vg_wheel_new();
	struct vg_wheel_entry entries[3] = {0};
	static const int64_t delay_ms[] = {0, 500, 20000};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		vg_wheel_put(wheel, &entries[i], at(MS), delay_ms[i] * MS);
	vg_wheel_take(wheel, &entries[1]);
	vg_wheel_take(wheel, &entries[1]);
	int64_t later = 3600 * 1000 * MS;
	assert_non_null(vg_wheel_over(wheel, at(later)));
	assert_non_null(vg_wheel_over(wheel, at(later)));
	assert_null(vg_wheel_over(wheel, at(later)));
	/* The hand goes on from there. */
	vg_wheel_put(wheel, &entries[0], at(later), 100 * MS);
	assert_null(vg_wheel_over(wheel, at(later + 99 * MS)));
	assert_ptr_equal(vg_wheel_over(wheel, at(later + 110 * MS)), &entries[0]);
	vg_wheel_free(wheel);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(waits_follow_round_trips),
	    cmocka_unit_test(a_first_try_answered_ends_the_doubling),
	    cmocka_unit_test(every_wait_ends_once_and_never_early),
	    cmocka_unit_test(after_a_long_halt_all_are_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
