/*
 * The candidate that is kept as nodes: what comes of it is what comes of its text, and what was
 * judged, or differs by leaves that stand for themselves, is not judged again.
 */
#include "tests/unit/deskbench.h"

#include <dlfcn.h>
#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/record/deskdraft.h"
#include "collector/desk/record/deskrevision.h"
#include "collector/desk/tree/deskcommit.h"
#include "collector/desk/tree/desktreenow.h"

#define NOW INT64_C(1783560540000000)
#define SERIAL(serial) "{\"device\":[{\"name\":\"ne-7\",\"serial\":\"" serial "\"}]}"
#define NEW_DEVICE(name)                                                                 \
	"{\"device\":[{\"name\":\"" name                                                 \
	"\",\"site\":\"lyon-2\",\"supplier\":\"allot\"}]}"
#define NO_SITE                                                                          \
	"{\"device\":[{\"name\":\"ne-9\",\"site\":\"nowhere\",\"supplier\":\"allot\"}]}"

static const struct vg_actor anna = {"anna", NULL, "test", VG_ROLE_ADMIN};
static const struct vg_deskcandidate_who who = {&anna, ""};
static unsigned n_judged;

LY_ERR
lyd_validate_all(struct lyd_node **tree, const struct ly_ctx *ctx, uint32_t options,
    struct lyd_node **diff)
{
	LY_ERR(*real)
	(struct lyd_node **, const struct ly_ctx *, uint32_t, struct lyd_node **);

	*(void **)&real = dlsym(RTLD_NEXT, "lyd_validate_all");
	n_judged++;
	return real(tree, ctx, options, diff);
}

/* The tree of the plays, and somebody who may change it. */
static int
open_desk(void **state)
{
	static const char users[] = "\"user\": [";
	const struct vg_tree *now;
	struct vg_detail detail = {0};
	struct vg_buf tree, text;

	(void)state;
	vg_buf_init(&tree, 0);
	vg_buf_init(&text, 0);
	if (vg_file_read("tests/play/two-agents.json", &tree, &detail) != VG_OK)
		return -1;
	char *at = strstr(vg_buf_text(&tree), users);
	if (!at)
		return -1;
	vg_buf_add(&text, tree.data, (size_t)(at - vg_buf_text(&tree)) + strlen(users));
	vg_buf_add_text(&text, "{\"name\": \"anna\", \"role\": \"admin\"},");
	vg_buf_add_text(&text, at + strlen(users));
	int code =
	    begin_desk(":memory:", vg_buf_text(&text), false, (struct vg_wall){NOW});
	vg_buf_fini(&tree);
	vg_buf_fini(&text);
	if (code != VG_OK)
		return -1;
	vg_desk_set_context(desk, context);
	if (vg_desktreenow_get(desk, &now, &detail) != VG_OK)
		return -1;
	n_judged = 0;
	return 0;
}

static int
close_desk(void **state)
{
	(void)state;
	vg_desk_close(desk);
	return 0;
}

static int
edit(
    enum vg_deskcandidate_store store, enum vg_deskcandidate_test test, const char *inner)
{
	struct vg_deskcandidate_edited edited;
	struct vg_treeoperation_error error;
	struct vg_detail detail = {0};
	char content[320];

	snprintf(content, sizeof(content), "{\"vigie-collector:collector\":%s}", inner);
	const struct vg_deskcandidate_edit asked = {.store = store,
	    .test = test,
	    .by_default = VG_TREEOPERATION_MERGE,
	    .format = VG_TREE_JSON,
	    .content = content};
	return vg_deskcandidate_edit(
	    desk, &who, &asked, (struct vg_wall){NOW}, &edited, &error, &detail);
}

static int
propose(enum vg_deskcandidate_test test, const char *inner)
{
	return edit(VG_DESKCANDIDATE_CANDIDATE, test, inner);
}

/* Gives what it changed; the caller frees it.  NULL: it was refused. */
static char *
commit(void)
{
	const struct vg_deskcommit asked = {
	    .comment = "", .persist = "", .persist_id = ""};
	struct vg_desktree_outcome outcome = {0};
	struct vg_treeoperation_error error;
	struct vg_detail detail = {0};

	return vg_deskcommit_run(desk, &who, &asked, (struct vg_wall){NOW}, &outcome,
		   &error, &detail) == VG_OK
	    ? outcome.changes
	    : NULL;
}

static void
commits(const char *const *expected, size_t n)
{
	char *changes = commit();

	assert_non_null(changes);
	for (size_t i = 0; i < n; i++) {
		if (!strstr(changes, expected[i]))
			fail_msg("%s: not in %s", expected[i], changes);
	}
	size_t lines = 0;
	for (const char *c = changes; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, n);
	free(changes);
}

