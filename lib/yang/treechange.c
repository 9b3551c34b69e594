/*
 * Changes between trees.
 */
#include "lib/yang/treechange.h"

#include <ctype.h>
#include <libyang/libyang.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/yang/treecontent.h"

enum { PATH_SIZE = 512 };

/* What is done with a change. */
struct walk {
	struct vg_buf *out; /* NULL: nothing is told */
	vg_tree_hide_cb hide;
	bool alone;   /* so far */
	bool writes;  /* into the old tree */
	bool refused; /* libyang took something not */
	bool judges;  /* 'alone' is asked for */
	const struct lyd_node *root;
};

static const struct lyd_node *
root_of(const struct vg_tree *tree)
{
	return (const struct lyd_node *)vg_tree_top(tree);
}

static struct lyd_node *
writable(const struct lyd_node *node)
{
	return (struct lyd_node *)(uintptr_t)node;
}

/* --- what others depend on ------------------------------------------------------------------- */

/* Whether the expression names 'name', or may mean any node. */
static bool
names(const char *expression, const char *name)
{
	size_t size = strlen(name);

	if (strchr(expression, '*') || strstr(expression, "//") ||
	    strstr(expression, "::"))
		return true;
	for (const char *at = expression; (at = strstr(at, name)) != NULL; at += size) {
		char before = at == expression ? ' ' : at[-1], after = at[size];
		if (!isalnum((unsigned char)before) && !strchr("-_.", before) &&
		    !isalnum((unsigned char)after) && (!after || !strchr("-_.", after)))
			return true;
	}
	return false;
}

struct dependence {
	const char *name; /* of the leaf */
	bool found;
};

static void
look_at_type(const struct lysc_type *type, struct dependence *d)
{
	LY_ARRAY_COUNT_TYPE i;

	if (type->basetype == LY_TYPE_LEAFREF) {
		const struct lysc_type_leafref *ref = (const void *)type;
		d->found |= names(lyxp_get_expr(ref->path), d->name);
	} else if (type->basetype == LY_TYPE_UNION) {
		const struct lysc_type_union *all = (const void *)type;
		LY_ARRAY_FOR(all->types, i)
		look_at_type(all->types[i], d);
	}
}

/* Looks at what one node of the schema depends on. */
static LY_ERR
look_at_node(struct lysc_node *node, void *data, ly_bool *unused)
{
	struct dependence *d = data;
	struct lysc_must *musts = lysc_node_musts(node);
	struct lysc_when **whens = lysc_node_when(node);
	LY_ARRAY_COUNT_TYPE i, j;

	(void)unused;
	LY_ARRAY_FOR(musts, i)
	d->found |= names(lyxp_get_expr(musts[i].cond), d->name);
	LY_ARRAY_FOR(whens, i)
	d->found |= names(lyxp_get_expr(whens[i]->cond), d->name);
	if (node->nodetype & LYD_NODE_TERM)
		look_at_type(((const struct lysc_node_leaf *)node)->type, d);
	if (node->nodetype == LYS_LIST) {
		const struct lysc_node_list *list = (const void *)node;
		LY_ARRAY_FOR(list->uniques, i)
		{
			LY_ARRAY_FOR(list->uniques[i], j)
			d->found |= strcmp(list->uniques[i][j]->name, d->name) == 0;
		}
	}
	return d->found ? LY_EEXIST : LY_SUCCESS;
}

/* Whether a value of the leaf is good by its type alone, and nobody else's validity goes by it. */
static bool
is_free(const struct lysc_node *schema, const struct lyd_node *root)
{
	const struct lysc_type *type = ((const struct lysc_node_leaf *)schema)->type;
	struct dependence d = {schema->name, false};

	if (schema->nodetype != LYS_LEAF || lysc_is_key(schema) ||
	    lysc_node_musts(schema) || lysc_node_when(schema) || !schema->parent ||
	    !(schema->parent->nodetype & (LYS_LIST | LYS_CONTAINER)) ||
	    lysc_node_when(schema->parent) || type->basetype == LY_TYPE_LEAFREF ||
	    type->basetype == LY_TYPE_UNION || type->basetype == LY_TYPE_INST)
		return false;
	(void)lysc_tree_dfs_full(root->schema, look_at_node, &d);
	return !d.found;
}

