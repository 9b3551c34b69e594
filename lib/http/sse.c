/*
 * Event streams over evhttp's chunked replies.
 *
 * A subscriber's queue is evhttp's output buffer of its connection; what is in it when the next
 * piece has been written tells whether it still reads.  Who has the same tag is one audience: it is
 * asked once whether an event is for it, and what waits for it is written once.
 *
 * Who comes back is behind and in no audience yet:
 *
 *    BEHIND --its turn, and its queue has room: a page--> BEHIND --no more is kept--> level: joins
 *
 * One page a turn of the loop, for one of them: all who are behind take turns.
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
	TAILQ_ENTRY(subscriber) turn; /* while it is behind */
	struct vg_sse *sse;
	struct audience *audience; /* counted there; NULL: it is behind */
	struct vg_sse_place place; /* where it is while it is behind */
	struct vg_wall until;      /* unset: without end */
	uint64_t given, had;       /* octets; what it had read at the last keep-alive */
	char tag[VG_SSE_TAG_SIZE];
	struct vg_httpconn *conn;
	struct evhttp_request *ev; /* ours to end, or freed with its connection */
};

struct vg_sse {
	LIST_HEAD(, subscriber) subscribers;
	LIST_HEAD(, audience) audiences;
	TAILQ_HEAD(behind, subscriber) behind; /* whose turn is next first */
	size_t n_subscribers;
	struct vg_sse_limits limits;
	struct vg_timer *keepalive, *flush, *turn, *end;
	size_t n_ending;        /* subscribers with an 'until' */
	struct vg_mono flushed; /* when the last piece went out */
	vg_sse_past_cb past;    /* NULL: nobody remembers */
	void *cookie;
	struct vg_buf *page; /* where events go while 'past' runs, else NULL */
	vg_sse_gone_cb gone; /* NULL: nobody asks */
	void *gone_cookie;
	const char *page_for;      /* the tag of who gets them */
	struct vg_wall page_until; /* what is later is not for him */
	bool page_over;            /* something was */
	bool flushing, is_over;    /* it was freed meanwhile: it goes behind the flush */
};

enum {
	PIECE_SIZE = 65536, /* from there on it waits no longer */
	PAGE_ROWS = 100,    /* a turn: some 2 ms */
	END_MS = 200,       /* how often it is looked whether somebody's time is over */
	ROOM_MS = 20 /* how often it is looked whether a full queue has room again */
};

static const uint64_t unknown = UINT64_MAX;

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
	s->sse->n_ending -= vg_instant_is_set(s->until);
	if (s->audience)
		leave_audience(s->audience);
	else
		TAILQ_REMOVE(&s->sse->behind, s, turn);
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

/* Drops a subscriber ('s' is gone). */
static void
cut(struct subscriber *s)
{
	vg_log(VG_LOG_INFO, "http", "", "event stream cut: %zu octets wait unread",
	    queued(s));
	evhttp_connection_free(evhttp_request_get_connection(s->ev));
}

/* Sends a piece, or drops a subscriber for whom too much waits then ('s' is gone). */
static void
push(struct subscriber *s, const void *piece, size_t size)
{
	vg_httpchunk_send(s->conn, s->ev, piece, size);
	if (queued(s) > s->sse->limits.queue_size)
		cut(s);
}

/* Sends everybody what waits for him; false: the hub is gone. */
static bool
flush_all(struct vg_sse *sse)
{
	struct subscriber *s, *next;
	struct audience *a;

	vg_loop_timer_stop(sse->flush);
	sse->flushed = vg_clock_mono();
	sse->flushing = true;
	for (s = LIST_FIRST(&sse->subscribers); s && !sse->is_over; s = next) {
		next = LIST_NEXT(s, link);
		if (s->audience && s->audience->waiting.size)
			push(s, s->audience->waiting.data, s->audience->waiting.size);
	}
	sse->flushing = false;
	if (sse->is_over) {
		free(sse);
		return false;
	}
	LIST_FOREACH (a, &sse->audiences, link)
		vg_buf_reset(&a->waiting);
	return true;
}

