/*
 * Storms under count: nothing is dropped, whatever there is too much of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "collector/storm/stormtally.h"
#include "lib/base/error.h"
#include "lib/model/trapblob.h"

static struct vg_stormtally *tally;

static int
set_up(void **state)
{
	(void)state;
	tally = vg_stormtally_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	vg_stormtally_free(tally);
	vg_stormtally_free(NULL);
	return 0;
}

static struct vg_wall
at(int64_t second)
{
	return (struct vg_wall){second * VG_SECOND_US + 700000};
}

static struct vg_storm *
storm_of(unsigned n)
{
	unsigned char key[VG_STORMTALLY_KEY] = {0};
	char source[32];

	key[15] = (unsigned char)n;
	key[14] = (unsigned char)(n >> 8);
	snprintf(source, sizeof(source), "10.0.%u.%u", n >> 8, n & 255);
	return vg_stormtally_begin(tally, key, source, at(1000));
}

static struct vg_oid
oid_of(uint32_t n)
{
	struct vg_oid oid = {{1, 3, 6, 1, 4, 1, 99, n}, 8};

	return oid;
}

static size_t
add(struct vg_storm *storm, uint32_t n, int64_t second)
{
	struct vg_oid oid = oid_of(n);

	return vg_stormtally_add(tally, storm, VG_STORM_NAMED, &oid, at(second));
}

static uint64_t
sum_of_cells(const struct vg_storm *storm, size_t *n)
{
	const struct vg_storm_cell *cell;
	uint64_t sum = 0;

	*n = 0;
	for (size_t i = 0; (cell = vg_stormtally_cell(tally, i)) != NULL; i++) {
		*n += cell->storm == storm;
		sum += cell->storm == storm ? cell->count : 0;
	}
	return sum;
}

static void
each_name_and_second_has_its_count(void **state)
{
	struct vg_storm *a = storm_of(1), *b = storm_of(2);
	size_t n;

	(void)state;
	assert_ptr_equal(storm_of(1), a);
	for (int i = 0; i < 5; i++)
		add(a, 7, 1000);
	add(a, 8, 1000);
	add(a, 7, 1001);
	add(b, 7, 1001);
	vg_stormtally_add(tally, a, VG_STORM_UNREAD, NULL, at(1001));
	vg_stormtally_add(tally, a, VG_STORM_NEWS, NULL, at(1002));
	assert_int_equal(a->folded, 7);
	assert_int_equal(a->unread, 1);
	assert_int_equal(a->passed, 1);
	assert_int_equal(a->last.us, at(1002).us);
	assert_int_equal(sum_of_cells(a, &n), 9);
	assert_int_equal(n, 5);
	const struct vg_storm_cell *first = vg_stormtally_cell(tally, 0);
	assert_int_equal(first->count, 5);
	assert_int_equal(first->second, 1000);
	assert_int_equal(first->span, 1);
	assert_int_equal(first->oid->arc[7], 7);
	assert_int_equal(first->name, VG_STORM_NAMED);
	assert_int_equal(sum_of_cells(b, &n), 1);
	uint64_t most;
	assert_int_equal(vg_stormtally_most(a, &most)->arc[7], 7);
	assert_int_equal(most, 6);
}

static void
what_is_written_is_not_written_again(void **state)
{
	struct vg_storm *a = storm_of(1);
	size_t n;

	(void)state;
	assert_false(vg_stormtally_is_dirty(tally));
	add(a, 7, 1000);
	add(a, 7, 1000);
	assert_true(vg_stormtally_is_dirty(tally));
	a->staged_row = 12;
	vg_stormtally_written(tally);
	assert_false(vg_stormtally_is_dirty(tally));
	assert_int_equal(a->row, 12);
	assert_int_equal(a->folded, 2);
	assert_int_equal(sum_of_cells(a, &n), 0);
	/* the same second goes on in the same row: no other place on disk */
	add(a, 7, 1000);
	assert_int_equal(sum_of_cells(a, &n), 1);
	assert_int_equal(a->cells, 1);
	assert_int_equal(a->folded, 3);
	/* a clock that went back */
	add(a, 7, 990);
	assert_int_equal(sum_of_cells(a, &n), 2);
	assert_int_equal(n, 1);
	assert_int_equal(a->last.us, at(1000).us);
}