/* --- lines ----------------------------------------------------------------------------------- */

/* One line; 'before' NULL: it has no old value. */
static void
tell(struct walk *w, char sign, const struct lyd_node *node, const char *before)
{
	const struct lyd_node *parent = lyd_parent(node);
	char path[PATH_SIZE];

	if (!w->out)
		return;
	vg_tree_path((const struct vg_node *)node, path, sizeof(path));
	if (!(node->schema->nodetype & LYD_NODE_TERM) ||
	    (w->hide && parent && w->hide(parent->schema->name, node->schema->name)))
		vg_buf_addf(w->out, "%c %s\n", sign, path);
	else if (before)
		vg_buf_addf(w->out, "%c %s = %s -> %s\n", sign, path, before,
		    lyd_get_value(node));
	else
		vg_buf_addf(w->out, "%c %s = %s\n", sign, path, lyd_get_value(node));
}

/* A node that came ('+') or went ('-') with all that is in it. */
static void
tell_whole(struct walk *w, char sign, const struct lyd_node *node)
{
	const struct lyd_node *child;

	if ((node->flags & LYD_DEFAULT) || lysc_is_key(node->schema))
		return;
	if (node->schema->nodetype & (LYD_NODE_TERM | LYS_LIST))
		tell(w, sign, node, NULL);
	LY_LIST_FOR(lyd_child(node), child)
	tell_whole(w, sign, child);
}

/*
 * --- side by side
 * ---------------------------------------------------------------------------------
 */

static bool
is_same(const struct lyd_node *a, const struct lyd_node *b)
{
	if (a->schema != b->schema)
		return false;
	return !(a->schema->nodetype & (LYS_LIST | LYS_LEAFLIST)) ||
	    lyd_compare_single(a, b, 0) == LY_SUCCESS;
}

/* The node of 'siblings' that is 'like', looked for at 'guess' first; what is a default is none. */
static const struct lyd_node *
match(const struct lyd_node *siblings, const struct lyd_node *guess,
    const struct lyd_node *like)
{
	const struct lyd_node *found =
	    guess && is_same(guess, like) ? guess : vg_treecontent_find(siblings, like);

	return found && !(found->flags & LYD_DEFAULT) ? found : NULL;
}

/* Two nodes whose children are compared. */
struct pair {
	const struct lyd_node *old, *new;
};

static void
compare(struct walk *w, const struct lyd_node *old, const struct lyd_node *new);

/*
 * A leaf that is there in both, or only in the new tree ('old' NULL), below 'parent' of the old
 * one.
 */
static void
leaf_written(struct walk *w, const struct lyd_node *parent, const struct lyd_node *old,
    const struct lyd_node *new)
{
	struct lyd_node *made = NULL;

	if (w->judges && w->alone)
		w->alone = is_free(new->schema, w->root);
	if (!w->writes) {
		tell(w, old ? '~' : '+', new, old ? lyd_get_value(old) : NULL);
		return;
	}
	/* A default may stand in its place. */
	old = vg_treecontent_find(lyd_child(parent), new);
	LY_ERR refused = old
	    ? lyd_change_term(writable(old), lyd_get_value(new))
	    : lyd_dup_single(new, (void *)writable(parent), LYD_DUP_NO_META, &made);
	w->refused |= refused != LY_SUCCESS && refused != LY_EEXIST;
}

/* Entries that both have and whose user's order is another. */
static void
compare_order(struct walk *w, const struct pair *in, const struct lyd_node *old,
    const struct lyd_node *new)
{
	const struct lysc_node *schema = new->schema;

	while (old && new && old->schema == schema &&new->schema == schema) {
		if (!match(lyd_child(in->new), new, old)) {
			old = old->next;
		} else if (!match(lyd_child(in->old), old, new)) {
			new = new->next;
		} else {
			if (!is_same(old, new)) {
				w->alone = false;
				tell(w, '+', new, NULL);
			}
			old = old->next;
			new = new->next;
		}
	}
}

