/*
 * Lines of trees.
 */
#include "lib/yang/treeset.h"

#include <ctype.h>
#include <libyang/libyang.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

enum { MAX_STEPS = 12, MAX_KEYS = 8, TEXT_SIZE = 1024 };

struct step {
	const struct lysc_node *schema;
	const char *keys[MAX_KEYS]; /* decoded */
	size_t n_keys;
};

struct path {
	struct step steps[MAX_STEPS];
	size_t n;
	char text[TEXT_SIZE]; /* what the keys point into */
};

static const struct lyd_node *
node_in(const struct vg_node *node)
{
	return (const struct lyd_node *)node;
}

/* --- paths ------------------------------------------------------------------------------------ */

/* "%2F" is "/"; in place. */
static void
decode(char *text)
{
	char *to = text;

	for (const char *at = text; *at; at++) {
		char hex[3] = {at[0] == '%' ? at[1] : '\0', at[1], '\0'};
		if (*at == '%' && isxdigit((unsigned char)at[1]) &&
		    isxdigit((unsigned char)at[2])) {
			hex[1] = at[2];
			*to++ = (char)strtol(hex, NULL, 16);
			at += 2;
		} else {
			*to++ = *at;
		}
	}
	*to = '\0';
}

/* Reads "name=key,key" into 'step' below 'parent'. */
static int
parse_step(const struct lysc_node *parent, char *text, struct step *step,
    struct vg_detail *detail)
{
	char *keys = strchr(text, '=');
	char *rest = NULL;

	if (keys)
		*keys++ = '\0';
	*step = (struct step){
	    .schema = lys_find_child(parent, parent->module, text, 0, 0, 0)};
	if (!step->schema || !(step->schema->flags & LYS_CONFIG_W))
		return vg_detail_set(
		    detail, VG_EINVAL, "%s: %s holds no such node", text, parent->name);
	if (keys && !(step->schema->nodetype & (LYS_LIST | LYS_LEAFLIST)))
		return vg_detail_set(
		    detail, VG_EINVAL, "%s: it is no list and has no keys", text);
	for (char *key = keys ? strtok_r(keys, ",", &rest) : NULL; key;
	     key = strtok_r(NULL, ",", &rest)) {
		if (step->n_keys == MAX_KEYS)
			return vg_detail_set(
			    detail, VG_EINVAL, "%s: too many keys", text);
		decode(key);
		step->keys[step->n_keys++] = key;
	}
	return VG_OK;
}

static int
parse_path(const struct lysc_node *top, const char *text, struct path *path,
    struct vg_detail *detail)
{
	const struct lysc_node *parent = top;
	char *rest = NULL;
	int code = VG_OK;

	path->n = 0;
	if (vg_text_copy(path->text, sizeof(path->text), text) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL, "the path is too long");
	for (char *one = strtok_r(path->text, "/", &rest); one && code == VG_OK;
	     one = strtok_r(NULL, "/", &rest)) {
		if (path->n == MAX_STEPS)
			return vg_detail_set(detail, VG_EINVAL, "the path is too deep");
		code = parse_step(parent, one, &path->steps[path->n], detail);
		if (code == VG_OK)
			parent = path->steps[path->n++].schema;
	}
	return code;
}

/* --- finding ---------------------------------------------------------------------------------- */

static bool
is_entry(const struct lyd_node *node, const struct step *step)
{
	const struct lyd_node *key = lyd_child(node);

	if (node->schema != step->schema)
		return false;
	if (node->schema->nodetype == LYS_LEAFLIST)
		return !step->n_keys ||
		    strcmp(vg_tree_value((const struct vg_node *)node), step->keys[0]) ==
		    0;
	for (size_t i = 0; i < step->n_keys; i++, key = key->next) {
		if (!key || !lysc_is_key(key->schema) ||
		    strcmp(vg_tree_value((const struct vg_node *)key), step->keys[i]) !=
			0)
			return false;
	}
	return true;
}

