/*
 * The methods that change data, and actions.
 */
#include <libyang/libyang.h>
#include <string.h>
#include <stdlib.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/rest/restcore.h"
#include "lib/rest/restop.h"

/* --- edits --------------------------------------------------------------------------------- */

static void
answer_edited(struct vg_rest_exchange *x, const struct vg_rest_edited *edited)
{
	if (edited->etag[0])
		vg_http_add(x->request, "ETag", edited->etag);
	if (edited->location[0])
		vg_http_add(x->request, "Location", edited->location);
	vg_http_reply(x->request, edited->created ? 201 : 204, NULL, NULL, 0);
}

/* A precondition that does not hold is 412, whatever else a conflict is (RFC 9110 section 13). */
static void
answer_refused(struct vg_rest_exchange *x, const struct vg_rest_edit *edit, int err,
    const struct vg_restdata_refusal *refusal, const struct vg_detail *detail)
{
	static const struct vg_resterror failed = {
	    412, "protocol", "operation-failed", ""};
	static const struct vg_resterror held = {409, "protocol", "in-use", ""};

	if (err == VG_ECONFLICT && (edit->if_match || edit->if_none_match))
		vg_restanswer_error(x, &failed, detail->text);
	else if (err == VG_EBUSY)
		vg_restanswer_error(x, &held, detail->text);
	else if (err ==
	    VG_ENOENT) /* of the resource itself: 404, not the 409 of data-missing */
		vg_restanswer_code(x, err, detail);
	else
		vg_restanswer_refusal(x, err, detail, refusal);
}

/* Where in its list it is to stand. */
struct placed {
	struct vg_restpath_query query;
	struct vg_restpath point;
};

/*
 * RFC 8040 4.8: insert and point are of POST and PUT, and no other parameter is of an edit; false:
 * 400 is answered.
 */
static bool
read_place(struct vg_rest_exchange *x, struct vg_rest_edit *edit, struct placed *placed)
{
	const char *text = vg_http_query(x->request);
	const unsigned both = VG_RESTPATH_INSERT | VG_RESTPATH_POINT;
	struct vg_restpath_query *query = &placed->query;
	struct vg_detail detail = {0};

	if (!text[0])
		return true;
	if (edit->method != VG_REST_CREATE && edit->method != VG_REST_REPLACE)
		return vg_restanswer_unasked(x);
	int err = vg_restpath_query_parse(text, query, &detail);
	bool beside = query->insert[0] == 'b' || query->insert[0] == 'a';
	if (err == VG_OK &&
	    (query->given & ~both || !query->insert[0] ||
		beside != (query->point[0] != '\0')))
		err = vg_detail_set(&detail, VG_EINVAL,
		    "RFC 8040 4.8: the query parameters of an edit are insert (first, last, "
		    "before, after) and, with before and after, point");
	if (err == VG_OK && beside)
		err = vg_restpath_parse(query->point, &placed->point, &detail);
	if (err != VG_OK) {
		vg_restanswer_plain(x, 400, "invalid-value", detail.text);
		return false;
	}
	edit->insert = query->insert;
	edit->point = beside ? &placed->point : NULL;
	return true;
}

static void
carry_out(struct vg_rest_exchange *x, const struct vg_rest_edit *edit)
{
	struct vg_rest_edited *edited = vg_mem_zero(sizeof(*edited));
	char wrong[VG_RESTOP_PATH_SIZE] = "";
	struct vg_detail detail = {0};
	int err = x->rest->edit(edit, edited, wrong, &detail, x->rest->edit_cookie);

	if (wrong[0])
		x->error_path = wrong;
	vg_text_copy(edited->refusal.path, sizeof(edited->refusal.path), wrong);
	if (err == VG_OK)
		answer_edited(x, edited);
	else
		answer_refused(x, edit, err, &edited->refusal, &detail);
	x->error_path = NULL;
	free(edited);
}

static void
run_edit(struct vg_rest_exchange *x, const struct vg_restpath *path,
    enum vg_rest_method method)
{
	struct vg_rest_edit edit = {.caller = &x->caller,
	    .path = path,
	    .method = method,
	    .body = "",
	    .if_match = vg_http_header(x->request, "If-Match"),
	    .if_none_match = vg_http_header(x->request, "If-None-Match")};
	struct vg_detail detail = {0};
	char top[192], allow[VG_REST_ALLOW_SIZE];

