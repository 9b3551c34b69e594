/*
 * The walk over a table: what ends a column, what ends the walk, and when it was whole.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/poll/walk.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

/* Columns 1.3.2 and 1.3.5 of one table. */
static struct vg_object columns[] = {
    {.name = "a", .oid = {.arc = {1, 3, 2}, .n_arcs = 3}},
    {.name = "b", .oid = {.arc = {1, 3, 5}, .n_arcs = 3}}};
static const struct vg_probe probe = {
    .name = "table", .columns = columns, .n_columns = 2};

/* Writes the varbinds of "1.3.2.1=4 1.3.5.1=! 1.3.6.1=?": ! endOfMibView, ? noSuchInstance. */
static size_t
varbinds_of(const char *text, struct vg_varbind *varbinds)
{
	char *copy = vg_mem_text(text), *save = NULL;
	size_t n = 0;

	for (char *word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		char *value = strchr(word, '=');
		*value++ = '\0';
		memset(&varbinds[n], 0, sizeof(varbinds[n]));
		assert_int_equal(vg_oid_parse(word, &varbinds[n].oid), VG_OK);
		if (*value == '!')
			varbinds[n].value.type = VG_VALUE_END_OF_VIEW;
		else if (*value == '?')
			varbinds[n].value.type = VG_VALUE_NO_INSTANCE;
		else
			vg_value_set_integer(&varbinds[n].value, atoi(value));
		n++;
	}
	free(copy);
	return n;
}

static const struct {
	const char *what;
	const char *answers[4]; /* one after the other */
	const char *rows;       /* INDEX:a,b with - for what is missing */
	const char *next;       /* what would be asked then; "" the walk is over */
	bool whole;
} walks[] = {
    {"rows, then the next column's objects",
	{"1.3.2.1=4 1.3.5.1=7 1.3.2.2=5 1.3.5.2=8", "1.3.3.1=0 1.3.6.1=0"},
	"1:4,7 2:5,8 ", "", true},
    {"the end of the view", {"1.3.2.1=4 1.3.5.1=7", "1.3.2.1=! 1.3.5.1=!"}, "1:4,7 ", "",
	true},
    {"an empty table", {"1.3.3.1=0 1.3.6.1=0"}, "", "", true},
    {"a column without rows", {"1.3.2.1=4 1.3.6.1=0", "1.3.2.2=5", "1.3.3.1=9"},
	"1:4,- 2:5,- ", "", true},
    {"a hole in a column",
	{"1.3.2.1=4 1.3.5.2=8 1.3.2.2=5 1.3.5.3=9", "1.3.2.3=6 1.3.6.1=0", "1.3.3.1=0"},
	"1:4,- 2:5,8 3:6,9 ", "", true},
    {"rows of two arcs", {"1.3.2.0.2001=4 1.3.5.0.2001=7", "1.3.3.1=0 1.3.6.1=0"},
	"0.2001:4,7 ", "", true},
    {"not over yet", {"1.3.2.1=4 1.3.5.1=7"}, "1:4,7 ", "1.3.2.1 1.3.5.1 ", false},
    {"one column is over", {"1.3.2.1=4 1.3.6.1=0"}, "1:4,- ", "1.3.2.1 ", false},
    /* A device that goes in circles: the walk ends, and says nothing about what is absent. */
    {"the same again", {"1.3.2.1=4 1.3.5.1=7", "1.3.2.1=4 1.3.5.1=7"}, "1:4,7 ", "",
	false},
    {"back to an earlier row", {"1.3.2.2=4 1.3.5.2=7", "1.3.2.1=4 1.3.5.1=7"}, "2:4,7 ",
	"", false},
    {"one column goes back", {"1.3.2.1=4 1.3.5.2=7", "1.3.3.1=0 1.3.5.1=7"},
	"1:4,- 2:-,7 ", "", false},
    {"the column itself, without an index", {"1.3.2=4 1.3.5=7"}, "", "", false},
    {"what is past a column's end does not count",
	{"1.3.3.1=0 1.3.5.1=7 1.3.2.9=1 1.3.6.1=0"}, "1:-,7 ", "", true},
    {"an exception that is no end", {"1.3.2.1=? 1.3.5.1=7", "1.3.6.1=0"}, "1:-,7 ", "",
	true},
};

static void
put_cell(char *text, size_t size, const struct vg_value *value)
{
	if (vg_value_is_missing(value))
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%d", (int)value->integer);
}

static void
rows_text(struct vg_sampleset *samples, char *text, size_t size)
{
	char a[16], b[16];

	text[0] = '\0';
	vg_sampleset_sort(samples);
	for (size_t i = 0; i < samples->n_rows; i++) {
		put_cell(a, sizeof(a), &samples->rows[i].values[0]);
		put_cell(b, sizeof(b), &samples->rows[i].values[1]);
		snprintf(text + strlen(text), size - strlen(text), "%s:%s,%s ",
		    samples->rows[i].index, a, b);
	}
}

