/*
 * Where the pen is, what of it is wanted, and what stands between values.
 *
 * On its way to the resource that is wanted nothing is written:
 *
 *    PASSED --the path's last step--> SHOWN --deeper than is wanted--> HIDDEN
 *       \--a node that is no step of the path--> HIDDEN
 */
#include "lib/rest/restpen.h"

#include <assert.h>
#include <libyang/libyang.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/rest/restvalue.h"

enum { MAX_DEPTH = 12, MAX_LISTS = 24, MAX_TEXT = 64 << 20 };

enum sight { PASSED, SHOWN, HIDDEN };

/* A container or an entry that the pen is in. */
struct level {
	const struct lysc_node *node; /* NULL: hidden */
	enum sight sight;
	bool leafs;                   /* those are shown, not the keys alone */
	bool any;                     /* something is inside */
	const struct lysc_node *open; /* of JSON: whose array is open, or NULL */
	const struct lysc_node *over[MAX_LISTS]; /* of JSON: whose arrays are closed */
	size_t n_over;
};

struct vg_restpen {
	struct vg_schemaname *names;
	struct vg_restpen_view view;
	struct level levels[MAX_DEPTH];
	size_t depth;
	size_t reached; /* steps of the path that came, each the first time */
	const struct lys_module *last; /* of the identity that was written last */
	struct vg_buf out;
	bool failed;
};

/* --- what is wanted ------------------------------------------------------------------------ */

static size_t
count_steps(const struct vg_restpen *pen)
{
	return pen->view.path ? pen->view.path->n_steps : 1;
}

/* Whether 'node' with its 'n' keys is what 'step' names. */
static bool
is_step(const struct vg_restpath_step *step, const struct lysc_node *node,
    const char *const *keys, size_t n)
{
	if (strcmp(step->name, node->name) != 0 || step->n_keys != n ||
	    node->nodetype == LYS_LEAFLIST || node->module != node->parent->module ||
	    (step->module[0] && strcmp(step->module, node->module->name) != 0))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(step->keys[i], keys[i]) != 0)
			return false;
	}
	return true;
}

/* Whether what is so many levels below the top is within the depth that is wanted. */
static bool
is_within(const struct vg_restpen *pen, size_t depth)
{
	return !pen->view.depth || depth + 1 - count_steps(pen) < pen->view.depth;
}

/* How 'node' with its 'n' keys, below where the pen is, is seen. */
static enum sight
look(struct vg_restpen *pen, const struct lysc_node *node, const char *const *keys,
    size_t n)
{
	enum sight above = pen->depth ? pen->levels[pen->depth - 1].sight : PASSED;

	if (above == SHOWN)
		return is_within(pen, pen->depth) ? SHOWN : HIDDEN;
	if (above == HIDDEN || pen->depth < pen->reached ||
	    (pen->depth && !is_step(&pen->view.path->steps[pen->depth], node, keys, n)))
		return HIDDEN;
	pen->reached = pen->depth + 1;
	return pen->reached < count_steps(pen) ? PASSED : SHOWN;
}

/* --- what stands between values ------------------------------------------------------------ */

/* What 'name' of 'module' is where the pen is, if it is one of 'kinds' (libyang's bits); NULL. */
static const struct lysc_node *
find(struct vg_restpen *pen, const char *module, const char *name, unsigned kinds)
{
	const struct lysc_node *parent = pen->levels[pen->depth - 1].node;
	const struct lysc_node *node =
	    vg_schemaname_find(pen->names, parent, module, name);

	if (node && node->nodetype & kinds)
		return node;
	pen->failed = true;
	return NULL;
}

/* The level that what comes next is part of; NULL: it is itself what is wanted. */
static struct level *
level_around(struct vg_restpen *pen)
{
	struct level *level = pen->depth ? &pen->levels[pen->depth - 1] : NULL;

	return level && level->sight == SHOWN ? level : NULL;
}

static void
close_array(struct vg_restpen *pen, struct level *level)
{
	if (!level->open)
		return;
	vg_buf_add_u8(&pen->out, ']');
	level->over[level->n_over++] = level->open;
	level->open = NULL;
}

static void
open_array(struct vg_restpen *pen, struct level *level, const struct lysc_node *node)
{
	vg_buf_add_u8(&pen->out, '[');
	if (!level)
		return;
	for (size_t i = 0; i < level->n_over; i++)
		pen->failed = pen->failed || level->over[i] == node;
	pen->failed = pen->failed || level->n_over == MAX_LISTS;
	level->open = pen->failed ? NULL : node;
}

static bool
is_list(const struct lysc_node *node)
{
	return (node->nodetype & (LYS_LIST | LYS_LEAFLIST)) != 0;
}

static void
start_json(struct vg_restpen *pen, struct level *around, const struct lysc_node *node)
{
	struct vg_buf *out = &pen->out;

	if (around && around->open == node) {
		vg_buf_add_u8(out, ',');
		return;
	}
	if (around) {
		close_array(pen, around);
		if (around->any)
			vg_buf_add_u8(out, ',');
	}
	vg_buf_add_u8(out, '"');
	if (!around || around->node->module != node->module) {
		vg_buf_add_text(out, node->module->name);
		vg_buf_add_u8(out, ':');
	}
	vg_buf_add_text(out, node->name);
	vg_buf_add(out, "\":", 2);
	if (is_list(node))
		open_array(pen, around, node);
}

