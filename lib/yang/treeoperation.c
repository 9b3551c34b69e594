/*
 * NETCONF's edits over libyang.
 *
 * libyang's own diff knows only its yang:operation, so the operations of ietf-netconf are carried
 * out here, node by node.  The content is parsed with PARSE_ONLY and STRICT: names, types and keys
 * are right then.
 */
#include "lib/yang/treeoperation.h"

#include <libyang/libyang.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/yang/treealias.h"
#include "lib/yang/treeinsert.h"
#include "lib/yang/treeoperationcore.h"

enum { NAME_SIZE = 65 };

static const char *const names[] = {
    "none", "merge", "replace", "create", "delete", "remove"};

int
vg_treeoperation_named(const char *name, enum vg_treeoperation *operation)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], name) == 0) {
			*operation = (enum vg_treeoperation)i;
			return VG_OK;
		}
	}
	return VG_EINVAL;
}

/* Nodes of trees are given out as constant ones; whoever holds the tree may change it. */
static struct lyd_node *
node_of(const struct vg_node *node)
{
	return (struct lyd_node *)(uintptr_t)node;
}

/* --- what an edit says of a node ------------------------------------------------------------ */

const char *
vg_treeoperation_meta(const struct lyd_node *node, const char *name)
{
	const struct lyd_meta *meta = lyd_find_meta(node->meta, NULL, name);

	return meta ? lyd_get_meta_value(meta) : NULL;
}

enum vg_treeoperation
vg_treeoperation_said(const struct lyd_node *edit, enum vg_treeoperation inherited)
{
	const char *said = vg_treeoperation_meta(edit, "ietf-netconf:operation");
	enum vg_treeoperation operation = inherited;

	if (said)
		(void)vg_treeoperation_named(said, &operation);
	return operation;
}

static bool
is_plain_container(const struct lyd_node *node)
{
	return node->schema->nodetype == LYS_CONTAINER &&
	    !(node->schema->flags & LYS_PRESENCE);
}

/* A default that nobody wrote is not there, nor is a container that holds nothing. */
bool
vg_treeoperation_is_there(const struct lyd_node *node)
{
	const struct lyd_node *child;

	if (!node || (node->flags & LYD_DEFAULT))
		return false;
	if (!is_plain_container(node))
		return true;
	LY_LIST_FOR(lyd_child(node), child)
	{
		if (vg_treeoperation_is_there(child))
			return true;
	}
	return false;
}

/* --- choices ---------------------------------------------------------------------------------- */

/* Whether 'schema' stands in 'choice', in another case than 'own'. */
static bool
in_other_case(const struct lysc_node *schema, const struct lysc_node *choice,
    const struct lysc_node *own)
{
	const struct lysc_node *below = schema;

	for (schema = schema->parent; schema; schema = schema->parent) {
		if (schema == choice)
			return below != own;
		if (!(schema->nodetype & (LYS_CASE | LYS_CHOICE)))
			return false;
		below = schema;
	}
	return false;
}

/* RFC 7950 section 7.9: one case of a choice ends the others. */
static void
drop_other_cases(struct lyd_node *parent, const struct lyd_node *edit)
{
	const struct lysc_node *own = edit->schema->parent;
	struct lyd_node *child, *next;

	for (; own && (own->nodetype & (LYS_CASE | LYS_CHOICE)); own = own->parent) {
		if (own->nodetype != LYS_CASE)
			continue;
		LY_LIST_FOR_SAFE(lyd_child(parent), next, child)
		{
			if (in_other_case(child->schema, own->parent, own))
				lyd_free_tree(child);
		}
	}
}

/* --- one node --------------------------------------------------------------------------------- */

static int
apply_children(struct vg_treecontent *w, struct lyd_node *node,
    const struct lyd_node *edit, enum vg_treeoperation operation)
{
	const struct lyd_node *child;
	int code = VG_OK;

	LY_LIST_FOR(lyd_child(edit), child)
	{
		if (lysc_is_key(child->schema))
			continue;
		code = vg_treeoperation_node(w, node,
		    vg_treecontent_find(lyd_child(node), child), child, operation);
		if (code != VG_OK)
			break;
	}
	return code;
}

