/*
 * Answers that come later, on evhttp's own replies.
 */
#include "lib/http/httplater.h"

#include <assert.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/http/httpchunk.h"
#include "lib/http/httpconn.h"
#include "lib/http/httprequest.h"

struct vg_http_later {
	struct evhttp_request *ev; /* ours to end, or freed with its connection */
	struct vg_httpconn *conn;  /* lib/http/httpconn's */
	const struct vg_http_limits *limits;
	vg_http_closed_cb cb;
	void *cookie;
	bool started, stream;
};

/* The connection is going away; a request that has lost it is ours to free. */
static void
closed(void *cookie)
{
	struct vg_http_later *later = cookie;

	if (!evhttp_request_get_connection(later->ev))
		evhttp_request_free(later->ev);
	if (later->cb)
		later->cb(later->cookie);
	free(later);
}

struct vg_http_later *
vg_http_defer(struct vg_http_request *request, vg_http_closed_cb cb, void *cookie)
{
	struct vg_http_later *later = vg_mem_zero(sizeof(*later));

	assert(!request->answered);
	request->answered = true;
	later->ev = request->ev;
	later->conn = request->conn;
	later->limits = request->limits;
	later->cb = cb;
	later->cookie = cookie;
	vg_httpconn_later(later->conn, later->limits->later_ms, closed, later);
	return later;
}

void
vg_http_later_on_closed(struct vg_http_later *later, vg_http_closed_cb cb, void *cookie)
{
	later->cb = cb;
	later->cookie = cookie;
}

void
vg_http_later_add(struct vg_http_later *later, const char *name, const char *value)
{
	evhttp_add_header(evhttp_request_get_output_headers(later->ev), name, value);
}

void
vg_http_later_reply(struct vg_http_later *later, int status, const char *type,
    const void *body, size_t size)
{
	struct vg_http_request request = {.conn = later->conn, .ev = later->ev};

	assert(!later->started);
	vg_httpconn_answered(later->conn);
	vg_httpconn_reply(later->conn);
	free(later);
	vg_http_reply(&request, status, type, body, size);
}

void
vg_http_later_resume(struct vg_http_later *later, vg_http_cb cb, void *cookie)
{
	struct vg_http_request request = {
	    .limits = later->limits, .conn = later->conn, .ev = later->ev};

	assert(!later->started);
	vg_httpconn_answered(later->conn);
	vg_httpconn_reply(later->conn);
	free(later);
	cb(&request, cookie);
	if (!request.answered)
		vg_http_reply(&request, 500, NULL, NULL, 0);
}

void
vg_http_later_start(struct vg_http_later *later, int status, bool stream)
{
	assert(!later->started);
	later->started = true;
	later->stream = stream;
	if (stream)
		vg_httpconn_stream(later->conn, closed, later);
	else
		vg_httpconn_reply_within(later->conn, later->limits->later_ms);
	evhttp_send_reply_start(later->ev, status, NULL);
}

void
vg_http_later_send(struct vg_http_later *later, const void *data, size_t size)
{
	struct evbuffer *piece;

	if (size == 0)
		return; /* an empty chunk would be the last one */
	if (later->stream) {
		vg_httpchunk_send(later->conn, later->ev, data, size);
		return;
	}
	piece = evbuffer_new();
	if (!piece)
		abort();
	evbuffer_add(piece, data, size);
	evhttp_send_reply_chunk(later->ev, piece);
	evbuffer_free(piece);
}

size_t
vg_http_later_queued(const struct vg_http_later *later)
{
	return evbuffer_get_length(bufferevent_get_output(vg_httpconn_bev(later->conn)));
}

void
vg_http_later_end(struct vg_http_later *later)
{
	struct evhttp_request *ev = later->ev;

	assert(later->started);
	vg_httpconn_answered(later->conn);
	free(later);
	evhttp_send_reply_end(ev);
}

void
vg_http_later_cut(struct vg_http_later *later)
{
	struct evhttp_connection *evcon = evhttp_request_get_connection(later->ev);

	later->cb = NULL;
	evhttp_connection_free(evcon); /* frees 'later' through closed() */
}