/* Whether it is taken from memory or read from the store. */
static void
it_is_the_same_as_its_text(void **state)
{
	char *made[2], *changed[2];

	(void)state;
	assert_int_equal(
	    edit(VG_DESKCANDIDATE_RUNNING, VG_DESKCANDIDATE_SET, SERIAL("one")), VG_OK);
	for (int read = 0; read < 2; read++) {
		const char *serial = read ? "six" : "two";
		assert_int_equal(
		    propose(VG_DESKCANDIDATE_SET, read ? SERIAL("six") : SERIAL("two")),
		    VG_OK);
		assert_int_equal(propose(VG_DESKCANDIDATE_TEST_THEN_SET,
				     read ? NEW_DEVICE("new-b") : NEW_DEVICE("new-a")),
		    VG_OK);
		assert_non_null(desk->draft);
		if (read)
			vg_deskdraft_forget(desk);
		changed[read] = commit();
		assert_non_null(changed[read]);
		assert_null(desk->draft);
		made[read] = vg_deskrevision_content(desk, desk->revision);
		assert_non_null(strstr(made[read], serial));
	}
	assert_int_equal(strlen(changed[0]), strlen(changed[1]));
	assert_non_null(strstr(made[1], "new-a"));
	assert_non_null(strstr(made[1], "new-b"));
	for (int i = 0; i < 2; i++) {
		free(made[i]);
		free(changed[i]);
	}
}

static void
what_was_judged_is_not_judged_again(void **state)
{
	(void)state;
	assert_int_equal(
	    propose(VG_DESKCANDIDATE_TEST_THEN_SET, NEW_DEVICE("new-a")), VG_OK);
	assert_int_equal(n_judged, 1);
	char *changes = commit();
	assert_non_null(changes);
	assert_non_null(strstr(changes, "new-a"));
	free(changes);
	assert_int_equal(n_judged, 1);
}

/* A leaf that no other depends on: of the candidate as of the tree in force. */
static void
a_leaf_alone_is_no_tree_to_be_judged(void **state)
{
	static const char *const expected[] = {"/serial = alone"};

	(void)state;
	assert_int_equal(propose(VG_DESKCANDIDATE_TEST_THEN_SET, SERIAL("alone")), VG_OK);
	assert_int_equal(propose(VG_DESKCANDIDATE_TEST_ONLY, SERIAL("tried")), VG_OK);
	assert_int_equal(n_judged, 0);
	commits(expected, 1);
	assert_int_equal(n_judged, 0);
}

/* What was not tested is tested by the commit; what was refused is not kept. */
static void
what_is_wrong_is_never_in_force(void **state)
{
	(void)state;
	assert_int_equal(propose(VG_DESKCANDIDATE_SET, NO_SITE), VG_OK);
	assert_null(commit());
	assert_null(commit());
	assert_int_not_equal(propose(VG_DESKCANDIDATE_TEST_THEN_SET, SERIAL("x")), VG_OK);
	assert_null(commit());
	bool was;
	struct vg_detail detail;
	assert_int_equal(
	    vg_deskcandidate_discard(desk, &who, (struct vg_wall){NOW}, &was, &detail),
	    VG_OK);
	assert_true(was);
	assert_null(desk->draft);
	commits(NULL, 0);
}

/* The tree in force, or the text, became another meanwhile. */
static void
what_is_kept_of_another_is_not_it(void **state)
{
	static const char *const text[] = {"two -> three"};

	(void)state;
	assert_int_equal(
	    propose(VG_DESKCANDIDATE_TEST_THEN_SET, NEW_DEVICE("new-a")), VG_OK);
	assert_int_equal(
	    edit(VG_DESKCANDIDATE_RUNNING, VG_DESKCANDIDATE_SET, SERIAL("two")), VG_OK);
	char *changes = commit();
	assert_non_null(changes);
	assert_non_null(strstr(changes, "new-a"));
	assert_null(strstr(changes, "serial"));
	free(changes);
	char *content = vg_deskrevision_content(desk, desk->revision);
	assert_non_null(strstr(content, "\"two\""));
	assert_non_null(strstr(content, "new-a"));
	free(content);

	assert_int_equal(propose(VG_DESKCANDIDATE_SET, SERIAL("seven")), VG_OK);
	run_at(desk->db,
	    "UPDATE candidate SET content = replace(content, 'seven', 'three')");
	commits(text, 1);
}

int
main(void)
{
#define OF(f) cmocka_unit_test_setup_teardown(f, open_desk, close_desk)
	const struct CMUnitTest tests[] = {
	    OF(it_is_the_same_as_its_text),
	    OF(what_was_judged_is_not_judged_again),
	    OF(a_leaf_alone_is_no_tree_to_be_judged),
	    OF(what_is_wrong_is_never_in_force),
	    OF(what_is_kept_of_another_is_not_it),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
