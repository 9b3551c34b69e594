/*
 * Answers.
 */
#include <libyang/libyang.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/rest/restcore.h"

/* What he typed where a resource's name belongs is told only if it is one. */
static bool
is_in_models(const struct vg_rest_exchange *x)
{
	const struct ly_ctx *ly = vg_context_ly(x->rest->context);
	const char *colon = strchr(x->name, ':');
	const struct lys_module *module;
	char prefix[sizeof(x->name)];

	if (!colon || x->what != VG_REST_WRITE)
		return true;
	vg_text_format(prefix, sizeof(prefix), "%.*s", (int)(colon - x->name), x->name);
	module = ly_ctx_get_module_implemented(ly, prefix);
	return module &&
	    (lys_find_child(NULL, module, colon + 1, 0, 0, 0) ||
		strcmp(x->name, "ietf-restconf:data") == 0);
}

static void
tell(const struct vg_rest_exchange *x, const struct vg_resterror *error)
{
	const struct vg_rest_refused refused = {.caller = &x->caller,
	    .known = x->known,
	    .what = x->what,
	    .name = is_in_models(x) ? x->name : "",
	    .object = x->object ? x->object : "",
	    .status = error->status,
	    .tag = error->tag,
	    .app_tag = error->app_tag};

	if (x->rest->refused)
		x->rest->refused(&refused, x->rest->refused_cookie);
}

void
vg_restanswer_error(
    struct vg_rest_exchange *x, const struct vg_resterror *error, const char *message)
{
	struct vg_buf body;

	tell(x, error);
	vg_buf_init(&body, 0);
	vg_resterror_body(&body, error, x->error_path, message);
	if (error->status == 503)
		vg_http_add(x->request, "Retry-After", "1");
	vg_http_reply(x->request, error->status, VG_REST_JSON, body.data, body.size);
	vg_buf_fini(&body);
}

void
vg_restanswer_code(struct vg_rest_exchange *x, int code, const struct vg_detail *detail)
{
	struct vg_resterror error = vg_resterror_of(code);

	if (error.status == 500)
		vg_log(VG_LOG_ERROR, x->rest->subsystem, vg_http_path(x->request), "%s",
		    detail->text[0] ? detail->text : vg_error_text(code));
	vg_restanswer_error(
	    x, &error, detail->text[0] ? detail->text : vg_error_text(code));
}

void
vg_restanswer_refusal(struct vg_rest_exchange *x, int code,
    const struct vg_detail *detail, const struct vg_restdata_refusal *refusal)
{
	struct vg_resterror error = vg_resterror_of(code);

	x->object = refusal->object;
	if (!refusal->tag[0]) {
		vg_restanswer_code(x, code, detail);
		return;
	}
	error.tag = refusal->tag;
	error.app_tag = refusal->app_tag;
	error.status = vg_resterror_status(refusal->tag);
	x->error_path = refusal->path;
	vg_restanswer_error(
	    x, &error, detail->text[0] ? detail->text : vg_error_text(code));
	x->error_path = NULL;
}

void
vg_restanswer_plain(
    struct vg_rest_exchange *x, int status, const char *tag, const char *message)
{
	const struct vg_resterror error = {status, "protocol", tag, ""};

	vg_restanswer_error(x, &error, message);
}

void
vg_restanswer_body(
    struct vg_rest_exchange *x, const char *type, const char *body, const char *etag)
{
	const char *known = vg_http_header(x->request, "If-None-Match");
	char hex[VG_DIGEST_TEXT_SIZE];
	char made[24];

	if (!etag[0]) {
		struct vg_digest digest = vg_digest_of(body, strlen(body));
		vg_digest_text(&digest, hex);
		vg_text_format(made, sizeof(made), "\"%.16s\"", hex);
		etag = made;
	}
	vg_http_add(x->request, "ETag", etag);
	vg_http_add(x->request, "Cache-Control", "no-cache");
	if (known && strstr(known, etag))
		vg_http_reply(x->request, 304, NULL, NULL, 0);
	else
		vg_http_reply(x->request, 200, type, body, strlen(body));
}

const char *
vg_restanswer_media(const struct vg_rest_exchange *x)
{
	return x->xml ? VG_REST_XML : VG_REST_JSON;
}

bool
vg_restanswer_takes(struct vg_rest_exchange *x, bool *xml)
{
	const char *type = vg_http_header(x->request, "Content-Type");

	*xml = type && vg_text_starts(type, VG_REST_XML);
	if (*xml || (type && vg_text_starts(type, VG_REST_JSON)))
		return true;
	vg_restanswer_plain(x, 415, "invalid-value",
	    "Content-Type is to be " VG_REST_JSON " or " VG_REST_XML);
	return false;
}

int
vg_restanswer_may(struct vg_rest_exchange *x, enum vg_rest_access what, const char *name,
    struct vg_detail *detail)
{
	const struct vg_rest *rest = x->rest;

	x->known = true;
	x->what = what;
	vg_text_copy(x->name, sizeof(x->name), name);
	return rest->access
	    ? rest->access(&x->caller, what, name, detail, rest->access_cookie)
	    : VG_OK;
}
