/*
 * Event streams (server-sent events): one hub, many subscribers, each with a bounded queue.
 *
 * A subscriber that does not read is dropped when its queue is full: it comes back with
 * Last-Event-ID and is told what it missed by who remembers: the hub keeps no event.  Until it has
 * had all of that it is *behind*: it is given a page of at most 100 rows when its turn comes and
 * its queue has room, as slowly as it reads, and then hears what comes.  Who is behind hears each
 * event once and in order, however much it missed; the loop is held for one page at a time.
 *
 * Events go out when the loop comes round, and then no more often than every 'gather_ms': what was
 * sent meanwhile goes in one piece, framed once for all subscribers of a tag.
 *
 * Source: HTML standard, "Server-sent events"; RFC 8040 section 6.
 */
#ifndef VG_LIB_HTTP_SSE_H
#define VG_LIB_HTTP_SSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/http/http.h"
#include "lib/time/instant.h"

struct vg_sse;

/* Zero stands for the default in the comment. */
struct vg_sse_limits {
	size_t subscribers;   /* at a time; 64 */
	size_t queue_size;    /* octets that wait for one subscriber; 256 KiB */
	int64_t keepalive_ms; /* a comment to every subscriber that often; 15,000 */
	int64_t gather_ms;    /* between two pieces; 10; below 0: none */
};

enum { VG_SSE_TAG_SIZE = 65 };

/* What a subscription wants. */
struct vg_sse_wish {
	const char *tag; /* whose it is, up to VG_SSE_TAG_SIZE octets; NULL: "" */
	struct vg_wall
	    since; /* tell what came from then on; unset: as Last-Event-ID says */
	struct vg_wall
	    until; /* what is later is not for him: it ends there; unset: never */
};

/* Whether the subscriber called 'tag' is to get what is being sent. */
typedef bool (*vg_sse_for_cb)(const char *tag, void *cookie);

/* Gives a hub on 'loop' (borrowed, outlives it); 'limits' (borrowed) may be NULL. */
struct vg_sse *
vg_sse_new(struct vg_loop *loop, const struct vg_sse_limits *limits);

/* Ends every subscription and releases the hub (NULL is silent). */
void
vg_sse_free(struct vg_sse *sse);

/*
 * Makes 'request' a subscription and answers it.  With the field Last-Event-ID: N it first gets
 * what is kept of the events after N; with 'since' of 'wish' (borrowed; NULL: nothing
 * special) of those from then on.
 * Returns VG_OK; VG_ELIMIT when there are too many subscribers, VG_EINVAL for a Last-Event-ID
 * that is no number: then 'request' is still to be answered.  A hub whose end is heard of
 * (vg_sse_set_gone) gives no subscription with an 'until'.
 */
int
vg_sse_begin(
    struct vg_sse *sse, struct vg_http_request *request, const struct vg_sse_wish *wish);

/* Where in what is over somebody is. */
struct vg_sse_place {
	uint64_t after;       /* the last event he has had; 0: none */
	struct vg_wall since; /* while 'after' is 0: he wants what came from then on */
	uint64_t first;       /* the oldest event that is kept; 0: none */
	bool is_level;        /* there is no more */
};

/*
 * Tells at most 'rows' events behind 'place' by vg_sse_send, which goes to him who is behind alone,
 * and moves 'place' on, filling 'first' and 'is_level'.  What is level is all that was ever sent to
 * the others.  VG_OK; else he is cut, and comes back.  Where an event is gone that should have come
 * next (it is older than 'first'), a frame `event: gap` with `{"after":N,"first":M}` is sent before
 * what is kept.
 */
typedef int (*vg_sse_past_cb)(struct vg_sse_place *place, size_t rows, void *cookie);
void
vg_sse_set_past(struct vg_sse *sse, vg_sse_past_cb cb, void *cookie);

/*
 * Sends event 'id' (rising) with 'data' (borrowed; line breaks are kept as lines) to every
 * subscriber.
 */
void
vg_sse_send(struct vg_sse *sse, uint64_t id, const char *data);

/*
 * Calls 'cb' with 'cookie' after a subscriber has gone, whoever ended it; not while the hub is
 * being freed.  'cb' may free the hub.
 */
typedef void (*vg_sse_gone_cb)(void *cookie);
void
vg_sse_set_gone(struct vg_sse *sse, vg_sse_gone_cb cb, void *cookie);

/* The same, to those for whom 'cb' says so with 'cookie': it is asked once for each tag. */
void
vg_sse_send_for(
    struct vg_sse *sse, uint64_t id, const char *data, vg_sse_for_cb cb, void *cookie);

/* The same of an event of the instant 'at' (unset: of now), for those whose subscription ends. */
void
vg_sse_send_at(struct vg_sse *sse, uint64_t id, struct vg_wall at, const char *data,
    vg_sse_for_cb cb, void *cookie);

/* How many subscribe now. */
size_t
vg_sse_count(const struct vg_sse *sse);

#endif