static void
flush(void *cookie)
{
	(void)flush_all(cookie);
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

/* --- ends ---------------------------------------------------------------------------------- */

/* Ends the reply ('s' is gone). */
static void
finish(struct subscriber *s)
{
	struct evhttp_request *ev = s->ev;

	vg_httpconn_answered(s->conn);
	forget(s);
	evhttp_send_reply_end(ev);
}

/* Ends those who hear of now and whose time was over before 'at'; false: the hub is gone. */
static bool
end_before(struct vg_sse *sse, struct vg_wall at)
{
	struct subscriber *s, *next;
	bool any = false;

	if (!sse->n_ending)
		return true;
	LIST_FOREACH (s, &sse->subscribers, link)
		any = any ||
		    (s->audience && vg_instant_is_set(s->until) &&
			vg_instant_compare(s->until, at) < 0);
	/* What waits came before. */
	if (any && !flush_all(sse))
		return false;
	for (s = LIST_FIRST(&sse->subscribers); any && s; s = next) {
		next = LIST_NEXT(s, link);
		if (s->audience && vg_instant_is_set(s->until) &&
		    vg_instant_compare(s->until, at) < 0)
			finish(s);
	}
	return true;
}

static void
look_for_ends(void *cookie)
{
	struct vg_sse *sse = cookie;

	if (end_before(sse, vg_clock_wall()) && sse->n_ending)
		vg_loop_timer_set(sse->end, END_MS * VG_MS_US);
}

/* --- who is behind ------------------------------------------------------------------------- */

/* Half of the queue is for what is over; the rest is for what comes when it is level. */
static bool
has_room(const struct subscriber *s)
{
	return queued(s) <= s->sse->limits.queue_size / 2;
}

static void
send_past(struct subscriber *s, const void *data, size_t size)
{
	vg_httpchunk_send(s->conn, s->ev, data, size);
	s->given += size;
}

/* Says that what came after 'after' is not kept any more, up to 'place'. */
static void
tell_gap(struct subscriber *s, uint64_t after, const struct vg_sse_place *place)
{
	struct vg_buf out;

	vg_buf_init(&out, 0);
	vg_buf_addf(&out, "event: gap\ndata: {\"after\":%llu,\"first\":%llu}\n\n",
	    (unsigned long long)after, (unsigned long long)place->first);
	send_past(s, out.data, out.size);
	vg_buf_fini(&out);
}

/* It hears from now on what the others hear; false: the hub is gone. */
static bool
join(struct subscriber *s)
{
	/* What waits for the others it has had. */
	if (!flush_all(s->sse))
		return false;
	TAILQ_REMOVE(&s->sse->behind, s, turn);
	s->audience = join_audience(s->sse, s->tag);
	return true;
}

/* Gives one page; false: the hub is gone. */
static bool
give_page(struct subscriber *s)
{
	struct vg_sse *sse = s->sse;
	const uint64_t was = s->place.after;
	struct vg_buf page;
	bool there = true;
	int code;

	vg_buf_init(&page, 0);
	sse->page = &page;
	sse->page_for = s->tag;
	sse->page_until = s->until;
	sse->page_over = false;
	code = sse->past(&s->place, PAGE_ROWS, sse->cookie);
	sse->page = NULL;
	if (was && s->place.first > was + 1)
		tell_gap(s, was, &s->place);
	if (page.size)
		send_past(s, page.data, page.size);
	vg_buf_fini(&page);
	if (code != VG_OK)
		cut(s); /* he comes back for the rest */
	else if (sse->page_over)
		finish(s);
	else if (s->place.is_level)
		there = join(s);
	return there;
}

/* Gives a page to who waited longest and has room. */
static void
take_turn(void *cookie)
{
	struct vg_sse *sse = cookie;
	struct subscriber *s;

	TAILQ_FOREACH (s, &sse->behind, turn) {
		if (has_room(s))
			break;
	}
	if (s) {
		TAILQ_REMOVE(&sse->behind, s, turn);
		TAILQ_INSERT_TAIL(&sse->behind, s, turn);
		if (!give_page(s))
			return;
	}
	if (!TAILQ_EMPTY(&sse->behind))
		vg_loop_timer_set(sse->turn, s ? 0 : ROOM_MS * VG_MS_US);
}

/*
 * Keeps those who are behind alive, and cuts who has read nothing of what waits since the last
 * time.
 */
static void
look_after_behind(struct vg_sse *sse)
{
	struct subscriber *s, *next;

	for (s = TAILQ_FIRST(&sse->behind); s; s = next) {
		uint64_t has = s->given - queued(s);
		next = TAILQ_NEXT(s, turn);
		if (queued(s) == 0)
			send_past(s, comment, sizeof(comment) - 1);
		else if (has == s->had)
			cut(s);
		else
			s->had = has;
	}
}

/* --- the hub ------------------------------------------------------------------------------- */

/* Keeps peers and what stands between them from taking silence for death. */
static void
keep_alive(void *cookie)
{
	struct vg_sse *sse = cookie;
	struct audience *a;

	vg_loop_timer_set(sse->keepalive, sse->limits.keepalive_ms * VG_MS_US);
	LIST_FOREACH (a, &sse->audiences, link)
		vg_buf_add(&a->waiting, comment, sizeof(comment) - 1);
	look_after_behind(sse);
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
	TAILQ_INIT(&sse->behind);
	sse->flush = vg_loop_timer(loop, flush, sse);
	sse->turn = vg_loop_timer(loop, take_turn, sse);
	sse->end = vg_loop_timer(loop, look_for_ends, sse);
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
	vg_loop_timer_free(sse->flush);
	vg_loop_timer_free(sse->turn);
	vg_loop_timer_free(sse->end);
	sse->is_over = true;
	if (!sse->flushing)
		free(sse);
}

/* Lets a new subscriber begin with what is over, or with what comes now. */
static void
begin(struct subscriber *s, const struct vg_sse_place *place)
{
	if (!place) {
		s->audience = join_audience(s->sse, s->tag);
		return;
	}
	s->place = *place;
	s->had = unknown;
	TAILQ_INSERT_TAIL(&s->sse->behind, s, turn);
	vg_loop_timer_set(s->sse->turn, 0);
}

int
vg_sse_begin(
    struct vg_sse *sse, struct vg_http_request *request, const struct vg_sse_wish *wish)
{
	struct vg_sse_place place = {.since = wish ? wish->since : (struct vg_wall){0}};
	const char *field = vg_http_header(request, "Last-Event-ID");
	struct subscriber *s;
	bool behind;

	if (field && vg_text_uint(field, UINT64_MAX, &place.after) != VG_OK)
		return VG_EINVAL;
	if (field)
		place.since = (struct vg_wall){0};
	behind = sse->past && (field || vg_instant_is_set(place.since));
	if (sse->n_subscribers >= sse->limits.subscribers)
		return VG_ELIMIT;
	flush(sse); /* what waits is no news to him */
	s = vg_mem_zero(sizeof(*s));
	s->sse = sse;
	vg_text_copy(s->tag, sizeof(s->tag), wish && wish->tag ? wish->tag : "");
	s->until = wish ? wish->until : (struct vg_wall){0};
	sse->n_ending += vg_instant_is_set(s->until);
	if (sse->n_ending && !vg_loop_timer_is_set(sse->end))
		vg_loop_timer_set(sse->end, END_MS * VG_MS_US);
	s->conn = request->conn;
	vg_http_add(request, "Content-Type", "text/event-stream");
	vg_http_add(request, "Cache-Control", "no-store");
	s->ev = vg_http_take(request, closed, s);
	LIST_INSERT_HEAD(&sse->subscribers, s, link);
	sse->n_subscribers++;
	evhttp_send_reply_start(s->ev, 200, NULL);
	vg_httpchunk_send(s->conn, s->ev, comment, sizeof(comment) - 1);
	begin(s, behind ? &place : NULL);
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
vg_sse_set_past(struct vg_sse *sse, vg_sse_past_cb cb, void *cookie)
{
	sse->past = cb;
	sse->cookie = cookie;
}

/* Of the page that is written. */
static void
add_to_page(struct vg_sse *sse, uint64_t id, struct vg_wall at, const char *data,
    vg_sse_for_cb cb, void *cookie)
{
	if (vg_instant_is_set(sse->page_until) &&
	    vg_instant_compare(sse->page_until, at) < 0)
		sse->page_over = true;
	if (!sse->page_over && (!cb || cb(sse->page_for, cookie)))
		frame_of(sse->page, id, data);
}

void
vg_sse_send_for(
    struct vg_sse *sse, uint64_t id, const char *data, vg_sse_for_cb cb, void *cookie)
{
	vg_sse_send_at(sse, id, (struct vg_wall){0}, data, cb, cookie);
}

void
vg_sse_send_at(struct vg_sse *sse, uint64_t id, struct vg_wall at, const char *data,
    vg_sse_for_cb cb, void *cookie)
{
	struct audience *a;
	size_t most = 0;

	if (sse->page) {
		add_to_page(sse, id, at, data, cb, cookie);
		return;
	}
	if (vg_instant_is_set(at) && !end_before(sse, at))
		return;
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
