/*
 * Which fault explains another, and what is a whole site's: tables.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "collector/correl/parent.h"
#include "collector/correl/sitewide.h"
#include "lib/base/text.h"

static struct vg_parent
make(const char *resource, const char *kind, const char *class, int64_t raised_s)
{
	struct vg_parent p = {.raised = {raised_s * VG_SECOND_US}};

	vg_text_copy(p.resource, sizeof(p.resource), resource);
	vg_text_copy(p.kind, sizeof(p.kind), kind);
	vg_text_copy(p.class, sizeof(p.class), class);
	return p;
}

static void
boards_and_silence(void **state)
{
	static const struct {
		const char *parent, *parent_class, *child, *child_class;
		int64_t after_s; /* the child began so long after the parent */
		bool explains;
	} rows[] = {
	    {"device/ne-7/slot/3", "board", "device/ne-7", "bypass", 0, true},
	    {"device/ne-7", "reach", "device/ne-7/slot/3", "board", 0, true},
	    {"device/ne-7/slot/3", "board", "device/ne-7/slot/3/port/1", "link", 0, true},
	    {"device/ne-7/slot/3", "board", "device/ne-7/slot/4/port/1", "link", 0,
		false},
	    {"device/ne-7/slot/3", "board", "device/ne-7/slot/30", "board", 0, false},
	    {"device/ne-7/slot/30", "board", "device/ne-7/slot/3", "board", 0, false},
	    {"site/s/power", "site-power", "agent/a", "agent", 900, true},
	    {"site/s/power", "site-power", "agent/a", "agent", 901, false},
	    {"site/s/power", "site-power", "device/ne-7", "reach", 9000, true},
	    {"collector/c", "deaf", "agent/a", "agent", 9000, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct vg_parent parent =
		    make(rows[i].parent, "k", rows[i].parent_class, 0);
		const struct vg_parent_child child = {.resource = rows[i].child,
		    .class = rows[i].child_class,
		    .since = {rows[i].after_s * VG_SECOND_US},
		    .silent_within_s = 900};
		if (vg_parent_explains(&parent, &child) != rows[i].explains)
			fail_msg("row %zu: %s of %s", i, rows[i].parent, rows[i].child);
	}
}

