/*
 * Which methods a resource has: OPTIONS, and what stands beside a 405.  It is told by the models:
 * what he who asks may is another question, and answered when he does it.
 *
 * Source: RFC 8040 sections 4.1 and 4.6, RFC 5789 section 3.1.
 */
#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/rest/restcore.h"

#define READ "GET, HEAD"

static const struct lysc_node *
find_schema(const struct vg_rest *rest, const struct vg_restpath *path)
{
	const struct lysc_node *at = NULL;
	const struct lys_module *module = NULL;

	for (size_t i = 0; i < path->n_steps; i++) {
		const struct vg_restpath_step *step = &path->steps[i];
		if (step->module[0])
			module = ly_ctx_get_module_implemented(
			    vg_context_ly(rest->context), step->module);
		at = module ? lys_find_child(at, module, step->name, 0, 0, 0) : NULL;
		if (!at)
			return NULL;
	}
	return at;
}

/* Whether somebody edits the configuration of the top that 'path' begins with. */
static bool
is_edited(const struct vg_rest *rest, const struct vg_restpath *path)
{
	char top[192];

	if (!rest->edit || !rest->edited)
		return rest->edit != NULL;
	vg_text_format(
	    top, sizeof(top), "%s:%s", path->steps[0].module, path->steps[0].name);
	for (const char *const *at = rest->edited; *at; at++) {
		if (strcmp(*at, top) == 0)
			return true;
	}
	return false;
}

/* Of data; NULL: there is no such. */
static const char *
methods_of(const struct vg_rest *rest, const struct vg_restpath *path)
{
	const struct lysc_node *node;

	if (!path->n_steps)
		return rest->edit ? READ ", PUT, PATCH" : READ;
	if (vg_restedit_is_action(rest, path))
		return "POST";
	node = vg_restget_is_served(rest, path) ? find_schema(rest, path) : NULL;
	if (!node || node->nodetype & (LYS_RPC | LYS_ACTION | LYS_NOTIF))
		return NULL;
	if (!(node->flags & LYS_CONFIG_W) || !is_edited(rest, path))
		return READ;
	return node->nodetype & (LYS_LEAF | LYS_LEAFLIST) ? READ ", PUT, PATCH, DELETE"
							  : READ
	    ", POST, PUT, PATCH, DELETE";
}

static bool
is_operation(const struct vg_rest *rest, const char *name)
{
	for (size_t i = 0; i < rest->n_operations; i++) {
		if (strcmp(rest->operations[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool
is_stream(const struct vg_rest *rest, const char *name)
{
	for (size_t i = 0; i < rest->n_streams; i++) {
		if (strcmp(rest->streams[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Whether what stands at a path that is no data's is there. */
static bool
is_there(const struct vg_rest *rest, const char *path)
{
	const char *last = strrchr(path, '/') + 1;

	if (vg_text_starts(path, "/restconf/operations/"))
		return is_operation(rest, last);
	if (vg_text_starts(path, "/restconf/streams/"))
		return is_stream(rest, last);
	return !vg_text_starts(path, "/blob") || rest->blobs.put;
}

bool
vg_restallow_find(const struct vg_rest_exchange *x, char allow[VG_REST_ALLOW_SIZE])
{
	static const char data[] = "/restconf/data";
	const char *at = vg_http_path(x->request);
	char methods[VG_REST_ALLOW_SIZE];
	const char *found = methods;

	if (vg_rest_route("?", at, methods, sizeof(methods)) != VG_EUNSUPPORTED)
		return false;
	if (vg_text_starts(at, data)) {
		struct vg_restpath *path = vg_mem_zero(sizeof(*path));
		struct vg_detail detail;
		found = vg_restpath_parse(at + strlen(data), path, &detail) == VG_OK
		    ? methods_of(x->rest, path)
		    : NULL;
		free(path);
	} else if (!is_there(x->rest, at)) {
		found = NULL;
	}
	if (found)
		vg_text_format(allow, VG_REST_ALLOW_SIZE, "%s, OPTIONS", found);
	return found != NULL;
}

void
vg_restallow_answer(struct vg_rest_exchange *x)
{
	char allow[VG_REST_ALLOW_SIZE];

	if (!vg_restallow_find(x, allow)) {
		vg_restanswer_plain(x, 404, "invalid-value", "no such resource");
		return;
	}
	vg_http_add(x->request, "Allow", allow);
	if (strstr(allow, "PATCH"))
		vg_http_add(x->request, "Accept-Patch", VG_REST_PATCHES);
	vg_http_reply(x->request, 200, NULL, NULL, 0);
}
