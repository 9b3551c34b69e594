/*
 * Requests to resources.  The order of what is looked at: size, who asks, path, method, media
 * types, body; an answer says nothing about what stands behind a check that failed.
 */
#include "lib/rest/rest.h"

#include <libyang/libyang.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/http/http.h"
#include "lib/http/router.h"
#include "lib/http/sse.h"
#include "lib/log/log.h"
#include "lib/os/net.h"
#include "lib/rest/resterror.h"
#include "lib/rest/restfind.h"
#include "lib/rest/restop.h"

#define MEDIA "application/yang-data+json"

struct data_entry {
	const char *top;
	vg_rest_get_cb cb;
	void *cookie;
};

struct operation {
	const char *name;
	vg_rest_run_cb cb;
	void *cookie;
};

struct stream {
	const char *name;
	vg_rest_may_cb cb;
	void *cookie;
};

struct vg_rest {
	const struct vg_context *context; /* borrowed */
	const char *subsystem;
	struct vg_http *http;
	struct vg_sse *sse;
	char *path; /* of the socket, owned; NULL before vg_rest_listen */
	vg_rest_caller_cb caller_cb;
	void *cookie;
	struct data_entry *data;
	size_t n_data, room_data;
	struct operation *operations;
	size_t n_operations, room_operations;
	struct stream *streams;
	size_t n_streams, room_streams;
};

/* One request under way. */
struct exchange {
	struct vg_rest *rest;
	struct vg_http_request *request;
	struct vg_rest_caller caller;
	const char *error_path;
};

/* --- answers ------------------------------------------------------------------------------- */

static void
answer_error(struct exchange *x, const struct vg_resterror *error, const char *message)
{
	struct vg_buf body;

	vg_buf_init(&body, 0);
	vg_resterror_body(&body, error, x->error_path, message);
	if (error->status == 503)
		vg_http_add(x->request, "Retry-After", "1");
	vg_http_reply(x->request, error->status, MEDIA, body.data, body.size);
	vg_buf_fini(&body);
}

/* Answers a VG_E... of a callback with its sentence, as the refusal (NULL: none) calls it. */
static void
answer_refusal(struct exchange *x, int code, const struct vg_detail *detail,
    const struct vg_restdata_refusal *refusal)
{
	struct vg_resterror error = vg_resterror_of(code);

	if (refusal && refusal->tag[0]) {
		error.tag = refusal->tag;
		error.app_tag = refusal->app_tag;
		error.status = vg_resterror_status(refusal->tag);
		x->error_path = refusal->path;
	}

	if (error.status == 500)
		vg_log(VG_LOG_ERROR, x->rest->subsystem, vg_http_path(x->request), "%s",
		    detail->text[0] ? detail->text : vg_error_text(code));
	answer_error(x, &error, detail->text[0] ? detail->text : vg_error_text(code));
}

static void
answer_code(struct exchange *x, int code, const struct vg_detail *detail)
{
	answer_refusal(x, code, detail, NULL);
}

static void
answer_plain(struct exchange *x, int status, const char *tag, const char *message)
{
	const struct vg_resterror error = {status, "protocol", tag, ""};

	answer_error(x, &error, message);
}

/* Answers 200 with 'body', or 304 when the client has it already. */
static void
answer_body(struct exchange *x, const char *type, const char *body)
{
	const char *known = vg_http_header(x->request, "If-None-Match");
	struct vg_digest digest = vg_digest_of(body, strlen(body));
	char hex[VG_DIGEST_TEXT_SIZE];
	char etag[24];

	vg_digest_text(&digest, hex);
	vg_text_format(etag, sizeof(etag), "\"%.16s\"", hex);
	vg_http_add(x->request, "ETag", etag);
	vg_http_add(x->request, "Cache-Control", "no-cache");
	if (known && strstr(known, etag))
		vg_http_reply(x->request, 304, NULL, NULL, 0);
	else
		vg_http_reply(x->request, 200, type, body, strlen(body));
}

