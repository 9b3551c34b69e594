/*
 * Who held the ball, and which version of a contract governs a target.  Times are hours of
 * Thursday 9 July 2026 from 00:00Z; the office here is open from 08:00 to 12:00 UTC.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/sla/ball.h"

#define T0 INT64_C(1783555200000000)

#define I VG_SIDE_INTEGRATOR
#define C VG_SIDE_CLIENT
#define S VG_SIDE_SUPPLIER

static struct vg_wall
at(int64_t hours)
{
	return (struct vg_wall){.us = T0 + hours * VG_HOUR_US};
}

/* "C2 S5": who has the ball from which hour on. */
static size_t
read_moves(const char *text, struct vg_ball_move *moves)
{
	static const char sides[] = "ICSK";
	size_t n = 0;
	char side;
	int hour, used;

	while (sscanf(text, " %c%d%n", &side, &hour, &used) == 2) {
		moves[n++] = (struct vg_ball_move){
		    at(hour), (enum vg_side)(strchr(sides, side) - sides)};
		text += used;
	}
	return n;
}

static void
sides(void **state)
{
	static const struct {
		const char *moves;
		int from, until;
		int wall[VG_SIDE_N], open[VG_SIDE_N];
	} rows[] = {
	    /* nobody moved: it came to us */
	    {"", 0, 24, {24, 0, 0, 0}, {4, 0, 0, 0}},
	    {"C2", 0, 24, {2, 22, 0, 0}, {0, 4, 0, 0}},
	    {"C2 I9 S10 K11 I20", 0, 24, {7, 7, 1, 9}, {1, 1, 1, 1}},
	    /* moves before the time, at its ends, after it */
	    {"C-5", 0, 24, {0, 24, 0, 0}, {0, 4, 0, 0}},
	    {"C-5 S0", 0, 24, {0, 0, 24, 0}, {0, 0, 4, 0}},
	    {"S24", 0, 24, {24, 0, 0, 0}, {4, 0, 0, 0}},
	    {"S23 C30", 20, 24, {3, 0, 1, 0}, {0, 0, 0, 0}},
	    /* two moves of one instant: the last one counts */
	    {"C9 S9", 8, 12, {1, 0, 3, 0}, {1, 0, 3, 0}},
	    /* the same side again */
	    {"C9 C10", 8, 12, {1, 3, 0, 0}, {1, 3, 0, 0}},
	    /* no time at all, and time that runs backwards */
	    {"C2", 5, 5, {0, 0, 0, 0}, {0, 0, 0, 0}},
	    {"C2", 9, 5, {0, 0, 0, 0}, {0, 0, 0, 0}},
	};
	struct vg_calendar office = {.name = "office"};

	(void)state;
	for (int d = 0; d < 5; d++) {
		office.slots[d][0] = (struct vg_slot){8 * 3600, 12 * 3600};
		office.n_slots[d] = 1;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_ball_move moves[8];
		struct vg_ball_time time = {0};
		size_t n = read_moves(rows[i].moves, moves);
		vg_ball_add(
		    &time, moves, n, &office, at(rows[i].from), at(rows[i].until));
		for (int s = 0; s < VG_SIDE_N; s++) {
			if (time.wall_us[s] != rows[i].wall[s] * VG_HOUR_US ||
			    time.open_us[s] != rows[i].open[s] * VG_HOUR_US)
				fail_msg("row %zu (%s): %s %d wall, %d open", i,
				    rows[i].moves, vg_ball_text((enum vg_side)s),
				    (int)(time.wall_us[s] / VG_HOUR_US),
				    (int)(time.open_us[s] / VG_HOUR_US));
		}
	}
}

static void
who_at(void **state)
{
	struct vg_ball_move moves[8];
	size_t n = read_moves("C2 S5", moves);

	(void)state;
	assert_int_equal(vg_ball_at(moves, n, at(1)), I);
	assert_int_equal(vg_ball_at(moves, n, at(2)), C);
	assert_int_equal(vg_ball_at(moves, n, at(4)), C);
	assert_int_equal(vg_ball_at(moves, n, at(9)), S);
	for (int s = 0; s < VG_SIDE_N; s++)
		assert_int_equal(vg_ball_parse(vg_ball_text((enum vg_side)s)), s);
	assert_int_equal(vg_ball_parse("nobody"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sides),
	    cmocka_unit_test(who_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
