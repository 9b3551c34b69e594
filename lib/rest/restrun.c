/*
 * Operations: the list of them, and POST of one.
 */
#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/rest/restcore.h"
#include "lib/rest/restop.h"

static const struct vg_rest_operation *
find_operation(const struct vg_rest *rest, const char *name)
{
	for (size_t i = 0; i < rest->n_operations; i++) {
		if (strcmp(rest->operations[i].name, name) == 0)
			return &rest->operations[i];
	}
	return NULL;
}

void
vg_restrun_answer(struct vg_rest_exchange *x, int code, const struct vg_detail *detail,
    const struct vg_restdata_refusal *refusal, const char *body)
{
	if (code != VG_OK)
		vg_restanswer_refusal(x, code, detail, refusal);
	else if (body)
		vg_http_reply(
		    x->request, 200, vg_restanswer_media(x), body, strlen(body));
	else
		vg_http_reply(x->request, 204, NULL, NULL, 0);
}

static void
run_operation(
    struct vg_rest_exchange *x, const struct vg_rest_operation *op, struct lyd_node *rpc)
{
	struct vg_restdata *output = vg_restdata_new(x->rest->context, op->name, true);
	struct vg_detail detail = {0};
	int code =
	    op->cb(&x->caller, (const struct vg_node *)rpc, output, &detail, op->cookie);
	bool aside = code == VG_OK && vg_restdata_aside(output)->work;

	if (aside)
		code = vg_restaside_start(x, op->name, output, &detail);
	if (!aside || code != VG_OK) {
		char *body = code == VG_OK
		    ? vg_restop_print(op->name, vg_restdata_top(output), x->xml)
		    : NULL;
		vg_restrun_answer(x, code, &detail, vg_restdata_refusal(output), body);
		free(body);
	}
	vg_restdata_free(output);
}

void
vg_restrun(struct vg_rest_exchange *x)
{
	const char *name = strrchr(vg_http_path(x->request), '/') + 1;
	const struct vg_rest_operation *op = find_operation(x->rest, name);
	char path[VG_RESTOP_PATH_SIZE];
	struct vg_detail detail = {0};
	struct lyd_node *rpc = NULL;
	bool xml;

	x->error_path = NULL;
	if (!op) {
		vg_restanswer_plain(x, 404, "invalid-value", "no such operation");
		return;
	}
	if (vg_restanswer_may(x, VG_REST_RUN, op->name, &detail) != VG_OK) {
		vg_restanswer_code(x, VG_EACCESS, &detail);
		return;
	}
	if (!vg_restanswer_unasked(x) || !vg_restanswer_takes(x, &xml))
		return;
	int err = vg_restop_parse(x->rest->context, op->name,
	    vg_http_body(x->request, NULL), xml, &rpc, path, &detail);
	if (err != VG_OK) {
		x->error_path = path;
		vg_restanswer_code(x, err, &detail);
		x->error_path = NULL;
		return;
	}
	run_operation(x, op, rpc);
	lyd_free_all(rpc);
}

static void
add_operation(
    struct vg_buf *body, const struct ly_ctx *ly, const char *name, bool xml, bool first)
{
	const char *local = strchr(name, ':') + 1;
	char module[128];

	if (!xml) {
		vg_buf_addf(body, "%s\"%s\":[null]", first ? "" : ",", name);
		return;
	}
	vg_text_format(module, sizeof(module), "%.*s", (int)(local - 1 - name), name);
	const struct lys_module *of = ly_ctx_get_module_implemented(ly, module);
	if (of)
		vg_buf_addf(body, "<%s xmlns=\"%s\"/>", local, of->ns);
}

void
vg_restrun_list(struct vg_rest_exchange *x)
{
	const struct ly_ctx *ly = vg_context_ly(x->rest->context);
	struct vg_buf body;
	bool first = true;

	vg_buf_init(&body, 0);
	vg_buf_add_text(&body,
	    x->xml ? "<operations xmlns=\"" VG_REST_NS "\">"
		   : "{\"ietf-restconf:operations\":{");
	for (size_t i = 0; i < x->rest->n_operations; i++) {
		const char *name = x->rest->operations[i].name;
		struct vg_detail detail;
		if (vg_restanswer_may(x, VG_REST_RUN, name, &detail) != VG_OK)
			continue;
		add_operation(&body, ly, name, x->xml, first);
		first = false;
	}
	vg_buf_add_text(&body, x->xml ? "</operations>" : "}}");
	vg_restanswer_body(x, vg_restanswer_media(x), vg_buf_text(&body), "");
	vg_buf_fini(&body);
}
