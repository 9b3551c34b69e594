/*
 * Operations' bodies.
 *
 * libyang 2.1 knows no "MODULE:input": an RPC's JSON has the RPC's own name on top.  So the
 * name of the one top-level member is exchanged, and nothing else is touched: everything after
 * it is parsed by libyang, strictly and never as opaque nodes (it crashes on those).
 */
#include "lib/rest/restop.h"

#include <jansson.h>
#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/rest/restopxml.h"
#include "lib/rest/restpath.h"

static const char blank[] = " \t\r\n";

/* The length of "MODULE:" in 'name'. */
static size_t
prefix_size(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? (size_t)(colon + 1 - name) : 0;
}

/*
 * Gives 'body' with its top-level member "MODULE:input" renamed to 'name', or NULL when it does
 * not begin with that member.
 */
static char *
rename_input(const char *body, const char *name)
{
	size_t prefix = prefix_size(name);
	const char *at = body + strspn(body, blank);
	struct vg_buf out;

	if (*at++ != '{')
		return NULL;
	at += strspn(at, blank);
	if (*at++ != '"' || strncmp(at, name, prefix) != 0 ||
	    strncmp(at + prefix, "input\"", 6) != 0)
		return NULL;
	vg_buf_init(&out, 0);
	vg_buf_add(&out, body, (size_t)(at - body));
	vg_buf_add_text(&out, name);
	vg_buf_add_text(&out, at + prefix + strlen("input"));
	return vg_buf_give(&out);
}

/* Copies the data path out of libyang's phrase ("Data location "/a:b", line number 5."). */
static void
copy_path(const struct ly_ctx *ly, char path[VG_RESTOP_PATH_SIZE])
{
	const struct ly_err_item *item = ly_err_last(ly);
	const char *phrase = item && item->path ? item->path : "";
	const char *start = strchr(phrase, '/');
	size_t size = start ? strcspn(start, "\"") : 0;

	if (size >= VG_RESTOP_PATH_SIZE)
		size = 0;
	memcpy(path, start ? start : "", size);
	path[size] = '\0';
}

static int
parse(const struct ly_ctx *ly, const char *text, bool xml, struct lyd_node **rpc)
{
	struct lyd_node *tree = NULL, *op = NULL;
	struct ly_in *in = NULL;
	LY_ERR refused = ly_in_new_memory(text, &in);

	if (refused == LY_SUCCESS)
		refused = lyd_parse_op(ly, NULL, in, xml ? LYD_XML : LYD_JSON,
		    LYD_TYPE_RPC_YANG, &tree, &op);
	if (refused == LY_SUCCESS)
		refused = lyd_validate_op(op, NULL, LYD_TYPE_RPC_YANG, NULL);
	ly_in_free(in, 0);
	if (refused != LY_SUCCESS || op->next || op->prev != op) {
		lyd_free_all(tree);
		return refused != LY_SUCCESS ? VG_EINVAL : VG_EPARSE;
	}
	*rpc = op;
	return VG_OK;
}

/* Whether 'op' is the operation 'name': XML says so by a namespace that may be another's. */
static bool
is_called(const struct lyd_node *op, const char *name)
{
	size_t size = strlen(op->schema->module->name);

	return strncmp(op->schema->module->name, name, size) == 0 && name[size] == ':' &&
	    strcmp(op->schema->name, name + size + 1) == 0;
}

/* 'body' with the name of the operation for "input"; to be freed. */
static int
rename_body(
    const char *name, const char *body, bool xml, char **text, struct vg_detail *detail)
{
	size_t prefix = prefix_size(name);

	if (xml)
		return vg_restopxml_rename(body, name + prefix, text, detail);
	*text = rename_input(body, name);
	return *text
	    ? VG_OK
	    : vg_detail_set(detail, VG_EPARSE,
		  "request: the body is not {\"%.*sinput\": {...}}", (int)prefix, name);
}