/* What the scanner cut out: "-address ~serial". */
static int
drop_named(struct vg_treecontent *w, struct lyd_node *node, const struct lyd_node *edit)
{
	const char *said = vg_treeoperation_meta(edit, "yang:orig-value");
	char name[NAME_SIZE], path[VG_TREEOPERATION_PATH_SIZE];

	for (const char *at = said ? said : ""; *at;) {
		size_t size = strcspn(at, " ");
		vg_text_format(name, sizeof(name), "%.*s", (int)size - 1, at + 1);
		struct lyd_node *leaf =
		    node_of(vg_tree_child((const struct vg_node *)node, name));
		if (*at == '-' && !vg_treeoperation_is_there(leaf)) {
			vg_tree_path((const struct vg_node *)edit, path, sizeof(path));
			size_t used = strlen(path);
			vg_text_format(path + used, sizeof(path) - used, "/%s", name);
			return vg_treecontent_refuse_at(w, VG_ENOENT, "data-missing",
			    path, "it is not there to be deleted");
		}
		lyd_free_tree(leaf);
		at += size + (at[size] == ' ');
	}
	return VG_OK;
}

/* All but keys goes. */
static void
empty(struct lyd_node *node)
{
	struct lyd_node *child, *next;

	LY_LIST_FOR_SAFE(lyd_child(node), next, child)
	{
		if (!lysc_is_key(child->schema))
			lyd_free_tree(child);
	}
}

static int
take_away(struct vg_treecontent *w, struct lyd_node *found, const struct lyd_node *edit,
    enum vg_treeoperation operation)
{
	if (operation == VG_TREEOPERATION_DELETE && !vg_treeoperation_is_there(found))
		return vg_treecontent_refuse(
		    w, VG_ENOENT, "data-missing", edit, "it is not there to be deleted");
	if (found && !lyd_parent(found))
		empty(found); /* the top stays, with nothing in it */
	else
		lyd_free_tree(found);
	return VG_OK;
}

/* Makes the node of 'edit' below 'parent', without what is in it. */
static int
make(struct vg_treecontent *w, struct lyd_node *parent, const struct lyd_node *edit,
    struct lyd_node **made)
{
	drop_other_cases(parent, edit);
	if (lyd_dup_single(edit, (struct lyd_node_inner *)(void *)parent, LYD_DUP_NO_META,
		made) != LY_SUCCESS)
		return vg_treecontent_refuse(
		    w, VG_EINVAL, "bad-element", edit, "it has no place there");
	return VG_OK;
}

static bool
is_tagged(const struct lyd_node *edit)
{
	const char *said = vg_treeoperation_meta(edit, "vigie-defaults:default");

	return said && (strcmp(said, "true") == 0 || strcmp(said, "1") == 0);
}

/*
 * RFC 6243 section 6: what is tagged as the default is to be as if nobody had set it, and says
 * which value that is.
 */
static int
put_default(struct vg_treecontent *w, struct lyd_node *found, const struct lyd_node *edit)
{
	if (!lyd_is_default(edit))
		return vg_treecontent_refuse(w, VG_EINVAL, "invalid-value", edit,
		    "it is tagged as the default, and the default is another");
	lyd_free_tree(found);
	return VG_OK;
}

/* Writes the node itself: VG_OK and the one that is now there; NULL: none is. */
static int
put(struct vg_treecontent *w, struct lyd_node *parent, struct lyd_node *found,
    const struct lyd_node *edit, enum vg_treeoperation operation, struct lyd_node **node)
{
	*node = found;
	if (operation == VG_TREEOPERATION_CREATE && vg_treeoperation_is_there(found) &&
	    !is_plain_container(found))
		return vg_treecontent_refuse(
		    w, VG_EEXIST, "data-exists", edit, "it is there already");
	if (operation == VG_TREEOPERATION_NONE && !found && !is_plain_container(edit) &&
	    edit->schema->nodetype != LYS_LEAF)
		return vg_treecontent_refuse(
		    w, VG_ENOENT, "data-missing", edit, "it is not there");
	if (operation == VG_TREEOPERATION_NONE &&
	    (edit->schema->nodetype & LYD_NODE_TERM))
		return VG_OK;
	if ((edit->schema->nodetype & LYD_NODE_TERM) && is_tagged(edit)) {
		*node = NULL;
		return put_default(w, found, edit);
	}
	if (!found)
		return make(w, parent, edit, node);
	if (operation == VG_TREEOPERATION_REPLACE)
		empty(found);
	if (found->schema->nodetype == LYS_LEAF) {
		drop_other_cases(parent, edit);
		(void)lyd_change_term(found, lyd_get_value(edit));
		found->flags &= ~(uint32_t)LYD_DEFAULT;
	}
	return VG_OK;
}

