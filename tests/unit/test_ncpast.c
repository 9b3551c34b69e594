/*
 * One text between two threads: given in pieces, whole and once; who comes with the next one waits
 * until it is sent, or until nobody sends any more.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "collector/netconf/ncpast.h"
#include "lib/base/mem.h"

static struct vg_ncpast *past;

static int
set_up(void **state)
{
	(void)state;
	alarm(60); /* of a wait that does not end */
	past = vg_ncpast_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_ncpast_free(past);
	return 0;
}

static void
an_empty_one_gives_nothing(void **state)
{
	const char *data;

	(void)state;
	assert_false(vg_ncpast_any(past));
	assert_int_equal(vg_ncpast_piece(past, 10, &data), 0);
	assert_string_equal(data, "");
	vg_ncpast_sent(past);
	vg_ncpast_free(NULL);
}

static void
a_text_comes_in_pieces(void **state)
{
	static const char *const pieces[] = {"abc", "def", "g"};
	const char *data;

	(void)state;
	vg_ncpast_keep(past, vg_mem_text("abcdefg"));
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(vg_ncpast_piece(past, 3, &data), strlen(pieces[i]));
		assert_memory_equal(data, pieces[i], strlen(pieces[i]));
	}
	assert_int_equal(vg_ncpast_piece(past, 3, &data), 0);
	/* All of it is given, and it is not sent yet. */
	assert_true(vg_ncpast_any(past));
	vg_ncpast_sent(past);
	assert_false(vg_ncpast_any(past));
}

static void
an_empty_text_is_one(void **state)
{
	const char *data;

	(void)state;
	vg_ncpast_keep(past, vg_mem_text(""));
	assert_true(vg_ncpast_any(past));
	assert_int_equal(vg_ncpast_piece(past, 3, &data), 0);
	vg_ncpast_sent(past);
	assert_false(vg_ncpast_any(past));
}

static void *
keep_two(void *cookie)
{
	(void)cookie;
	vg_ncpast_keep(past, vg_mem_text("one"));
	vg_ncpast_keep(past, vg_mem_text("two"));
	return NULL;
}

/* Takes what is kept, as the pump does, until it is 'wanted'. */
static void
take_whole(const char *wanted)
{
	char got[16] = "";
	const char *data;
	size_t n;

	while (!vg_ncpast_any(past))
		sched_yield();
	while ((n = vg_ncpast_piece(past, 2, &data)) > 0)
		strncat(got, data, n);
	assert_string_equal(got, wanted);
}

/* The second must not take the place of the first. */
static void
the_next_one_waits(void **state)
{
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, keep_two, NULL), 0);
	take_whole("one");
	vg_ncpast_sent(past);
	take_whole("two");
	vg_ncpast_sent(past);
	assert_int_equal(pthread_join(thread, NULL), 0);
}

/* Whoever waits goes on, what it came with is released, and so is whatever comes later. */
static void
at_the_end_nobody_waits(void **state)
{
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, keep_two, NULL), 0);
	take_whole("one");
	vg_ncpast_end(past);
	assert_int_equal(pthread_join(thread, NULL), 0);
	vg_ncpast_sent(past);
	vg_ncpast_keep(past, vg_mem_text("three"));
	assert_false(vg_ncpast_any(past));
}

/* What was kept and not sent goes with it. */
static void
what_is_kept_is_released(void **state)
{
	(void)state;
	vg_ncpast_keep(past, vg_mem_text("left behind"));
}

int
main(void)
{
#define OF(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    OF(an_empty_one_gives_nothing),
	    OF(a_text_comes_in_pieces),
	    OF(an_empty_text_is_one),
	    OF(the_next_one_waits),
	    OF(at_the_end_nobody_waits),
	    OF(what_is_kept_is_released),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
