/*
 * evhttp with the limits it lacks: caps, absolute deadlines (lib/http/httpconn.c), a listener
 * that rests when descriptors run out instead of spinning.
 */
#include "lib/http/http.h"

#include <assert.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/resource.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/http/httpchunk.h"
#include "lib/http/httpconn.h"
#include "lib/http/httprequest.h"
#include "lib/log/log.h"

enum {
	MAX_LISTENERS = 4,
	METHODS = EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD | EVHTTP_REQ_PUT |
	    EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH,
	EVHTTP_TIMEOUT_S = 3600 /* ours come first, and are absolute */
};
#define REST_US VG_SECOND_US /* how long a listener rests */

struct vg_http {
	LIST_ENTRY(vg_http) link;
	struct vg_loop *loop; /* borrowed */
	struct evhttp *evhttp;
	struct vg_httpconn_all *conns;
	struct vg_http_limits limits;
	struct vg_http_counts counts;
	struct evconnlistener *listeners[MAX_LISTENERS]; /* evhttp's */
	size_t n_listeners;
	struct vg_timer *rest; /* running while accepting rests for descriptors */
	bool paused;
	vg_http_transport_cb transport; /* NULL: plain */
	void *transport_cookie;
	vg_http_cb cb;
	void *cookie;
};

/* evhttp keeps a listener's argument for itself: who it belongs to is found in this list. */
static LIST_HEAD(, vg_http) servers = LIST_HEAD_INITIALIZER(servers);

/* --- accepting ----------------------------------------------------------------------------- */

/* Whether nine of ten descriptors are in use: the system gives the lowest that is free. */
static bool
descriptors_short(const struct vg_http *http)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return false;
	int highest = vg_httpconn_highest(http->conns);
	return highest >= 0 && (rlim_t)highest + 1 >= limit.rlim_cur / 10 * 9;
}

static void
set_paused(struct vg_http *http, bool paused)
{
	if (http->paused == paused)
		return;
	http->paused = paused;
	if (paused)
		http->counts.paused++;
	for (size_t i = 0; i < http->n_listeners; i++) {
		if (paused)
			evconnlistener_disable(http->listeners[i]);
		else
			evconnlistener_enable(http->listeners[i]);
	}
	vg_log(VG_LOG_INFO, "http", "", "%s accepting at %zu connections",
	    paused ? "stops" : "goes on", http->counts.open);
}

/* Decides anew whether to accept; called whenever a connection came or went. */
static void
review(void *cookie)
{
	struct vg_http *http = cookie;

	if (descriptors_short(http))
		vg_loop_timer_set(http->rest, REST_US);
	set_paused(http,
	    vg_loop_timer_is_set(http->rest) ||
		http->counts.open >= http->limits.connections);
}

/* accept() failed, for want of descriptors or memory: without a rest it would fail for ever. */
static void
accept_failed(struct evconnlistener *listener, void *cookie)
{
	struct vg_http *http;

	(void)cookie;
	LIST_FOREACH (http, &servers, link) {
		for (size_t i = 0; i < http->n_listeners; i++) {
			if (http->listeners[i] != listener)
				continue;
			vg_loop_timer_set(http->rest, REST_US);
			set_paused(http, true);
		}
	}
}

static struct bufferevent *
open_connection(struct event_base *base, void *cookie)
{
	struct vg_http *http = cookie;

	if (http->transport) {
		struct bufferevent *bev = http->transport(base, http->transport_cookie);
		return bev ? vg_httpconn_open(http->conns, bev) : NULL;
	}
	return vg_httpconn_open(http->conns, NULL);
}

void
vg_http_set_transport(struct vg_http *http, vg_http_transport_cb cb, void *cookie)
{
	http->transport = cb;
	http->transport_cookie = cookie;
}

void
vg_http_set_refusal(struct vg_http *http, vg_http_refusal_cb cb, void *cookie)
{
	vg_httpconn_set_refusal(http->conns, cb, cookie);
}

