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

void
vg_nccall_run(
    struct vg_ncsocket *socket, const struct lyd_node *rpc, struct vg_ncreply *reply)
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