/* The old nodes of one name, from 'old' on; 'new' (NULL: none) is the first new one. */
static void
compare_old(struct walk *w, const struct pair *in, const struct lyd_node *old,
    const struct lyd_node *new)
{
	const struct lysc_node *schema = old->schema;

	for (; old && old->schema == schema; old = old->next) {
		if (old->flags & LYD_DEFAULT)
			continue;
		const struct lyd_node *other = match(lyd_child(in->new), new, old);
		if (other) {
			compare(w, old, other);
			new = other->next;
		} else {
			w->alone = false;
			tell_whole(w, '-', old);
		}
	}
}

/* The new nodes of one name that the old tree has not. */
static void
compare_new(struct walk *w, const struct pair *in, const struct lyd_node *old,
    const struct lyd_node *new)
{
	const struct lysc_node *schema = new->schema;

	for (; new &&new->schema == schema; new = new->next) {
		if (new->flags & LYD_DEFAULT)
			continue;
		const struct lyd_node *other = match(lyd_child(in->old), old, new);
		if (other) {
			old = other->next;
		} else if (schema->nodetype == LYS_LEAF) {
			leaf_written(w, in->old, NULL, new);
		} else {
			w->alone = false;
			tell_whole(w, '+', new);
		}
	}
}

static const struct lyd_node *
behind_group(const struct lyd_node *node)
{
	const struct lysc_node *schema = node->schema;

	while (node && node->schema == schema)
		node = node->next;
	return node;
}

/* Whether nodes of the schema of 'like' stand somewhere behind 'node'. */
static bool
comes_later(const struct lyd_node *node, const struct lyd_node *like)
{
	while (node && node->schema != like->schema)
		node = node->next;
	return node != NULL;
}

/* Siblings stand in the order of the schema, in groups of one name. */
static void
compare_siblings(struct walk *w, const struct pair *in)
{
	const struct lyd_node *o = lyd_child(in->old), *n = lyd_child(in->new);

	while (o || n) {
		const struct lyd_node *old = o, *new = n;
		if (o && n && o->schema != n->schema) {
			if (comes_later(o, n))
				new = NULL;
			else
				old = NULL;
		}
		if (old) {
			o = behind_group(old);
			compare_old(w, in, old, new);
		}
		if (new) {
			n = behind_group(new);
			compare_new(w, in, old, new);
		}
		if (old && new &&lysc_is_userordered(new->schema))
			compare_order(w, in, old, new);
	}
}

static void
compare(struct walk *w, const struct lyd_node *old, const struct lyd_node *new)
{
	const struct pair in = {old, new};

	if (!(old->schema->nodetype & LYD_NODE_TERM))
		compare_siblings(w, &in);
	else if (old->schema->nodetype == LYS_LEAF &&
	    lyd_compare_single(old, new, 0) != LY_SUCCESS)
		leaf_written(w, lyd_parent(old), old, new);
}

char *
vg_treechange_tell(const struct vg_tree *old, const struct vg_tree *new,
    vg_tree_hide_cb hide, bool *alone)
{
	struct vg_buf out;
	struct walk w = {.out = &out,
	    .hide = hide,
	    .alone = old != NULL,
	    .judges = alone != NULL,
	    .root = root_of(new)};

	vg_buf_init(&out, 0);
	if (old)
		compare(&w, root_of(old), root_of(new));
	else
		tell_whole(&w, '+', root_of(new));
	if (alone)
		*alone = w.alone;
	return vg_buf_give(&out);
}

bool
vg_treechange_write(struct vg_tree *tree, const struct vg_tree *new)
{
	struct walk w = {.writes = true, .alone = true};

	compare(&w, root_of(tree), root_of(new));
	return w.alone && !w.refused;
}
