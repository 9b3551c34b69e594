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

#include "collector/sla/amend.h"
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

/* Version 1 from hour -100; days are hours here. */
static void
versions(void **state)
{
	const struct vg_amend_version list[] = {
	    {1, at(-100), at(-100), false}, /* 0 the contract */
	    {2, at(10), at(5), false},      /* 1 an amendment */
	    {3, at(20), at(5), true},       /* 2 one that takes over what runs */
	    {1, at(-100), at(30), false},   /* 3 version 1, mended */
	    {4, at(12), at(40), false},     /* 4 taken after its day */
	    {3, at(20), at(50), true},      /* 5 version 3, mended */
	};
	const struct {
		int start, rested, now; /* rested 0: it runs */
		int wanted;             /* -1: none */
		enum vg_amend_why why;
	} rows[] = {
	    {-200, 0, 5, -1, VG_AMEND_NONE},
	    {1, 0, 4, 0, VG_AMEND_STARTED},
	    /* the amendment's day has come: what runs keeps the old one */
	    {9, 0, 15, 0, VG_AMEND_STARTED},
	    /* started on its day, and after it */
	    {10, 0, 15, 1, VG_AMEND_STARTED},
	    {15, 0, 16, 1, VG_AMEND_STARTED},
	    /* running true: from its day on, not before */
	    {15, 0, 19, 1, VG_AMEND_STARTED},
	    {15, 0, 20, 2, VG_AMEND_RUNNING},
	    {1, 0, 25, 2, VG_AMEND_RUNNING},
	    {21, 0, 25, 2, VG_AMEND_STARTED},
	    /* at rest: as it was judged, whatever came later */
	    {9, 15, 35, 0, VG_AMEND_STARTED},
	    {15, 18, 99, 1, VG_AMEND_STARTED},
	    {15, 22, 99, 2, VG_AMEND_RUNNING},
	    /* taken late, started after its day; but a later day governs */
	    {13, 0, 45, 2, VG_AMEND_RUNNING},
	    /* a correction of what governs */
	    {21, 0, 51, 5, VG_AMEND_CORRECTION},
	    {1, 0, 51, 5, VG_AMEND_RUNNING},
	    {21, 49, 99, 2, VG_AMEND_STARTED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_wall rested = {0};
		if (rows[i].rested)
			rested = at(rows[i].rested);
		struct vg_amend_ruling r =
		    vg_amend_govern(list, sizeof(list) / sizeof(list[0]),
			at(rows[i].start), rested, at(rows[i].now));
		if (r.why != rows[i].why ||
		    (r.why != VG_AMEND_NONE && (int)r.index != rows[i].wanted))
			fail_msg("row %zu: version %zu, why %d", i, r.index, r.why);
	}
	/* The correction of the first version alone: what ran under it is recomputed. */
	const struct vg_amend_version two[] = {list[0], list[3]};
	struct vg_amend_ruling r =
	    vg_amend_govern(two, 2, at(1), (struct vg_wall){0}, at(30));
	assert_int_equal(r.index, 1);
	assert_int_equal(r.why, VG_AMEND_CORRECTION);
	r = vg_amend_govern(two, 2, at(1), at(29), at(30));
	assert_int_equal(r.index, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sides),
	    cmocka_unit_test(who_at),
	    cmocka_unit_test(versions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