/* --- media types --------------------------------------------------------------------------- */

/* Whether 'field' is absent or names, among others, something that 'type' is. */
static bool
accepts(const char *field, const char *type)
{
	return !field || strstr(field, "*/*") || strstr(field, type) ||
	    (vg_text_starts(type, "application/") && strstr(field, "application/*"));
}

/* --- data ---------------------------------------------------------------------------------- */

static const struct data_entry *
find_data(const struct vg_rest *rest, const struct vg_restpath_step *step)
{
	char top[192];

	vg_text_format(top, sizeof(top), "%s:%s", step->module, step->name);
	for (size_t i = 0; i < rest->n_data; i++) {
		if (strcmp(rest->data[i].top, top) == 0)
			return &rest->data[i];
	}
	return NULL;
}

/* Fills and prints one top-level resource into 'out'. */
static int
print_data(struct exchange *x, const struct data_entry *entry,
    const struct vg_restpath *path, const struct vg_restpath_query *query, char **out,
    struct vg_detail *detail)
{
	const struct vg_rest_ask ask = {
	    .caller = &x->caller, .path = path, .depth = query->depth, .query = query};
	struct vg_restdata *data = vg_restdata_new(x->rest->context, entry->top, false);
	struct lyd_node *found = NULL;
	int err;

	if (!data)
		return vg_detail_set(detail, VG_EIO, "%s: not in the models", entry->top);
	err = entry->cb(&ask, data, detail, entry->cookie);
	if (err == VG_OK)
		err = vg_restfind_target(vg_restdata_top(data), path, &found, detail);
	if (err == VG_OK) {
		vg_restfind_prune(found, query->depth);
		*out = vg_restfind_print(found);
	}
	vg_restdata_free(data);
	return err;
}

/* The whole datastore: every top-level resource in one object. */
static int
print_all(struct exchange *x, const struct vg_restpath_query *query, char **out,
    struct vg_detail *detail)
{
	struct vg_restpath_query inner = *query;
	struct vg_restpath path = {.n_steps = 1};
	bool any = false;
	struct vg_buf body;
	int err = VG_OK;

	if (query->given & ~(unsigned)(VG_RESTPATH_DEPTH | VG_RESTPATH_CONTENT))
		return vg_detail_set(
		    detail, VG_EINVAL, "pages and filters are of one list, not of all");
	inner.depth = query->depth ? query->depth - 1 : 0;
	vg_buf_init(&body, 0);
	vg_buf_add_text(&body, "{\"ietf-restconf:data\":{");
	for (size_t i = 0; i < x->rest->n_data && err == VG_OK && query->depth != 1;
	     i++) {
		char *one = NULL;
		path.steps[0].name = strchr(x->rest->data[i].top, ':') + 1;
		err = print_data(x, &x->rest->data[i], &path, &inner, &one, detail);
		/* What he may not read is left out (RFC 8341 section 3.2.4). */
		if (err == VG_EACCESS)
			err = VG_OK;
		if (one && strlen(one) > 2) {
			vg_buf_addf(&body, "%s%.*s", any ? "," : "", (int)strlen(one) - 2,
			    one + 1);
			any = true;
		}
		free(one);
	}
	vg_buf_add_text(&body, "}}");
	if (err == VG_OK)
		*out = vg_buf_give(&body);
	vg_buf_fini(&body);
	return err;
}

