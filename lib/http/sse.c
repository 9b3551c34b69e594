/*
 * Event streams over evhttp's chunked replies.
 *
 * A subscriber's queue is evhttp's output buffer of its connection; what is in it when the next
 * event comes tells whether it still reads.
 */
#include "lib/http/sse.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"

struct subscriber {
	LIST_ENTRY(subscriber) link;
	struct vg_sse *sse;
	struct evhttp_request *ev; /* ours to end, or freed with its connection */
	char tag[VG_SSE_TAG_SIZE];
};

struct vg_sse {
	LIST_HEAD(, subscriber) subscribers;
	size_t n_subscribers;
	struct vg_sse_limits limits;
	struct vg_timer *keepalive;
	vg_sse_replay_cb replay; /* NULL: nobody remembers */
	void *cookie;
	struct vg_buf *replayed; /* where events go while 'replay' runs, else NULL */
	vg_sse_gone_cb gone;     /* NULL: nobody asks */
	void *gone_cookie;
	const char *replayed_to; /* the tag of who gets them */
};

static const char comment[] = ":\n\n";

/* Frees the subscription; its connection and request are evhttp's. */
static void
forget(struct subscriber *s)
{
	LIST_REMOVE(s, link);
	s->sse->n_subscribers--;
	free(s);
}

/* The connection is going away; a request that has lost it is ours to free. */
static void
closed(void *cookie)
{
	struct subscriber *s = cookie;
	const struct vg_sse *sse = s->sse;

	if (!evhttp_request_get_connection(s->ev))
		evhttp_request_free(s->ev);
	forget(s);
	if (sse->gone)
		sse->gone(sse->gone_cookie);
}

static size_t
queued(const struct subscriber *s)
{
	struct bufferevent *bev =
	    evhttp_connection_get_bufferevent(evhttp_request_get_connection(s->ev));

	return evbuffer_get_length(bufferevent_get_output(bev));
}

static void
write_out(struct subscriber *s, const void *data, size_t size)
{
	struct evbuffer *chunk = evbuffer_new();

	if (!chunk)
		abort();
	evbuffer_add(chunk, data, size);
	evhttp_send_reply_chunk(s->ev, chunk);
	evbuffer_free(chunk);
}

/* Sends a frame, or drops a subscriber whose queue is full ('s' is gone then). */
static void
push(struct subscriber *s, const char *frame, size_t size)
{
	if (queued(s) + size <= s->sse->limits.queue_size) {
		write_out(s, frame, size);
		return;
	}
	vg_log(VG_LOG_INFO, "http", "", "event stream cut: %zu octets wait unread",
	    queued(s));
	evhttp_connection_free(evhttp_request_get_connection(s->ev));
}

static void
push_all(
    struct vg_sse *sse, const char *frame, size_t size, vg_sse_for_cb cb, void *cookie)
{
	struct subscriber *s, *next;

	for (s = LIST_FIRST(&sse->subscribers); s; s = next) {
		next = LIST_NEXT(s, link);
		if (!cb || cb(s->tag, cookie))
			push(s, frame, size);
	}
}

/* Keeps peers and what stands between them from taking silence for death. */
static void
keep_alive(void *cookie)
{
	struct vg_sse *sse = cookie;

	push_all(sse, comment, sizeof(comment) - 1, NULL, NULL);
	vg_loop_timer_set(sse->keepalive, sse->limits.keepalive_ms * VG_MS_US);
}

struct vg_sse *
vg_sse_new(struct vg_loop *loop, const struct vg_sse_limits *limits)
{
	const struct vg_sse_limits defaults = {
	    .subscribers = 64, .queue_size = 262144, .keepalive_ms = 15000};
	struct vg_sse *sse = vg_mem_zero(sizeof(*sse));

	if (limits)
		sse->limits = *limits;
#define FILL(m) sse->limits.m = sse->limits.m ? sse->limits.m : defaults.m
	FILL(subscribers);
	FILL(queue_size);
	FILL(keepalive_ms);
#undef FILL
	LIST_INIT(&sse->subscribers);
	sse->keepalive = vg_loop_timer(loop, keep_alive, sse);
	vg_loop_timer_set(sse->keepalive, sse->limits.keepalive_ms * VG_MS_US);
	return sse;
}

