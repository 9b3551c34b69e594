/*
 * Faults of trees.
 */
#include "lib/yang/treefault.h"

#include <ctype.h>
#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

/* --- names --------------------------------------------------------------------------------- */

/*
 * RFC 7950 section 15.  Of a mandatory leaf or container it says nothing: named as a mandatory
 * choice is.  What a model calls itself, by an error-app-tag of its own, is a must's, or a value's
 * that its type refused before.
 */
static const char *
tag_of(const char *app_tag, bool is_absent)
{
	static const struct {
		const char *app_tag, *tag;
	} rows[] = {
	    {"data-not-unique", "operation-failed"},   /* 15.1 */
	    {"too-many-elements", "operation-failed"}, /* 15.2 */
	    {"too-few-elements", "operation-failed"},  /* 15.3 */
	    {"must-violation", "operation-failed"},    /* 15.4 */
	    {"instance-required", "data-missing"},     /* 15.5 */
	    {"missing-choice", "data-missing"},        /* 15.6 */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].app_tag, app_tag) == 0)
			return rows[i].tag;
	}
	if (app_tag[0])
		return "operation-failed";
	return is_absent ? "data-missing" : "invalid-value";
}

/* --- who lacks it -------------------------------------------------------------------------- */

/* Whether 'node' stands, in the schema, below 'above': a choice or a case. */
static bool
is_within(const struct lysc_node *node, const struct lysc_node *above)
{
	while (node && node != above && node->parent &&
	    node->parent->nodetype & (LYS_CHOICE | LYS_CASE))
		node = node->parent;
	return node == above;
}

static uint32_t
count_of(const struct lyd_node *parent, const struct lysc_node *wanted)
{
	const struct lyd_node *child;
	uint32_t n = 0;

	LY_LIST_FOR(lyd_child(parent), child)
	{
		if (is_within(child->schema, wanted))
			n++;
	}
	return n;
}

static uint32_t
least_of(const struct lysc_node *wanted)
{
	if (wanted->nodetype == LYS_LIST)
		return ((const struct lysc_node_list *)wanted)->min;
	if (wanted->nodetype == LYS_LEAFLIST)
		return ((const struct lysc_node_leaflist *)wanted)->min;
	return 1;
}

/*
 * Whether 'parent' has to have 'wanted', and has it not, or too few of it; of a case, when that is
 * the chosen one.
 */
static bool
lacks(const struct lyd_node *parent, const struct lysc_node *wanted)
{
	const struct lysc_node *in = wanted->parent;

	if (in && in->nodetype == LYS_CASE && !count_of(parent, in))
		return false;
	return count_of(parent, wanted) < least_of(wanted);
}

/*
 * The first node from 'root' down that lacks 'wanted', whose place is below nodes of schema
 * 'place'.
 */
static const struct lyd_node *
find_lack(const struct lyd_node *root, const struct lysc_node *place,
    const struct lysc_node *wanted)
{
	const struct lyd_node *child, *found = NULL;
	const struct lysc_node *at = place;

	if (root->schema == place)
		return lacks(root, wanted) ? root : NULL;
	/* Only what lies on the way to it. */
	while (at && at != root->schema)
		at = lysc_data_parent(at);
	for (child = at ? lyd_child(root) : NULL; child && !found; child = child->next)
		found = find_lack(child, place, wanted);
	return found;
}

/* The child 'name' (of 'size' octets) of 'above', a choice or a case too. */
static const struct lysc_node *
step_into(const struct lysc_node *above, const char *name, size_t size)
{
	const struct lysc_node *child = lysc_node_child(above);

	while (child && (strlen(child->name) != size || strncmp(child->name, name, size)))
		child = child->next;
	return child ? child : lys_find_child(above, above->module, name, size, 0, 0);
}

/*
 * What the schema has at 'path' ("/m:top/list/choice/case/leaf") below 'top'; NULL for what it has
 * not.
 */
static const struct lysc_node *
find_schema(const struct lysc_node *top, const char *path)
{
	const struct lysc_node *at = top;

	path += strcspn(path + (path[0] == '/'), "/") + (path[0] == '/');
	while (at && *path++ == '/') {
		size_t size = strcspn(path, "/");
		const char *colon = memchr(path, ':', size);
		const char *name = colon ? colon + 1 : path;
		at = step_into(at, name, size - (size_t)(name - path));
		path += size;
	}
	return at;
}

/* Makes a schema's path in 'fault' that of the entry that lacks it; false: nobody was found. */
static bool
name_lack(const struct lyd_node *root, struct vg_tree_fault *fault)
{
	const struct lysc_node *wanted = find_schema(root->schema, fault->path);
	const struct lysc_node *place = wanted ? lysc_data_parent(wanted) : NULL;
	const struct lyd_node *found = place ? find_lack(root, place, wanted) : NULL;
	char *above = found ? lyd_path(found, LYD_PATH_STD, NULL, 0) : NULL;
	char path[sizeof(fault->path)];
	bool fits = false;

	if (above) { /* a choice is no node of data: its path is that of what lacks it */
		bool data = !(wanted->nodetype & (LYS_CHOICE | LYS_CASE));
		fits = vg_text_format(path, sizeof(path), "%s%s%s", above,
			   data ? "/" : "", data ? wanted->name : "") == VG_OK;
	}
	if (fits)
		vg_text_copy(fault->path, sizeof(fault->path), path);
	free(above);
	return fits;
}

/* --- said ---------------------------------------------------------------------------------- */

int
vg_treefault_tell(const struct vg_context *context, const struct lyd_node *root,
    const char *origin, struct vg_tree_fault *fault, struct vg_detail *detail)
{
	const struct ly_err_item *item = ly_err_last(vg_context_ly(context));
	char message[200] = "";
	bool is_absent;

	*fault = (struct vg_tree_fault){{0}, {0}, {0}};
	if (item && item->apptag)
		vg_text_copy(fault->app_tag, sizeof(fault->app_tag), item->apptag);
	if (item && item->msg)
		vg_text_copy(message, sizeof(message), item->msg);
	is_absent = vg_text_starts(message, "Mandatory ");
	vg_text_copy(fault->tag, sizeof(fault->tag), tag_of(fault->app_tag, is_absent));
	vg_context_error_path(context, fault->path, sizeof(fault->path));
	int code = vg_context_error(context, origin, NULL, detail);
	bool is_lack = is_absent || strcmp(fault->app_tag, "too-few-elements") == 0 ||
	    strcmp(fault->app_tag, "missing-choice") == 0;
	if (is_lack && root && name_lack(root, fault)) {
		vg_detail_set(detail, code, "%s: %s: %s", origin, fault->path, message);
		for (char *c = detail->text; *c; c++) { /* whatever a key held */
			if (iscntrl((unsigned char)*c))
				*c = ' ';
		}
	}
	return code;
}