int
vg_treeset_find(const struct vg_tree *tree, const char *text, const struct vg_node **node,
    bool *all, struct vg_detail *detail)
{
	const struct lyd_node *at = node_in(vg_tree_top(tree)), *child;
	struct path path;
	int code = parse_path(at->schema, text, &path, detail);

	*all = false;
	for (size_t i = 0; i < path.n && code == VG_OK; i++) {
		const struct step *step = &path.steps[i];
		LY_LIST_FOR(lyd_child(at), child)
		{
			if (is_entry(child, step))
				break;
		}
		*all =
		    (step->schema->nodetype & (LYS_LIST | LYS_LEAFLIST)) && !step->n_keys;
		if (*all && i + 1 < path.n)
			code =
			    vg_detail_set(detail, VG_EINVAL, "%s: say which one: %s=KEY",
				step->schema->name, step->schema->name);
		else if (!child)
			code = vg_detail_set(
			    detail, VG_ENOENT, "nothing stands at %s", text);
		at = child;
	}
	*node = (const struct vg_node *)at;
	return code;
}

/* --- printing --------------------------------------------------------------------------------- */

static void
add_key(struct vg_buf *out, const char *key)
{
	for (const unsigned char *c = (const unsigned char *)key; *c; c++) {
		if (isalnum(*c) || strchr("-._:", *c))
			vg_buf_add_u8(out, *c);
		else
			vg_buf_addf(out, "%%%02X", *c);
	}
}

static void
add_value(struct vg_buf *out, const char *value)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:/@+%";

	if (*value && value[strspn(value, plain)] == '\0') {
		vg_buf_add_text(out, value);
		return;
	}
	vg_buf_add_u8(out, '"');
	for (const char *c = value; *c; c++) {
		if (*c == '"' || *c == '\\')
			vg_buf_addf(out, "\\%c", *c);
		else if (*c == '\n' || *c == '\t')
			vg_buf_addf(out, "\\%c", *c == '\n' ? 'n' : 't');
		else
			vg_buf_add_u8(out, (uint8_t)*c);
	}
	vg_buf_add_u8(out, '"');
}

static void
add_path(struct vg_buf *out, const struct lyd_node *node)
{
	const struct lyd_node *key;
	const char *between = "=";

	if (!lyd_parent(node))
		return;
	add_path(out, lyd_parent(node));
	if (lyd_parent(lyd_parent(node)))
		vg_buf_add_u8(out, '/');
	vg_buf_add_text(out, node->schema->name);
	if (node->schema->nodetype != LYS_LIST)
		return;
	LY_LIST_FOR(lyd_child(node), key)
	{
		if (!lysc_is_key(key->schema))
			break;
		vg_buf_add_text(out, between);
		add_key(out, vg_tree_value((const struct vg_node *)key));
		between = ",";
	}
}

static void
add_line(struct vg_buf *out, const struct lyd_node *node)
{
	vg_buf_add_text(out, "set ");
	add_path(out, node);
	if (node->schema->nodetype & LYD_NODE_TERM) {
		vg_buf_add_u8(out, ' ');
		add_value(out, vg_tree_value((const struct vg_node *)node));
	}
	vg_buf_add_u8(out, '\n');
}

static void
add_node(struct vg_buf *out, const struct lyd_node *node)
{
	const struct lyd_node *child;
	bool empty = true;

	if ((node->flags & LYD_DEFAULT) || lysc_is_key(node->schema))
		return;
	LY_LIST_FOR(lyd_child(node), child)
	{
		empty =
		    empty && (lysc_is_key(child->schema) || child->flags & LYD_DEFAULT);
		add_node(out, child);
	}
	if ((node->schema->nodetype & LYD_NODE_TERM) ||
	    (empty && node->schema->nodetype == LYS_LIST) ||
	    (empty && (node->schema->flags & LYS_PRESENCE)))
		add_line(out, node);
}

int
vg_treeset_print(const struct vg_tree *tree, const char *path, struct vg_buf *out,
    struct vg_detail *detail)
{
	const struct vg_node *node = NULL;
	bool all;
	int code = vg_treeset_find(tree, path, &node, &all, detail);

	for (; code == VG_OK && node; node = all ? vg_tree_next(node) : NULL)
		add_node(out, node_in(node));
	return code;
}

/* --- edits ------------------------------------------------------------------------------------ */

static void
add_escaped(struct vg_buf *out, const char *text)
{
	for (const char *c = text; *c; c++) {
		if (*c == '<')
			vg_buf_add_text(out, "&lt;");
		else if (*c == '>')
			vg_buf_add_text(out, "&gt;");
		else if (*c == '&')
			vg_buf_add_text(out, "&amp;");
		else
			vg_buf_add_u8(out, (uint8_t)*c);
	}
}

