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
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/http/http.h"
#include "lib/http/router.h"
#include "lib/http/sse.h"
#include "lib/log/log.h"
#include "lib/os/net.h"
#include "lib/rest/restcore.h"
#include "lib/rest/restfind.h"
#include "lib/rest/restop.h"
#include "lib/rest/reststate.h"

/* Of a stream at a time; a session of NETCONF has up to three connections, a web client one. */
enum { MAX_SUBSCRIBERS = 1024, MAX_CONNECTIONS = 2048 };

/* --- media types --------------------------------------------------------------------------- */

/* Whether 'field' is absent or names, among others, something that 'type' is. */
static bool
accepts(const char *field, const char *type)
{
	return !field || strstr(field, "*/*") || strstr(field, type) ||
	    (vg_text_starts(type, "application/") && strstr(field, "application/*"));
}

/* --- operations ---------------------------------------------------------------------------- */

static const struct vg_rest_operation *
find_operation(const struct vg_rest *rest, const char *name)
{
	for (size_t i = 0; i < rest->n_operations; i++) {
		if (strcmp(rest->operations[i].name, name) == 0)
			return &rest->operations[i];
	}
	return NULL;
}

static void
run_operation(
    struct vg_rest_exchange *x, const struct vg_rest_operation *op, struct lyd_node *rpc)
{
	struct vg_restdata *output = vg_restdata_new(x->rest->context, op->name, true);
	struct vg_detail detail = {0};
	int err =
	    op->cb(&x->caller, (const struct vg_node *)rpc, output, &detail, op->cookie);
	char *body =
	    err == VG_OK ? vg_restop_print(op->name, vg_restdata_top(output)) : NULL;

	if (err != VG_OK)
		vg_restanswer_refusal(x, err, &detail, vg_restdata_refusal(output));
	else if (body)
		vg_http_reply(x->request, 200, VG_REST_JSON, body, strlen(body));
	else
		vg_http_reply(x->request, 204, NULL, NULL, 0);
	free(body);
	vg_restdata_free(output);
}