int
vg_restop_parse(const struct vg_context *context, const char *name, const char *body,
    bool xml, struct lyd_node **rpc, char path[VG_RESTOP_PATH_SIZE],
    struct vg_detail *detail)
{
	struct ly_ctx *ly = vg_context_ly(context);
	char *text = NULL;
	int err = rename_body(name, body, xml, &text, detail);

	path[0] = '\0';
	if (err != VG_OK)
		return err;
	ly_err_clean(ly, NULL);
	err = parse(ly, text, xml, rpc);
	if (err == VG_OK && !is_called(*rpc, name)) {
		lyd_free_all(*rpc);
		err = VG_EPARSE;
	}
	if (err == VG_EPARSE) {
		vg_detail_set(detail, err,
		    "request: there is something beside the input of \"%s\"", name);
	} else if (err != VG_OK) {
		copy_path(ly, path);
		err = vg_context_error(context, "request", text, detail);
	}
	free(text);
	return err;
}

char *
vg_restop_print(const char *name, const struct lyd_node *rpc, bool xml)
{
	char *printed = NULL;
	char *at;
	struct vg_buf out;

	if (!lyd_child(rpc) ||
	    lyd_print_mem(&printed, rpc, xml ? LYD_XML : LYD_JSON, LYD_PRINT_SHRINK) !=
		LY_SUCCESS)
		return NULL;
	if (xml)
		return vg_restopxml_output(printed);
	vg_buf_init(&out, 0);
	at = strstr(printed, name);
	if (at) {
		vg_buf_add(&out, printed, (size_t)(at - printed) + prefix_size(name));
		vg_buf_add_text(&out, "output");
		vg_buf_add_text(&out, at + strlen(name));
	}
	free(printed);
	return vg_buf_give(&out);
}

/* --- actions ------------------------------------------------------------------------------- */

/*
 * The value of the one member "MODULE:input" of 'body', or an empty object for an empty body; NULL
 * when it is something else.  Taken apart here, since what would stand beside it must not come to
 * stand beside the action.
 */
static json_t *
take_input(const char *body, const char *module)
{
	char name[VG_RESTOP_PATH_SIZE];
	json_t *whole, *input;

	if (body[strspn(body, blank)] == '\0')
		return json_object();
	whole = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
	vg_text_format(name, sizeof(name), "%s:input", module);
	input = json_object_size(whole) == 1 ? json_object_get(whole, name) : NULL;
	json_incref(input);
	json_decref(whole);
	if (input && !json_is_object(input)) {
		json_decref(input);
		return NULL;
	}
	return input;
}

/* 'inner' (taken) as what stands at 'step' of 'schema': an entry with its keys, or itself. */
static json_t *
dress(json_t *inner, const struct lysc_node *schema, const struct vg_restpath_step *step)
{
	const struct lysc_node *key = lysc_node_child(schema);
	json_t *list;

	if (schema->nodetype != LYS_LIST)
		return inner;
	for (size_t i = 0; i < step->n_keys; i++, key = key->next)
		json_object_set_new(inner, key->name, json_string(step->keys[i]));
	list = json_array();
	json_array_append_new(list, inner);
	return list;
}

static size_t
keys_of(const struct lysc_node *schema)
{
	size_t n = 0;

	if (schema->nodetype == LYS_LIST) {
		for (const struct lysc_node *key = lysc_node_child(schema);
		     key && lysc_is_key(key); key = key->next)
			n++;
	}
	return n;
}

/* Finds the schema of every step. */
static int
find_steps(const struct ly_ctx *ly, const struct vg_restpath *path,
    const struct lysc_node *schemas[VG_RESTPATH_STEPS], struct vg_detail *detail)
{
	const struct lys_module *module =
	    ly_ctx_get_module_implemented(ly, path->steps[0].module);

	for (size_t i = 0; i < path->n_steps; i++) {
		const struct vg_restpath_step *step = &path->steps[i];
		const struct lysc_node *above = i ? schemas[i - 1] : NULL;
		schemas[i] =
		    module ? lys_find_child(above, module, step->name, 0, 0, 0) : NULL;
		if (!schemas[i])
			return vg_detail_set(
			    detail, VG_ENOENT, "no node '%s' here", step->name);
		if (keys_of(schemas[i]) != step->n_keys)
			return vg_detail_set(detail, VG_EINVAL,
			    "'%s' wants %zu keys, not %zu", step->name,
			    keys_of(schemas[i]), step->n_keys);
	}
	return VG_OK;
}

