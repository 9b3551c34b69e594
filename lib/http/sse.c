/*
 * Event streams over evhttp's chunked replies.
 *
 * A subscriber's queue is evhttp's output buffer of its connection; what is in it when the next
 * piece has been written tells whether it still reads.  Who has the same tag is one audience: it is
 * asked once whether an event is for it, and what waits for it is written once.
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
#include "lib/http/httpchunk.h"
#include "lib/http/httprequest.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"

/* Those of one tag, as long as there are any. */
struct audience {
	LIST_ENTRY(audience) link;
	size_t n_subscribers;
	struct vg_buf waiting; /* the next piece for all of them */
	char tag[VG_SSE_TAG_SIZE];
};

struct subscriber {
	LIST_ENTRY(subscriber) link;
	struct vg_sse *sse;
	struct audience *audience; /* counted there */
	struct vg_httpconn *conn;
	struct evhttp_request *ev; /* ours to end, or freed with its connection */
};

struct vg_sse {
	LIST_HEAD(, subscriber) subscribers;
	LIST_HEAD(, audience) audiences;
	size_t n_subscribers;
	struct vg_sse_limits limits;
	struct vg_timer *keepalive, *flush;
	struct vg_mono flushed;  /* when the last piece went out */
	vg_sse_replay_cb replay; /* NULL: nobody remembers */
	void *cookie;
	struct vg_buf *replayed; /* where events go while 'replay' runs, else NULL */
	vg_sse_gone_cb gone;     /* NULL: nobody asks */
	void *gone_cookie;
	const char *replayed_to; /* the tag of who gets them */
	bool *freed;             /* set when the hub is freed; NULL: nobody asks */
};

enum { PIECE_SIZE = 65536 }; /* from there on it waits no longer */

static const char comment[] = ":\n\n";

/* --- audiences ----------------------------------------------------------------------------- */

static struct audience *
join_audience(struct vg_sse *sse, const char *tag)
{
	struct audience *a;

	LIST_FOREACH (a, &sse->audiences, link) {
		if (strcmp(a->tag, tag) == 0)
			break;
	}
	if (!a) {
		a = vg_mem_zero(sizeof(*a));
		vg_buf_init(&a->waiting, 0);
		vg_text_copy(a->tag, sizeof(a->tag), tag);
		LIST_INSERT_HEAD(&sse->audiences, a, link);
	}
	a->n_subscribers++;
	return a;
}

static void
leave_audience(struct audience *a)
{
	if (--a->n_subscribers > 0)
		return;
	LIST_REMOVE(a, link);
	vg_buf_fini(&a->waiting);
	free(a);
}

/* --- subscribers --------------------------------------------------------------------------- */

/* Frees the subscription; its connection and request are evhttp's. */
static void
forget(struct subscriber *s)
{
	LIST_REMOVE(s, link);
	s->sse->n_subscribers--;
	leave_audience(s->audience);
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
	return evbuffer_get_length(bufferevent_get_output(vg_httpconn_bev(s->conn)));
}

/* Sends a piece, or drops a subscriber for whom too much waits then ('s' is gone). */
static void
push(struct subscriber *s, const void *piece, size_t size)
{
	vg_httpchunk_send(s->conn, s->ev, piece, size);
	if (queued(s) <= s->sse->limits.queue_size)
		return;
	vg_log(VG_LOG_INFO, "http", "", "event stream cut: %zu octets wait unread",
	    queued(s));
	evhttp_connection_free(evhttp_request_get_connection(s->ev));
}

/* Sends everybody what waits for him; the hub may be gone then. */
static void
flush(void *cookie)
{
	struct vg_sse *sse = cookie;
	struct subscriber *s, *next;
	struct audience *a;
	bool freed = false;

	vg_loop_timer_stop(sse->flush);
	sse->flushed = vg_clock_mono();
	sse->freed = &freed;
	for (s = LIST_FIRST(&sse->subscribers); s; s = next) {
		next = LIST_NEXT(s, link);
		if (s->audience->waiting.size)
			push(s, s->audience->waiting.data, s->audience->waiting.size);
	}
	if (freed)
		return;
	sse->freed = NULL;
	LIST_FOREACH (a, &sse->audiences, link)
		vg_buf_reset(&a->waiting);
}