	vg_text_format(top, sizeof(top), "%s:%s",
	    path->n_steps ? path->steps[0].module : "ietf-restconf",
	    path->n_steps ? path->steps[0].name : "data");
	if (vg_restanswer_may(x, VG_REST_WRITE, top, &detail) != VG_OK) {
		vg_restanswer_code(x, VG_EACCESS, &detail);
		return;
	}
	if (!x->rest->edit) {
		vg_restanswer_code(x, VG_EUNSUPPORTED, &detail);
		return;
	}
	/* Nothing is made below a leaf. */
	if (method == VG_REST_CREATE && vg_restallow_find(x, allow) &&
	    strstr(allow, "PUT") && path->n_steps && !strstr(allow, "POST")) {
		vg_restanswer_code(x, VG_EUNSUPPORTED, &detail);
		return;
	}
	struct placed *placed = vg_mem_zero(sizeof(*placed));
	if (read_place(x, &edit, placed) &&
	    (method == VG_REST_DELETE || vg_restanswer_takes(x, &edit.xml))) {
		if (method != VG_REST_DELETE)
			edit.body = vg_http_body(x->request, &edit.size);
		carry_out(x, &edit);
	}
	free(placed);
}

/* --- actions ------------------------------------------------------------------------------- */

/* Whether 'action' is what the steps of 'path' name: all are of the first one's module. */
static bool
is_action(const struct vg_rest_action *action, const struct vg_restpath *path)
{
	const char *module = path->steps[0].module;
	const char *at = action->path;

	if (!vg_text_starts(at, module) || at[strlen(module)] != ':')
		return false;
	at += strlen(module) + 1;
	for (size_t i = 0; i < path->n_steps; i++) {
		const struct vg_restpath_step *step = &path->steps[i];
		size_t size = strcspn(at, "/");
		if (strlen(step->name) != size || strncmp(step->name, at, size) != 0 ||
		    (step->module[0] && strcmp(step->module, module) != 0))
			return false;
		at += size;
		at += *at == '/';
	}
	return *at == '\0';
}

static const struct vg_rest_action *
find_action(const struct vg_rest *rest, const struct vg_restpath *path)
{
	for (size_t i = 0; path->n_steps && i < rest->n_actions; i++) {
		if (is_action(&rest->actions[i], path))
			return &rest->actions[i];
	}
	return NULL;
}

bool
vg_restedit_is_action(const struct vg_rest *rest, const struct vg_restpath *path)
{
	return find_action(rest, path) != NULL;
}

static void
run_action(struct vg_rest_exchange *x, const struct vg_rest_action *action,
    const struct vg_restpath *path)
{
	const char *body = vg_http_body(x->request, NULL);
	bool xml = false;
	char wrong[VG_RESTOP_PATH_SIZE] = "";
	struct lyd_node *tree = NULL, *op = NULL;
	struct vg_detail detail = {0};
	char name[192];

	vg_text_format(name, sizeof(name), "%s:%s", path->steps[0].module,
	    path->steps[path->n_steps - 1].name);
	if (vg_restanswer_may(x, VG_REST_RUN, name, &detail) != VG_OK) {
		vg_restanswer_code(x, VG_EACCESS, &detail);
		return;
	}
	if (!vg_restanswer_unasked(x) ||
	    !vg_restanswer_wants(x, x->acceptable, VG_REST_JSON " and " VG_REST_XML) ||
	    (body[0] && !vg_restanswer_takes(x, &xml)))
		return;
	int err = vg_restop_parse_action(
	    x->rest->context, path, body, xml, &tree, &op, wrong, &detail);
	if (err != VG_OK) {
		x->error_path = wrong;
		vg_restanswer_code(x, err, &detail);
		x->error_path = NULL;
		return;
	}
	struct vg_restdata *output = vg_restdata_new_reply(op);
	err = action->cb(&x->caller, path, (const struct vg_node *)op, output, &detail,
	    action->cookie);
	char *printed =
	    err == VG_OK ? vg_restop_print_action(vg_restdata_top(output), x->xml) : NULL;
	if (err != VG_OK)
		vg_restanswer_code(x, err, &detail);
	else if (printed)
		vg_http_reply(
		    x->request, 200, vg_restanswer_media(x), printed, strlen(printed));
	else
		vg_http_reply(x->request, 204, NULL, NULL, 0);
	free(printed);
	vg_restdata_free(output);
	lyd_free_all(tree);
}

/* --- dispatch ------------------------------------------------------------------------------ */

static enum vg_rest_method
method_of(const char *method)
{
	return strcmp(method, "PUT") == 0  ? VG_REST_REPLACE
	    : strcmp(method, "PATCH") == 0 ? VG_REST_MERGE
	    : strcmp(method, "POST") == 0  ? VG_REST_CREATE
					   : VG_REST_DELETE;
}

void
vg_restedit(struct vg_rest_exchange *x)
{
	struct vg_restpath *path = vg_mem_zero(sizeof(*path));
	enum vg_rest_method method = method_of(vg_http_method(x->request));
	struct vg_detail detail = {0};
	int err = vg_restpath_parse(
	    vg_http_path(x->request) + strlen("/restconf/data"), path, &detail);
	const struct vg_rest_action *action =
	    err == VG_OK && method == VG_REST_CREATE ? find_action(x->rest, path) : NULL;

	if (err != VG_OK)
		vg_restanswer_code(x, err, &detail);
	else if (action)
		run_action(x, action, path);
	else
		run_edit(x, path, method);
	free(path);
}