static const char *
identity_module(const struct lysc_type *type, const char *name)
{
	const struct lysc_type_identityref *ref = (const void *)type;
	LY_ARRAY_COUNT_TYPE i, j;

	if (type->basetype != LY_TYPE_IDENT)
		return NULL;
	LY_ARRAY_FOR(ref->bases, i)
	{
		LY_ARRAY_FOR(ref->bases[i]->derived, j)
		{
			if (strcmp(ref->bases[i]->derived[j]->name, name) == 0)
				return ref->bases[i]->derived[j]->module->ns;
		}
	}
	return NULL;
}

/* <name>value</name>; an identity has its module's namespace. */
static void
add_term(struct vg_buf *xml, const struct lysc_node *schema, const char *value,
    const char *attribute)
{
	const struct lysc_type *type = ((const struct lysc_node_leaf *)schema)->type;
	const char *bare = strchr(value, ':') ? strchr(value, ':') + 1 : value;
	const char *space = identity_module(type, bare);

	vg_buf_addf(xml, "<%s%s", schema->name, attribute);
	if (space)
		vg_buf_addf(xml, " xmlns:i=\"%s\">i:", space);
	else
		vg_buf_add_u8(xml, '>');
	add_escaped(xml, space ? bare : value);
	vg_buf_addf(xml, "</%s>", schema->name);
}

static int
open_step(struct vg_buf *xml, const struct step *step, const char *attribute,
    struct vg_detail *detail)
{
	const struct lysc_node *key;
	size_t n = 0;

	vg_buf_addf(xml, "<%s%s>", step->schema->name, attribute);
	if (step->schema->nodetype != LYS_LIST)
		return VG_OK;
	for (key = lysc_node_child(step->schema); key && lysc_is_key(key);
	     key = key->next, n++) {
		if (n < step->n_keys)
			add_term(xml, key, step->keys[n], "");
	}
	if (n == step->n_keys)
		return VG_OK;
	return vg_detail_set(detail, VG_EINVAL, "%s: it has %zu keys, not %zu",
	    step->schema->name, n, step->n_keys);
}

static int
add_last(struct vg_buf *xml, const struct step *step, const char *value, bool remove,
    struct vg_detail *detail)
{
	const char *attribute = remove ? " nc:operation=\"delete\"" : "";
	const char *name = step->schema->name;
	bool term = step->schema->nodetype & LYD_NODE_TERM;

	if (term && !value && step->n_keys)
		value = step->keys[0];
	if (!term && value)
		return vg_detail_set(detail, VG_EINVAL, "%s: it takes no value", name);
	if (term && !value && (!remove || step->schema->nodetype == LYS_LEAFLIST))
		return vg_detail_set(detail, VG_EINVAL, "%s: say which value", name);
	if (term) {
		add_term(xml, step->schema, value ? value : "", attribute);
		return VG_OK;
	}
	int code = open_step(xml, step, attribute, detail);
	vg_buf_addf(xml, "</%s>", name);
	return code;
}

int
vg_treeset_edit(const struct vg_context *context, const char *text, const char *value,
    bool remove, struct vg_buf *xml, struct vg_detail *detail)
{
	const struct lys_module *module =
	    ly_ctx_get_module_implemented(vg_context_ly(context), "vigie-collector");
	const struct lysc_node *top = lys_find_child(NULL, module, "collector", 0, 0, 0);
	struct path path;
	int code = parse_path(top, text, &path, detail);

	if (code == VG_OK && !path.n)
		code = vg_detail_set(
		    detail, VG_EINVAL, "a path is written device=ne-7/serial");
	if (code != VG_OK)
		return code;
	vg_buf_addf(xml,
	    "<collector xmlns=\"%s\""
	    " xmlns:nc=\"urn:ietf:params:xml:ns:netconf:base:1.0\">",
	    module->ns);
	for (size_t i = 0; i + 1 < path.n && code == VG_OK; i++)
		code = open_step(xml, &path.steps[i], "", detail);
	if (code == VG_OK)
		code = add_last(xml, &path.steps[path.n - 1], value, remove, detail);
	for (size_t i = path.n - 1; i-- > 0;)
		vg_buf_addf(xml, "</%s>", path.steps[i].schema->name);
	vg_buf_add_text(xml, "</collector>");
	return code;
}
