/*
 * The tree's resource and its operation.
 */
#include "collector/api/apitree.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskread.h"
#include "collector/desk/desktree.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

struct vg_apitree {
	const struct vg_context *context; /* borrowed, as all here */
	struct vg_desk *desk;
	vg_api_changed_cb changed;
	void *cookie;
};

static void
put_revision(const struct vg_revision_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	char number[24];
	const char *key = number;

	vg_text_format(number, sizeof(number), "%lld", (long long)view->number);
	vg_restdata_entry(data, "revision", &key, 1);
	vg_restdata_time(data, "at", view->at);
	vg_restdata_text(data, "who", view->who);
	vg_restdata_text(data, "door", view->door);
	vg_restdata_text(data, "sha256", view->sha256);
	vg_restdata_text(data, "changes", view->changes);
	vg_restdata_out(data);
}

/* Whether the path asks for 'step' below the top, or for all. */
static bool
wants(const struct vg_rest_ask *ask, const char *step)
{
	return ask->path->n_steps < 2 || strcmp(ask->path->steps[1].name, step) == 0;
}

static int
get_tree(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;

	vg_restdata_int(data, "revision", vg_desktree_revision(tree->desk));
	if (wants(ask, "content")) {
		int err = vg_deskread_check(tree->desk, ask->caller->user,
		    (enum vg_role)ask->caller->role, detail);
		if (err != VG_OK)
			return err;
		char *content = vg_desk_last_tree(tree->desk);
		vg_restdata_text(data, "content", content);
		free(content);
	}
	if (!wants(ask, "history"))
		return VG_OK;
	vg_restdata_into(data, "history");
	int code = vg_desktree_history(tree->desk, put_revision, data);
	vg_restdata_out(data);
	return code;
}

static int
run_load(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie)
{
	struct vg_apitree *tree = cookie;
	const struct vg_actor actor = {.user = caller->user,
	    .proxy = caller->through[0] ? caller->through : NULL,
	    .door = caller->session ? "netconf" : "socket",
	    .role = (enum vg_role)caller->role};
	const struct vg_desktree_load load = {
	    .content = vg_tree_text(input, "content", ""),
	    .dry_run = vg_tree_bool(input, "dry-run", false),
	    .if_revision = vg_tree_int(input, "if-revision", 0)};
	struct vg_desktree_outcome outcome;
	int code = vg_desktree_load(
	    tree->desk, tree->context, &actor, &load, vg_clock_wall(), &outcome, detail);

	if (tree->changed)
		tree->changed(tree->cookie);
	if (code != VG_OK)
		return code;
	vg_restdata_int(output, "revision", outcome.revision);
	vg_restdata_bool(output, "changed", outcome.changed);
	vg_restdata_text(output, "changes", outcome.changes);
	free(outcome.changes);
	return VG_OK;
}

struct vg_apitree *
vg_apitree_new(struct vg_rest *rest, const struct vg_context *context,
    struct vg_desk *desk, vg_api_changed_cb cb, void *cookie)
{
	struct vg_apitree *tree = vg_mem_zero(sizeof(*tree));

	*tree = (struct vg_apitree){context, desk, cb, cookie};
	vg_rest_add_data(rest, "vigie-tree:tree", get_tree, tree);
	vg_rest_add_operation(rest, "vigie-tree:tree-load", run_load, tree);
	return tree;
}

void
vg_apitree_free(struct vg_apitree *tree)
{
	free(tree);
}