static void
what_comes_again_is_taken_back(void **state)
{
	struct vg_storm *a = storm_of(1);
	size_t n, cell;

	(void)state;
	add(a, 7, 1000);
	cell = add(a, 7, 1000);
	vg_stormtally_take_back(tally, cell);
	cell = vg_stormtally_add(tally, a, VG_STORM_NEWS, NULL, at(1000));
	vg_stormtally_take_back(tally, cell);
	assert_int_equal(a->folded, 1);
	assert_int_equal(a->passed, 0);
	assert_int_equal(sum_of_cells(a, &n), 1);
	uint64_t most;
	assert_int_equal(vg_stormtally_most(a, &most)->arc[7], 7);
	assert_int_equal(most, 1);
}

/* A sample is numbered by what came to disk: a batch that comes again is shown once. */
static void
what_was_shown_of_it_too(void **state)
{
	struct vg_storm *a = storm_of(1);
	struct vg_trap trap = {.version = 2, .source = "10.0.0.1"};
	size_t cells[3];

	(void)state;
	trap.oid = oid_of(7);
	add(a, 7, 1000);
	vg_stormtally_show(a, &trap);
	for (int times = 0; times < 2; times++) {
		for (size_t i = 0; i < 3; i++) {
			cells[i] = add(a, 7, 1000);
			vg_stormtally_show(a, &trap);
		}
		assert_int_equal(a->looked, 4);
		assert_int_equal(a->n_samples, 3);
		for (size_t i = 0; i < 3; i++) {
			vg_stormtally_unshow(a);
			vg_stormtally_take_back(tally, cells[i]);
		}
		assert_int_equal(a->looked, 1);
		assert_int_equal(a->n_samples, 1);
		assert_int_equal(a->newest.blob.size, 0);
	}
}

static void
names_and_sources_past_their_number_are_one(void **state)
{
	struct vg_storm *a = storm_of(1), *last = NULL;
	const struct vg_storm_cell *cell;
	size_t n;

	(void)state;
	for (uint32_t i = 0; i < VG_STORMTALLY_NAMES + 36; i++)
		add(a, i, 1000);
	assert_int_equal(sum_of_cells(a, &n), VG_STORMTALLY_NAMES + 36);
	assert_int_equal(n, VG_STORMTALLY_NAMES + 1);
	cell = vg_stormtally_cell(tally, VG_STORMTALLY_NAMES);
	assert_int_equal(cell->name, VG_STORM_OTHER);
	assert_int_equal(cell->count, 36);
	assert_null(cell->oid);
	for (unsigned i = 2; i < VG_STORMTALLY_SOURCES + 50; i++) {
		last = storm_of(i);
		add(last, 7, 1000);
	}
	assert_string_equal(last->source, "");
	assert_int_equal(last->folded, 49);
	assert_ptr_equal(vg_stormtally_at(tally, VG_STORMTALLY_SOURCES), last);
	assert_null(vg_stormtally_at(tally, VG_STORMTALLY_SOURCES + 1));
}

