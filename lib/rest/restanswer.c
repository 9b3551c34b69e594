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
#include "lib/yang/xmlpath.h"

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

static void
element(struct vg_buf *out, const char *name, const char *text)
{
	if (!text || !text[0])
		return;
	vg_buf_addf(out, "<%s>", name);
	vg_xmlpath_escape(out, text);
	vg_buf_addf(out, "</%s>", name);
}

/*
 * The same errors as vg_resterror_body; a path that is none of XML's, such as a URL's, is left out.
 */
static void
write_xml(const struct vg_rest_exchange *x, const struct vg_resterror *error,
    const char *message, struct vg_buf *out)
{
	vg_buf_add_text(out, "<errors xmlns=\"" VG_REST_NS "\"><error>");
	element(out, "error-type", error->type);
	element(out, "error-tag", error->tag);
	element(out, "error-app-tag", error->app_tag);
	if (x->error_path)
		(void)vg_xmlpath_write(
		    vg_context_ly(x->rest->context), "error-path", x->error_path, out);
	element(out, "error-message", message);
	vg_buf_add_text(out, "</error></errors>");
}

/* Fields that go with a status. */
static void
add_fields(struct vg_rest_exchange *x, int status)
{
	char allow[VG_REST_ALLOW_SIZE];

	if (status == 503)
		vg_http_add(x->request, "Retry-After", "1");
	if (status == 405 && vg_restallow_find(x, allow))
		vg_http_add(x->request, "Allow", allow);
	if (status == 415 && strcmp(vg_http_method(x->request), "PATCH") == 0)
		vg_http_add(x->request, "Accept-Patch", VG_REST_PATCHES);
}

void
vg_restanswer_error(
    struct vg_rest_exchange *x, const struct vg_resterror *error, const char *message)
{
	struct vg_buf body;

	tell(x, error);
	vg_buf_init(&body, 0);
	if (x->xml)
		write_xml(x, error, message, &body);
	else
		vg_resterror_body(&body, error, x->error_path, message);
	add_fields(x, error->status);
	vg_http_reply(
	    x->request, error->status, vg_restanswer_media(x), body.data, body.size);
	vg_buf_fini(&body);
}

bool
vg_restanswer_unasked(struct vg_rest_exchange *x)
{
	if (!vg_http_query(x->request)[0])
		return true;
	vg_restanswer_plain(x, 400, "invalid-value",
	    "a query parameter: there are none with this method");
	return false;
}

bool
vg_restanswer_wants(struct vg_rest_exchange *x, bool is_acceptable, const char *given)
{
	char text[96];

	if (is_acceptable)
		return true;
	vg_text_format(text, sizeof(text), "only %s is given here", given);
	vg_restanswer_plain(x, 406, "invalid-value", text);
	return false;
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
