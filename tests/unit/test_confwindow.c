/*
 * Windows of planned work on the nights in which clocks change, and trees changed by small edits.
 *
 * Pain 34 of the field: a weekly window begins at a civil time of its site's zone and lasts real
 * minutes.  29 March 2026 has no 02:30 in Paris, 25 October has two.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/conf/conf.h"
#include "lib/base/error.h"
#include "lib/yang/context.h"
#include "lib/yang/treeedit.h"

static struct vg_context *context;

/* The plays' tree with one work every Sunday, as a command would write it. */
static struct vg_conf *
read_with(const char *from, const char *minutes)
{
	struct vg_detail detail = {0};
	struct vg_treeedit_entry *entry;
	struct vg_tree *tree = NULL, *again = NULL;
	struct vg_conf *conf = NULL;
	const struct {
		const char *leaf, *value;
	} leaves[] = {{"name", "Marc Faure"}, {"description", "every Sunday"},
	    {"owner", "p-1"}, {"approved-by", "p-1"}, {"device", "ne-7"},
	    {"day", "sunday"}, {"from", from}, {"minutes", minutes}};

	int code = vg_tree_load(
	    context, "tests/play/base.json", VG_TREE_COLLECTOR, &tree, &detail);
	if (code == VG_OK)
		code = vg_treeedit_entry(tree, "user", "marc", &entry, &detail);
	if (code == VG_OK)
		code = vg_treeedit_put(entry, "person", "p-1", false, &detail);
	if (code == VG_OK)
		code = vg_treeedit_entry(tree, "person", "p-1", &entry, &detail);
	for (size_t i = 0; code == VG_OK && i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		code = vg_treeedit_put(
		    entry, leaves[i].leaf, leaves[i].value, false, &detail);
		if (code == VG_OK && i == 0)
			code = vg_treeedit_entry(
			    tree, "planned-work", "w-1", &entry, &detail);
	}
	char *text = code == VG_OK ? vg_tree_print(tree) : NULL;
	if (code == VG_OK)
		code = vg_tree_parse(
		    context, text, "edited", VG_TREE_COLLECTOR, &again, &detail);
	if (code == VG_OK)
		code = vg_conf_read(again, &conf, &detail);
	if (code != VG_OK)
		fail_msg("%s", detail.text);
	free(text);
	vg_tree_free(tree);
	vg_tree_free(again);
	return conf;
}

static void
windows_on_both_nights(void **state)
{
	static const struct {
		const char *from, *minutes, *at;
		bool open;
		const char *begin, *end;
	} rows[] = {
	    /* Spring: 02:30 does not exist; the window begins with 03:00 summer time. */
	    {"02:30", "60", "2026-03-29T00:59:59Z", false, "2026-03-29T01:00:00Z",
		"2026-03-29T02:00:00Z"},
	    {"02:30", "60", "2026-03-29T01:00:00Z", true, "2026-03-29T01:00:00Z",
		"2026-03-29T02:00:00Z"},
	    {"02:30", "60", "2026-03-29T01:59:59Z", true, "2026-03-29T01:00:00Z",
		"2026-03-29T02:00:00Z"},
	    {"02:30", "60", "2026-03-29T02:00:00Z", false, "2026-04-05T00:30:00Z",
		"2026-04-05T01:30:00Z"},
	    /* From 01:30 two real hours end at 04:30, not at 03:30. */
	    {"01:30", "120", "2026-03-29T02:15:00Z", true, "2026-03-29T00:30:00Z",
		"2026-03-29T02:30:00Z"},
	    /* Autumn: 02:30 comes twice; the first begins it, and it begins once. */
	    {"02:30", "60", "2026-10-25T00:29:59Z", false, "2026-10-25T00:30:00Z",
		"2026-10-25T01:30:00Z"},
	    {"02:30", "60", "2026-10-25T01:29:59Z", true, "2026-10-25T00:30:00Z",
		"2026-10-25T01:30:00Z"},
	    {"02:30", "60", "2026-10-25T01:30:00Z", false, "2026-11-01T01:30:00Z",
		"2026-11-01T02:30:00Z"},
	    /* A whole day is 24 real hours, on the day of 25 too. */
	    {"00:00", "1440", "2026-10-25T21:59:59Z", true, "2026-10-24T22:00:00Z",
		"2026-10-25T22:00:00Z"},
	    {"00:00", "1440", "2026-10-25T22:00:00Z", false, "2026-10-31T23:00:00Z",
		"2026-11-01T23:00:00Z"},
	    /* It may reach into Monday. */
	    {"23:00", "120", "2026-10-25T23:30:00Z", true, "2026-10-25T22:00:00Z",
		"2026-10-26T00:00:00Z"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char begin[VG_INSTANT_TEXT_SIZE], end[VG_INSTANT_TEXT_SIZE];
		struct vg_conf *conf = read_with(rows[i].from, rows[i].minutes);
		struct vg_conf_window window;
		struct vg_wall at, until;
		assert_int_equal(vg_instant_parse(rows[i].at, &at), VG_OK);
		assert_true(vg_conf_work_window(conf, &conf->works[0], at, &window));
		vg_instant_text(window.begin, begin);
		vg_instant_text(window.end, end);
		bool covers = vg_conf_work_at(conf, "ne-7", "board", at, &until) != NULL;
		if (window.open != rows[i].open || covers != rows[i].open ||
		    strcmp(begin, rows[i].begin) != 0 || strcmp(end, rows[i].end) != 0)
			fail_msg("row %zu: %s %s to %s", i, window.open ? "on" : "off",
			    begin, end);
		vg_conf_free(conf);
	}
}

static void
edits_say_what_they_refuse(void **state)
{
	struct vg_detail detail = {0};
	struct vg_treeedit_entry *entry;
	struct vg_tree *tree = NULL;

	(void)state;
	assert_int_equal(vg_tree_load(context, "tests/play/base.json", VG_TREE_COLLECTOR,
			     &tree, &detail),
	    VG_OK);
	assert_int_not_equal(
	    vg_treeedit_entry(tree, "no-such-list", "x", &entry, &detail), VG_OK);
	assert_int_equal(
	    vg_treeedit_entry(tree, "client", "other", &entry, &detail), VG_OK);
	assert_int_equal(
	    vg_treeedit_put(entry, "supplier-sees", "everything", false, &detail),
	    VG_EINVAL);
	assert_non_null(strstr(detail.text, "everything"));
	assert_int_equal(
	    vg_treeedit_put(entry, "supplier-sees", "name", false, &detail), VG_OK);
	assert_non_null(vg_tree_entry(vg_tree_top(tree), "client", "other"));
	assert_true(vg_treeedit_drop(tree, "client", "other"));
	assert_false(vg_treeedit_drop(tree, "client", "other"));
	vg_tree_free(tree);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(windows_on_both_nights),
	    cmocka_unit_test(edits_say_what_they_refuse)};
	struct vg_detail detail;

	if (vg_context_new(&context, &detail) != VG_OK) {
		fprintf(stderr, "%s\n", detail.text);
		return 1;
	}
	int failed = cmocka_run_group_tests_name("confwindow", tests, NULL, NULL);
	vg_context_free(context);
	return failed;
}
