/*
 * Small changes of a tree over libyang.
 */
#include "lib/yang/treeedit.h"

#include <libyang/libyang.h>
#include <stdint.h>
#include <string.h>

#include "lib/base/error.h"

/* Nodes of trees are given out as constant ones; whoever holds the tree may change it. */
static struct lyd_node *
node_of(const struct vg_node *node)
{
	return (struct lyd_node *)(uintptr_t)node;
}

static struct lyd_node *
entry_node(struct vg_treeedit_entry *entry)
{
	return (struct lyd_node *)(void *)entry;
}

int
vg_treeedit_entry(struct vg_tree *tree, const char *list, const char *key,
    struct vg_treeedit_entry **entry, struct vg_detail *detail)
{
	struct lyd_node *top = node_of(vg_tree_top(tree));
	struct lyd_node *found = node_of(vg_tree_entry(vg_tree_top(tree), list, key));

	if (!found && lyd_new_list(top, NULL, list, 0, &found, key) != LY_SUCCESS)
		return vg_context_error(vg_tree_context(tree), list, NULL, detail);
	*entry = (struct vg_treeedit_entry *)(void *)found;
	return VG_OK;
}

bool
vg_treeedit_drop(struct vg_tree *tree, const char *list, const char *key)
{
	struct lyd_node *found = node_of(vg_tree_entry(vg_tree_top(tree), list, key));

	lyd_free_tree(found);
	return found != NULL;
}

void
vg_treeedit_clear(struct vg_treeedit_entry *entry, const char *name)
{
	struct lyd_node *leaf, *next;

	LY_LIST_FOR_SAFE(lyd_child(entry_node(entry)), next, leaf)
	{
		if (strcmp(leaf->schema->name, name) == 0)
			lyd_free_tree(leaf);
	}
}

int
vg_treeedit_put(struct vg_treeedit_entry *entry, const char *name, const char *value,
    bool add, struct vg_detail *detail)
{
	struct lyd_node *node = entry_node(entry), *leaf = NULL;

	if (!add)
		vg_treeedit_clear(entry, name);
	if (lyd_new_term(node, NULL, name, value, 0, &leaf) == LY_SUCCESS)
		return VG_OK;
	return vg_detail_set(detail, VG_EINVAL, "%s: '%.128s' is none: %s", name, value,
	    ly_errmsg(LYD_CTX(node)) ? ly_errmsg(LYD_CTX(node)) : "refused");
}