/* The request as YANG's JSON has it: from the top down to the action; owned. */
static char *
build_action(const struct vg_restpath *path,
    const struct lysc_node *const schemas[VG_RESTPATH_STEPS], json_t *input)
{
	char top[VG_RESTOP_PATH_SIZE];
	json_t *at = input;

	for (size_t i = path->n_steps; i-- > 0;) {
		json_t *above = json_object();
		vg_text_format(top, sizeof(top), "%s:%s", path->steps[0].module,
		    path->steps[i].name);
		json_object_set_new(above, i ? path->steps[i].name : top,
		    dress(at, schemas[i], &path->steps[i]));
		at = above;
	}
	char *text = json_dumps(at, JSON_COMPACT);
	json_decref(at);
	return text;
}

/* The whole request, from the top down to the action; to be freed. */
static int
write_action(const struct vg_restpath *path,
    const struct lysc_node *const schemas[VG_RESTPATH_STEPS], const char *body, bool xml,
    char **text, struct vg_detail *detail)
{
	const char *name = path->steps[path->n_steps - 1].name;
	bool is_blank = body[strspn(body, blank)] == '\0';
	char *inner = NULL;
	int err = VG_OK;

	if (!xml) {
		json_t *input = take_input(body, path->steps[0].module);
		if (!input)
			return vg_detail_set(detail, VG_EPARSE,
			    "request: the body is not {\"%s:input\": {...}}",
			    path->steps[0].module);
		*text = build_action(path, schemas, input);
		return VG_OK;
	}
	if (!is_blank)
		err = vg_restopxml_rename(body, name, &inner, detail);
	if (err == VG_OK)
		*text = vg_restopxml_dress(path, schemas, inner ? inner : "");
	free(inner);
	return err;
}

int
vg_restop_parse_action(const struct vg_context *context, const struct vg_restpath *path,
    const char *body, bool xml, struct lyd_node **tree, struct lyd_node **op,
    char wrong[VG_RESTOP_PATH_SIZE], struct vg_detail *detail)
{
	const struct lysc_node *schemas[VG_RESTPATH_STEPS];
	struct ly_ctx *ly = vg_context_ly(context);
	struct ly_in *in = NULL;
	char *text = NULL;

	wrong[0] = '\0';
	*tree = NULL;
	int err = find_steps(ly, path, schemas, detail);
	if (err == VG_OK)
		err = write_action(path, schemas, body, xml, &text, detail);
	if (err != VG_OK)
		return err;
	ly_err_clean(ly, NULL);
	LY_ERR refused = text ? ly_in_new_memory(text, &in) : LY_EINVAL;
	if (refused == LY_SUCCESS)
		refused = lyd_parse_op(
		    ly, NULL, in, xml ? LYD_XML : LYD_JSON, LYD_TYPE_RPC_YANG, tree, op);
	if (refused == LY_SUCCESS)
		refused = lyd_validate_op(*op, NULL, LYD_TYPE_RPC_YANG, NULL);
	ly_in_free(in, 0);
	if (refused != LY_SUCCESS) {
		copy_path(ly, wrong);
		err = vg_context_error(context, "request", text, detail);
	} else if ((*op)->schema != schemas[path->n_steps - 1]) {
		err = vg_detail_set(
		    detail, VG_EPARSE, "request: the body is another action's");
	}
	if (err != VG_OK) {
		lyd_free_all(*tree);
		*tree = NULL;
	}
	free(text);
	return err;
}

char *
vg_restop_print_action(const struct lyd_node *op, bool xml)
{
	char name[VG_RESTOP_PATH_SIZE];

	vg_text_format(
	    name, sizeof(name), "%s:%s", op->schema->module->name, op->schema->name);
	return vg_restop_print(name, op, xml);
}
