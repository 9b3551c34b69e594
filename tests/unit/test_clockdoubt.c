/*
 * Whether the wall clock is believed: a row a rung, each a life of one clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "collector/sla/clockdoubt.h"

/* 2026-07-09T08:00:00Z */
#define BEGIN_US (INT64_C(1783584000) * VG_SECOND_US)

enum { MAX_LOOKS = 6 };

/* At a minute since the beginning the clock is so many minutes off. */
struct look {
	int64_t minute, off_minutes;
	bool kept, starts;
	enum vg_clockdoubt_why why;
};

enum { HOUR = 60, DAY = 24 * 60, YEARS = 26000 * DAY, TO_1970 = -20000 * DAY };

#define NOT VG_CLOCKDOUBT_NOT
#define EARLY VG_CLOCKDOUBT_FIRST
#define BEHIND VG_CLOCKDOUBT_BEHIND
#define AHEAD VG_CLOCKDOUBT_AHEAD

static const struct row {
	const char *what;
	bool new; /* nothing is known: a new database */
	struct look looks[MAX_LOOKS];
	size_t n;
} rows[] = {
    {"1: kept, whatever it says", false,
	{{1, YEARS, true, true, NOT}, {2, 0, true, false, NOT}}, 2},
    {"1: kept ends it", false,
	{{1, YEARS, false, true, AHEAD}, {2, YEARS, true, false, NOT},
	    {3, YEARS, false, false, NOT}},
	3},
    {"2: 1970 with a new database", true,
	{{1, TO_1970, false, true, EARLY}, {2, TO_1970, false, false, EARLY},
	    {3, 0, false, false, NOT}},
	3},
    {"2: 1970 after years", false,
	{{1, TO_1970, false, true, EARLY}, {2, 0, false, false, NOT}}, 2},
    {"3: a new database believes", true,
	{{1, 50 * DAY, false, true, NOT}, {2, 50 * DAY, false, false, NOT}}, 2},
    {"4: set back by an hour, until it is as late as it was", false,
	{{1, 0, false, true, NOT}, {2, -HOUR, false, false, BEHIND},
	    {30, -HOUR, false, false, BEHIND}, {70, -HOUR, false, false, NOT}},
	4},
    {"4: set back by nine minutes", false,
	{{1, 0, false, true, NOT}, {2, -9, false, false, NOT}}, 2},
    {"4: back before what is known, at a start", false,
	{{1, -DAY, false, true, BEHIND}, {2, 0, false, false, NOT}}, 2},
    {"5: set ahead by a day, and back", false,
	{{1, 0, false, true, NOT}, {2, DAY, false, false, AHEAD},
	    {3, DAY, false, false, AHEAD}, {4, 0, false, false, NOT}},
	4},
    {"5: set ahead by ten minutes", false,
	{{1, 0, false, true, NOT}, {2, 10, false, false, NOT}}, 2},
    {"5: off for three days", false, {{3 * DAY, 0, false, true, NOT}}, 1},
    {"5: off for four days", false, {{4 * DAY, 0, false, true, AHEAD}}, 1},
    {"5: ahead over a restart", false,
	{{1, 0, false, true, NOT}, {2, DAY, false, false, AHEAD},
	    {3, DAY, false, true, AHEAD}, {4, 0, false, true, NOT}},
	4},
    {"6: off for a day, started in 2097, set right", false,
	{{DAY, YEARS, false, true, AHEAD}, {DAY + 5, YEARS, false, false, AHEAD},
	    {DAY + 6, 0, false, false, NOT}},
	3},
    {"6: the same, set right between two starts", false,
	{{DAY, YEARS, false, true, AHEAD}, {DAY + 6, 0, false, true, NOT}}, 2},
    {"6: off for a week, started in 2097, set right: who knows", false,
	{{7 * DAY, YEARS, false, true, AHEAD}, {7 * DAY + 6, 0, false, false, AHEAD},
	    {7 * DAY + 7, 0, true, false, NOT}},
	3},
    {"6: set ahead, then too far back", false,
	{{1, 0, false, true, NOT}, {2, DAY, false, false, AHEAD},
	    {3, -HOUR, false, false, BEHIND}, {4, 0, false, false, NOT}},
	4},
    {"7: ahead by a day, then by nine minutes", false,
	{{1, 0, false, true, NOT}, {2, DAY, false, false, AHEAD},
	    {3, 9, false, false, NOT}},
	3},
};

static void
rungs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_clockdoubt d = {.why = VG_CLOCKDOUBT_NOT};
		if (!rows[i].new)
			d.should.us = d.seen.us = BEGIN_US;
		for (size_t j = 0; j < rows[i].n; j++) {
			const struct look *l = &rows[i].looks[j];
			struct vg_mono mono = {VG_HOUR_US + l->minute * VG_MINUTE_US};
			struct vg_wall wall = {
			    BEGIN_US + (l->minute + l->off_minutes) * VG_MINUTE_US};
			if (l->starts)
				d.mono.us = 0;
			enum vg_clockdoubt_why why =
			    vg_clockdoubt_look(&d, wall, mono, l->kept);
			if (why != l->why)
				fail_msg("%s, look %zu: %s", rows[i].what, j + 1,
				    vg_clockdoubt_text(why));
			assert_int_equal(d.why, why);
			assert_int_equal(d.since.us != 0, why != VG_CLOCKDOUBT_NOT);
		}
	}
}

static void
accepted(void **state)
{
	struct vg_clockdoubt d = {.should = {BEGIN_US}, .seen = {BEGIN_US}};
	const struct vg_wall far = {BEGIN_US + 100 * VG_DAY_US};
	const struct vg_wall early = {VG_MINUTE_US};

	(void)state;
	assert_int_equal(
	    vg_clockdoubt_look(&d, far, (struct vg_mono){1}, false), VG_CLOCKDOUBT_AHEAD);
	assert_true(vg_clockdoubt_is_far(&d));
	assert_false(vg_clockdoubt_accept(&d, early));
	assert_int_equal(d.why, VG_CLOCKDOUBT_AHEAD);
	assert_true(vg_clockdoubt_accept(&d, far));
	assert_int_equal(d.why, VG_CLOCKDOUBT_NOT);
	assert_int_equal(vg_clockdoubt_look(&d, vg_instant_add(far, VG_MINUTE_US),
			     (struct vg_mono){1 + VG_MINUTE_US}, false),
	    VG_CLOCKDOUBT_NOT);
	assert_false(vg_clockdoubt_is_far(&d));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rungs), cmocka_unit_test(accepted)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
