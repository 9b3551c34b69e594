/*
 * Runs of probes against a hand-made device: batches, tooBig, silence to large requests, tables,
 * and what does not exist.
 */
#include "tests/unit/pollbench.h"

static void
scalars_go_in_batches_of_fifty(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 0);
	set_up(&b, 64);
	run(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	check_scalars(&b);
	assert_int_equal(b.largest, 50);
	assert_int_equal(b.peer.requests, 2);
	assert_int_equal(vg_poll_batch(b.device), 50);
	tear_down(&b);
}

/* What the device takes, the size learned, and the requests of the first and second run. */
static const struct {
	size_t room, learned;
	unsigned first, second;
} bigs[] = {{49, 25, 4, 3}, {20, 12, 7, 5}, {4, 4, 19, 15}};

static void
too_big_is_halved_and_remembered(void **state)
{
	(void)state;
	make_probe(N_SCALARS, 0);
	for (size_t i = 0; i < sizeof(bigs) / sizeof(bigs[0]); i++) {
		struct bench b;
		set_up(&b, bigs[i].room);
		run(&b);
		check_scalars(&b);
		assert_int_equal(vg_poll_batch(b.device), bigs[i].learned);
		assert_int_equal(b.peer.requests, bigs[i].first);
		b.peer.requests = 0;
		run(&b);
		check_scalars(&b);
		assert_int_equal(b.peer.requests, bigs[i].second);
		tear_down(&b);
	}
}

/* Nothing is too small to be too big: the run ends, with what there is. */
static void
too_big_for_ever_ends(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 2);
	set_up(&b, 0);
	run(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.scalars[0], -1);
	assert_int_equal(b.n_rows, 0);
	assert_false(b.whole);
	tear_down(&b);
}

/* Large requests that meet silence, and small ones that are answered between them. */
static const struct {
	const char *what;
	const char *polls; /* L: large, silence; l: large, answered; k: knock */
	size_t learned;
} silences[] = {
    {"the device is gone", "LLLL", 50},
    {"small ones are answered", "LkLk", 25},
    {"one alone proves nothing", "Lkkk", 50},
    {"not in a row", "LklLk", 50},
    {"and so on down to four", "LkLkLkLkLkLkLkLkLkLkLkLkLkLk", 11},
};

static void
silence_to_large_requests_is_learned(void **state)
{
	(void)state;
	make_probe(N_SCALARS, 0);
	for (size_t i = 0; i < sizeof(silences) / sizeof(silences[0]); i++) {
		struct bench b;
		set_up(&b, 64);
		b.mute = true;
		for (const char *poll = silences[i].polls; *poll; poll++) {
			b.room = *poll == 'l' ? 64 : 11;
			if (*poll == 'k')
				run_probe(&b, vg_poll_knock(), knocked);
			else
				run(&b);
			if (*poll == 'k' || *poll == 'l')
				assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
			if (b.outcome == VG_ENGINE_ANSWER && *poll == 'L')
				break;
		}
		if (vg_poll_batch(b.device) > silences[i].learned ||
		    (silences[i].learned > 11 &&
			vg_poll_batch(b.device) != silences[i].learned))
			fail_msg("%s: %zu", silences[i].what, vg_poll_batch(b.device));
		tear_down(&b);
	}
}

static void
tables_come_whole(void **state)
{
	struct bench b;

	(void)state;
	make_probe(1, 2);
	set_up(&b, 64);
	run(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.n_rows, N_ROWS);
	assert_int_equal(b.last_cell, N_ROWS);
	assert_true(b.whole);
	assert_int_equal(b.scalars[0], 0);
	/* By GETBULK: far fewer requests than rows. */
	assert_in_range(b.peer.requests, 2, 5);
	tear_down(&b);
}

/* Answers cut in the middle of a row are gone on from there. */
static void
answers_cut_in_a_row(void **state)
{
	struct bench b;

	(void)state;
	make_probe(0, 2);
	set_up(&b, 7);
	run(&b);
	assert_int_equal(b.n_rows, N_ROWS);
	assert_int_equal(b.last_cell, N_ROWS);
	assert_true(b.whole);
	tear_down(&b);
}

static void
a_table_in_circles_ends(void **state)
{
	struct bench b;

	(void)state;
	make_probe(0, 2);
	set_up(&b, 64);
	b.circles = true;
	run(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.n_rows, N_ROWS);
	assert_false(b.whole);
	tear_down(&b);
}

static void
a_device_that_goes_in_the_middle(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 0);
	set_up(&b, 64);
	assert_int_equal(vg_poll_run(b.device, &probe, polled, &b), VG_OK);
	vg_poll_free(b.device);
	b.device = NULL;
	for (int i = 0; i < 10; i++)
		vg_loop_turn(b.loop, 10);
	assert_int_equal(b.results, 0);
	assert_int_equal(vg_engine_pending(b.engine), 0);
	tear_down(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scalars_go_in_batches_of_fifty),
	    cmocka_unit_test(too_big_is_halved_and_remembered),
	    cmocka_unit_test(too_big_for_ever_ends),
	    cmocka_unit_test(silence_to_large_requests_is_learned),
	    cmocka_unit_test(tables_come_whole),
	    cmocka_unit_test(answers_cut_in_a_row),
	    cmocka_unit_test(a_table_in_circles_ends),
	    cmocka_unit_test(a_device_that_goes_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
