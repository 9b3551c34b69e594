/*
 * Looking up, cutting, printing.
 */
#include "lib/rest/restfind.h"

#include <libyang/libyang.h>
#include <stdbool.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/yang/xmltag.h"

/* The node's value, "" for what has none. */
static const char *
value_of(const struct lyd_node *node)
{
	const char *value = lyd_get_value(node);

	return value ? value : "";
}

/* Whether the entry's keys (or the leaf-list's value) are those of 'step'. */
static bool
has_keys(const struct lyd_node *node, const struct vg_restpath_step *step)
{
	const struct lyd_node *key = lyd_child(node);

	if (node->schema->nodetype == LYS_LEAFLIST)
		return strcmp(value_of(node), step->keys[0]) == 0;
	for (size_t i = 0; i < step->n_keys; i++, key = key->next) {
		if (!key || strcmp(value_of(key), step->keys[i]) != 0)
			return false;
	}
	return true;
}

static size_t
count_keys(const struct lysc_node *list)
{
	size_t n = 0;

	if (list->nodetype == LYS_LEAFLIST)
		return 1;
	if (list->nodetype != LYS_LIST)
		return 0;
	for (const struct lysc_node *key = lysc_node_child(list); key && lysc_is_key(key);
	     key = key->next)
		n++;
	return n;
}

/* Finds the child that 'step' names. */
static int
find_child(struct lyd_node *parent, const struct vg_restpath_step *step,
    struct lyd_node **found, struct vg_detail *detail)
{
	const struct lys_module *module = parent->schema->module;
	const struct lysc_node *schema;
	struct lyd_node *child;

	if (step->module[0] && strcmp(step->module, module->name) != 0)
		return vg_detail_set(detail, VG_ENOENT, "no module '%s' below %s",
		    step->module, module->name);
	schema = lys_find_child(parent->schema, module, step->name, 0, 0, 0);
	if (!schema)
		return vg_detail_set(detail, VG_ENOENT, "no node '%s' below '%s'",
		    step->name, parent->schema->name);
	if (count_keys(schema) != step->n_keys)
		return vg_detail_set(detail, VG_EINVAL, "'%s' wants %zu keys, not %zu",
		    step->name, count_keys(schema), step->n_keys);
	LY_LIST_FOR(lyd_child_no_keys(parent), child)
	{
		if (child->schema == schema && (!step->n_keys || has_keys(child, step))) {
			*found = child;
			return VG_OK;
		}
	}
	/* A key leaf itself is asked for. */
	if (lyd_find_path(parent, step->name, 0, &child) == LY_SUCCESS && !step->n_keys) {
		*found = child;
		return VG_OK;
	}
	return vg_detail_set(detail, VG_ENOENT, "%s%s%s: not found", step->name,
	    step->n_keys ? " " : "", step->n_keys ? step->keys[0] : "");
}

int
vg_restfind_target(struct lyd_node *top, const struct vg_restpath *path,
    struct lyd_node **found, struct vg_detail *detail)
{
	struct lyd_node *at = top;

	if (path->steps[0].n_keys)
		return vg_detail_set(
		    detail, VG_EINVAL, "'%s' has no keys", path->steps[0].name);
	for (size_t i = 1; i < path->n_steps; i++) {
		int err;
		if (!(at->schema->nodetype & LYD_NODE_INNER))
			return vg_detail_set(
			    detail, VG_ENOENT, "nothing below '%s'", at->schema->name);
		err = find_child(at, &path->steps[i], &at, detail);
		if (err != VG_OK)
			return err;
	}
	*found = at;
	return VG_OK;
}

void
vg_restfind_prune(struct lyd_node *node, unsigned depth)
{
	struct lyd_node *child, *next;

	if (depth == 0 || !(node->schema->nodetype & LYD_NODE_INNER))
		return;
	LY_LIST_FOR_SAFE(lyd_child_no_keys(node), next, child)
	{
		if (depth == 1)
			lyd_free_tree(child);
		else
			vg_restfind_prune(child, depth - 1);
	}
}

/* Puts in what nobody set.  Of what is new and empty libyang believes that it is full already. */
static void
add_defaults(struct lyd_node *node)
{
	struct lyd_node *one;

	LYD_TREE_DFS_BEGIN(node, one)
	{
		one->flags &= ~(uint32_t)LYD_NEW;
		LYD_TREE_DFS_END(node, one);
	}
	(void)lyd_new_implicit_tree(node, 0, NULL);
}

char *
vg_restfind_print(struct lyd_node *node, bool xml, enum vg_restpath_defaults defaults)
{
	static const uint32_t printed[] = {[VG_RESTPATH_EXPLICIT] = LYD_PRINT_WD_EXPLICIT,
	    [VG_RESTPATH_TRIM] = LYD_PRINT_WD_TRIM,
	    [VG_RESTPATH_REPORT_ALL] = LYD_PRINT_WD_ALL,
	    [VG_RESTPATH_REPORT_TAGGED] = LYD_PRINT_WD_ALL_TAG};
	char *text = NULL;

	if (defaults >= VG_RESTPATH_REPORT_ALL)
		add_defaults(node);
	if (lyd_print_mem(&text, node, xml ? LYD_XML : LYD_JSON,
		LYD_PRINT_SHRINK | LYD_PRINT_KEEPEMPTYCONT | printed[defaults]) !=
	    LY_SUCCESS)
		return vg_mem_text(xml ? "" : "{}");
	if (xml && defaults == VG_RESTPATH_REPORT_TAGGED)
		vg_xmltag_rename(text);
	return text;
}
