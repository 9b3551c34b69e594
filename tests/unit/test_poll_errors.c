/*
 * Runs of probes against a hand-made device: objects that are answered with an error, and the
 * device's clocks.
 */
#include "tests/unit/pollbench.h"

/* --- errors -------------------------------------------------------------------------------- */

static void
an_error_costs_its_batch_nothing(void **state)
{
	static const uint32_t broken[] = {0, 1, 24, 25, 46, 49, 50, 59};

	(void)state;
	make_probe(N_SCALARS, 0);
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct bench b;
		set_up(&b, 64);
		b.error = i % 2 ? 16 : 5; /* authorizationError, genErr */
		b.broken = scalars[broken[i]].oid;
		run(&b);
		assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
		for (size_t k = 0; k < N_SCALARS; k++)
			assert_int_equal(
			    b.scalars[k], k == 7 || k == broken[i] ? -1 : (int)k);
		assert_int_equal(b.n_gaps, 1);
		assert_int_equal(b.n_fresh, 1);
		assert_string_equal(b.gap, scalars[broken[i]].name);
		assert_int_equal(b.gap_status, b.error);
		assert_in_range(b.peer.requests, 3, 14);
		/* From now on it is asked alone, and told no more. */
		b.peer.requests = 0;
		run(&b);
		assert_in_range(b.peer.requests, 3, 4);
		assert_int_equal(b.n_gaps, 1);
		assert_int_equal(b.n_fresh, 0);
		/* It comes back. */
		b.error = 0;
		run(&b);
		check_scalars(&b);
		b.peer.requests = 0;
		run(&b);
		assert_int_equal(b.peer.requests, 2);
		assert_int_equal(b.n_gaps, 0);
		tear_down(&b);
	}
}

/* A device that answers all with an error ends the run, and not with a thousand requests. */
static void
nothing_but_errors_end(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 2);
	set_up(&b, 64);
	b.error = 5;
	b.broken = (struct vg_oid){.arc = {1, 3}, .n_arcs = 2};
	run(&b);
	assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
	assert_int_equal(b.scalars[0], -1);
	assert_int_equal(b.n_rows, 0);
	assert_false(b.whole);
	assert_in_range(b.peer.requests, 60, 125);
	tear_down(&b);
}

static void
a_column_with_an_error_costs_the_others_nothing(void **state)
{
	(void)state;
	make_probe(1, 2);
	for (uint32_t c = 0; c < 2; c++) {
		struct bench b;
		set_up(&b, 64);
		b.error = 5;
		b.broken = columns[c].oid;
		run(&b);
		assert_int_equal(b.outcome, VG_ENGINE_ANSWER);
		assert_int_equal(b.n_rows, N_ROWS);
		assert_int_equal(b.last_cell, c == 0 ? N_ROWS : 0);
		assert_false(b.whole);
		assert_string_equal(b.gap, columns[c].name);
		b.error = 0;
		run(&b);
		assert_int_equal(b.last_cell, N_ROWS);
		assert_true(b.whole);
		assert_int_equal(b.n_gaps, 0);
		tear_down(&b);
	}
}

/* --- clocks -------------------------------------------------------------------------------- */

static void
counters_come_with_the_clocks(void **state)
{
	static const int tags[] = {0x41, 0x46, 0};

	(void)state;
	for (size_t table = 0; table < 2; table++) {
		for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
			struct bench b;
			make_probe(table ? 0 : N_SCALARS, table ? 2 : 0);
			set_up(&b, 64);
			b.counters = tags[i];
			b.has_engine = true;
			b.clocks[0] = 4000000000;
			b.clocks[1] = 3;
			b.clocks[2] = 70;
			run(&b); /* learns that there are counters */
			run(&b);
			assert_int_equal(b.clock.has_engine, tags[i] != 0);
			assert_int_equal(b.row_uptime, tags[i] ? 4000000000u : 0);
			assert_int_equal(b.clock.boots, tags[i] ? 3 : 0);
			assert_int_equal(b.clock.time, tags[i] ? 70 : 0);
			if (!table)
				check_scalars(&b);
			else
				assert_int_equal(b.n_rows, N_ROWS);
			b.clocks[1] = 4;
			run(&b);
			assert_int_equal(
			    b.restart, tags[i] ? VG_RESTART_YES : VG_RESTART_UNKNOWN);
			tear_down(&b);
		}
	}
}

/* A device that cannot give its clocks gives its counters all the same, and is asked no more. */
static void
clocks_with_an_error_are_left(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 0);
	set_up(&b, 64);
	b.counters = 0x46;
	b.error = 5;
	b.broken = clock_oids[1];
	for (int i = 0; i < 4; i++) {
		run(&b);
		check_scalars(&b);
	}
	assert_int_equal(b.n_gaps, 0);
	b.peer.requests = 0;
	run(&b);
	check_scalars(&b);
	assert_int_equal(b.peer.requests, 2);
	tear_down(&b);
}

/* An error of one moment costs the clocks of that run and no other. */
static void
clocks_outlive_an_error_of_one_moment(void **state)
{
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 0);
	set_up(&b, 64);
	b.counters = 0x46;
	b.clocks[0] = 7000;
	run(&b); /* learns that there are counters */
	b.error = 5;
	b.broken = clock_oids[0];
	run(&b);
	check_scalars(&b);
	assert_false(b.clock.has_uptime);
	b.error = 0;
	run(&b);
	assert_true(b.clock.has_uptime);
	assert_int_equal(b.clock.uptime, 7000);
	tear_down(&b);
}

/* Whichever probe sees a restart: no table is taken for the one that it was before. */
static void
a_restart_is_one_of_all_tables(void **state)
{
	struct vg_probe other;
	struct bench b;

	(void)state;
	make_probe(N_SCALARS, 0);
	other = probe;
	make_probe(0, 2);
	set_up(&b, 64);
	b.counters = 0x46;
	b.has_engine = true;
	for (int i = 0; i < 2; i++) {
		run(&b);
		run_probe(&b, &other, polled);
	}
	b.clocks[1]++;
	b.more_rows = 2;
	run_probe(&b, &other, polled);
	assert_int_equal(b.restart, VG_RESTART_YES);
	run(&b);
	assert_int_equal(b.n_rows, N_ROWS + 2);
	tear_down(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_error_costs_its_batch_nothing),
	    cmocka_unit_test(nothing_but_errors_end),
	    cmocka_unit_test(a_column_with_an_error_costs_the_others_nothing),
	    cmocka_unit_test(counters_come_with_the_clocks),
	    cmocka_unit_test(clocks_with_an_error_are_left),
	    cmocka_unit_test(clocks_outlive_an_error_of_one_moment),
	    cmocka_unit_test(a_restart_is_one_of_all_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