static void
post_operation(struct vg_rest_exchange *x)
{
	const char *name = strrchr(vg_http_path(x->request), '/') + 1;
	const struct vg_rest_operation *op = find_operation(x->rest, name);
	const char *type = vg_http_header(x->request, "Content-Type");
	char path[VG_RESTOP_PATH_SIZE];
	struct vg_detail detail = {0};
	struct lyd_node *rpc = NULL;

	x->error_path = NULL;
	if (!op) {
		vg_restanswer_plain(x, 404, "invalid-value", "no such operation");
		return;
	}
	if (vg_restanswer_may(x, VG_REST_RUN, op->name, &detail) != VG_OK) {
		vg_restanswer_code(x, VG_EACCESS, &detail);
		return;
	}
	if (!type || !vg_text_starts(type, VG_REST_JSON)) {
		vg_restanswer_plain(
		    x, 415, "invalid-value", "Content-Type is to be " VG_REST_JSON);
		return;
	}
	int err = vg_restop_parse(x->rest->context, op->name,
	    vg_http_body(x->request, NULL), &rpc, path, &detail);
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
get_operations(struct vg_rest_exchange *x)
{
	struct vg_buf body;
	bool any = false;

	vg_buf_init(&body, 0);
	vg_buf_add_text(&body, "{\"ietf-restconf:operations\":{");
	for (size_t i = 0; i < x->rest->n_operations; i++) {
		const char *name = x->rest->operations[i].name;
		struct vg_detail detail;
		if (vg_restanswer_may(x, VG_REST_RUN, name, &detail) != VG_OK)
			continue;
		vg_buf_addf(&body, "%s\"%s\":[null]", any ? "," : "", name);
		any = true;
	}
	vg_buf_add_text(&body, "}}");
	vg_restanswer_body(x, VG_REST_JSON, vg_buf_text(&body), "");
	vg_buf_fini(&body);
}

/* --- streams and the root ------------------------------------------------------------------ */

static void
get_stream(struct vg_rest_exchange *x)
{
	const char *name = strrchr(vg_http_path(x->request), '/') + 1;
	const struct vg_rest_stream *stream = NULL;
	struct vg_restpath_query query;
	struct vg_detail detail = {0};

	for (size_t i = 0; i < x->rest->n_streams; i++) {
		if (strcmp(x->rest->streams[i].name, name) == 0)
			stream = &x->rest->streams[i];
	}
	if (!stream) {
		vg_restanswer_plain(x, 404, "invalid-value", "no such stream");
		return;
	}
	int err = vg_restpath_query_parse(vg_http_query(x->request), &query, &detail);
	if (err == VG_OK && query.given & ~(unsigned)VG_RESTPATH_START)
		err = vg_detail_set(&detail, VG_EINVAL,
		    "of a stream there is start-time only: who wants an end leaves");
	if (err == VG_OK)
		err = vg_restanswer_may(x, VG_REST_FOLLOW, name, &detail);
	if (err == VG_OK && stream->may)
		err = stream->may(&x->caller, &detail, stream->cookie);
	if (err == VG_OK && stream->begin) {
		err = stream->begin(&x->caller, x->request, &detail, stream->cookie);
	} else if (err == VG_OK) {
		const struct vg_sse_wish wish = {
		    .tag = x->caller.user, .since = query.start};
		err = vg_sse_begin(stream->sse, x->request, &wish);
		if (err == VG_EINVAL)
			vg_detail_set(&detail, err, "Last-Event-ID is no number");
		else if (err != VG_OK)
			err = vg_detail_set(&detail, VG_EAGAIN, "too many subscribers");
	}
	if (err != VG_OK)
		vg_restanswer_code(x, err, &detail);
}

static void
get_root(struct vg_rest_exchange *x)
{
	vg_restanswer_body(x, VG_REST_JSON,
	    "{\"ietf-restconf:restconf\":{\"data\":{},\"operations\":{},"
	    "\"yang-library-version\":\"2019-01-04\"}}",
	    "");
}

/* RFC 8040 3.3.3. */
static void
get_library_version(struct vg_rest_exchange *x)
{
	vg_restanswer_body(x, VG_REST_JSON,
	    "{\"ietf-restconf:yang-library-version\":\"2019-01-04\"}", "");
}

static void
get_host_meta(struct vg_rest_exchange *x)
{
	vg_restanswer_body(x, "application/xrd+xml",
	    "<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>"
	    "<Link rel='restconf' href='/restconf'/></XRD>\n",
	    "");
}

/* --- dispatch ------------------------------------------------------------------------------ */

enum target {
	HOST_META,
	ROOT,
	LIBRARY_VERSION,
	DATA,
	EDIT,
	OPERATIONS,
	OPERATION,
	STREAM,
	PUT_BLOB,
	GET_BLOB
};

static const struct vg_router_row routes[] = {
    {"GET HEAD", "/.well-known/host-meta", HOST_META},
    {"GET HEAD", "/restconf", ROOT},
    {"GET HEAD", "/restconf/yang-library-version", LIBRARY_VERSION},
    {"GET HEAD", "/restconf/data/**", DATA},
    {"POST PUT PATCH DELETE", "/restconf/data/**", EDIT},
    {"GET HEAD", "/restconf/operations", OPERATIONS},
    {"POST", "/restconf/operations/*", OPERATION},
    {"GET", "/restconf/streams/*", STREAM},
    {"PUT", "/blob", PUT_BLOB},
    {"GET HEAD", "/blob/*", GET_BLOB},
};

static void
serve(struct vg_rest_exchange *x, enum target target)
{
	const char *wanted = vg_http_header(x->request, "Accept");
	const char *given = target == HOST_META ? "application/xrd+xml"
	    : target == STREAM                  ? "text/event-stream"
						: VG_REST_JSON;

	x->xml = target == DATA && !accepts(wanted, VG_REST_JSON) &&
	    accepts(wanted, VG_REST_XML);
	if (!accepts(wanted, given) && !x->xml && target != EDIT && target < PUT_BLOB) {
		char text[96];
		vg_text_format(text, sizeof(text), "only %s is given here", given);
		vg_restanswer_plain(x, 406, "invalid-value", text);
		return;
	}
	switch (target) {
	case HOST_META:
		get_host_meta(x);
		break;
	case ROOT:
		get_root(x);
		break;
	case LIBRARY_VERSION:
		get_library_version(x);
		break;
	case DATA:
		vg_restget(x);
		break;
	case EDIT:
		vg_restedit(x);
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
	case PUT_BLOB:
		vg_restblob_put(x);
		break;
	case GET_BLOB:
		vg_restblob_get(x);
		break;
	}
}

/* In which session of NETCONF he asks, when he says so. */
static int
settle_session(struct vg_rest_exchange *x, struct vg_detail *detail)
{
	const char *field = vg_http_header(x->request, "Vigie-Session");
	uint64_t session = 0;

	if (!field)
		return VG_OK;
	if (!x->rest->session || vg_text_uint(field, UINT32_MAX, &session) != VG_OK)
		return vg_detail_set(detail, VG_EACCESS, "no session %.20s", field);
	x->caller.session = (uint32_t)session;
	x->caller.look = vg_http_header(x->request, "Vigie-Look") != NULL;
	return x->rest->session(&x->caller, detail, x->rest->session_cookie);
}

/* Where the peer says that it stands; what is no word of ours is nowhere. */
static void
read_door(struct vg_rest_exchange *x)
{
	const char *door = vg_http_header(x->request, "Vigie-Door");

	if (door && strlen(door) < sizeof(x->caller.door) &&
	    door[strspn(door, "abcdefghijklmnopqrstuvwxyz")] == '\0')
		vg_text_copy(x->caller.door, sizeof(x->caller.door), door);
}

/* Settles who asks; false when the answer is given already. */
static bool
settle_caller(struct vg_rest_exchange *x)
{
	const char *named = vg_http_header(x->request, "Vigie-User");
	struct vg_detail detail = {0};
	uid_t uid = vg_http_uid(x->request);

	x->caller.uid = uid;
	read_door(x);
	if (x->rest->caller_cb(uid, named, &x->caller, &detail, x->rest->cookie) ==
		VG_OK &&
	    settle_session(x, &detail) == VG_OK)
		return true;
	vg_log(VG_LOG_WARNING, x->rest->subsystem, "", "refused: uid %ld: %s", (long)uid,
	    detail.text);
	vg_restanswer_code(x, VG_EACCESS, &detail);
	return false;
}

static void
handle(struct vg_http_request *request, void *cookie)
{
	struct vg_rest_exchange x = {.rest = cookie, .request = request};
	char allow[64];
	int target;

	if (vg_http_too_big(request)) {
		vg_restanswer_plain(&x, 413, "too-big", "the body is larger than 24 MiB");
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
		vg_restanswer_plain(
		    &x, 405, "operation-not-supported", "not this method here");
	} else if (target < 0) {
		vg_restanswer_plain(&x, 404, "invalid-value", "no such resource");
	} else {
		serve(&x, (enum target)target);
	}
}

static struct vg_sse *
find_sse(const struct vg_rest *rest, const char *stream)
{
	for (size_t i = 0; i < rest->n_streams; i++) {
		if (strcmp(rest->streams[i].name, stream) == 0)
			return rest->streams[i].sse;
	}
	return NULL;
}

/* --- the server ---------------------------------------------------------------------------- */

struct vg_rest *
vg_rest_new(struct vg_loop *loop, const struct vg_context *context, const char *subsystem,
    vg_rest_caller_cb caller_cb, void *cookie)
{
	struct vg_rest *rest = vg_mem_zero(sizeof(*rest));

	rest->loop = loop;
	rest->context = context;
	rest->subsystem = subsystem;
	rest->caller_cb = caller_cb;
	rest->cookie = cookie;
	/* A whole tree comes in one body: 10,000 devices and more. */
	const struct vg_http_limits limits = {.body_size = 24 * 1024 * 1024,
	    .connections = MAX_CONNECTIONS,
	    .connections_uid = MAX_CONNECTIONS / 2};
	rest->http = vg_http_new(loop, &limits, handle, rest);
	vg_restget_add_library(rest);
	vg_reststate_add(rest);
	return rest;
}

void
vg_rest_free(struct vg_rest *rest)
{
	if (!rest)
		return;
	for (size_t i = 0; i < rest->n_streams; i++)
		vg_sse_free(rest->streams[i].sse);
	vg_http_free(rest->http);
	if (rest->path)
		unlink(rest->path);
	free(rest->path);
	free(rest->data);
	free(rest->operations);
	free(rest->actions);
	free(rest->streams);
	free(rest);
}

void
vg_rest_set_access(struct vg_rest *rest, vg_rest_access_cb cb, void *cookie)
{
	rest->access = cb;
	rest->access_cookie = cookie;
}

void
vg_rest_set_refused(struct vg_rest *rest, vg_rest_refused_cb cb, void *cookie)
{
	rest->refused = cb;
	rest->refused_cookie = cookie;
}

void
vg_rest_add_data(struct vg_rest *rest, const char *top, vg_rest_get_cb cb, void *cookie)
{
	rest->data =
	    vg_mem_grow(rest->data, &rest->room_data, rest->n_data, sizeof(*rest->data));
	rest->data[rest->n_data++] = (struct vg_rest_data_entry){top, cb, cookie};
}

void
vg_rest_add_operation(
    struct vg_rest *rest, const char *name, vg_rest_run_cb cb, void *cookie)
{
	rest->operations = vg_mem_grow(rest->operations, &rest->room_operations,
	    rest->n_operations, sizeof(*rest->operations));
	rest->operations[rest->n_operations++] =
	    (struct vg_rest_operation){name, cb, cookie};
}

void
vg_rest_add_action(
    struct vg_rest *rest, const char *path, vg_rest_action_cb cb, void *cookie)
{
	rest->actions = vg_mem_grow(
	    rest->actions, &rest->room_actions, rest->n_actions, sizeof(*rest->actions));
	rest->actions[rest->n_actions++] = (struct vg_rest_action){path, cb, cookie};
}

void
vg_rest_set_edit(struct vg_rest *rest, vg_rest_edit_cb cb, void *cookie)
{
	rest->edit = cb;
	rest->edit_cookie = cookie;
}

void
vg_rest_add_stream(struct vg_rest *rest, const char *name, vg_rest_may_cb may_cb,
    vg_sse_past_cb past_cb, void *cookie)
{
	const struct vg_sse_limits limits = {.subscribers = MAX_SUBSCRIBERS};
	struct vg_sse *sse = vg_sse_new(rest->loop, &limits);

	vg_sse_set_past(sse, past_cb, cookie);
	rest->streams = vg_mem_grow(
	    rest->streams, &rest->room_streams, rest->n_streams, sizeof(*rest->streams));
	rest->streams[rest->n_streams++] =
	    (struct vg_rest_stream){name, sse, may_cb, NULL, cookie};
}

void
vg_rest_add_own_stream(
    struct vg_rest *rest, const char *name, vg_rest_begin_cb cb, void *cookie)
{
	vg_rest_add_stream(rest, name, NULL, NULL, cookie);
	rest->streams[rest->n_streams - 1].begin = cb;
}

void
vg_rest_set_session(struct vg_rest *rest, vg_rest_session_cb cb, void *cookie)
{
	rest->session = cb;
	rest->session_cookie = cookie;
}

void
vg_rest_set_blobs(struct vg_rest *rest, const struct vg_rest_blobs *blobs)
{
	rest->blobs = *blobs;
}

bool
vg_rest_followed(const struct vg_rest *rest, const char *stream)
{
	const struct vg_sse *sse = find_sse(rest, stream);

	return sse && vg_sse_count(sse) > 0;
}

void
vg_rest_publish(struct vg_rest *rest, const char *stream, uint64_t id,
    struct vg_wall time, const struct vg_restdata *data, vg_sse_for_cb cb, void *cookie)
{
	struct vg_sse *sse = find_sse(rest, stream);
	char *printed = sse
	    ? vg_restfind_print(vg_restdata_top(data), false, VG_RESTPATH_EXPLICIT)
	    : NULL;
	char text[VG_INSTANT_TEXT_SIZE];
	struct vg_buf body;

	if (!printed)
		return;
	vg_instant_text(time, text);
	vg_buf_init(&body, 0);
	vg_buf_addf(&body, "{\"ietf-restconf:notification\":{\"eventTime\":\"%s\",%s}",
	    text, printed + 1);
	vg_sse_send_for(sse, id, vg_buf_text(&body), cb, cookie);
	vg_buf_fini(&body);
	free(printed);
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
