/*
 * Operations of the collector.
 *
 * RFC 8040's bodies have "MODULE:input" and "MODULE:output" on top, libyang's the operation's own
 * name: the one is exchanged for the other, and nothing else.
 */
#include "collector/netconf/nccall.h"

#include <stdlib.h>
#include <string.h>

#include "collector/netconf/ncmodels.h"
#include "lib/base/buf.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

/* 'text' (borrowed) with its one top member renamed to 'name'; the caller frees it. */
static char *
rename_top(const char *text, const char *name)
{
	const char *open = strchr(text, '"');
	const char *close = open ? strchr(open + 1, '"') : NULL;

	return close ? vg_mem_format("{\"%s\"%s", name, close + 1) : NULL;
}

/* Parses the output in 'text' (borrowed, "" for none) as that of the operation 'name'. */
static struct lyd_node *
parse_output(
    const struct ly_ctx *ly, const char *name, const char *text, struct vg_ncfault *fault)
{
	char *renamed = rename_top(text[0] ? text : "{\"x\":{}}", name);
	struct lyd_node *tree = NULL, *op = NULL;
	struct ly_in *in = NULL;
	LY_ERR refused = LY_EINVAL;

	if (renamed && ly_in_new_memory(renamed, &in) == LY_SUCCESS)
		refused =
		    lyd_parse_op(ly, NULL, in, LYD_JSON, LYD_TYPE_REPLY_YANG, &tree, &op);
	ly_in_free(in, 0);
	free(renamed);
	if (refused == LY_SUCCESS) {
		vg_ncmodels_zulu(tree);
		return tree;
	}
	lyd_free_all(tree);
	const struct ly_err_item *item = ly_err_last(ly);
	vg_ncfault_set(fault, "application", "operation-failed",
	    "it was done, and its answer is not in the models: %s",
	    item && item->msg ? item->msg : "?");
	return NULL;
}

struct lyd_node *
vg_nccall_named(struct vg_ncsocket *socket, const struct ly_ctx *ly, const char *name,
    const char *inside, struct vg_ncfault *fault)
{
	const char *colon = strchr(name, ':');
	char *body =
	    vg_mem_format("{\"%.*s:input\":{%s}}", (int)(colon - name), name, inside);
	char *text = vg_ncsocket_run(socket, name, body, fault);
	struct lyd_node *output = text ? parse_output(ly, name, text, fault) : NULL;

	free(text);
	free(body);
	return output;
}

static void
run_rpc(struct vg_ncsocket *socket, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	const struct lys_module *module = rpc->schema->module;
	char *name = vg_mem_format("%s:%s", module->name, rpc->schema->name);
	char *input = vg_mem_format("%s:input", module->name);
	char *printed = NULL, *body = NULL, *text = NULL;

	if (lyd_print_mem(&printed, rpc, LYD_JSON,
		LYD_PRINT_SHRINK | LYD_PRINT_KEEPEMPTYCONT) == LY_SUCCESS &&
	    printed)
		body = rename_top(printed, input);
	text = vg_ncsocket_run(socket, name, body ? body : "{}", &reply->fault);
	if (text)
		reply->tree = parse_output(module->ctx, name, text, &reply->fault);
	if (!reply->tree)
		reply->kind = VG_NCREPLY_FAULT;
	else if (lyd_child(reply->tree))
		reply->kind = VG_NCREPLY_TREE;
	else
		lyd_free_all(reply->tree);
	free(printed);
	free(body);
	free(text);
	free(name);
	free(input);
}

/* --- actions --------------------------------------------------------------------------------- */

static const struct lyd_node *
find_action(const struct lyd_node *node)
{
	while (node && node->schema->nodetype != LYS_ACTION) {
		const struct lyd_node *next = lyd_child(node);
		while (next && (next->schema->nodetype & LYD_NODE_TERM))
			next = next->next;
		node = next;
	}
	return node;
}

/* Writes the path of 'node' as RFC 8040 section 3.5.3 has it. */
static void
write_path(const struct lyd_node *node, struct vg_buf *out)
{
	const struct lyd_node *up = lyd_parent(node);
	char coded[1024];
	char before = '=';

	if (up)
		write_path(up, out);
	if (up)
		vg_buf_add_text(out, "/");
	if (!up || up->schema->module != node->schema->module)
		vg_buf_addf(out, "%s:", node->schema->module->name);
	vg_buf_add_text(out, LYD_NAME(node));
	if (node->schema->nodetype != LYS_LIST)
		return;
	for (const struct lyd_node *key = lyd_child(node);
	     key && lysc_is_key(key->schema); key = key->next) {
		vg_text_percent(coded, sizeof(coded), lyd_get_value(key), "");
		vg_buf_addf(out, "%c%s", before, coded);
		before = ',';
	}
}

/* The reply to 'action' with the leafs of the output in 'text' (borrowed). */
static struct lyd_node *
action_output(const struct lyd_node *action, const char *text)
{
	struct lyd_node *reply = NULL, *top = NULL;
	const struct lyd_node *leaf;

	if (lyd_dup_single(action, NULL, 0, &reply) != LY_SUCCESS)
		abort(); /* memory only */
	if (text[0])
		lyd_parse_data_mem(LYD_CTX(action), text, LYD_JSON,
		    LYD_PARSE_ONLY | LYD_PARSE_OPAQ, 0, &top);
	for (leaf = top ? lyd_child(top) : NULL; leaf; leaf = leaf->next)
		lyd_new_term(reply, NULL, LYD_NAME(leaf), lyd_get_value(leaf), 1, NULL);
	lyd_free_all(top);
	vg_ncmodels_zulu(lyd_child(reply));
	return reply;
}

static void
run_action(
    struct vg_ncsocket *socket, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	const struct lyd_node *action = find_action(rpc);
	char *printed = NULL, *body = NULL, *text = NULL;
	struct vg_buf path;

	vg_buf_init(&path, 0);
	if (action) {
		char *input = vg_mem_format("%s:input", action->schema->module->name);
		write_path(action, &path);
		if (lyd_print_mem(&printed, action, LYD_JSON,
			LYD_PRINT_SHRINK | LYD_PRINT_KEEPEMPTYCONT) == LY_SUCCESS &&
		    printed)
			body = rename_top(printed, input);
		text = vg_ncsocket_act(
		    socket, vg_buf_text(&path), body ? body : "{}", &reply->fault);
		free(input);
	}
	if (!text) {
		reply->kind = VG_NCREPLY_FAULT;
	} else {
		reply->tree = action_output(action, text);
		reply->kind = VG_NCREPLY_TREE;
		if (!lyd_child(reply->tree)) {
			lyd_free_all(reply->tree);
			reply->kind = VG_NCREPLY_OK;
		}
	}
	vg_buf_fini(&path);
	free(printed);
	free(body);
	free(text);
}

void
vg_nccall_run(
    struct vg_ncsocket *socket, const struct lyd_node *rpc, struct vg_ncreply *reply)
{
	if (rpc->schema->nodetype != LYS_RPC)
		run_action(socket, rpc, reply);
	else
		run_rpc(socket, rpc, reply);
}
