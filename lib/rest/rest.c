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
#include "lib/os/clock.h"
#include "lib/os/net.h"
#include "lib/rest/restcore.h"
#include "lib/rest/restfind.h"
#include "lib/rest/restmedia.h"
#include "lib/rest/restpen.h"
#include "lib/rest/reststate.h"

/* Of a stream at a time; a session of NETCONF has up to three connections, a web client one. */
enum { MAX_SUBSCRIBERS = 1024, MAX_CONNECTIONS = 2048 };

#define XMLNS "xmlns=\"" VG_REST_NS "\""
#define EVENTS "text/event-stream"
#define XRD "application/xrd+xml"

/* --- streams and the root ------------------------------------------------------------------ */

/* RFC 8040 sections 4.8.7 and 4.8.8. */
static int
check_times(const struct vg_rest_stream *stream, const struct vg_restpath_query *query,
    struct vg_detail *detail)
{
	const unsigned times = VG_RESTPATH_START | VG_RESTPATH_STOP;

	if (query->given & ~times)
		return vg_detail_set(detail, VG_EINVAL,
		    "of a stream there are start-time and stop-time only");
	if (query->given && !stream->replays)
		return vg_detail_set(detail, VG_EINVAL,
		    "start-time: nothing of this stream is told again");
	if (query->given & VG_RESTPATH_STOP && !(query->given & VG_RESTPATH_START))
		return vg_detail_set(
		    detail, VG_EINVAL, "stop-time goes with a start-time");
	if (query->given & VG_RESTPATH_START &&
	    vg_instant_compare(query->start, vg_clock_wall()) > 0)
		return vg_detail_set(
		    detail, VG_EINVAL, "start-time is later than the current time");
	if (query->given & VG_RESTPATH_STOP &&
	    vg_instant_compare(query->stop, query->start) <= 0)
		return vg_detail_set(
		    detail, VG_EINVAL, "stop-time is not later than start-time");
	return VG_OK;
}

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
	if (err == VG_OK)
		err = check_times(stream, &query, &detail);
	if (err == VG_OK)
		err = vg_restanswer_may(x, VG_REST_FOLLOW, name, &detail);
	if (err == VG_OK && stream->may)
		err = stream->may(&x->caller, &detail, stream->cookie);
	if (err == VG_OK && strcmp(vg_http_method(x->request), "HEAD") == 0) {
		vg_http_add(x->request, "Cache-Control", "no-store");
		vg_http_reply(x->request, 200, EVENTS, NULL, 0);
	} else if (err == VG_OK && stream->begin) {
		err = stream->begin(&x->caller, x->request, &detail, stream->cookie);
	} else if (err == VG_OK) {
		const struct vg_sse_wish wish = {
		    .tag = x->caller.user, .since = query.start, .until = query.stop};
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
	vg_restanswer_body(x, vg_restanswer_media(x),
	    x->xml ? "<restconf " XMLNS "><data/><operations/>"
		     "<yang-library-version>2019-01-04</yang-library-version></restconf>"
		   : "{\"ietf-restconf:restconf\":{\"data\":{},\"operations\":{},"
		     "\"yang-library-version\":\"2019-01-04\"}}",
	    "");
}

/* RFC 8040 3.3.3. */
static void
get_library_version(struct vg_rest_exchange *x)
{
	vg_restanswer_body(x, vg_restanswer_media(x),
	    x->xml ? "<yang-library-version " XMLNS ">2019-01-04</yang-library-version>"
		   : "{\"ietf-restconf:yang-library-version\":\"2019-01-04\"}",
	    "");
}