int
vg_http_listen(struct vg_http *http, int fd)
{
	struct evconnlistener *listener;

	if (http->n_listeners == MAX_LISTENERS)
		return VG_EIO;
	/* Backlog 0: the socket listens already. */
	listener = evconnlistener_new(vg_loop_base(http->loop), NULL, NULL,
	    LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_CLOSE_ON_FREE, 0, fd);
	if (!listener)
		return VG_EIO;
	evconnlistener_set_error_cb(listener, accept_failed);
	if (!evhttp_bind_listener(http->evhttp, listener))
		abort(); /* memory only */
	http->listeners[http->n_listeners++] = listener;
	return VG_OK;
}

struct vg_http_counts
vg_http_count(const struct vg_http *http)
{
	return http->counts;
}

size_t
vg_http_queued(const struct vg_http *http)
{
	return vg_httpconn_queued(http->conns);
}

/* --- requests ------------------------------------------------------------------------------ */

static void
reply_written(struct evhttp_request *ev, void *cookie)
{
	(void)ev;
	vg_httpconn_idle(cookie);
}

/* evhttp has a whole request. */
static void
handle(struct evhttp_request *ev, void *cookie)
{
	struct vg_http *http = cookie;
	struct vg_httpconn *conn =
	    vg_httpconn_find(http->conns, evhttp_request_get_connection(ev));
	struct vg_http_request request = {
	    .limits = &http->limits, .conn = conn, .ev = ev};

	if (!conn) {
		evhttp_send_error(ev, HTTP_INTERNAL, NULL);
		return;
	}
	vg_httpconn_reply(conn);
	evhttp_request_set_on_complete_cb(ev, reply_written, conn);
	http->cb(&request, http->cookie);
	if (!request.answered)
		vg_http_reply(&request, 500, NULL, NULL, 0);
}

const char *
vg_http_method(const struct vg_http_request *request)
{
	switch (evhttp_request_get_command(request->ev)) {
	case EVHTTP_REQ_GET:
		return "GET";
	case EVHTTP_REQ_POST:
		return "POST";
	case EVHTTP_REQ_HEAD:
		return "HEAD";
	case EVHTTP_REQ_PUT:
		return "PUT";
	case EVHTTP_REQ_DELETE:
		return "DELETE";
	case EVHTTP_REQ_OPTIONS:
		return "OPTIONS";
	case EVHTTP_REQ_PATCH:
		return "PATCH";
	case EVHTTP_REQ_TRACE:
	case EVHTTP_REQ_CONNECT:
		break;
	}
	return "?";
}

const char *
vg_http_path(const struct vg_http_request *request)
{
	const char *path =
	    evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request->ev));

	return path ? path : "";
}

const char *
vg_http_query(const struct vg_http_request *request)
{
	const char *query =
	    evhttp_uri_get_query(evhttp_request_get_evhttp_uri(request->ev));

	return query ? query : "";
}

const char *
vg_http_header(const struct vg_http_request *request, const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(request->ev), name);
}

size_t
vg_http_header_count(const struct vg_http_request *request, const char *name)
{
	const struct evkeyvalq *fields = evhttp_request_get_input_headers(request->ev);
	const struct evkeyval *field;
	size_t n = 0;

	TAILQ_FOREACH (field, fields, next)
		n += strcasecmp(field->key, name) == 0;
	return n;
}

const char *
vg_http_body(struct vg_http_request *request, size_t *size)
{
	struct evbuffer *input = evhttp_request_get_input_buffer(request->ev);
	size_t n = evbuffer_get_length(input);

	if (size)
		*size = n;
	evbuffer_add(input, "", 1);
	return (const char *)evbuffer_pullup(input, -1);
}

bool
vg_http_too_big(const struct vg_http_request *request)
{
	struct evbuffer *input = evhttp_request_get_input_buffer(request->ev);

	return evbuffer_get_length(input) > request->limits->body_size;
}

uid_t
vg_http_uid(const struct vg_http_request *request)
{
	return vg_httpconn_uid(request->conn);
}