static void
a_storm_without_end_is_counted_by_minute_and_hour(void **state)
{
	struct vg_storm *a = storm_of(1);
	const struct vg_storm_cell *cell;

	(void)state;
	for (int64_t i = 0; i < 2 * VG_STORMTALLY_FINE; i++) {
		add(a, 7, 36000 + i * 60);
		cell = vg_stormtally_cell(tally, 0);
		assert_int_equal(cell->span, i < VG_STORMTALLY_FINE ? 1 : 60);
		vg_stormtally_written(tally);
	}
	int64_t hour = 36000 + 2 * (int64_t)VG_STORMTALLY_FINE * 60 + 3600;
	hour -= hour % 3600;
	add(a, 7, hour + 1);
	add(a, 7, hour + 3599);
	cell = vg_stormtally_cell(tally, 0);
	assert_int_equal(cell->span, 3600);
	assert_int_equal(cell->second, hour);
	assert_int_equal(cell->count, 2);
	assert_int_equal(a->cells, 2 * VG_STORMTALLY_FINE + 1);
}

/* The disk is full for hours. */
static void
what_cannot_be_written_is_still_counted(void **state)
{
	enum { MANY = 30000 };
	struct vg_storm *a = storm_of(1), *b = storm_of(2);
	size_t n;

	(void)state;
	for (int64_t i = 0; i < MANY; i++)
		add(a, (uint32_t)(i % 3), 1000 + i);
	add(b, 9, 1000 + MANY);
	assert_int_equal(sum_of_cells(a, &n), MANY);
	assert_in_range(n, 8000, 8192);
	assert_int_equal(sum_of_cells(b, &n), 1);
}

static void
first_last_and_powers_of_two_are_shown(void **state)
{
	static const uint64_t numbers[] = {1, 2, 4, 8};
	struct vg_storm *a = storm_of(1);
	struct vg_trap trap = {.version = 2, .source = "10.0.0.1"}, read;

	(void)state;
	for (uint32_t i = 1; i <= 11; i++) {
		trap.oid = oid_of(i);
		trap.received = at(1000 + i);
		add(a, i, 1000 + i);
		vg_stormtally_show(a, &trap);
	}
	assert_int_equal(a->looked, 11);
	assert_int_equal(a->n_samples, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct vg_storm_sample *s = &a->samples[i];
		assert_int_equal(s->number, numbers[i]);
		assert_int_equal(
		    vg_trapblob_unpack(s->blob.data, s->blob.size, &read), VG_OK);
		assert_int_equal(read.oid.arc[7], numbers[i]);
		vg_trap_fini(&read);
	}
	assert_int_equal(a->newest.at.us, at(1011).us);
	assert_int_equal(
	    vg_trapblob_unpack(a->newest.blob.data, a->newest.blob.size, &read), VG_OK);
	assert_int_equal(read.oid.arc[7], 11);
	vg_trap_fini(&read);
	vg_stormtally_written(tally);
	assert_int_equal(a->n_samples, 0);
	assert_int_equal(a->newest.blob.size, 0);
	a->looked = 999999;
	add(a, 1, 2000);
	vg_stormtally_show(a, &trap);
	assert_int_equal(a->n_samples, 0);
}

static void
one_that_ends_leaves_the_others(void **state)
{
	struct vg_storm *a = storm_of(1), *b = storm_of(2);
	unsigned char key[VG_STORMTALLY_KEY] = {0};

	(void)state;
	add(a, 7, 1000);
	add(b, 7, 1000);
	vg_stormtally_written(tally);
	vg_stormtally_end(tally, a);
	key[15] = 1;
	assert_null(vg_stormtally_find(tally, key));
	key[15] = 2;
	assert_ptr_equal(vg_stormtally_find(tally, key), b);
	assert_int_equal(storm_of(1)->folded, 0);
}

#define ROW(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    ROW(each_name_and_second_has_its_count),
	    ROW(what_is_written_is_not_written_again),
	    ROW(what_comes_again_is_taken_back),
	    ROW(what_was_shown_of_it_too),
	    ROW(names_and_sources_past_their_number_are_one),
	    ROW(a_storm_without_end_is_counted_by_minute_and_hour),
	    ROW(what_cannot_be_written_is_still_counted),
	    ROW(first_last_and_powers_of_two_are_shown),
	    ROW(one_that_ends_leaves_the_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