void
vg_sse_free(struct vg_sse *sse)
{
	struct subscriber *s;

	if (!sse)
		return;
	sse->gone = NULL;
	while ((s = LIST_FIRST(&sse->subscribers)))
		evhttp_connection_free(evhttp_request_get_connection(s->ev));
	vg_loop_timer_free(sse->keepalive);
	free(sse);
}

/*
 * Sends what came after 'last', or from 'since' on, oldest first.  All of it, whatever the queue's limit: what is
 * left out here would be missed for good, while one who is cut later comes back for the rest.
 */
static void
catch_up(struct vg_sse *sse, struct subscriber *s, uint64_t last, struct vg_wall since)
{
	struct vg_buf out;

	if (!sse->replay)
		return;
	vg_buf_init(&out, 0);
	sse->replayed = &out;
	sse->replayed_to = s->tag;
	sse->replay(last, since, sse->cookie);
	sse->replayed = NULL;
	if (out.size)
		write_out(s, out.data, out.size);
	vg_buf_fini(&out);
}

int
vg_sse_begin(
    struct vg_sse *sse, struct vg_http_request *request, const struct vg_sse_wish *wish)
{
	const struct vg_wall since = wish ? wish->since : (struct vg_wall){0};
	const char *field = vg_http_header(request, "Last-Event-ID");
	uint64_t last = 0;
	struct subscriber *s;

	if (field && vg_text_uint(field, UINT64_MAX, &last) != VG_OK)
		return VG_EINVAL;
	if (sse->n_subscribers >= sse->limits.subscribers)
		return VG_ELIMIT;
	s = vg_mem_zero(sizeof(*s));
	s->sse = sse;
	vg_text_copy(s->tag, sizeof(s->tag), wish && wish->tag ? wish->tag : "");
	vg_http_add(request, "Content-Type", "text/event-stream");
	vg_http_add(request, "Cache-Control", "no-store");
	s->ev = vg_http_take(request, closed, s);
	LIST_INSERT_HEAD(&sse->subscribers, s, link);
	sse->n_subscribers++;
	evhttp_send_reply_start(s->ev, 200, NULL);
	write_out(s, comment, sizeof(comment) - 1);
	if (field || vg_instant_is_set(since))
		catch_up(sse, s, last, field ? (struct vg_wall){0} : since);
	return VG_OK;
}

/* Writes the event as lines of the stream's format. */
static void
frame_of(struct vg_buf *out, uint64_t id, const char *data)
{
	vg_buf_addf(out, "id: %llu\n", (unsigned long long)id);
	while (*data) {
		size_t line = strcspn(data, "\r\n");
		vg_buf_add_text(out, "data: ");
		vg_buf_add(out, data, line);
		vg_buf_add_text(out, "\n");
		data += line;
		data += data[0] == '\r' && data[1] == '\n' ? 2 : *data != '\0';
	}
	vg_buf_add_text(out, "\n");
}

void
vg_sse_set_replay(struct vg_sse *sse, vg_sse_replay_cb cb, void *cookie)
{
	sse->replay = cb;
	sse->cookie = cookie;
}

void
vg_sse_send_for(
    struct vg_sse *sse, uint64_t id, const char *data, vg_sse_for_cb cb, void *cookie)
{
	struct vg_buf out;

	if (sse->replayed) {
		if (!cb || cb(sse->replayed_to, cookie))
			frame_of(sse->replayed, id, data);
		return;
	}
	if (!sse->n_subscribers)
		return;
	vg_buf_init(&out, 0);
	frame_of(&out, id, data);
	push_all(sse, vg_buf_text(&out), out.size, cb, cookie);
	vg_buf_fini(&out);
}

void
vg_sse_set_gone(struct vg_sse *sse, vg_sse_gone_cb cb, void *cookie)
{
	sse->gone = cb;
	sse->gone_cookie = cookie;
}

void
vg_sse_send(struct vg_sse *sse, uint64_t id, const char *data)
{
	vg_sse_send_for(sse, id, data, NULL, NULL);
}

size_t
vg_sse_count(const struct vg_sse *sse)
{
	return sse->n_subscribers;
}