static void
next_text(const struct vg_walk *walk, char *text, size_t size)
{
	struct vg_oid oids[8];
	size_t asked[8], n = vg_walk_next(walk, oids, asked, 8);

	text[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		char oid[64];
		vg_oid_text(&oids[i], oid, sizeof(oid));
		snprintf(text + strlen(text), size - strlen(text), "%s ", oid);
	}
}

static void
take(struct vg_walk *walk, const char *answer, struct vg_sampleset *samples)
{
	struct vg_varbind varbinds[16];
	struct vg_oid oids[8];
	size_t asked[8], n_asked = vg_walk_next(walk, oids, asked, 8);
	size_t n = varbinds_of(answer, varbinds);

	assert_true(n_asked > 0);
	vg_walk_take(walk, asked, n_asked, varbinds, n, 0, samples);
	for (size_t i = 0; i < n; i++)
		vg_value_fini(&varbinds[i].value);
}

static void
tables_are_walked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(walks) / sizeof(walks[0]); i++) {
		struct vg_sampleset samples;
		struct vg_walk walk;
		char rows[256], next[256];
		vg_sampleset_init(&samples, &probe, (struct vg_wall){1});
		vg_walk_init(&walk, &probe);
		for (size_t k = 0; k < 4 && walks[i].answers[k]; k++)
			take(&walk, walks[i].answers[k], &samples);
		rows_text(&samples, rows, sizeof(rows));
		next_text(&walk, next, sizeof(next));
		if (strcmp(rows, walks[i].rows) != 0 ||
		    strcmp(next, walks[i].next) != 0 ||
		    vg_walk_whole(&walk) != walks[i].whole)
			fail_msg("%s: rows \"%s\" next \"%s\" whole %d", walks[i].what,
			    rows, next, vg_walk_whole(&walk));
		vg_walk_fini(&walk);
		vg_sampleset_fini(&samples);
	}
}

static void
an_empty_answer_brings_nothing(void **state)
{
	const size_t asked[] = {0, 1};
	struct vg_sampleset samples;
	struct vg_walk walk;

	(void)state;
	vg_sampleset_init(&samples, &probe, (struct vg_wall){1});
	vg_walk_init(&walk, &probe);
	assert_false(vg_walk_take(&walk, asked, 2, NULL, 0, 0, &samples));
	assert_false(vg_walk_whole(&walk));
	vg_walk_fini(&walk);
	vg_sampleset_fini(&samples);
}

/* A table that never ends is cut, and known to be cut. */
static void
rows_are_capped(void **state)
{
	const size_t asked[] = {0};
	struct vg_varbind varbind = {.oid = {.arc = {1, 3, 2, 0}, .n_arcs = 4}};
	struct vg_sampleset samples;
	struct vg_walk walk;

	(void)state;
	vg_sampleset_init(&samples, &probe, (struct vg_wall){1});
	vg_walk_init(&walk, &probe);
	vg_value_set_integer(&varbind.value, 1);
	for (uint32_t i = 1; i <= VG_SAMPLESET_MAX_ROWS; i++) {
		varbind.oid.arc[3] = i;
		vg_value_set_integer(&varbind.value, 1);
		assert_true(vg_walk_take(&walk, asked, 1, &varbind, 1, 0, &samples));
	}
	varbind.oid.arc[3]++;
	vg_value_set_integer(&varbind.value, 1);
	/* The cap is the end of the column. */
	assert_true(vg_walk_take(&walk, asked, 1, &varbind, 1, 0, &samples));
	assert_false(vg_walk_take(&walk, asked, 1, &varbind, 1, 0, &samples));
	assert_int_equal(samples.n_rows, VG_SAMPLESET_MAX_ROWS);
	walk.ended[1] = true;
	assert_false(vg_walk_whole(&walk));
	vg_walk_fini(&walk);
	vg_sampleset_fini(&samples);
}

static void
what_is_asked_fits_the_room(void **state)
{
	struct vg_walk walk;
	struct vg_oid oids[1];
	size_t asked[1];

	(void)state;
	vg_walk_init(&walk, &probe);
	assert_int_equal(vg_walk_next(&walk, oids, asked, 1), 1);
	assert_int_equal(asked[0], 0);
	walk.ended[0] = true;
	assert_int_equal(vg_walk_next(&walk, oids, asked, 1), 1);
	assert_int_equal(asked[0], 1);
	vg_walk_fini(&walk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tables_are_walked),
	    cmocka_unit_test(an_empty_answer_brings_nothing),
	    cmocka_unit_test(rows_are_capped),
	    cmocka_unit_test(what_is_asked_fits_the_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
