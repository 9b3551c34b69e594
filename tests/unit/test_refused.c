/*
 * Refused datagrams in the log: a line at once, one in so long from then on, and nothing uncounted.
 * The lines are read where the log writes them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/trapin/refusals.h"

static struct vg_mono
at(int64_t seconds)
{
	return (struct vg_mono){VG_DAY_US + seconds * VG_SECOND_US};
}

/* --- the log, caught ------------------------------------------------------------------------ */

static int caught[2], kept = -1;
static char text[16384];

static void
catch_log(void)
{
	assert_int_equal(pipe2(caught, O_NONBLOCK), 0);
	kept = dup(STDERR_FILENO);
	dup2(caught[1], STDERR_FILENO);
}

/* What was written since; the caller compares its lines by what they contain. */
static const char *
caught_log(void)
{
	ssize_t n = read(caught[0], text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void
let_log(void)
{
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(caught[0]);
	close(caught[1]);
}

static size_t
lines(const char *log)
{
	size_t n = 0;

	for (; (log = strchr(log, '\n')); log++)
		n++;
	return n;
}

/* --- rows ----------------------------------------------------------------------------------- */

static void
a_line_an_hour_for_each_cause_of_each_source(void **state)
{
	struct vg_refusals *r = vg_refusals_new("ear");
	const char *log;

	(void)state;
	catch_log();
	vg_refusals_tell(
	    r, "10.0.0.1", VG_TRAPIN_SOURCE, "no device of ours", VG_HOUR_US, at(0));
	log = caught_log();
	bool first = lines(log) == 1 &&
	    strstr(log, "10.0.0.1: refused: source not allowed: no device of ours\n");
	for (int i = 1; i <= 5; i++)
		vg_refusals_tell(r, "10.0.0.1", VG_TRAPIN_SOURCE, "", VG_HOUR_US, at(i));
	bool quiet = lines(caught_log()) == 0;
	vg_refusals_tell(r, "10.0.0.1", VG_TRAPIN_USER, "", VG_HOUR_US, at(6));
	vg_refusals_tell(r, "10.0.0.2", VG_TRAPIN_SOURCE, "", VG_HOUR_US, at(6));
	bool others = lines(caught_log()) == 2;
	vg_refusals_tell(r, "10.0.0.1", VG_TRAPIN_SOURCE, "", VG_HOUR_US, at(3600));
	bool counted = strstr(caught_log(), "(and 5 more)") != NULL;
	let_log();
	vg_refusals_free(r);
	vg_refusals_free(NULL);
	assert_true(first);
	assert_true(quiet);
	assert_true(others);
	assert_true(counted);
}

/* Nothing comes any more: what was counted is told nevertheless, once. */
static void
a_flush_tells_what_is_over(void **state)
{
	struct vg_refusals *r = vg_refusals_new("ear");

	(void)state;
	catch_log();
	for (int i = 0; i < 3; i++)
		vg_refusals_tell(r, "10.0.0.1", VG_TRAPIN_SOURCE, "", VG_HOUR_US, at(i));
	caught_log();
	vg_refusals_flush(r, at(3599));
	bool early = lines(caught_log()) != 0;
	vg_refusals_flush(r, at(3600));
	bool told = strstr(caught_log(), "(and 2 more)") != NULL;
	vg_refusals_flush(r, at(3601));
	bool again = lines(caught_log()) != 0;
	let_log();
	vg_refusals_free(r);
	assert_false(early);
	assert_true(told);
	assert_false(again);
}

/* Sources can be invented: 64 have a place, the others are a number. */
static void
a_crowd_is_a_number(void **state)
{
	struct vg_refusals *r = vg_refusals_new("ear");
	char source[32];
	size_t n = 0;

	(void)state;
	catch_log();
	for (int i = 0; i < 200; i++) {
		snprintf(source, sizeof(source), "10.0.1.%d", i);
		vg_refusals_tell(r, source, VG_TRAPIN_SOURCE, "", VG_HOUR_US, at(0));
		n += lines(caught_log());
	}
	vg_refusals_flush(r, at(3600));
	bool told =
	    strstr(caught_log(), "many sources: ") && strstr(text, "(and 135 more)");
	let_log();
	vg_refusals_free(r);
	assert_int_equal(n, 65);
	assert_true(told);
}

/* Whoever takes the place of another does not take what was counted there. */
static void
a_place_is_left_with_its_count_told(void **state)
{
	struct vg_refusals *r = vg_refusals_new("ear");

	(void)state;
	catch_log();
	for (int i = 0; i < 3; i++)
		vg_refusals_tell(r, "10.0.0.1", VG_TRAPIN_SOURCE, "", VG_HOUR_US, at(i));
	caught_log();
	vg_refusals_tell(r, "10.0.0.2", VG_TRAPIN_SOURCE, "", VG_HOUR_US, at(3600));
	bool two = lines(caught_log()) == 2;
	bool told = strstr(text, "10.0.0.1: refused") && strstr(text, "(and 2 more)\n");
	bool alone = strstr(text, "10.0.0.2: refused: source not allowed\n");
	let_log();
	vg_refusals_free(r);
	assert_true(two);
	assert_true(told);
	assert_true(alone);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_line_an_hour_for_each_cause_of_each_source),
	    cmocka_unit_test(a_flush_tells_what_is_over),
	    cmocka_unit_test(a_crowd_is_a_number),
	    cmocka_unit_test(a_place_is_left_with_its_count_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
