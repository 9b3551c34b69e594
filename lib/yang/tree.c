/*
 * Configuration trees over libyang.
 *
 * The parser gets STRICT and NO_STATE and never OPAQ: with opaque nodes libyang 2.1 crashes in
 * a must.  A vg_node is a lyd_node under another name, so that nobody else includes libyang.
 */
#include "lib/yang/tree.h"

#include <errno.h>
#include <inttypes.h>
#include <libyang/libyang.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/yang/treechange.h"
#include "lib/yang/treefault.h"

struct vg_tree {
	struct lyd_node *root; /* owned; the top container */
	const struct vg_context *context;
};

static const struct lyd_node *
node_in(const struct vg_node *node)
{
	return (const struct lyd_node *)node;
}

static const struct vg_node *
node_out(const struct lyd_node *node)
{
	return (const struct vg_node *)node;
}

/* --- loading ----------------------------------------------------------------------------- */

/* Gives the content of the open 'file', terminated, in '*text'. */
static int
read_open(FILE *file, const char *path, char **text, struct vg_detail *detail)
{
	char block[65536];
	struct vg_buf content;
	size_t n;

	vg_buf_init(&content, VG_TREE_MAX_SIZE);
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		vg_buf_add(&content, block, n);
	if (ferror(file)) {
		vg_buf_fini(&content);
		return vg_detail_set(detail, VG_EIO, "%s: %s", path, strerror(errno));
	}
	if (content.error != VG_OK) {
		vg_buf_fini(&content);
		return vg_detail_set(detail, VG_ELIMIT, "%s: larger than %d bytes", path,
		    (int)VG_TREE_MAX_SIZE);
	}
	if (content.size && memchr(content.data, '\0', content.size)) {
		vg_buf_fini(&content);
		return vg_detail_set(detail, VG_EPARSE, "%s: holds a NUL octet", path);
	}
	*text = vg_buf_give(&content);
	return VG_OK;
}

static int
read_file(const char *path, char **text, struct vg_detail *detail)
{
	FILE *file = fopen(path, "re");

	if (!file)
		return vg_detail_set(detail, errno == ENOENT ? VG_ENOENT : VG_EIO,
		    "%s: %s", path, strerror(errno));
	int err = read_open(file, path, text, detail);
	fclose(file);
	return err;
}

/*
 * Checks that 'root' is the one node 'top' ("module:name"), of schema '*found', and nothing stands
 * beside it.
 */
static int
check_top(const struct lyd_node *root, const char *origin, const char *top,
    const struct lysc_node **found, struct vg_detail *detail)
{
	const char *other = NULL;
	const struct lyd_node *node;

	*found = NULL;
	LY_LIST_FOR(root, node)
	{
		size_t length = strlen(node->schema->module->name);
		if (strncmp(top, node->schema->module->name, length) == 0 &&
		    top[length] == ':' &&
		    strcmp(top + length + 1, node->schema->name) == 0)
			*found = node->schema;
		else if (!(node->flags & LYD_DEFAULT))
			other = node->schema->name;
	}
	if (other)
		return vg_detail_set(
		    detail, VG_EINVAL, "%s: holds %s beside %s", origin, other, top);
	if (!*found)
		return vg_detail_set(
		    detail, VG_EINVAL, "%s: holds no \"%s\"", origin, top);
	return VG_OK;
}

/* Siblings are defaults of other modules: they are not the tree's.  Gives what is of 'schema'. */
static struct lyd_node *
only_top(struct lyd_node *root, const struct lysc_node *schema)
{
	struct lyd_node *node, *next, *top = NULL;

	root = lyd_first_sibling(root);
	LY_LIST_FOR_SAFE(root, next, node)
	{
		if (node->schema == schema)
			top = node;
		else
			lyd_free_tree(node);
	}
	return top;
}