static void
get_host_meta(struct vg_rest_exchange *x)
{
	vg_restanswer_body(x, XRD,
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
    {"GET HEAD", "/restconf/streams/*", STREAM},
    {"PUT", "/blob", PUT_BLOB},
    {"GET HEAD", "/blob/*", GET_BLOB},
};

int
vg_rest_route(const char *method, const char *path, char *allow, size_t size)
{
	return vg_router_find(
	    routes, sizeof(routes) / sizeof(routes[0]), method, path, allow, size);
}

/*
 * In what the answer is wanted, errors too: of what he takes alike, as the request came (RFC 8040
 * section 5.2), else JSON.
 */
static void
negotiate(struct vg_rest_exchange *x)
{
	static const char *const both[] = {VG_REST_JSON, VG_REST_XML, VG_REST_JSON};
	const char *came = vg_http_header(x->request, "Content-Type");
	bool came_xml = came && vg_text_starts(came, VG_REST_XML);
	int picked =
	    vg_restmedia_pick(vg_http_header(x->request, "Accept"), both + came_xml, 2);

	x->acceptable = picked >= 0;
	x->xml = picked >= 0 && both[picked + came_xml] == both[1];
}

/* Whether what 'target' gives is wanted; else 406 is answered. */
static bool
is_wanted(struct vg_rest_exchange *x, enum target target)
{
	const char *accept = vg_http_header(x->request, "Accept");
	const char *one = target == HOST_META ? XRD : target == STREAM ? EVENTS : NULL;

	/* What an edit answers is its status alone; what a blob is nobody knows. */
	if (target == EDIT || target == PUT_BLOB || target == GET_BLOB)
		return true;
	return one
	    ? vg_restanswer_wants(x, vg_restmedia_pick(accept, &one, 1) == 0, one)
	    : vg_restanswer_wants(x, x->acceptable, VG_REST_JSON " and " VG_REST_XML);
}

static void
serve(struct vg_rest_exchange *x, enum target target)
{
	if (!is_wanted(x, target))
		return;
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
		vg_restrun_list(x);
		break;
	case OPERATION:
		vg_restrun(x);
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
	int code = VG_EACCESS;

	x->caller.uid = uid;
	read_door(x);
	if (x->rest->caller_cb(uid, named, &x->caller, &detail, x->rest->cookie) == VG_OK)
		code = settle_session(x, &detail);
	if (code == VG_OK)
		return true;
	if (code == VG_EACCESS)
		vg_log(VG_LOG_WARNING, x->rest->subsystem, "", "refused: uid %ld: %s",
		    (long)uid, detail.text);
	vg_restanswer_code(x, code, &detail);
	return false;
}

static void
handle(struct vg_http_request *request, void *cookie)
{
	struct vg_rest_exchange x = {.rest = cookie, .request = request};
	const char *method = vg_http_method(request);
	char allow[VG_REST_ALLOW_SIZE];
	int target;

	negotiate(&x);
	if (vg_http_too_big(request)) {
		vg_restanswer_plain(&x, 413, "too-big", "the body is larger than 24 MiB");
		return;
	}
	if (!settle_caller(&x))
		return;
	if (x.caller.user[0])
		vg_http_add(request, "Vigie-User", x.caller.user);
	if (strcmp(method, "OPTIONS") == 0) {
		vg_restallow_answer(&x);
		return;
	}
	target = vg_rest_route(method, vg_http_path(request), allow, sizeof(allow));
	if (target == VG_EUNSUPPORTED)
		vg_restanswer_plain(
		    &x, 405, "operation-not-supported", "not this method here");
	else if (target < 0)
		vg_restanswer_plain(&x, 404, "invalid-value", "no such resource");
	else
		serve(&x, (enum target)target);
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
vg_rest_set_edit(
    struct vg_rest *rest, const char *const *tops, vg_rest_edit_cb cb, void *cookie)
{
	rest->edited = tops;
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
	    (struct vg_rest_stream){name, sse, may_cb, NULL, past_cb != NULL, cookie};
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

char *
vg_rest_print_news(const struct vg_context *context, const struct vg_rest_news *news)
{
	const struct vg_restpen_view all = {.xml = false};
	struct vg_restdata *data = vg_restdata_new_text(context, news->top, &all);
	char *text;

	if (!data)
		return NULL;
	news->write(data, news->what);
	text = vg_restdata_give_text(data);
	vg_restdata_free(data);
	if (text)
		return text;
	data = vg_restdata_new(context, news->top, false);
	news->write(data, news->what);
	text = vg_restfind_print(vg_restdata_top(data), false, VG_RESTPATH_EXPLICIT);
	vg_restdata_free(data);
	return text;
}

void
vg_rest_publish(struct vg_rest *rest, const char *stream, const struct vg_rest_news *news,
    vg_rest_for_cb cb, void *cookie)
{
	struct vg_sse *sse = find_sse(rest, stream);
	char *printed = sse ? vg_rest_print_news(rest->context, news) : NULL;
	char text[VG_INSTANT_TEXT_SIZE];
	struct vg_buf body;

	if (!printed)
		return;
	vg_instant_text(news->time, text);
	vg_buf_init(&body, 0);
	vg_buf_add_text(&body, "{\"ietf-restconf:notification\":{\"eventTime\":\"");
	vg_buf_add_text(&body, text);
	vg_buf_add_text(&body, "\",");
	vg_buf_add_text(&body, printed + 1);
	vg_buf_add_text(&body, "}");
	vg_sse_send_at(sse, news->id, news->time, vg_buf_text(&body), cb, cookie);
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
