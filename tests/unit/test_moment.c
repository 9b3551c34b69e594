/*
 * When something befell a fault, whenever the collector heard of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collector/correl/moment.h"

enum { NOON = 1783598400, WAIT = 30 };

static struct vg_wall
at(int64_t seconds)
{
	return (struct vg_wall){(NOON + seconds) * VG_SECOND_US};
}

/* Whenever it comes, it was then; a clock is believed as far ahead as messages are out of order. */
static void
a_moment_is_what_its_sender_says(void **state)
{
	static const struct {
		int64_t said, now, moment;
	} rows[] = {
	    {0, 0, 0}, {0, 29, 0}, {0, 86400, 0}, {20, 0, 20}, {30, 0, 30}, {31, 0, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(vg_moment_of(at(rows[i].said), at(rows[i].now), WAIT).us,
		    at(rows[i].moment).us);
}

/* Within the wait it makes no difference when it came; beyond, what may follow has its time. */
static void
what_waits_for_more_waits_from_the_moment(void **state)
{
	static const struct {
		int64_t moment, now, until;
	} rows[] = {{0, 0, 300}, {0, 29, 300}, {-30, 30, 270}, {0, 60, 300}, {0, 70, 310},
	    {-7200, 0, 240}, {20, 0, 320}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    vg_moment_after(at(rows[i].moment), at(rows[i].now), WAIT, 300).us,
		    at(rows[i].until).us);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_moment_is_what_its_sender_says),
	    cmocka_unit_test(what_waits_for_more_waits_from_the_moment),
	};

	return cmocka_run_group_tests_name("moment", tests, NULL, NULL);
}
