/*
 * Changes between trees: each line of them, and which leaves can be judged by themselves.
 */
#include "tests/unit/treebench.h"

#include <stdlib.h>
#include <string.h>

#include "lib/yang/treechange.h"

#define TREE(inner) "{\"vigie-collector:collector\":{\"name\":\"noc\"" inner "}}"
#define A "{\"name\":\"a\"}"
#define A_SAYS(text) "{\"name\":\"a\",\"description\":\"" text "\"}"
#define B "{\"name\":\"b\"}"
#define CLIENTS(...) ",\"client\":[" __VA_ARGS__ "]"
#define RULES(...) ",\"case-rule\":[" __VA_ARGS__ "]"
#define DEVICE(inner) ",\"device\":[{\"name\":\"ne-7\",\"site\":\"s\"" inner "}]"
#define TOP "/vigie-collector:collector"

struct row {
	const char *what, *old, *new, *told;
	bool alone;
};

static const struct row rows[] = {
    {"nothing", TREE(CLIENTS(A)), TREE(CLIENTS(A)), "", true},
    {"a leaf is new", TREE(CLIENTS(A)), TREE(CLIENTS(A_SAYS("x"))),
	"+ " TOP "/client[name='a']/description = x\n", true},
    {"a leaf changed", TREE(CLIENTS(A_SAYS("x"))), TREE(CLIENTS(A_SAYS("y"))),
	"~ " TOP "/client[name='a']/description = x -> y\n", true},
    {"a leaf went", TREE(CLIENTS(A_SAYS("x"))), TREE(CLIENTS(A)),
	"- " TOP "/client[name='a']/description = x\n", false},
    {"an entry came", TREE(CLIENTS(A)), TREE(CLIENTS(A "," B)),
	"+ " TOP "/client[name='b']\n", false},
    {"an entry went", TREE(CLIENTS(B "," A_SAYS("x"))), TREE(CLIENTS(B)),
	"- " TOP "/client[name='a']\n- " TOP "/client[name='a']/description = x\n",
	false},
    {"entries in another place", TREE(CLIENTS(A "," B)), TREE(CLIENTS(B "," A)), "",
	true},
    {"of a list that its user orders", TREE(RULES(A "," B)), TREE(RULES(B "," A)),
	"+ " TOP "/case-rule[name='b']\n+ " TOP "/case-rule[name='a']\n", false},
    {"a value of a leaf-list", TREE(DEVICE(",\"address\":[\"10.0.0.1\"]")),
	TREE(DEVICE(",\"address\":[\"10.0.0.2\"]")),
	"- " TOP "/device[name='ne-7']/address[.='10.0.0.1'] = 10.0.0.1\n"
	"+ " TOP "/device[name='ne-7']/address[.='10.0.0.2'] = 10.0.0.2\n",
	false},
    {"a container came", TREE(""), TREE(",\"retention\":{\"claims-years\":9}"),
	"+ " TOP "/retention/claims-years = 9\n", false},
    {"groups that only one has", TREE(CLIENTS(A)), TREE(RULES(A)),
	"+ " TOP "/case-rule[name='a']\n- " TOP "/client[name='a']\n", false},
    /* What others' validity goes by is not judged alone. */
    {"a leafref", TREE(DEVICE("")),
	TREE(",\"device\":[{\"name\":\"ne-7\",\"site\":\"t\"}]"),
	"~ " TOP "/device[name='ne-7']/site = s -> t\n", false},
    {"what must be one alone", TREE(DEVICE("")),
	TREE(DEVICE(",\"engine-id\":\"80000a2b0301\"")),
	"+ " TOP "/device[name='ne-7']/engine-id = 80000a2b0301\n", false},
    {"what a must names",
	TREE(",\"contract\":[{\"name\":\"k\",\"from\":\"2026-01-01\"}]"),
	TREE(",\"contract\":[{\"name\":\"k\",\"from\":\"2026-01-02\"}]"),
	"~ " TOP "/contract[name='k']/from = 2026-01-01 -> 2026-01-02\n", false},
    {"what nobody names", TREE(DEVICE("")), TREE(DEVICE(",\"serial\":\"S\"")),
	"+ " TOP "/device[name='ne-7']/serial = S\n", true},
};

/* What can be judged alone, written into the old tree, makes the new one. */
static void
check_written(const struct row *row, struct vg_tree *old, const struct vg_tree *new)
{
	assert_true(vg_treechange_write(old, new));
	char *left = vg_treechange_tell(old, new, NULL, NULL);
	if (left[0])
		fail_msg("%s: left %s", row->what, left);
	free(left);
}

static void
test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct vg_tree *old = draft(row->old), *new = draft(row->new);
		bool alone = !row->alone;
		char *told = vg_treechange_tell(old, new, NULL, &alone);
		if (strcmp(told, row->told) != 0 || alone != row->alone)
			fail_msg("%s: %d\n%s", row->what, alone, told);
		if (alone)
			check_written(row, old, new);
		free(told);
		vg_tree_free(new);
		vg_tree_free(old);
	}
}

static void
test_from_nothing(void **state)
{
	struct vg_tree *new = draft(TREE(CLIENTS(A_SAYS("x"))));
	bool alone = true;
	char *told = vg_treechange_tell(NULL, new, NULL, &alone);

	(void)state;
	assert_string_equal(told,
	    "+ " TOP "/name = noc\n+ " TOP "/client[name='a']\n+ " TOP
	    "/client[name='a']/description = x\n");
	assert_false(alone);
	free(told);
	vg_tree_free(new);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows), cmocka_unit_test(test_from_nothing)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