static void
get_data(struct exchange *x)
{
	struct vg_restpath *path = vg_mem_zero(sizeof(*path));
	const struct data_entry *entry = NULL;
	struct vg_restpath_query query;
	struct vg_detail detail = {0};
	char *body = NULL;
	int err;

	x->error_path = vg_http_path(x->request);
	err = vg_restpath_parse(
	    vg_http_path(x->request) + strlen("/restconf/data"), path, &detail);
	if (err == VG_OK)
		err = vg_restpath_query_parse(vg_http_query(x->request), &query, &detail);
	if (err == VG_OK && path->n_steps) {
		entry = find_data(x->rest, &path->steps[0]);
		if (!entry)
			err = vg_detail_set(&detail, VG_ENOENT, "no data '%s:%s' here",
			    path->steps[0].module, path->steps[0].name);
	}
	/* All there is so far is state. */
	if (err == VG_OK && query.content == VG_RESTPATH_CONFIG)
		err = vg_detail_set(&detail, VG_ENOENT, "no configuration data here");
	if (err == VG_OK)
		err = entry ? print_data(x, entry, path, &query, &body, &detail)
			    : print_all(x, &query, &body, &detail);
	if (err == VG_OK)
		answer_body(x, MEDIA, body);
	else
		answer_code(x, err, &detail);
	free(body);
	free(path);
}

/* --- operations ---------------------------------------------------------------------------- */

static const struct operation *
find_operation(const struct vg_rest *rest, const char *name)
{
	for (size_t i = 0; i < rest->n_operations; i++) {
		if (strcmp(rest->operations[i].name, name) == 0)
			return &rest->operations[i];
	}
	return NULL;
}

static void
run_operation(struct exchange *x, const struct operation *op, struct lyd_node *rpc)
{
	struct vg_restdata *output = vg_restdata_new(x->rest->context, op->name, true);
	struct vg_detail detail = {0};
	int err =
	    op->cb(&x->caller, (const struct vg_node *)rpc, output, &detail, op->cookie);
	char *body =
	    err == VG_OK ? vg_restop_print(op->name, vg_restdata_top(output)) : NULL;

	if (err != VG_OK)
		answer_refusal(x, err, &detail, vg_restdata_refusal(output));
	else if (body)
		vg_http_reply(x->request, 200, MEDIA, body, strlen(body));
	else
		vg_http_reply(x->request, 204, NULL, NULL, 0);
	free(body);
	vg_restdata_free(output);
}

static void
post_operation(struct exchange *x)
{
	const char *name = strrchr(vg_http_path(x->request), '/') + 1;
	const struct operation *op = find_operation(x->rest, name);
	const char *type = vg_http_header(x->request, "Content-Type");
	char path[VG_RESTOP_PATH_SIZE];
	struct vg_detail detail = {0};
	struct lyd_node *rpc = NULL;

	x->error_path = NULL;
	if (!op) {
		answer_plain(x, 404, "invalid-value", "no such operation");
		return;
	}
	if (!type || !vg_text_starts(type, MEDIA)) {
		answer_plain(x, 415, "invalid-value", "Content-Type is to be " MEDIA);
		return;
	}
	int err = vg_restop_parse(x->rest->context, op->name,
	    vg_http_body(x->request, NULL), &rpc, path, &detail);
	if (err != VG_OK) {
		x->error_path = path;
		answer_code(x, err, &detail);
		x->error_path = NULL;
		return;
	}
	run_operation(x, op, rpc);
	lyd_free_all(rpc);
}

static void
get_operations(struct exchange *x)
{
	struct vg_buf body;

	vg_buf_init(&body, 0);
	vg_buf_add_text(&body, "{\"ietf-restconf:operations\":{");
	for (size_t i = 0; i < x->rest->n_operations; i++)
		vg_buf_addf(
		    &body, "%s\"%s\":[null]", i ? "," : "", x->rest->operations[i].name);
	vg_buf_add_text(&body, "}}");
	answer_body(x, MEDIA, vg_buf_text(&body));
	vg_buf_fini(&body);
}

/* --- streams and the root ------------------------------------------------------------------ */