const struct vg_address *
vg_http_peer(const struct vg_http_request *request)
{
	return vg_httpconn_peer(request->conn);
}

bool
vg_http_is_11(const struct vg_http_request *request)
{
	return request->ev->major == 1 && request->ev->minor >= 1;
}

void
vg_http_add(struct vg_http_request *request, const char *name, const char *value)
{
	evhttp_add_header(evhttp_request_get_output_headers(request->ev), name, value);
}

void
vg_http_reply(struct vg_http_request *request, int status, const char *type,
    const void *body, size_t size)
{
	struct vg_httpconn *conn = request->conn;
	struct evbuffer *out = evbuffer_new();
	char length[24];

	assert(!request->answered);
	request->answered = true;
	if (type)
		vg_http_add(request, "Content-Type", type);
	vg_text_format(length, sizeof(length), "%zu", size);
	if (status != 204)
		vg_http_add(request, "Content-Length", length);
	if (out && size && evhttp_request_get_command(request->ev) != EVHTTP_REQ_HEAD)
		evbuffer_add(out, body, size);
	evhttp_send_reply(request->ev, status, NULL, out);
	vg_httpchunk_hurry(conn);
	if (out)
		evbuffer_free(out);
}

struct evhttp_request *
vg_http_take(struct vg_http_request *request, vg_http_closed_cb cb, void *cookie)
{
	assert(!request->answered);
	request->answered = true;
	vg_httpconn_stream(request->conn, cb, cookie);
	return request->ev;
}

/* --- the server ---------------------------------------------------------------------------- */

static void
fill_defaults(struct vg_http_limits *limits)
{
	const struct vg_http_limits defaults = {.header_size = 16384,
	    .body_size = 262144,
	    .connections = 256,
	    .connections_uid = 128,
	    .connections_peer = 32,
	    .header_ms = 5000,
	    .body_ms = 10000,
	    .idle_ms = 30000,
	    .later_ms = 60000};

#define FILL(member) limits->member = limits->member ? limits->member : defaults.member
	FILL(header_size);
	FILL(body_size);
	FILL(connections);
	FILL(connections_uid);
	FILL(connections_peer);
	FILL(header_ms);
	FILL(body_ms);
	FILL(idle_ms);
	FILL(later_ms);
#undef FILL
}

struct vg_http *
vg_http_new(struct vg_loop *loop, const struct vg_http_limits *limits, vg_http_cb cb,
    void *cookie)
{
	struct vg_http *http = vg_mem_zero(sizeof(*http));

	if (limits)
		http->limits = *limits;
	fill_defaults(&http->limits);
	http->loop = loop;
	http->cb = cb;
	http->cookie = cookie;
	http->rest = vg_loop_timer(loop, review, http);
	http->conns =
	    vg_httpconn_all_new(loop, &http->limits, &http->counts, review, http);
	http->evhttp = evhttp_new(vg_loop_base(loop));
	if (!http->evhttp)
		abort();
	evhttp_set_allowed_methods(http->evhttp, METHODS);
	evhttp_set_max_headers_size(http->evhttp, (ev_ssize_t)http->limits.header_size);
	evhttp_set_max_body_size(
	    http->evhttp, (ev_ssize_t)(VG_HTTPCONN_BODY_TIMES * http->limits.body_size));
	evhttp_set_timeout(http->evhttp, EVHTTP_TIMEOUT_S);
	evhttp_set_default_content_type(http->evhttp, NULL);
	evhttp_set_bevcb(http->evhttp, open_connection, http);
	evhttp_set_gencb(http->evhttp, handle, http);
	LIST_INSERT_HEAD(&servers, http, link);
	return http;
}

void
vg_http_free(struct vg_http *http)
{
	if (!http)
		return;
	LIST_REMOVE(http, link);
	http->n_listeners = 0; /* evhttp frees them: no pausing any more */
	evhttp_free(http->evhttp);
	vg_httpconn_all_free(http->conns);
	vg_loop_timer_free(http->rest);
	free(http);
}