/* 'found' is the node of 'edit' in the tree; NULL: none, and it belongs below 'parent'. */
int
vg_treeoperation_node(struct vg_treecontent *w, struct lyd_node *parent,
    struct lyd_node *found, const struct lyd_node *edit, enum vg_treeoperation inherited)
{
	enum vg_treeoperation operation = vg_treeoperation_said(edit, inherited);
	struct lyd_node *node;

	if (operation == VG_TREEOPERATION_DELETE || operation == VG_TREEOPERATION_REMOVE)
		return take_away(w, found, edit, operation);
	int code = put(w, parent, found, edit, operation, &node);
	if (code == VG_OK && node)
		code = vg_treeinsert_place(w, edit, node);
	if (code == VG_OK && node)
		code = apply_children(w, node, edit, operation);
	return code == VG_OK && node ? drop_named(w, node, edit) : code;
}

/* --- the content ----------------------------------------------------------------------------- */

int
vg_treeoperation_apply(struct vg_tree *tree, const char *content,
    enum vg_tree_format format, enum vg_treeoperation by_default,
    struct vg_treeoperation_error *error, struct vg_detail *detail)
{
	struct vg_treecontent w = {vg_tree_context(tree), error, detail};
	struct lyd_node *top = node_of(vg_tree_top(tree)), *edit = NULL;
	const struct lyd_node *one;

	*error = (struct vg_treeoperation_error){{0}, {0}, {0}};
	if (vg_treecontent_is_blank(content))
		return VG_OK;
	int code = vg_treecontent_parse(&w, content, format, NULL, &edit);
	LY_LIST_FOR(edit, one)
	{
		if (code == VG_OK && one->schema != top->schema &&
		    !vg_treealias_is(LYD_NAME(one)))
			code = vg_treecontent_refuse(&w, VG_EINVAL, "unknown-element",
			    one, "only the collector's tree can be edited");
	}
	LY_LIST_FOR(edit, one)
	{
		if (code == VG_OK && one->schema == top->schema)
			code = vg_treeoperation_node(&w, NULL, top, one, by_default);
	}
	/* What others call nodes of ours comes behind what we call them. */
	LY_LIST_FOR(edit, one)
	{
		if (code == VG_OK && one->schema != top->schema)
			code = vg_treealias_edit(&w, top, one, by_default);
	}
	lyd_free_all(edit);
	return code;
}

/* --- what a path names ----------------------------------------------------------------------- */

/* Makes the node of 'step' below 'parent' (NULL: the top), alone, with its keys. */
static int
make_step(struct vg_treecontent *w, struct lyd_node *parent,
    const struct lysc_node *schema, const struct vg_treeoperation_step *step,
    struct lyd_node **made)
{
	char keys[VG_TREEOPERATION_PATH_SIZE] = "";
	const struct lysc_node *child;
	size_t n = 0, used = 0;
	LY_ERR refused;

	if (schema->nodetype & LYD_NODE_TERM) {
		const char *value = step->n_keys ? step->keys[0] : NULL;
		refused = value ? lyd_new_term(parent, NULL, step->name, value, 0, made)
				: LY_EINVAL;
	} else if (schema->nodetype == LYS_LIST) {
		for (child = lysc_node_child(schema); child && lysc_is_key(child);
		     child = child->next, n++) {
			const char *value = n < step->n_keys ? step->keys[n] : "";
			char quote = strchr(value, '\'') ? '"' : '\'';
			vg_text_format(keys + used, sizeof(keys) - used, "[%s=%c%s%c]",
			    child->name, quote, value, quote);
			used = strlen(keys);
		}
		refused = n == step->n_keys
		    ? lyd_new_list2(parent, NULL, step->name, keys, 0, made)
		    : LY_EINVAL;
	} else {
		refused = lyd_new_inner(parent, NULL, step->name, 0, made);
	}
	if (refused == LY_SUCCESS)
		return VG_OK;
	return vg_treecontent_refuse_at(w, VG_EINVAL, "invalid-value", step->name,
	    "the keys are none of this list's");
}

bool
vg_treeoperation_is_of(const struct vg_treeoperation_step *step, const char *module)
{
	return !step->module || !step->module[0] || strcmp(step->module, module) == 0;
}

/* Finds the node of 'step' in the tree below 'parent', and its schema. */
static int
find_step(struct vg_treecontent *w, struct lyd_node *parent,
    const struct vg_treeoperation_step *step, const struct lysc_node **schema,
    struct lyd_node **found)
{
	struct lyd_node *wanted = NULL, *alone = NULL;
	int code = VG_OK;

