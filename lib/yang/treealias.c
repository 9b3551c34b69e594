/*
 * Other names of the tree's nodes.
 */
#include "lib/yang/treealias.h"

#include <libyang/libyang.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/yang/treeoperationcore.h"

#define THEIR_PATH "/ietf-alarms:alarms/control"
#define OUR_PATH "/vigie-collector:collector/alarm-control"

static const char their_module[] = "ietf-alarms", their_top[] = "alarms",
		  their_name[] = "control", our_name[] = "alarm-control";

enum { STEPS = 3 }; /* alarms, control, a leaf */

bool
vg_treealias_is(const char *name)
{
	return strcmp(name, their_top) == 0;
}

/* The child of 'node' called 'name' (all borrowed), or NULL. */
static struct lyd_node *
child_of(const struct lyd_node *node, const char *name)
{
	return (struct lyd_node *)(uintptr_t)vg_tree_child(
	    (const struct vg_node *)node, name);
}

/* --- errors -------------------------------------------------------------------------------- */

/* Writes 'text' with their path where ours stands. */
static void
rename_path(char *text, size_t size)
{
	char whole[VG_TREEOPERATION_PATH_SIZE + 64];
	char *at = strstr(text, OUR_PATH);

	if (!at)
		return;
	vg_text_format(whole, sizeof(whole), "%.*s" THEIR_PATH "%s", (int)(at - text),
	    text, at + strlen(OUR_PATH));
	vg_text_copy(text, size, whole);
}

static int
name_theirs(struct vg_treecontent *w, int code)
{
	if (code != VG_OK) {
		rename_path(w->error->path, sizeof(w->error->path));
		rename_path(w->detail->text, sizeof(w->detail->text));
	}
	return code;
}

/* --- one edit ------------------------------------------------------------------------------ */

static void
copy_attributes(const struct lyd_node *from, struct lyd_node *to)
{
	for (const struct lyd_meta *meta = from->meta; meta; meta = meta->next)
		(void)lyd_dup_meta_single(meta, to, NULL);
}

/* Copies the leaves of 'theirs' (NULL: none) below 'ours', with what is said of each. */
static int
copy_leaves(
    struct vg_treecontent *w, const struct lyd_node *theirs, struct lyd_node *ours)
{
	const struct lyd_node *leaf;

	LY_LIST_FOR(lyd_child(theirs), leaf)
	{
		struct lyd_node *made = NULL;
		if (!(leaf->schema->nodetype & LYD_NODE_TERM) ||
		    lyd_new_term(ours, NULL, LYD_NAME(leaf), lyd_get_value(leaf), 0,
			&made) != LY_SUCCESS)
			return vg_treecontent_refuse(w, VG_EINVAL, "invalid-value", leaf,
			    "it has no such value here");
		copy_attributes(leaf, made);
	}
	return VG_OK;
}

/* A new node of ours as an edit has it, below a top of its own, which the caller releases. */
static struct lyd_node *
make_ours(const struct lyd_node *top)
{
	struct lyd_node *alone = NULL, *made = NULL;

	if (lyd_dup_single(top, NULL, LYD_DUP_NO_META, &alone) != LY_SUCCESS)
		return NULL;
	if (lyd_new_inner(alone, NULL, our_name, 0, &made) != LY_SUCCESS)
		lyd_free_all(alone);
	return made;
}

int
vg_treealias_edit(struct vg_treecontent *w, struct lyd_node *top,
    const struct lyd_node *edit, enum vg_treeoperation by_default)
{
	enum vg_treeoperation operation = vg_treeoperation_said(edit, by_default);
	const struct lyd_node *theirs = child_of(edit, their_name);
	bool whole =
	    operation != VG_TREEOPERATION_MERGE && operation != VG_TREEOPERATION_NONE;
	struct lyd_node *ours;
	int code;

	if (!theirs && !whole)
		return VG_OK;
	ours = make_ours(top);
	if (!ours)
		return vg_treecontent_refuse(
		    w, VG_EINVAL, "bad-element", edit, "it has no place there");
	if (theirs)
		copy_attributes(theirs, ours);
	code = copy_leaves(w, theirs, ours);
	if (code == VG_OK)
		code = vg_treeoperation_node(
		    w, top, child_of(top, our_name), ours, operation);
	lyd_free_all((struct lyd_node *)lyd_parent(ours));
	return name_theirs(w, code);
}

/* --- what a path names --------------------------------------------------------------------- */