static int
parse(const struct vg_context *context, const char *text, const char *origin,
    const char *top, bool draft, struct vg_tree **tree, struct vg_detail *detail)
{
	const struct lysc_node *schema;
	struct lyd_node *root = NULL;
	LY_ERR refused;

	if (text[strspn(text, " \t\r\n")] == '\0')
		return vg_detail_set(detail, VG_EPARSE, "%s: is empty", origin);
	refused = lyd_parse_data_mem(vg_context_ly(context), text, LYD_JSON,
	    LYD_PARSE_STRICT | LYD_PARSE_NO_STATE | (draft ? LYD_PARSE_ONLY : 0),
	    draft ? 0 : LYD_VALIDATE_PRESENT | LYD_VALIDATE_NO_STATE, &root);
	if (refused != LY_SUCCESS) {
		lyd_free_all(root);
		return vg_context_error(context, origin, text, detail);
	}
	int err = check_top(root, origin, top, &schema, detail);
	if (err != VG_OK) {
		lyd_free_all(root);
		return err;
	}
	struct vg_tree *made = vg_mem_zero(sizeof(*made));
	made->context = context;
	made->root = only_top(root, schema);
	*tree = made;
	return VG_OK;
}

int
vg_tree_parse(const struct vg_context *context, const char *text, const char *origin,
    const char *top, struct vg_tree **tree, struct vg_detail *detail)
{
	return parse(context, text, origin, top, false, tree, detail);
}

int
vg_tree_parse_draft(const struct vg_context *context, const char *text,
    const char *origin, const char *top, struct vg_tree **tree, struct vg_detail *detail)
{
	return parse(context, text, origin, top, true, tree, detail);
}

int
vg_tree_validate(struct vg_tree *tree, const char *origin, struct vg_tree_fault *fault,
    struct vg_detail *detail)
{
	const struct lysc_node *schema = tree->root->schema;
	LY_ERR refused = lyd_validate_all(&tree->root, vg_context_ly(tree->context),
	    LYD_VALIDATE_PRESENT | LYD_VALIDATE_NO_STATE, NULL);

	tree->root = only_top(tree->root, schema);
	*fault = (struct vg_tree_fault){{0}, {0}, {0}};
	return refused == LY_SUCCESS
	    ? VG_OK
	    : vg_treefault_tell(tree->context, tree->root, origin, fault, detail);
}

int
vg_tree_load(const struct vg_context *context, const char *path, const char *top,
    struct vg_tree **tree, struct vg_detail *detail)
{
	char *text = NULL;
	int err = read_file(path, &text, detail);

	if (err == VG_OK)
		err = vg_tree_parse(context, text, path, top, tree, detail);
	free(text);
	return err;
}

struct vg_tree *
vg_tree_copy(const struct vg_tree *tree)
{
	struct lyd_node *root = NULL;

	if (lyd_dup_single(tree->root, NULL, LYD_DUP_RECURSIVE | LYD_DUP_WITH_FLAGS,
		&root) != LY_SUCCESS)
		return NULL;
	struct vg_tree *made = vg_mem_zero(sizeof(*made));
	*made = (struct vg_tree){root, tree->context};
	return made;
}

struct lyd_node *
vg_tree_give(struct vg_tree *tree)
{
	struct lyd_node *root = tree->root;

	free(tree);
	return root;
}

void
vg_tree_free(struct vg_tree *tree)
{
	if (!tree)
		return;
	lyd_free_all(tree->root);
	free(tree);
}

const struct vg_context *
vg_tree_context(const struct vg_tree *tree)
{
	return tree->context;
}

const struct vg_node *
vg_tree_top(const struct vg_tree *tree)
{
	return node_out(tree->root);
}

char *
vg_tree_print(const struct vg_tree *tree)
{
	char *printed = NULL;

	if (lyd_print_mem(&printed, tree->root, LYD_JSON, LYD_PRINT_WD_EXPLICIT) !=
	    LY_SUCCESS)
		return vg_mem_text("");
	return printed;
}