	*found = NULL;
	*schema =
	    lys_find_child(parent->schema, parent->schema->module, step->name, 0, 0, 0);
	if (!*schema || !((*schema)->flags & LYS_CONFIG_W) ||
	    !vg_treeoperation_is_of(step, parent->schema->module->name))
		return vg_treecontent_refuse_at(w, VG_EINVAL, "unknown-element",
		    step->name, "there is no such node that can be edited");
	if (!((*schema)->nodetype & (LYS_LIST | LYS_LEAFLIST))) {
		*found =
		    node_of(vg_tree_child((const struct vg_node *)parent, step->name));
		return VG_OK;
	}
	if (lyd_dup_single(parent, NULL, LYD_DUP_NO_META, &alone) != LY_SUCCESS)
		return VG_EINVAL;
	code = make_step(w, alone, *schema, step, &wanted);
	if (code == VG_OK)
		*found = vg_treecontent_find(lyd_child(parent), wanted);
	lyd_free_all(alone);
	return code;
}

/* What is there of the path: its last node, or NULL, and the one above it. */
static int
walk(struct vg_treecontent *w, struct lyd_node *top,
    const struct vg_treeoperation_place *p, struct lyd_node **above,
    const struct lysc_node **schema, struct lyd_node **found)
{
	int code = VG_OK;

	*above = NULL;
	*found = top;
	*schema = top->schema;
	if (strcmp(p->steps[0].name, top->schema->name) != 0 ||
	    !vg_treeoperation_is_of(&p->steps[0], top->schema->module->name))
		code = vg_treecontent_refuse_at(w, VG_EINVAL, "unknown-element",
		    p->steps[0].name, "there is no such node that can be edited");
	for (size_t i = 1; code == VG_OK && i < p->n_steps; i++) {
		if (!*found)
			return vg_treecontent_refuse_at(w, VG_ENOENT, "data-missing",
			    p->steps[i - 1].name, "there is no such node");
		*above = *found;
		code = find_step(w, *above, &p->steps[i], schema, found);
	}
	return code;
}

/*
 * Whether the node of the body is the one that the path names (RFC 8040 4.5: keys must not differ).
 */
static int
check_body(struct vg_treecontent *w, struct lyd_node *above,
    const struct vg_treeoperation_place *p, const struct lysc_node *schema,
    const struct lyd_node *edit)
{
	struct lyd_node *alone = NULL, *wanted = NULL;
	int code = VG_OK;

	if (edit->schema != schema)
		return vg_treecontent_refuse(w, VG_EINVAL, "invalid-value", edit,
		    "the body is not what the path names");
	if (!above || !(schema->nodetype & (LYS_LIST | LYS_LEAFLIST)))
		return VG_OK;
	if (lyd_dup_single(above, NULL, LYD_DUP_NO_META, &alone) != LY_SUCCESS)
		return VG_EINVAL;
	code = make_step(w, alone, schema, &p->steps[p->n_steps - 1], &wanted);
	if (code == VG_OK && !vg_treecontent_find(wanted, edit))
		code = vg_treecontent_refuse(w, VG_EINVAL, "invalid-value", edit,
		    "the keys of the body are not those of the path");
	lyd_free_all(alone);
	return code;
}

/* Parses the body below a copy of 'above' (NULL: at the top); '*edit' is its one node. */
int
vg_treeoperation_body(struct vg_treecontent *w, struct lyd_node *above,
    const char *content, enum vg_tree_format format, struct lyd_node **alone,
    struct lyd_node **edit)
{
	*alone = NULL;
	*edit = NULL;
	if (vg_treecontent_is_blank(content))
		return vg_treecontent_refuse_at(
		    w, VG_EPARSE, "malformed-message", "/", "the body is empty");
	if (above &&
	    lyd_dup_single(above, NULL, LYD_DUP_NO_META | LYD_DUP_WITH_PARENTS, alone) !=
		LY_SUCCESS)
		return VG_EINVAL;
	int code = vg_treecontent_parse(w, content, format, *alone, edit);
	if (code == VG_OK && *alone) {
		for (*edit = lyd_child(*alone); *edit && lysc_is_key((*edit)->schema);)
			*edit = (*edit)->next;
	}
	if (code == VG_OK && (!*edit || (*edit)->next))
		code = vg_treecontent_refuse_at(w, VG_EPARSE, "malformed-message", "/",
		    "the body holds one node and no more");
	return code;
}

void
vg_treeoperation_free_body(struct lyd_node *alone, struct lyd_node *edit)
{
	while (alone && lyd_parent(alone))
		alone = lyd_parent(alone);
	lyd_free_all(alone ? alone : edit);
}