/* The schema of the last step; NULL, the error noted: nobody edits that. */
static const struct lysc_node *
find_schema(struct vg_treecontent *w, const struct vg_treeoperation_place *p)
{
	const struct lys_module *module =
	    ly_ctx_get_module_implemented(vg_context_ly(w->context), their_module);
	const struct lysc_node *schema = NULL;

	for (size_t i = 0; i < p->n_steps; i++) {
		schema = module && (i == 0 || schema)
		    ? lys_find_child(schema, module, p->steps[i].name, 0, 0, 0)
		    : NULL;
		if (!schema || p->steps[i].n_keys ||
		    !vg_treeoperation_is_of(&p->steps[i], their_module)) {
			vg_treecontent_refuse_at(w, VG_ENOENT, "unknown-element",
			    p->steps[i].name, "there is no such node");
			return NULL;
		}
		if (!(schema->flags & LYS_CONFIG_W)) {
			vg_treecontent_refuse_at(w, VG_EUNSUPPORTED,
			    "operation-not-supported", p->steps[i].name,
			    "it is no configuration here");
			return NULL;
		}
	}
	return schema;
}

/* What is there of the path; NULL: nothing. */
static struct lyd_node *
find_there(const struct lyd_node *top, const struct vg_treeoperation_place *p)
{
	struct lyd_node *node = child_of(top, our_name);

	if (node && p->n_steps == STEPS)
		node = child_of(node, p->steps[STEPS - 1].name);
	return vg_treeoperation_is_there(node) ? node : NULL;
}

static int
take_away(struct vg_treecontent *w, struct lyd_node *top,
    const struct vg_treeoperation_place *p)
{
	struct lyd_node *node = find_there(top, p);

	if (!node)
		return vg_treecontent_refuse_at(w, VG_ENOENT, "data-missing",
		    p->steps[p->n_steps - 1].name, "it is not there to be deleted");
	lyd_free_tree(node);
	return VG_OK;
}

/* The nodes from their top to the last of 'n' steps, alone; NULL of no steps. */
static struct lyd_node *
make_way(const struct vg_treecontent *w, size_t n)
{
	const struct lys_module *module =
	    ly_ctx_get_module_implemented(vg_context_ly(w->context), their_module);
	struct lyd_node *at = NULL;

	if (n && lyd_new_inner(NULL, module, their_top, 0, &at) != LY_SUCCESS)
		return NULL;
	if (n > 1)
		(void)lyd_new_inner(at, NULL, their_name, 0, &at);
	return at;
}

static const char *
word_of(enum vg_treeoperation operation)
{
	return operation == VG_TREEOPERATION_CREATE ? "create"
	    : operation == VG_TREEOPERATION_REPLACE ? "replace"
						    : "merge";
}

static struct lyd_node *
top_of(struct lyd_node *node)
{
	while (node && lyd_parent(node))
		node = (struct lyd_node *)lyd_parent(node);
	return node;
}

/* The body, read below 'way', is what 'schema' (NULL: any child) says. */
static int
edit_body(struct vg_treecontent *w, struct lyd_node *top, struct lyd_node *way,
    const struct lysc_node *schema, const struct vg_treeoperation_place *p,
    const char *content, enum vg_tree_format format, char *made)
{
	struct lyd_node *alone = NULL, *edit = NULL;
	int code = vg_treeoperation_body(w, way, content, format, &alone, &edit);

	if (code == VG_OK && (schema ? edit->schema != schema : !way))
		code = vg_treecontent_refuse(w, VG_EINVAL, "invalid-value", edit,
		    "the body is not what the path names");
	if (code == VG_OK &&
	    lyd_new_meta(LYD_CTX(edit), edit, NULL, "ietf-netconf:operation",
		word_of(p->operation), 0, NULL) != LY_SUCCESS)
		code = VG_EINVAL;
	if (code == VG_OK)
		code = vg_treealias_edit(w, top, top_of(edit), VG_TREEOPERATION_NONE);
	if (code == VG_OK)
		vg_tree_path(
		    (const struct vg_node *)edit, made, VG_TREEOPERATION_PATH_SIZE);
	vg_treeoperation_free_body(alone, edit);
	return code;
}

int
vg_treealias_at(struct vg_treecontent *w, struct lyd_node *top,
    const struct vg_treeoperation_place *p, const char *content,
    enum vg_tree_format format, bool *created, char made[VG_TREEOPERATION_PATH_SIZE])
{
	const bool is_post = p->operation == VG_TREEOPERATION_CREATE;
	const struct lysc_node *schema = find_schema(w, p);
	bool is_leaf = p->n_steps == STEPS;

	if (!schema)
		return w->detail->code;
	*created = is_post || (is_leaf && !find_there(top, p));
	if (p->operation == VG_TREEOPERATION_DELETE)
		return take_away(w, top, p);
	if (is_leaf && *created && p->operation == VG_TREEOPERATION_MERGE)
		return vg_treecontent_refuse_at(w, VG_ENOENT, "data-missing",
		    p->steps[p->n_steps - 1].name, "there is no such node");
	if (is_leaf && is_post)
		return vg_treecontent_refuse_at(w, VG_EINVAL, "invalid-value",
		    p->steps[p->n_steps - 1].name, "there is nothing below a leaf");
	struct lyd_node *way = make_way(w, is_post ? p->n_steps : p->n_steps - 1);
	int code =
	    edit_body(w, top, way, is_post ? NULL : schema, p, content, format, made);
	lyd_free_all(top_of(way));
	return code;
}