char *
vg_tree_print_as(const struct vg_tree *tree, enum vg_tree_format format)
{
	char *printed = NULL;

	if (format == VG_TREE_JSON)
		return vg_tree_print(tree);
	if (lyd_print_mem(&printed, tree->root, LYD_XML, LYD_PRINT_WD_EXPLICIT) !=
	    LY_SUCCESS)
		return vg_mem_text("");
	return printed;
}

char *
vg_tree_diff(const struct vg_tree *old, const struct vg_tree *new, vg_tree_hide_cb hide)
{
	return vg_treechange_tell(old, new, hide, NULL);
}

/* --- walking ----------------------------------------------------------------------------- */

const struct vg_node *
vg_tree_child(const struct vg_node *node, const char *name)
{
	const struct lyd_node *child;

	if (!node)
		return NULL;
	LY_LIST_FOR(lyd_child(node_in(node)), child)
	{
		if (strcmp(child->schema->name, name) == 0)
			return node_out(child);
	}
	return NULL;
}

const struct vg_node *
vg_tree_first(const struct vg_node *node)
{
	return node ? node_out(lyd_child(node_in(node))) : NULL;
}

const struct vg_node *
vg_tree_sibling(const struct vg_node *child)
{
	return node_out(node_in(child)->next);
}

const char *
vg_tree_name(const struct vg_node *node)
{
	return node_in(node)->schema->name;
}

const struct vg_node *
vg_tree_next(const struct vg_node *node)
{
	const struct lyd_node *next;

	LY_LIST_FOR(node_in(node)->next, next)
	{
		if (next->schema == node_in(node)->schema)
			return node_out(next);
	}
	return NULL;
}

size_t
vg_tree_count(const struct vg_node *node, const char *name)
{
	size_t n = 0;

	for (node = vg_tree_child(node, name); node; node = vg_tree_next(node))
		n++;
	return n;
}

const struct vg_node *
vg_tree_entry(const struct vg_node *node, const char *name, const char *key)
{
	for (node = vg_tree_child(node, name); node; node = vg_tree_next(node)) {
		const struct lyd_node *first = lyd_child(node_in(node));
		if (first && lysc_is_key(first->schema) &&
		    strcmp(vg_tree_value(node_out(first)), key) == 0)
			return node;
	}
	return NULL;
}

const char *
vg_tree_value(const struct vg_node *node)
{
	const struct lyd_node_term *term = (const struct lyd_node_term *)node_in(node);

	if (!(node_in(node)->schema->nodetype & LYD_NODE_TERM))
		return "";
	if (term->value.realtype->basetype == LY_TYPE_IDENT)
		return term->value.ident->name;
	const char *value = lyd_get_value(node_in(node));
	return value ? value : "";
}

const char *
vg_tree_text(const struct vg_node *node, const char *name, const char *fallback)
{
	const struct vg_node *leaf = vg_tree_child(node, name);

	return leaf ? vg_tree_value(leaf) : fallback;
}

int64_t
vg_tree_number(const struct vg_node *node)
{
	int64_t value = 0;

	return vg_text_int(vg_tree_value(node), INT64_MIN, INT64_MAX, &value) == VG_OK
	    ? value
	    : 0;
}

int64_t
vg_tree_int(const struct vg_node *node, const char *name, int64_t fallback)
{
	const struct vg_node *leaf = vg_tree_child(node, name);

	return leaf ? vg_tree_number(leaf) : fallback;
}

bool
vg_tree_bool(const struct vg_node *node, const char *name, bool fallback)
{
	const struct vg_node *leaf = vg_tree_child(node, name);

	return leaf ? strcmp(vg_tree_value(leaf), "true") == 0 : fallback;
}

bool
vg_tree_is_said(const struct vg_node *node, const char *name)
{
	const struct vg_node *leaf = vg_tree_child(node, name);

	return leaf && !(node_in(leaf)->flags & LYD_DEFAULT);
}

void
vg_tree_path(const struct vg_node *node, char *path, size_t size)
{
	char *whole = lyd_path(node_in(node), LYD_PATH_STD, NULL, 0);

	vg_text_copy(path, size, whole ? whole : "");
	free(whole);
}
