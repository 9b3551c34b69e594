/*
 * Texts that are not parsed again: what is given is a copy, and the same as a parse gives.
 */
#include "tests/unit/contextbench.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/yang/treeedit.h"
#include "lib/yang/treekeep.h"

#define DAYS "\"day\":[{\"date\":\"--05-01\",\"label\":\"May\"}]"

static struct vg_tree *
parse(const char *text)
{
	struct vg_detail detail = {0};
	struct vg_tree *tree = NULL;

	if (vg_treekeep_parse(context, text, "test", VG_TREE_CALENDARS, &tree, &detail) !=
	    VG_OK)
		fail_msg("%s", detail.text);
	return tree;
}

/* A text with 'n' sets of holidays whose first is 'name'. */
static char *
sets(const char *name, unsigned n)
{
	struct vg_buf b;

	vg_buf_init(&b, 0);
	vg_buf_addf(&b,
	    "{\"vigie-calendar:calendars\":{\"holiday-set\":[{\"name\":\"%s\"," DAYS "}",
	    name);
	for (unsigned i = 1; i < n; i++)
		vg_buf_addf(&b, ",{\"name\":\"s%u\"," DAYS "}", i);
	vg_buf_add_text(&b, "]}}");
	return vg_buf_give(&b);
}

static void
expect_print(const struct vg_tree *tree, const char *text)
{
	struct vg_detail detail = {0};
	struct vg_tree *plain = NULL;
	char *printed = vg_tree_print(tree), *wanted;

	assert_int_equal(
	    vg_tree_parse(context, text, "test", VG_TREE_CALENDARS, &plain, &detail),
	    VG_OK);
	wanted = vg_tree_print(plain);
	assert_string_equal(printed, wanted);
	free(printed);
	free(wanted);
	vg_tree_free(plain);
}

static void
a_copy_may_be_changed(void **state)
{
	char *text = sets("a", 3);

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct vg_tree *tree = parse(text);
		expect_print(tree, text);
		assert_true(vg_treeedit_drop(tree, "holiday-set", "s1"));
		vg_tree_free(tree);
	}
	free(text);
}

static void
each_text_has_its_own_tree(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 12; i++) {
		char name[2] = {(char)('a' + i % 4), '\0'};
		char *text = sets(name, 1 + i % 3);
		struct vg_tree *tree = parse(text);
		expect_print(tree, text);
		vg_tree_free(tree);
		free(text);
	}
}

static void
a_large_text_is_parsed_each_time(void **state)
{
	char *text = sets("a", VG_TREEKEEP_MAX_SIZE / 50);

	(void)state;
	assert_true(strlen(text) > VG_TREEKEEP_MAX_SIZE);
	for (int i = 0; i < 2; i++) {
		struct vg_tree *tree = parse(text);
		assert_non_null(vg_tree_entry(vg_tree_top(tree), "holiday-set", "s2"));
		vg_tree_free(tree);
	}
	free(text);
}

static void
what_is_refused_is_refused_again(void **state)
{
	char *text = sets("a", 1);
	struct vg_detail first = {0}, again = {0};
	struct vg_tree *tree = NULL;

	(void)state;
	assert_int_not_equal(
	    vg_treekeep_parse(context, "{", "test", VG_TREE_CALENDARS, &tree, &first),
	    VG_OK);
	assert_int_not_equal(
	    vg_treekeep_parse(context, "{", "test", VG_TREE_CALENDARS, &tree, &again),
	    VG_OK);
	assert_string_equal(first.text, again.text);
	/* A good text of another top is none of this. */
	vg_tree_free(parse(text));
	tree = NULL;
	assert_int_not_equal(
	    vg_treekeep_parse(context, text, "test", VG_TREE_COLLECTOR, &tree, &again),
	    VG_OK);
	assert_null(tree);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_copy_may_be_changed),
	    cmocka_unit_test(each_text_has_its_own_tree),
	    cmocka_unit_test(a_large_text_is_parsed_each_time),
	    cmocka_unit_test(what_is_refused_is_refused_again),
	};

	return cmocka_run_group_tests_name("treekeep", tests, set_up, tear_down);
}