/* Puts what 'edit' wrote below 'above' to where 'p' says. */
static int
insert_at(struct vg_treecontent *w, struct lyd_node *above,
    const struct vg_treeoperation_place *p, const struct lyd_node *edit)
{
	struct lyd_node *node =
	    above ? vg_treecontent_find(lyd_child(above), edit) : NULL;
	struct lyd_node *anchor = NULL;
	const struct lysc_node *schema;
	int code = VG_OK;

	if (p->point && node && strcmp(p->point->name, LYD_NAME(node)) == 0)
		code = find_step(w, above, p->point, &schema, &anchor);
	if (code != VG_OK)
		return code;
	return node ? vg_treeinsert_move(w, edit, node, p->insert, anchor)
		    : vg_treecontent_refuse(w, VG_EINVAL, "invalid-value", edit,
			  "insert is for what its user orders");
}

/* The body at 'above' (NULL: at the top); 'schema' (NULL: any child) is what it must be. */
static int
edit_below(struct vg_treecontent *w, struct lyd_node *above, struct lyd_node *found,
    const struct lysc_node *schema, const struct vg_treeoperation_place *p,
    const char *content, enum vg_tree_format format, char *made)
{
	struct lyd_node *alone, *edit;
	int code = vg_treeoperation_body(w, above, content, format, &alone, &edit);

	if (code == VG_OK && schema)
		code = check_body(w, above, p, schema, edit);
	if (code == VG_OK && !schema)
		found = vg_treecontent_find(lyd_child(above), edit);
	if (code == VG_OK)
		code = vg_treeoperation_node(w, above, found, edit, p->operation);
	if (code == VG_OK && p->insert)
		code = insert_at(w, above, p, edit);
	if (code == VG_OK)
		vg_tree_path(
		    (const struct vg_node *)edit, made, VG_TREEOPERATION_PATH_SIZE);
	vg_treeoperation_free_body(alone, edit);
	return code;
}

int
vg_treeoperation_at(struct vg_tree *tree, const struct vg_treeoperation_place *p,
    const char *content, enum vg_tree_format format, bool *created,
    char made[VG_TREEOPERATION_PATH_SIZE], struct vg_treeoperation_error *error,
    struct vg_detail *detail)
{
	struct vg_treecontent w = {vg_tree_context(tree), error, detail};
	struct lyd_node *top = node_of(vg_tree_top(tree)), *above, *found;
	const struct lysc_node *schema;
	bool is_post = p->operation == VG_TREEOPERATION_CREATE;

	*error = (struct vg_treeoperation_error){{0}, {0}, {0}};
	made[0] = '\0';
	if (vg_treealias_is(p->steps[0].name) && p->insert)
		return vg_treecontent_refuse_at(&w, VG_EINVAL, "invalid-value",
		    p->steps[0].name, "insert is for what its user orders");
	if (vg_treealias_is(p->steps[0].name))
		return vg_treealias_at(&w, top, p, content, format, created, made);
	int code = walk(&w, top, p, &above, &schema, &found);
	if (code != VG_OK)
		return code;
	*created = is_post || !found;
	if (!found && p->operation != VG_TREEOPERATION_REPLACE)
		return vg_treecontent_refuse_at(&w, VG_ENOENT, "data-missing",
		    p->steps[p->n_steps - 1].name, "there is no such node");
	if (p->operation == VG_TREEOPERATION_DELETE)
		return take_away(&w, found, found, p->operation);
	return is_post ? edit_below(&w, found, NULL, NULL, p, content, format, made)
		       : edit_below(&w, above, found, schema, p, content, format, made);
}

struct lyd_node *
vg_treeoperation_take(
    const struct vg_tree *tree, const struct vg_treeoperation_step *steps, size_t n_steps)
{
	struct vg_treeoperation_error unused;
	struct vg_treecontent w = {vg_tree_context(tree), &unused, NULL};
	struct lyd_node *at = node_of(vg_tree_top(tree)), *made = NULL;

	for (size_t i = 1; i < n_steps; i++) {
		const struct lysc_node *schema;
		struct lyd_node *found;
		if (find_step(&w, at, &steps[i], &schema, &found) != VG_OK || !found)
			break;
		at = found;
	}
	if (lyd_dup_single(at, NULL,
		LYD_DUP_RECURSIVE | LYD_DUP_WITH_PARENTS | LYD_DUP_WITH_FLAGS,
		&made) != LY_SUCCESS)
		return NULL;
	while (lyd_parent(made))
		made = lyd_parent(made);
	vg_treecontent_drop_defaults(made);
	return made;
}
