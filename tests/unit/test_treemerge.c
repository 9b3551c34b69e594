/*
 * Two changes of one tree: what goes together, and what is told as a conflict.
 */
#include "tests/unit/treebench.h"

#include <stdlib.h>
#include <string.h>

#include "lib/yang/treemerge.h"

#define TREE(inner) "{\"vigie-collector:collector\":{\"name\":\"noc\"" inner "}}"
#define A "{\"name\":\"a\"}"
#define A_SAYS(text) "{\"name\":\"a\",\"description\":\"" text "\"}"
#define B "{\"name\":\"b\"}"
#define C "{\"name\":\"c\"}"
#define CLIENTS(...) ",\"client\":[" __VA_ARGS__ "]"
#define RULES(...) ",\"case-rule\":[" __VA_ARGS__ "]"
#define YEARS(n) ",\"retention\":{\"claims-years\":" n "}"

struct row {
	const char *what, *base, *mine, *theirs;
	const char *merged;   /* NULL: a conflict */
	const char *conflict; /* what is told of it */
};

static const struct row rows[] = {
    {"different entries", TREE(CLIENTS(A)), TREE(CLIENTS(A "," B)),
	TREE(CLIENTS(A "," C)), TREE(CLIENTS(A "," C "," B)), NULL},
    {"only mine", TREE(CLIENTS(A)), TREE(CLIENTS(B)), TREE(CLIENTS(A)), TREE(CLIENTS(B)),
	NULL},
    {"only theirs", TREE(CLIENTS(A)), TREE(CLIENTS(A)), TREE(CLIENTS(B)),
	TREE(CLIENTS(B)), NULL},
    {"an entry and a leaf", TREE(CLIENTS(A)), TREE(CLIENTS(A_SAYS("x"))),
	TREE(CLIENTS(A "," B)), TREE(CLIENTS(A_SAYS("x") "," B)), NULL},
    {"both the same", TREE(CLIENTS(A)), TREE(CLIENTS(A_SAYS("x"))),
	TREE(CLIENTS(A_SAYS("x"))), TREE(CLIENTS(A_SAYS("x"))), NULL},
    {"both make the same entry", TREE(CLIENTS(A)), TREE(CLIENTS(A "," B)),
	TREE(CLIENTS(A "," B)), TREE(CLIENTS(A "," B)), NULL},
    {"both take the same away", TREE(CLIENTS(A "," B)), TREE(CLIENTS(A)),
	TREE(CLIENTS(A)), TREE(CLIENTS(A)), NULL},
    {"a leaf made twice", TREE(CLIENTS(A)), TREE(CLIENTS(A_SAYS("x"))),
	TREE(CLIENTS(A_SAYS("y"))), NULL, "/client[name='a']/description\n"},
    {"a leaf changed twice", TREE(CLIENTS(A_SAYS("w"))), TREE(CLIENTS(A_SAYS("x"))),
	TREE(CLIENTS(A_SAYS("y"))), NULL, "/client[name='a']/description\n"},
    {"changed and taken away", TREE(CLIENTS(A_SAYS("w"))), TREE(CLIENTS(A_SAYS("x"))),
	TREE(CLIENTS(A)), NULL, "/client[name='a']/description\n"},
    {"in what they took away", TREE(CLIENTS(A "," B)), TREE(CLIENTS(A_SAYS("x") "," B)),
	TREE(CLIENTS(B)), NULL, "/client[name='a']\n"},
    {"they in what I took away", TREE(CLIENTS(A "," B)), TREE(CLIENTS(B)),
	TREE(CLIENTS(A_SAYS("x") "," B)), NULL, "/client[name='a']\n"},
    {"entries that differ", TREE(CLIENTS(A)), TREE(CLIENTS(A ",{\"name\":\"b\"}")),
	TREE(CLIENTS(A ",{\"name\":\"b\",\"description\":\"x\"}")), NULL,
	"/client[name='b']\n"},
    {"two conflicts", TREE(CLIENTS(A) YEARS("3")), TREE(CLIENTS(A_SAYS("x")) YEARS("4")),
	TREE(CLIENTS(A_SAYS("y")) YEARS("5")), NULL, "/retention/claims-years\n"},
    {"a container that was not there", TREE(""), TREE(YEARS("4")), TREE(CLIENTS(A)),
	TREE(CLIENTS(A) YEARS("4")), NULL},
    {"an ordered list, in other places", TREE(RULES(A "," B)), TREE(RULES(C "," A "," B)),
	TREE(RULES(A_SAYS("x") "," B)), TREE(RULES(C "," A_SAYS("x") "," B)), NULL},
};

static void
check(const struct row *row)
{
	struct vg_tree *base = draft(row->base), *mine = draft(row->mine);
	struct vg_tree *theirs = draft(row->theirs), *merged = NULL;
	struct vg_buf paths;

	vg_buf_init(&paths, 0);
	int code = vg_treemerge_run(base, mine, theirs, &merged, &paths);
	if (code != (row->merged ? VG_OK : VG_ECONFLICT))
		fail_msg("%s: %d, %s", row->what, code, vg_buf_text(&paths));
	if (row->conflict && !strstr(vg_buf_text(&paths), row->conflict))
		fail_msg("%s: %s", row->what, vg_buf_text(&paths));
	if (row->merged) {
		struct vg_tree *wanted = draft(row->merged);
		char *is = printed(merged), *should = printed(wanted);
		if (strcmp(is, should) != 0)
			fail_msg("%s: %s", row->what, is);
		free(is);
		free(should);
		vg_tree_free(wanted);
	}
	vg_buf_fini(&paths);
	vg_tree_free(merged);
	vg_tree_free(theirs);
	vg_tree_free(mine);
	vg_tree_free(base);
}

static void
test_merge(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_merge)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
