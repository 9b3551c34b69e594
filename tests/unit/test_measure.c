/*
 * Numbers made of several samples, and guards with borders: one row of the table is one poll.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "agent/rule/measure.h"
#include "agent/rule/ruletest.h"
#include "lib/base/error.h"
#include "lib/time/instant.h"

enum { VALUE, OF, TIMES };

static struct vg_object scalars[] = {
    {.name = "value"}, {.name = "of"}, {.name = "times"}};
static struct vg_object columns[] = {{.name = "state"}};
static const struct vg_probe probe = {
    .name = "p", .scalars = scalars, .n_scalars = 3, .columns = columns, .n_columns = 1};

/* 2026-07-09T12:00:00Z */
static const struct vg_wall now = {INT64_C(1783598400) * VG_SECOND_US};

#define NOT INT64_MIN /* missing, or no number comes of it */

struct step {
	const char *what;
	enum vg_measure_as as;
	int64_t scale;
	int64_t value, of, times, number;
};

#define SHARE VG_MEASURE_SHARE
#define GROWTH VG_MEASURE_GROWTH
#define RATIO VG_MEASURE_GROWTH_SHARE
#define LESS VG_MEASURE_DIFFERENCE

static const struct step steps[] = {
    {"share", SHARE, 100, 450, 500, NOT, 90},
    {"share of a product", SHARE, 100, 450, 100, 5, 90},
    {"share, a factor of 0 is none", SHARE, 100, 450, 500, 0, 90},
    {"share of no limit", SHARE, 100, 450, 0, 1, NOT},
    {"share of what is missing", SHARE, 100, 450, NOT, 1, NOT},
    {"share that leaves int64", SHARE, INT64_C(4000000000), INT64_MAX, 1, NOT, INT64_MAX},
    {"difference", LESS, 1, 7, 8, NOT, -1},
    {"difference from nothing", LESS, 1, 7, NOT, NOT, NOT},
    /* Counters go on from one row to the next. */
    {"growth, first", GROWTH, 1, 10, NOT, NOT, NOT},
    {"growth", GROWTH, 1, 17, NOT, NOT, 7},
    {"no growth", GROWTH, 1, 17, NOT, NOT, 0},
    {"a counter that fell", GROWTH, 1, 5, NOT, NOT, NOT},
    {"and goes on", GROWTH, 1, 6, NOT, NOT, 1},
    {"ratio, first", RATIO, 1000, 100, 1000, NOT, NOT},
    {"ratio", RATIO, 1000, 105, 6000, NOT, 1},
    {"ratio without traffic", RATIO, 1000, 105, 6000, NOT, 0},
    {"ratio, other missing", RATIO, 1000, 105, NOT, NOT, NOT},
    {"ratio, begins anew", RATIO, 1000, 105, 7000, NOT, NOT},
};

static void
put(struct vg_sampleset *set, size_t at, int64_t number)
{
	if (number == NOT)
		vg_value_fini(&set->scalars.values[at]);
	else
		vg_value_set_integer(&set->scalars.values[at], number);
}

static void
numbers_are_made(void **state)
{
	struct vg_measure_before before = {.known = false};
	struct vg_sampleset set;

	(void)state;
	vg_sampleset_init(&set, &probe, now);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		const struct step *s = &steps[i];
		struct vg_measure measure = {
		    .as = s->as, .of = "of", .times = "times", .scale = s->scale};
		int64_t number = NOT;
		put(&set, VALUE, s->value);
		put(&set, OF, s->of);
		put(&set, TIMES, s->times);
		if (i && steps[i - 1].as != s->as)
			before.known = false;
		bool made = vg_measure_take(&measure, &set, &set.scalars,
		    &set.scalars.values[VALUE], &before, &number);
		if (made != (s->number != NOT) || (made && number != s->number))
			fail_msg("%s: %d, %lld", s->what, made, (long long)number);
	}
	vg_sampleset_fini(&set);
}

static void
a_counter_of_32_bits_wraps(void **state)
{
	struct vg_measure_before before = {.known = false};
	struct vg_measure measure = {.as = VG_MEASURE_GROWTH, .scale = 1};
	struct vg_value value = {.type = VG_VALUE_NONE};
	struct vg_sampleset set;
	int64_t number;

	(void)state;
	vg_sampleset_init(&set, &probe, now);
	vg_value_set_number(&value, VG_VALUE_COUNTER32, 4294967290);
	assert_false(
	    vg_measure_take(&measure, &set, &set.scalars, &value, &before, &number));
	vg_value_set_number(&value, VG_VALUE_COUNTER32, 4);
	assert_true(
	    vg_measure_take(&measure, &set, &set.scalars, &value, &before, &number));
	assert_int_equal(number, 10);
	vg_sampleset_fini(&set);
}

struct clock {
	const char *what;
	enum vg_measure_as as;
	int64_t scale, offset_s;
	size_t size;
	int64_t number;
};

