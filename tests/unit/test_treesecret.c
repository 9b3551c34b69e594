/*
 * No leaf of any tree takes a secret; what looks like one in a text is told.
 */
#include "tests/unit/contextbench.h"

#include <string.h>

#include "lib/yang/treesecret.h"

static void
test_no_leaf_takes_one(void **state)
{
	static const char *const tops[] = {
	    VG_TREE_AGENT, VG_TREE_COLLECTOR, VG_TREE_CALENDARS};
	char path[512];

	(void)state;
	for (size_t i = 0; i < sizeof(tops) / sizeof(tops[0]); i++) {
		if (vg_treesecret_leaf(context, tops[i], 0, path, sizeof(path)))
			fail_msg("%s takes a secret", path);
	}
}

static void
test_values(void **state)
{
	static const struct {
		const char *text;
		bool looks;
	} rows[] = {{"community: public", true}, {"Password = x1", true},
	    {"auth:abcdefgh priv:ijklmnop", true}, {"-----BEGIN PRIVATE KEY-----", true},
	    {"mot de passe : azerty", true}, {"token=abc", true},
	    {"the community of Lyon", false}, {"password:", false}, {"lyon-2", false},
	    {"authPriv", false}, {"ask for the secret", false}, {"", false}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (vg_treesecret_looks(rows[i].text) != rows[i].looks)
			fail_msg("%s", rows[i].text);
	}
}

static void
on_one(const char *path, const char *text, void *cookie)
{
	(void)text;
	snprintf(cookie, 128, "%s", path);
}

static void
test_a_tree(void **state)
{
	static const char text[] =
	    "{\"vigie-collector:collector\":{\"name\":\"noc\",\"client\":[{\"name\":\"a\","
	    "\"description\":\"router, community: s3cret\"},{\"name\":\"b\"}]}}";
	struct vg_tree *tree = NULL;
	struct vg_detail detail;
	char path[128] = "";

	(void)state;
	assert_int_equal(
	    vg_tree_parse_draft(context, text, "tree", VG_TREE_COLLECTOR, &tree, &detail),
	    VG_OK);
	assert_int_equal(vg_treesecret_run(tree, on_one, path), 1);
	assert_string_equal(
	    path, "/vigie-collector:collector/client[name='a']/description");
	vg_tree_free(tree);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_no_leaf_takes_one),
	    cmocka_unit_test(test_values), cmocka_unit_test(test_a_tree)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