/* Lets what waits go out when the loop comes round, or when the last piece is old enough. */
static void
arm(struct vg_sse *sse)
{
	int64_t gather_us = sse->limits.gather_ms * VG_MS_US;
	int64_t gone_us = vg_instant_mono_since(vg_clock_mono(), sse->flushed);

	if (!vg_loop_timer_is_set(sse->flush))
		vg_loop_timer_set(
		    sse->flush, gone_us < gather_us ? gather_us - gone_us : 0);
}

/* Keeps peers and what stands between them from taking silence for death. */
static void
keep_alive(void *cookie)
{
	struct vg_sse *sse = cookie;
	struct audience *a;

	vg_loop_timer_set(sse->keepalive, sse->limits.keepalive_ms * VG_MS_US);
	LIST_FOREACH (a, &sse->audiences, link)
		vg_buf_add(&a->waiting, comment, sizeof(comment) - 1);
	flush(sse);
}

struct vg_sse *
vg_sse_new(struct vg_loop *loop, const struct vg_sse_limits *limits)
{
	const struct vg_sse_limits defaults = {.subscribers = 64,
	    .queue_size = 262144,
	    .keepalive_ms = 15000,
	    .gather_ms = 10};
	struct vg_sse *sse = vg_mem_zero(sizeof(*sse));

	if (limits)
		sse->limits = *limits;
#define FILL(m) sse->limits.m = sse->limits.m ? sse->limits.m : defaults.m
	FILL(subscribers);
	FILL(queue_size);
	FILL(keepalive_ms);
	FILL(gather_ms);
#undef FILL
	LIST_INIT(&sse->subscribers);
	LIST_INIT(&sse->audiences);
	sse->flush = vg_loop_timer(loop, flush, sse);
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
	if (sse->freed)
		*sse->freed = true;
	sse->gone = NULL;
	while ((s = LIST_FIRST(&sse->subscribers)))
		evhttp_connection_free(evhttp_request_get_connection(s->ev));
	vg_loop_timer_free(sse->keepalive);
	vg_loop_timer_free(sse->flush);
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
	sse->replayed_to = s->audience->tag;
	sse->replay(last, since, sse->cookie);
	sse->replayed = NULL;
	if (out.size)
		vg_httpchunk_send(s->conn, s->ev, out.data, out.size);
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
	flush(sse); /* what waits is no news to him */
	s = vg_mem_zero(sizeof(*s));
	s->sse = sse;
	s->audience = join_audience(sse, wish && wish->tag ? wish->tag : "");
	s->conn = request->conn;
	vg_http_add(request, "Content-Type", "text/event-stream");
	vg_http_add(request, "Cache-Control", "no-store");
	s->ev = vg_http_take(request, closed, s);
	LIST_INSERT_HEAD(&sse->subscribers, s, link);
	sse->n_subscribers++;
	evhttp_send_reply_start(s->ev, 200, NULL);
	vg_httpchunk_send(s->conn, s->ev, comment, sizeof(comment) - 1);
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
	struct audience *a;
	size_t most = 0;

	if (sse->replayed) {
		if (!cb || cb(sse->replayed_to, cookie))
			frame_of(sse->replayed, id, data);
		return;
	}
	LIST_FOREACH (a, &sse->audiences, link) {
		if (!cb || cb(a->tag, cookie))
			frame_of(&a->waiting, id, data);
		most = a->waiting.size > most ? a->waiting.size : most;
	}
	if (most >= PIECE_SIZE)
		flush(sse);
	else if (most)
		arm(sse);
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
