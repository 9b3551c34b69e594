/*
 * Promises of a contract: names that agree with the targets', and which version governs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/contract/terms.h"
#include "collector/sla/sla.h"

static struct vg_wall
day(int64_t n)
{
	return (struct vg_wall){.us = INT64_C(1767222000000000) + n * VG_DAY_US};
}

static void
names_are_those_of_targets(void **state)
{
	(void)state;
	assert_int_equal(VG_TERM_N, VG_TARGET_N);
	for (int i = 0; i < VG_TERM_N; i++) {
		const struct vg_target_rule *rule = vg_sla_rule((enum vg_target)i);
		assert_string_equal(vg_terms_name((enum vg_term_kind)i), rule->name);
		assert_int_equal(vg_terms_find(rule->name), i);
		/* A watch begins with hours and goes on in days. */
		if (i != VG_TERM_WATCH)
			assert_int_equal(vg_terms_in_days((enum vg_term_kind)i),
			    rule->normal.unit == VG_UNIT_DAYS);
	}
	assert_int_equal(vg_terms_find("coffee"), -1);
	assert_int_equal(vg_terms_pause("waiting-client"), VG_PAUSE_WAITING_CLIENT);
	assert_int_equal(vg_terms_pause("waiting-access"), VG_PAUSE_WAITING_ACCESS);
	assert_int_equal(vg_terms_pause("waiting-coffee"), 0);
}

/* Three versions: of day 0, of day 10, and of day 20, which governs running targets too. */
static void
the_version_that_governs(void **state)
{
	struct vg_terms versions[] = {
	    {.from = day(0)}, {.from = day(10)}, {.from = day(20), .running = true}};
	static const struct {
		int64_t start, start_us, now, now_us;
		int version;
	} rows[] = {
	    /* 1 it started before there was any contract */
	    {-5, 0, 0, 0, 0},
	    {0, 0, 0, 0, 0},
	    /* 2 the last moment before an amendment, and its first */
	    {10, -1, 15, 0, 0},
	    {10, 0, 15, 0, 1},
	    /* 3 a running target keeps its version */
	    {9, 0, 20, -1, 0},
	    {19, 0, 20, -1, 1},
	    /* 4 unless the amendment says running, from its day on */
	    {9, 0, 20, 0, 2},
	    {19, 0, 20, 0, 2},
	    {20, 0, 20, 0, 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vg_terms *v = vg_terms_at(versions, 3,
		    vg_instant_add(day(rows[i].start), rows[i].start_us),
		    vg_instant_add(day(rows[i].now), rows[i].now_us));
		if (v != &versions[rows[i].version])
			fail_msg("row %zu: version %td", i, v - versions);
	}
	assert_null(vg_terms_at(versions, 0, day(1), day(1)));
}

/* An amendment after one that ran on does not run on itself. */
static void
running_does_not_spread(void **state)
{
	struct vg_terms versions[] = {
	    {.from = day(0)}, {.from = day(10), .running = true}, {.from = day(20)}};

	(void)state;
	assert_ptr_equal(vg_terms_at(versions, 3, day(5), day(25)), &versions[1]);
	assert_ptr_equal(vg_terms_at(versions, 3, day(21), day(25)), &versions[2]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_those_of_targets),
	    cmocka_unit_test(the_version_that_governs),
	    cmocka_unit_test(running_does_not_spread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
