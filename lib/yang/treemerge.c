/*
 * Merging of trees over libyang's diff.
 */
#include "lib/yang/treemerge.h"

#include <libyang/libyang.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/yang/treecontent.h"

static struct lyd_node *
root_of(const struct vg_tree *tree)
{
	return (struct lyd_node *)(uintptr_t)vg_tree_top(tree);
}

/* What the diff does with 'node' itself; without a word of its own, what is done above. */
static const char *
done_with(const struct lyd_node *node, const char *above)
{
	const struct lyd_meta *meta = lyd_find_meta(node->meta, NULL, "yang:operation");

	return meta ? lyd_get_meta_value(meta) : above;
}

static bool
is_same(const struct lyd_node *one, const struct lyd_node *other)
{
	return lyd_compare_single(one, other, LYD_COMPARE_FULL_RECURSION) == LY_SUCCESS;
}

/* Appends the paths that both diffs touch; how many. */
static size_t
find_conflicts(const struct lyd_node *mine, const char *above_mine,
    const struct lyd_node *theirs, const char *above_theirs, struct vg_buf *paths)
{
	char path[512];
	size_t n = 0;

	for (; mine; mine = mine->next) {
		struct lyd_node *other = vg_treecontent_find(theirs, mine);
		if (lysc_is_key(mine->schema) || !other)
			continue;
		const char *a = done_with(mine, above_mine);
		const char *b = done_with(other, above_theirs);
		if (strcmp(a, "none") == 0 && strcmp(b, "none") == 0) {
			n += find_conflicts(
			    lyd_child(mine), a, lyd_child(other), b, paths);
		} else if (strcmp(a, b) != 0 || !is_same(mine, other)) {
			vg_tree_path((const struct vg_node *)mine, path, sizeof(path));
			vg_buf_addf(paths, "%s\n", path);
			n++;
		}
	}
	return n;
}

/* Whether the diff holds nothing but the way to what is no more in it. */
static bool
is_hollow(const struct lyd_node *node, const char *done)
{
	const struct lyd_node *child;

	if (strcmp(done, "none") != 0)
		return false;
	LY_LIST_FOR(lyd_child(node), child)
	{
		if (!lysc_is_key(child->schema))
			return false;
	}
	return true;
}

/* What both did alike is not done twice. */
static void
drop_same(struct lyd_node **all, struct lyd_node *mine, const char *above_mine,
    const struct lyd_node *theirs, const char *above_theirs)
{
	struct lyd_node *next;

	for (; mine; mine = next) {
		struct lyd_node *other = vg_treecontent_find(theirs, mine);
		next = mine->next;
		if (lysc_is_key(mine->schema) || !other)
			continue;
		const char *a = done_with(mine, above_mine);
		const char *b = done_with(other, above_theirs);
		bool way = strcmp(a, "none") == 0 && strcmp(b, "none") == 0;
		if (way)
			drop_same(all, lyd_child(mine), a, lyd_child(other), b);
		if (way && !is_hollow(mine, a))
			continue;
		if (*all == mine)
			*all = next;
		lyd_free_tree(mine);
	}
}

int
vg_treemerge_run(const struct vg_tree *base, const struct vg_tree *mine,
    const struct vg_tree *theirs, struct vg_tree **merged, struct vg_buf *paths)
{
	struct lyd_node *ours = NULL, *others = NULL, *root;
	int code = VG_OK;

	*merged = NULL;
	if (lyd_diff_siblings(root_of(base), root_of(mine), 0, &ours) != LY_SUCCESS ||
	    lyd_diff_siblings(root_of(base), root_of(theirs), 0, &others) != LY_SUCCESS) {
		vg_buf_add_text(paths, "/\n");
		code = VG_ECONFLICT;
	}
	if (code == VG_OK && find_conflicts(ours, "none", others, "none", paths) > 0)
		code = VG_ECONFLICT;
	if (code == VG_OK) {
		drop_same(&ours, ours, "none", others, "none");
		*merged = vg_tree_copy(theirs);
		if (!*merged)
			code = VG_ECONFLICT;
	}
	if (code == VG_OK) {
		root = root_of(*merged);
		/* A default would stand beside what the change makes. */
		vg_treecontent_drop_defaults(root);
		/* The order of a list that both moved about. */
		if (ours &&
		    (lyd_diff_apply_all(&root, ours) != LY_SUCCESS ||
			root != root_of(*merged))) {
			vg_buf_add_text(paths, "/\n");
			code = VG_ECONFLICT;
		}
	}
	if (code != VG_OK) {
		vg_tree_free(*merged);
		*merged = NULL;
	}
	lyd_free_all(ours);
	lyd_free_all(others);
	return code;
}