static const struct clock clocks[] = {
    {"right", VG_MEASURE_OFFSET, 1, 0, 11, 0},
    {"fast", VG_MEASURE_OFFSET, 1, 75, 11, 75},
    {"slow", VG_MEASURE_OFFSET, 1, -75, 11, 75},
    {"without a zone, 2 h east and 20 s fast", VG_MEASURE_OFFSET, 1, 7220, 8, 20},
    {"without a zone, 2 h west and 20 s slow", VG_MEASURE_OFFSET, 1, -7220, 8, 20},
    {"no date", VG_MEASURE_OFFSET, 1, 0, 5, NOT},
    {"in 30 days", VG_MEASURE_UNTIL, 86400, 30 * 86400, 11, 30},
    {"in an hour", VG_MEASURE_UNTIL, 86400, 3600, 11, 0},
    {"an hour ago", VG_MEASURE_UNTIL, 86400, -3600, 11, -1},
};

static void
times_are_compared(void **state)
{
	struct vg_measure_before before = {.known = false};
	struct vg_sampleset set;

	(void)state;
	vg_sampleset_init(&set, &probe, now);
	for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		const struct clock *c = &clocks[i];
		struct vg_measure measure = {.as = c->as, .scale = c->scale};
		struct vg_value value = {.type = VG_VALUE_NONE};
		unsigned char octets[VG_INSTANT_OCTETS];
		int64_t number = NOT;
		vg_instant_octets(
		    vg_instant_add(now, c->offset_s * VG_SECOND_US), octets);
		vg_value_set_octets(&value, VG_VALUE_OCTETS, octets, c->size);
		bool made = vg_measure_take(
		    &measure, &set, &set.scalars, &value, &before, &number);
		if (made != (c->number != NOT) || (made && number != c->number))
			fail_msg("%s: %d, %lld", c->what, made, (long long)number);
		vg_value_fini(&value);
	}
	vg_sampleset_fini(&set);
}

static void
rows_are_counted_in_whole_tables_only(void **state)
{
	struct vg_measure measure = {
	    .as = VG_MEASURE_ROWS, .of = "state", .values = {3}, .n_values = 1};
	struct vg_measure_before before = {.known = false};
	struct vg_value any = {.type = VG_VALUE_NONE};
	struct vg_sampleset set;
	int64_t number;

	(void)state;
	vg_sampleset_init(&set, &probe, now);
	for (int i = 1; i <= 3; i++) {
		char index[2] = {(char)('0' + i), '\0'};
		struct vg_samplerow *row = vg_sampleset_row(&set, index);
		vg_value_set_integer(&row->values[0], i == 2 ? 2 : 3);
	}
	assert_false(
	    vg_measure_take(&measure, &set, &set.scalars, &any, &before, &number));
	set.whole = true;
	assert_true(
	    vg_measure_take(&measure, &set, &set.scalars, &any, &before, &number));
	assert_int_equal(number, 2);
	vg_sampleset_fini(&set);
}

struct guarded {
	const char *what;
	struct vg_guard guard;
	int64_t value, of;
	bool holds;
};

static const struct guarded guards[] = {
    {"above", {.object = "value", .has_above = true, .above = 90}, 91, 0, true},
    {"not above", {.object = "value", .has_above = true, .above = 90}, 90, 0, false},
    {"below", {.object = "value", .has_below = true, .below = 5}, 4, 0, true},
    {"not below", {.object = "value", .has_below = true, .below = 5}, 5, 0, false},
    {"less", {.object = "value", .less_than = "of"}, 7, 8, true},
    {"as much", {.object = "value", .less_than = "of"}, 8, 8, false},
    {"less than nothing", {.object = "value", .less_than = "of"}, 8, NOT, false},
    {"not less", {.object = "value", .less_than = "of", .negate = true}, 8, 8, true},
    {"missing", {.object = "value", .has_above = true}, NOT, 0, false},
    {"value and border",
	{.object = "value", .has_above = true, .values = {5}, .n_values = 1}, 6, 0,
	false},
};

static void
guards_have_borders(void **state)
{
	struct vg_sampleset set;

	(void)state;
	vg_sampleset_init(&set, &probe, now);
	for (size_t i = 0; i < sizeof(guards) / sizeof(guards[0]); i++) {
		const struct vg_rule rule = {.guard = guards[i].guard};
		put(&set, VALUE, guards[i].value);
		put(&set, OF, guards[i].of);
		if (vg_ruletest_applies(&rule, &set, &set.scalars) != guards[i].holds)
			fail_msg("%s", guards[i].what);
	}
	/* Of an object identifier the last number counts. */
	const struct vg_oid disk = {.arc = {1, 3, 6, 1, 4}, .n_arcs = 5};
	const struct vg_rule rule = {
	    .guard = {.object = "value", .values = {4}, .n_values = 1}};
	vg_value_set_oid(&set.scalars.values[VALUE], &disk);
	assert_true(vg_ruletest_applies(&rule, &set, &set.scalars));
	vg_sampleset_fini(&set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_are_made),
	    cmocka_unit_test(a_counter_of_32_bits_wraps),
	    cmocka_unit_test(times_are_compared),
	    cmocka_unit_test(rows_are_counted_in_whole_tables_only),
	    cmocka_unit_test(guards_have_borders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