static void
start_xml(
    struct vg_restpen *pen, const struct level *around, const struct lysc_node *node)
{
	vg_buf_add_u8(&pen->out, '<');
	vg_buf_add_text(&pen->out, node->name);
	if (around && around->node->module == node->module)
		return;
	vg_buf_add_text(&pen->out, " xmlns=\"");
	vg_buf_add_text(&pen->out, node->module->ns);
	vg_buf_add_u8(&pen->out, '"');
}

static void
start(struct vg_restpen *pen, const struct lysc_node *node)
{
	struct level *around = level_around(pen);

	if (pen->view.xml)
		start_xml(pen, around, node);
	else
		start_json(pen, around, node);
	if (around)
		around->any = true;
}

/* The end of what stands between a start tag and its end, both of XML. */
static void
end_xml(struct vg_restpen *pen, const struct lysc_node *node, bool any)
{
	struct vg_buf *out = &pen->out;

	if (!any && out->error == VG_OK) {
		out->size--; /* the > of a start tag with nothing behind it */
		vg_buf_add(out, "/>", 2);
		return;
	}
	vg_buf_add(out, "</", 2);
	vg_buf_add_text(out, node->name);
	vg_buf_add_u8(out, '>');
}

static void
write_leaf(struct vg_restpen *pen, const struct lysc_node *node, const char *value)
{
	start(pen, node);
	if (pen->view.xml) {
		pen->failed =
		    pen->failed || !vg_restvalue_xml(&pen->out, node, value, &pen->last);
		if (!pen->failed)
			end_xml(pen, node, *value);
	} else {
		pen->failed = pen->failed || !vg_restvalue_json(&pen->out, node, value);
	}
}

/* --- the pen ------------------------------------------------------------------------------- */

static void
push(struct vg_restpen *pen, const struct lysc_node *node, enum sight sight)
{
	struct level *level = &pen->levels[pen->depth];

	assert(pen->depth < MAX_DEPTH);
	if (node && sight == SHOWN) {
		start(pen, node);
		vg_buf_add_u8(&pen->out, pen->view.xml ? '>' : '{');
	}
	level->node = node;
	level->sight = node ? sight : HIDDEN;
	level->any = false;
	level->open = NULL;
	level->n_over = 0;
	pen->depth++;
	level->leafs = level->sight == SHOWN && is_within(pen, pen->depth);
}

struct vg_restpen *
vg_restpen_new(struct vg_schemaname *names, const struct lysc_node *top,
    const struct vg_restpen_view *view)
{
	struct vg_restpen *pen = vg_mem_zero(sizeof(*pen));

	pen->names = names;
	pen->view = *view;
	vg_buf_init(&pen->out, MAX_TEXT);
	if (!view->xml)
		vg_buf_add_u8(&pen->out, '{');
	pen->failed = view->path && view->path->steps[0].n_keys;
	push(pen, top, look(pen, top, NULL, 0));
	return pen;
}

void
vg_restpen_free(struct vg_restpen *pen)
{
	if (!pen)
		return;
	vg_buf_fini(&pen->out);
	free(pen);
}

/* Whether nothing of what comes here is written. */
static bool
is_idle(const struct vg_restpen *pen)
{
	return pen->failed || pen->levels[pen->depth - 1].sight == HIDDEN;
}

void
vg_restpen_into(struct vg_restpen *pen, const char *module, const char *name)
{
	const struct lysc_node *node =
	    is_idle(pen) ? NULL : find(pen, module, name, LYS_CONTAINER);

	push(pen, node, node ? look(pen, node, NULL, 0) : HIDDEN);
}

void
vg_restpen_entry(
    struct vg_restpen *pen, const char *name, const char *const *keys, size_t n)
{
	const struct lysc_node *list =
	    is_idle(pen) ? NULL : find(pen, NULL, name, LYS_LIST);
	enum sight sight = list ? look(pen, list, keys, n) : HIDDEN;
	const struct lysc_node *key = list ? lysc_node_child(list) : NULL;

	push(pen, list, sight);
	for (size_t i = 0; i < n && key && lysc_is_key(key); i++, key = key->next) {
		if (sight == SHOWN)
			write_leaf(pen, key, keys[i]);
		else if (sight == PASSED)
			vg_restpen_leaf(pen, NULL, key->name, keys[i]);
	}
}

void
vg_restpen_out(struct vg_restpen *pen)
{
	struct level *level = &pen->levels[--pen->depth];

	if (pen->failed || level->sight != SHOWN)
		return;
	if (pen->view.xml) {
		end_xml(pen, level->node, level->any);
		return;
	}
	close_array(pen, level);
	vg_buf_add_u8(&pen->out, '}');
	if (pen->depth + 1 == count_steps(pen) && is_list(level->node))
		vg_buf_add_u8(&pen->out, ']');
}

void
vg_restpen_leaf(
    struct vg_restpen *pen, const char *module, const char *name, const char *value)
{
	const struct level *level = &pen->levels[pen->depth - 1];
	const struct lysc_node *node;

	if (is_idle(pen) || (level->sight == SHOWN && !level->leafs))
		return;
	node = find(pen, module, name, LYS_LEAF | LYS_LEAFLIST);
	if (node && look(pen, node, NULL, 0) == SHOWN)
		write_leaf(pen, node, value);
}

char *
vg_restpen_give(struct vg_restpen *pen)
{
	while (pen->depth)
		vg_restpen_out(pen);
	if (!pen->view.xml)
		vg_buf_add_u8(&pen->out, '}');
	return pen->failed || pen->reached < count_steps(pen) || pen->out.error != VG_OK
	    ? NULL
	    : vg_buf_give(&pen->out);
}