static void
get_stream(struct exchange *x)
{
	const char *name = strrchr(vg_http_path(x->request), '/') + 1;
	const struct stream *stream = NULL;
	struct vg_detail detail = {0};

	for (size_t i = 0; i < x->rest->n_streams; i++) {
		if (strcmp(x->rest->streams[i].name, name) == 0)
			stream = &x->rest->streams[i];
	}
	if (!stream) {
		answer_plain(x, 404, "invalid-value", "no such stream");
		return;
	}
	int err = stream->cb ? stream->cb(&x->caller, &detail, stream->cookie) : VG_OK;
	if (err == VG_OK) {
		err = vg_sse_begin(x->rest->sse, x->request);
		if (err == VG_EINVAL)
			vg_detail_set(&detail, err, "Last-Event-ID is no number");
		else if (err != VG_OK)
			err = vg_detail_set(&detail, VG_EAGAIN, "too many subscribers");
	}
	if (err != VG_OK)
		answer_code(x, err, &detail);
}

static void
get_root(struct exchange *x)
{
	answer_body(x, MEDIA,
	    "{\"ietf-restconf:restconf\":{\"data\":{},\"operations\":{},"
	    "\"yang-library-version\":\"2019-01-04\"}}");
}

static void
get_host_meta(struct exchange *x)
{
	answer_body(x, "application/xrd+xml",
	    "<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>"
	    "<Link rel='restconf' href='/restconf'/></XRD>\n");
}

/* --- dispatch ------------------------------------------------------------------------------ */

enum target { HOST_META, ROOT, DATA, OPERATIONS, OPERATION, STREAM };

static const struct vg_router_row routes[] = {
    {"GET HEAD", "/.well-known/host-meta", HOST_META},
    {"GET HEAD", "/restconf", ROOT},
    {"GET HEAD", "/restconf/data/**", DATA},
    {"GET HEAD", "/restconf/operations", OPERATIONS},
    {"POST", "/restconf/operations/*", OPERATION},
    {"GET", "/restconf/streams/*", STREAM},
};

static void
serve(struct exchange *x, enum target target)
{
	const char *wanted = vg_http_header(x->request, "Accept");
	const char *given = target == HOST_META ? "application/xrd+xml"
	    : target == STREAM                  ? "text/event-stream"
						: MEDIA;

	if (!accepts(wanted, given)) {
		char text[96];
		vg_text_format(text, sizeof(text), "only %s is given here", given);
		answer_plain(x, 406, "invalid-value", text);
		return;
	}
	switch (target) {
	case HOST_META:
		get_host_meta(x);
		break;
	case ROOT:
		get_root(x);
		break;
	case DATA:
		get_data(x);
		break;
	case OPERATIONS:
		get_operations(x);
		break;
	case OPERATION:
		post_operation(x);
		break;
	case STREAM:
		get_stream(x);
		break;
	}
}

/* Settles who asks; false when the answer is given already. */
static bool
settle_caller(struct exchange *x)
{
	const char *named = vg_http_header(x->request, "Vigie-User");
	struct vg_detail detail = {0};
	uid_t uid = vg_http_uid(x->request);

	if (x->rest->caller_cb(uid, named, &x->caller, &detail, x->rest->cookie) == VG_OK)
		return true;
	vg_log(VG_LOG_WARNING, x->rest->subsystem, "", "refused: uid %ld: %s", (long)uid,
	    detail.text);
	answer_code(x, VG_EACCESS, &detail);
	return false;
}

static void
handle(struct vg_http_request *request, void *cookie)
{
	struct exchange x = {.rest = cookie, .request = request};
	char allow[64];
	int target;

	if (vg_http_too_big(request)) {
		answer_plain(&x, 413, "too-big", "the body is larger than 256 KiB");
		return;
	}
	if (!settle_caller(&x))
		return;
	if (x.caller.user[0])
		vg_http_add(request, "Vigie-User", x.caller.user);
	target = vg_router_find(routes, sizeof(routes) / sizeof(routes[0]),
	    vg_http_method(request), vg_http_path(request), allow, sizeof(allow));
	if (target == VG_EUNSUPPORTED) {
		vg_http_add(request, "Allow", allow);
		answer_plain(&x, 405, "operation-not-supported", "not this method here");
	} else if (target < 0) {
		answer_plain(&x, 404, "invalid-value", "no such resource");
	} else {
		serve(&x, (enum target)target);
	}
}

