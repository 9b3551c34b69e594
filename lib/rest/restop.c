/*
 * Operations' bodies.
 *
 * libyang 2.1 knows no "MODULE:input": an RPC's JSON has the RPC's own name on top.  So the
 * name of the one top-level member is exchanged, and nothing else is touched: everything after
 * it is parsed by libyang, strictly and never as opaque nodes (it crashes on those).
 */
#include "lib/rest/restop.h"

#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

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
parse(const struct ly_ctx *ly, const char *text, struct lyd_node **rpc)
{
	struct lyd_node *tree = NULL, *op = NULL;
	struct ly_in *in = NULL;
	LY_ERR refused = ly_in_new_memory(text, &in);

	if (refused == LY_SUCCESS)
		refused =
		    lyd_parse_op(ly, NULL, in, LYD_JSON, LYD_TYPE_RPC_YANG, &tree, &op);
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

int
vg_restop_parse(const struct vg_context *context, const char *name, const char *body,
    struct lyd_node **rpc, char path[VG_RESTOP_PATH_SIZE], struct vg_detail *detail)
{
	struct ly_ctx *ly = vg_context_ly(context);
	int prefix = (int)prefix_size(name);
	char *text = rename_input(body, name);

	path[0] = '\0';
	if (!text)
		return vg_detail_set(detail, VG_EPARSE,
		    "request: the body is not {\"%.*sinput\": {...}}", prefix, name);
	ly_err_clean(ly, NULL);
	int err = parse(ly, text, rpc);
	if (err == VG_EPARSE) {
		vg_detail_set(detail, err,
		    "request: there is something beside \"%.*sinput\"", prefix, name);
	} else if (err != VG_OK) {
		copy_path(ly, path);
		err = vg_context_error(context, "request", text, detail);
	}
	free(text);
	return err;
}

char *
vg_restop_print(const char *name, const struct lyd_node *rpc)
{
	char *printed = NULL;
	char *at;
	struct vg_buf out;

	if (!lyd_child(rpc) ||
	    lyd_print_mem(&printed, rpc, LYD_JSON, LYD_PRINT_SHRINK) != LY_SUCCESS)
		return NULL;
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
