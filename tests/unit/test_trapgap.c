/*
 * Lost notifications: by their numbers, and by the sender's own count.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "agent/heard/trapgap.h"

/* Numbers in the order they come, 0 ends; how many are missing at the end. */
static const struct {
	const char *what;
	uint32_t numbers[8];
	uint64_t lost;
} rows[] = {
    {"the first is no gap", {500}, 0},
    {"one after the other", {5, 6, 7}, 0},
    {"one missing", {5, 7}, 1},
    {"three missing", {5, 9}, 3},
    {"two gaps", {5, 7, 10}, 3},
    {"twice the same", {5, 6, 6, 7}, 0},
    {"in the wrong order", {5, 7, 6, 8}, 0},
    {"late into an older gap", {5, 8, 10, 6}, 2},
    {"late twice counts once", {5, 8, 6, 6, 6}, 1},
    {"all come late", {5, 9, 8, 7, 6}, 0},
    {"before the first", {5, 4, 6}, 0},
    {"too late for the window", {5, 100, 101, 6}, 94},
    {"late at the edge of the window", {5, 70, 6}, 63},
    {"as far as a jump", {5, 100005, 100006}, 99999},
    {"beyond a jump it begins anew", {5, 100006, 100007}, 0},
    {"the largest", {4294967294u, 4294967295u}, 0},
};

static void
numbers_tell_what_is_missing(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
		struct vg_trapgap gap = {0};
		for (size_t i = 0; i < 8 && rows[r].numbers[i]; i++)
			vg_trapgap_number(&gap, rows[r].numbers[i], 1000);
		if (gap.lost != rows[r].lost)
			fail_msg("%s: %llu", rows[r].what, (unsigned long long)gap.lost);
	}
}

static void
a_sender_that_starts_anew_has_no_gap(void **state)
{
	struct vg_trapgap gap = {0};

	(void)state;
	vg_trapgap_number(&gap, 70, 900000);
	vg_trapgap_number(&gap, 1, 300);
	assert_int_equal(gap.lost, 0);
	vg_trapgap_number(&gap, 4, 400);
	assert_int_equal(gap.lost, 2);
	/* A little less is the order of the network, no restart. */
	vg_trapgap_number(&gap, 2, 350);
	assert_int_equal(gap.lost, 1);
	vg_trapgap_reconciled(&gap);
	assert_int_equal(gap.lost, 0);
	vg_trapgap_number(&gap, 3, 360);
	assert_int_equal(gap.lost, 0);
}

/* Steps "h" (one is heard) and numbers (a count is read); "?" follows where to ask again. */
static const struct {
	const char *what, *steps, *asks;
	uint64_t lost;
} counts[] = {
    {"the first count begins it", "5", ".", 0},
    {"heard before the first count", "hh5", ".", 0},
    {"nothing sent", "555", "...", 0},
    {"all heard", "5h6hh8", "...", 0},
    {"one on its way", "56h6", ".?.", 0},
    {"one lost", "566", ".?.", 1},
    {"lost is told once", "56666", ".?...", 1},
    {"two lost, then one heard", "577h8", ".?..", 2},
    {"one lost, one on its way", "567h7", ".??.", 1},
    {"heard before it is counted", "5h56", "...", 0},
    {"what came twice does not hide the next", "5hh666777", "....?..", 1},
};

static void
the_senders_count_tells_too(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof(counts) / sizeof(counts[0]); r++) {
		struct vg_trapgap gap = {0};
		char asks[16] = "";
		for (const char *s = counts[r].steps; *s; s++) {
			if (*s == 'h')
				vg_trapgap_heard(&gap);
			else
				strcat(asks,
				    vg_trapgap_sent(&gap, (uint32_t)(*s - '0')) ? "?"
										: ".");
		}
		if (gap.lost != counts[r].lost || strcmp(asks, counts[r].asks) != 0)
			fail_msg("%s: %s, %llu lost", counts[r].what, asks,
			    (unsigned long long)gap.lost);
	}
}

static void
a_count_that_wraps_goes_on_and_one_that_falls_begins_anew(void **state)
{
	struct vg_trapgap gap = {0};

	(void)state;
	assert_false(vg_trapgap_sent(&gap, UINT32_MAX));
	assert_true(vg_trapgap_sent(&gap, 1));
	assert_false(vg_trapgap_sent(&gap, 1));
	assert_int_equal(gap.lost, 2);
	memset(&gap, 0, sizeof(gap));
	assert_false(vg_trapgap_sent(&gap, 500000));
	assert_false(vg_trapgap_sent(&gap, 3));
	assert_false(vg_trapgap_sent(&gap, 3));
	assert_int_equal(gap.lost, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_tell_what_is_missing),
	    cmocka_unit_test(a_sender_that_starts_anew_has_no_gap),
	    cmocka_unit_test(the_senders_count_tells_too),
	    cmocka_unit_test(a_count_that_wraps_goes_on_and_one_that_falls_begins_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