/* 'c' in a case, 'w' waits, '-' neither. */
static void
the_first_has_it(void **state)
{
	struct row {
		const char *resource, *kind;
		int64_t raised_s;
		char how;
	};
	static const struct {
		struct row parents[3];
		int best; /* -1: none */
	} rows[] = {
	    {{{"b", "k", 20, 'c'}, {"a", "k", 10, 'c'}, {"c", "k", 30, 'c'}}, 1},
	    {{{"b", "k", 20, 'c'}, {"a", "k", 10, 'w'}, {"c", "k", 30, 'c'}}, 1},
	    {{{"b", "k", 20, 'c'}, {"a", "k", 10, '-'}, {"c", "k", 30, 'c'}}, 0},
	    {{{"b", "k", 10, 'c'}, {"a", "k", 10, 'c'}, {"c", "k", 10, 'c'}}, 1},
	    {{{"a", "m", 10, 'c'}, {"a", "l", 10, 'c'}, {"a", "k", 10, 'c'}}, 2},
	    {{{"a", "k", 10, '-'}, {"b", "k", 20, '-'}, {"c", "k", 30, '-'}}, -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_parent list[3];
		for (size_t k = 0; k < 3; k++) {
			const struct row *r = &rows[i].parents[k];
			list[k] = make(r->resource, r->kind, "x", r->raised_s);
			list[k].in_case = r->how == 'c';
			list[k].waits = r->how == 'w';
		}
		const struct vg_parent *best = vg_parent_best(list, 3);
		if ((best ? (int)(best - list) : -1) != rows[i].best)
			fail_msg("row %zu: %d", i, best ? (int)(best - list) : -1);
	}
	assert_null(vg_parent_best(NULL, 0));
}

/* How long what began at 0 waits for what has no case before 'until'. */
static void
waits_for_a_while(void **state)
{
	static const struct {
		int64_t since_s, now_s, until_s;
		bool again, holds;
		int64_t then_s;
	} rows[] = {
	    {0, 0, 60, false, true, 60},
	    {0, 0, 86400, false, true, 90},
	    {0, 89, 86400, true, true, 90},
	    {0, 90, 86400, true, false, 86400},
	    {0, 3600, 86400, false, false, 86400},
	    /* Both are due: the other goes first, a second sooner. */
	    {0, 3600, 3600, true, true, 3600},
	    /* Its clock is ahead: it waits from when it was heard, once. */
	    {7200, 0, 86400, false, true, 90},
	    {7200, 91, 86400, true, false, 86400},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_parent p = {.until = {rows[i].until_s * VG_SECOND_US}};
		bool holds = vg_parent_holds(&p,
		    (struct vg_wall){rows[i].since_s * VG_SECOND_US},
		    (struct vg_wall){rows[i].now_s * VG_SECOND_US}, 90, rows[i].again);
		if (holds != rows[i].holds || p.until.us != rows[i].then_s * VG_SECOND_US)
			fail_msg("row %zu: %d", i, holds);
	}
}

static void
long_ago_comes_last(void **state)
{
	struct vg_parent list[2] = {make("a", "k", "x", 0), make("b", "k", "x", 800)};
	const struct vg_parent_child child = {.resource = "c",
	    .class = "x",
	    .since = {901 * VG_SECOND_US},
	    .within_s = 900};
	const struct vg_parent_child any = {
	    .resource = "c", .class = "x", .since = {901 * VG_SECOND_US}};

	(void)state;
	assert_false(vg_parent_is_late(&list[0], &any));
	for (size_t i = 0; i < 2; i++) {
		list[i].in_case = true;
		list[i].late = vg_parent_is_late(&list[i], &child);
	}
	assert_true(list[0].late);
	assert_false(list[1].late);
	assert_ptr_equal(vg_parent_best(list, 2), &list[1]);
	assert_ptr_equal(vg_parent_best(list, 1), &list[0]);
	list[0].lasts = true;
	assert_false(vg_parent_is_late(&list[0], &child));
}

/* Facts in one text: a letter of the device and the second of its first bad sample. */
static void
several_devices_at_once(void **state)
{
	static const struct {
		const char *facts;
		int64_t window_s;
		unsigned least;
		int64_t since_s; /* -1: it is not the site's */
	} rows[] = {
	    {"", 150, 2, -1},
	    {"a0", 150, 2, -1},
	    {"a0 a10", 150, 2, -1},
	    {"a0 b150", 150, 2, 0},
	    {"a0 b151", 150, 2, -1},
	    {"a0 b200 c300", 150, 2, 200},
	    {"a0 a100 b200", 150, 2, 100},
	    {"a0 b100 c200", 150, 3, -1},
	    {"a0 b100 c150", 150, 3, 0},
	    {"a0 a1 b2 b3 c4", 150, 4, -1},
	    {"a0 b0 a90 b200 c210", 150, 3, 90},
	    {"b0 a100 b120 a251 c260 b270", 150, 3, 120},
	    {"a0 b0 c0", 0, 3, 0},
	    {"a5 b6 c7", 150, 1, 5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct vg_sitewide_fact facts[8] = {0};
		struct vg_wall since = {0};
		const char *at = rows[i].facts;
		size_t n = 0;
		while (*at) {
			facts[n].device[0] = *at++;
			while (*at >= '0' && *at <= '9')
				facts[n].since.us =
				    facts[n].since.us * 10 + (*at++ - '0') * VG_SECOND_US;
			at += *at == ' ';
			n++;
		}
		bool is = vg_sitewide_judge(
		    facts, n, rows[i].window_s * VG_SECOND_US, rows[i].least, &since);
		if (is != (rows[i].since_s >= 0) ||
		    (is && since.us != rows[i].since_s * VG_SECOND_US))
			fail_msg("'%s'", rows[i].facts);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(boards_and_silence),
	    cmocka_unit_test(the_first_has_it),
	    cmocka_unit_test(waits_for_a_while),
	    cmocka_unit_test(long_ago_comes_last),
	    cmocka_unit_test(several_devices_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
