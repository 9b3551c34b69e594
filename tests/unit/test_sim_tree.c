/*
 * The trees of the simulated families: in order, without doubles, found from everywhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "lib/base/error.h"
#include "tests/sim/simfamily.h"

static struct vg_oid
oid_of(const char *text)
{
	struct vg_oid oid;

	assert_int_equal(vg_oid_parse(text, &oid), VG_OK);
	return oid;
}

static void
a_tree_is_walked_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; vg_simfamily_at(i) != NULL; i++) {
		const struct vg_simtree *tree =
		    vg_simfamily_find(vg_simfamily_at(i)->name)->tree;
		const struct vg_simleaf *leaf, *last = NULL;
		struct vg_oid at = {.n_arcs = 0};
		size_t n = 0;
		while ((leaf = vg_simtree_after(tree, &at)) != NULL) {
			assert_true(last == NULL || leaf == last + 1);
			assert_true(
			    last == NULL || vg_oid_compare(&last->oid, &leaf->oid) < 0);
			assert_ptr_equal(vg_simtree_at(tree, &leaf->oid), leaf);
			assert_true(leaf->n_object < leaf->oid.n_arcs);
			at = leaf->oid;
			last = leaf;
			n++;
		}
		assert_int_equal(n, vg_simtree_size(tree));
		assert_true(n > 100);
	}
}

static struct vg_simtree *
small_tree(void)
{
	static const uint32_t index[] = {3, 1001};
	static struct vg_simtree
	    *tree; /* never freed: trees live as long as the program */

	tree = vg_simtree_new();
	vg_simtree_add(tree, "1.3.6.1.9.2", 2, index);
	vg_simtree_add(tree, "1.3.6.1.9.1.0", 0, NULL);
	vg_simtree_sort(tree);
	return tree;
}

static void
an_object_is_known_by_its_instances(void **state)
{
	static const struct {
		const char *oid;
		bool is_there, has_object;
	} rows[] = {{"1.3.6.1.9", false, false}, {"1.3.6.1.9.1", false, true},
	    {"1.3.6.1.9.1.0", true, true}, {"1.3.6.1.9.1.1", false, true},
	    {"1.3.6.1.9.2", false, true}, {"1.3.6.1.9.2.3", false, true},
	    {"1.3.6.1.9.2.3.1001", true, true}, {"1.3.6.1.9.2.3.1001.1", false, true},
	    {"1.3.6.1.9.2.4.1", false, true}, {"1.3.6.1.9.3.1", false, false},
	    {"0.0", false, false}, {"2.1", false, false}};
	struct vg_simtree *tree = small_tree();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct vg_oid oid = oid_of(rows[i].oid);
		if ((vg_simtree_at(tree, &oid) != NULL) != rows[i].is_there ||
		    vg_simtree_has_object(tree, &oid) != rows[i].has_object)
			fail_msg("row %zu: %s", i, rows[i].oid);
	}
}

static void
an_empty_tree_has_nothing(void **state)
{
	static struct vg_simtree *tree;
	struct vg_oid oid = oid_of("1.3");

	(void)state;
	tree = vg_simtree_new();
	vg_simtree_sort(tree);
	assert_null(vg_simtree_at(tree, &oid));
	assert_null(vg_simtree_after(tree, &oid));
	assert_false(vg_simtree_has_object(tree, &oid));
}

static void
a_long_text_is_cut(void **state)
{
	struct vg_simvalue value;
	char text[300];

	(void)state;
	snprintf(text, sizeof(text), "%0299d", 0);
	vg_simtree_text(&value, "%s", text);
	assert_int_equal(value.size, 255);
}

static void
ports_have_names_and_numbers(void **state)
{
	static const struct {
		const char *family, *name;
		int row;
		uint32_t index;
	} rows[] = {{"ssg-500", "MGMT1", 0, 1}, {"ssg-500", "MGMT2", 1, 2},
	    {"ssg-500", "L1", 2, 100}, {"ssg-500", "L16", 17, 115},
	    {"ssg-500", "L17", -1, 0}, {"ssg-500", "MGMT3", -1, 0},
	    {"ac-500", "L1", 1, 100}, {"ac-500", "L4", 4, 103},
	    {"sg-sigma-e14", "L24", 25, 123}, {"netxplorer", "MGMT2", 1, 2},
	    {"netxplorer", "L1", -1, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct vg_simfamily *family = vg_simfamily_find(rows[i].family);
		int row = vg_simfamily_if_named(family, rows[i].name);
		assert_int_equal(row, rows[i].row);
		if (row >= 0)
			assert_int_equal(
			    vg_simfamily_if_index(family, (uint32_t)row), rows[i].index);
	}
	assert_null(vg_simfamily_find("ac-501"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_tree_is_walked_in_order),
	    cmocka_unit_test(an_object_is_known_by_its_instances),
	    cmocka_unit_test(an_empty_tree_has_nothing),
	    cmocka_unit_test(a_long_text_is_cut),
	    cmocka_unit_test(ports_have_names_and_numbers)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