/* --- the server ---------------------------------------------------------------------------- */

struct vg_rest *
vg_rest_new(struct vg_loop *loop, const struct vg_context *context, const char *subsystem,
    vg_rest_caller_cb caller_cb, void *cookie)
{
	struct vg_rest *rest = vg_mem_zero(sizeof(*rest));

	rest->context = context;
	rest->subsystem = subsystem;
	rest->caller_cb = caller_cb;
	rest->cookie = cookie;
	/* A whole tree comes in one body: 10,000 devices and more. */
	const struct vg_http_limits limits = {.body_size = 24 * 1024 * 1024};
	rest->http = vg_http_new(loop, &limits, handle, rest);
	rest->sse = vg_sse_new(loop, NULL);
	return rest;
}

void
vg_rest_free(struct vg_rest *rest)
{
	if (!rest)
		return;
	vg_sse_free(rest->sse);
	vg_http_free(rest->http);
	if (rest->path)
		unlink(rest->path);
	free(rest->path);
	free(rest->data);
	free(rest->operations);
	free(rest->streams);
	free(rest);
}

void
vg_rest_add_data(struct vg_rest *rest, const char *top, vg_rest_get_cb cb, void *cookie)
{
	rest->data =
	    vg_mem_grow(rest->data, &rest->room_data, rest->n_data, sizeof(*rest->data));
	rest->data[rest->n_data++] = (struct data_entry){top, cb, cookie};
}

void
vg_rest_add_operation(
    struct vg_rest *rest, const char *name, vg_rest_run_cb cb, void *cookie)
{
	rest->operations = vg_mem_grow(rest->operations, &rest->room_operations,
	    rest->n_operations, sizeof(*rest->operations));
	rest->operations[rest->n_operations++] = (struct operation){name, cb, cookie};
}

void
vg_rest_add_stream(
    struct vg_rest *rest, const char *name, vg_rest_may_cb may_cb, void *cookie)
{
	rest->streams = vg_mem_grow(
	    rest->streams, &rest->room_streams, rest->n_streams, sizeof(*rest->streams));
	rest->streams[rest->n_streams++] = (struct stream){name, may_cb, cookie};
}

void
vg_rest_publish(struct vg_rest *rest, uint64_t id, struct vg_wall time,
    const struct vg_restdata *data)
{
	char *printed = vg_restfind_print(vg_restdata_top(data));
	char text[VG_INSTANT_TEXT_SIZE];
	struct vg_buf body;

	vg_instant_text(time, text);
	vg_buf_init(&body, 0);
	vg_buf_addf(&body, "{\"ietf-restconf:notification\":{\"eventTime\":\"%s\",%s}",
	    text, printed + 1);
	vg_sse_send(rest->sse, id, vg_buf_text(&body));
	vg_buf_fini(&body);
	free(printed);
}

void
vg_rest_set_replay(struct vg_rest *rest, vg_rest_replay_cb cb, void *cookie)
{
	vg_sse_set_replay(rest->sse, cb, cookie);
}

int
vg_rest_listen(struct vg_rest *rest, const char *path, struct vg_detail *detail)
{
	int fd = -1;
	int err = vg_net_unix_listen(path, &fd, detail);

	if (err != VG_OK)
		return err;
	if (vg_http_listen(rest->http, fd) != VG_OK) {
		close(fd);
		unlink(path);
		return vg_detail_set(
		    detail, VG_EIO, "socket %s: not taken by the loop", path);
	}
	rest->path = vg_mem_text(path);
	return VG_OK;
}
