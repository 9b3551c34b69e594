/*
 * Threads that read and one that takes.  They end with the process: what they wait for, only the
 * collector could end.
 */
#include "collector/netconf/ncevents.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/fetch/fetch.h"

enum {
	MOST = 1000,
	AGAIN_MS = 200,
	TRIES = 25,
	SOURCES = VG_NCEVENT_BASE + 1,
	READERS = 8
};

struct vg_ncevents {
	char *path;
	int fd;
	pthread_mutex_t mutex;
	pthread_cond_t taken;
	struct vg_ncevent *first, *last;
	size_t n;
	struct reader
	    *readers[SOURCES]; /* that read for it now; borrowed from their threads */
	size_t n_readers;      /* and those that are to end */
};

/* One thread's. */
struct reader {
	struct vg_ncevents *events;
	struct vg_fetch *fetch;
	enum vg_ncevent_source source;
	char *name; /* owned */
	int64_t after;
	bool again, heard;
	atomic_bool over; /* nobody wants it any more */
};

void
vg_ncevent_free(struct vg_ncevent *event)
{
	if (!event)
		return;
	free(event->data);
	free(event->text);
	free(event);
}

struct vg_ncevents *
vg_ncevents_new(const char *path)
{
	struct vg_ncevents *events = vg_mem_zero(sizeof(*events));

	events->path = vg_mem_text(path);
	events->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	/* Without it nothing would ever be taken: the session ends instead. */
	if (events->fd < 0)
		abort();
	pthread_mutex_init(&events->mutex, NULL);
	pthread_cond_init(&events->taken, NULL);
	return events;
}

int
vg_ncevents_fd(const struct vg_ncevents *events)
{
	return events->fd;
}

/* --- the readers --------------------------------------------------------------------------- */

static void
put(struct reader *r, const char *data, const char *text, uint64_t id)
{
	struct vg_ncevents *events = r->events;
	struct vg_ncevent *event = vg_mem_zero(sizeof(*event));
	const uint64_t one = 1;
	bool first;

	event->source = r->source;
	event->data = vg_mem_text(data);
	event->text = vg_mem_text(text);
	event->id = id;
	pthread_mutex_lock(&events->mutex);
	while (events->n >= MOST && !r->over)
		pthread_cond_wait(&events->taken, &events->mutex);
	if (r->over) {
		pthread_mutex_unlock(&events->mutex);
		vg_ncevent_free(event);
		return;
	}
	first = events->n == 0;
	if (events->last)
		events->last->next = event;
	else
		events->first = event;
	events->last = event;
	events->n++;
	pthread_mutex_unlock(&events->mutex);
	if (first && write(events->fd, &one, sizeof(one)) < 0)
		return; /* it is readable already */
}

static bool
hear(const char *id, const char *data, void *cookie)
{
	struct reader *r = cookie;
	uint64_t number = 0;

	if (vg_text_uint(id, INT64_MAX, &number) == VG_OK)
		r->after = (int64_t)number;
	r->heard = true;
	put(r, data, NULL, number);
	return !r->over;
}

static bool
is_over(void *cookie)
{
	struct reader *r = cookie;

	return r->over;
}

/* Reads until the end of the stream. */
static void
read_once(struct reader *r, struct vg_detail *detail)
{
	struct vg_fetch_reply reply = {0};
	char *target = vg_mem_format("/restconf/streams/%s", r->name);
	char last[24];

	snprintf(last, sizeof(last), "%lld", (long long)r->after);
	r->heard = false;
	vg_fetch_stream(
	    r->fetch, target, r->after >= 0 ? last : NULL, 0, hear, r, &reply, detail);
	if (reply.body && reply.body[0])
		vg_detail_set(detail, detail->code, "%s", reply.body);
	vg_fetch_reply_fini(&reply);
	free(target);
}

static void *
run(void *cookie)
{
	struct reader *r = cookie;
	struct vg_detail detail = {0};
	int left = TRIES;

	do {
		read_once(r, &detail);
		left = r->heard ? TRIES : left - 1;
		if (r->again && left > 0 && !r->over)
			poll(NULL, 0, AGAIN_MS);
	} while (r->again && left > 0 && !r->over && detail.code != VG_EINVAL);
	put(r, NULL, detail.text, 0);
	pthread_mutex_lock(&r->events->mutex);
	if (r->events->readers[r->source] == r)
		r->events->readers[r->source] = NULL;
	r->events->n_readers--;
	pthread_mutex_unlock(&r->events->mutex);
	vg_fetch_free(r->fetch);
	free(r->name);
	free(r);
	return NULL;
}

void
vg_ncevents_begin(struct vg_ncevents *events, enum vg_ncevent_source source,
    const char *name, int64_t after, bool again)
{
	struct reader *r = vg_mem_zero(sizeof(*r));
	pthread_t thread;

	*r = (struct reader){.events = events,
	    .fetch = vg_fetch_new(events->path, 0),
	    .source = source,
	    .name = vg_mem_text(name),
	    .after = after,
	    .again = again};
	vg_fetch_set_over(r->fetch, is_over, r);
	pthread_mutex_lock(&events->mutex);
	events->readers[source] = r;
	events->n_readers++;
	pthread_mutex_unlock(&events->mutex);
	if (pthread_create(&thread, NULL, run, r) != 0)
		abort();
	pthread_detach(thread);
}

/* Drops what came of 'source'; under the lock. */
static void
drop(struct vg_ncevents *events, enum vg_ncevent_source source)
{
	struct vg_ncevent **at = &events->first, *event;

	events->last = NULL;
	while ((event = *at)) {
		if (event->source != source) {
			events->last = event;
			at = &event->next;
			continue;
		}
		*at = event->next;
		events->n--;
		vg_ncevent_free(event);
	}
}

void
vg_ncevents_end(struct vg_ncevents *events, enum vg_ncevent_source source)
{
	pthread_mutex_lock(&events->mutex);
	if (events->readers[source])
		events->readers[source]->over = true;
	events->readers[source] = NULL;
	drop(events, source);
	pthread_cond_broadcast(&events->taken);
	pthread_mutex_unlock(&events->mutex);
}

bool
vg_ncevents_is_busy(struct vg_ncevents *events)
{
	pthread_mutex_lock(&events->mutex);
	bool busy = events->n_readers > READERS;
	pthread_mutex_unlock(&events->mutex);
	return busy;
}

/* --- who takes ----------------------------------------------------------------------------- */

struct vg_ncevent *
vg_ncevents_take(struct vg_ncevents *events)
{
	struct vg_ncevent *event;
	uint64_t count;

	pthread_mutex_lock(&events->mutex);
	event = events->first;
	if (event) {
		events->first = event->next;
		if (!events->first)
			events->last = NULL;
		events->n--;
		pthread_cond_broadcast(&events->taken);
	}
	/* Emptied under the lock: who puts behind us writes again. */
	if (!events->first && read(events->fd, &count, sizeof(count)) < 0)
		count = 0;
	pthread_mutex_unlock(&events->mutex);
	return event;
}

struct vg_ncevent *
vg_ncevents_wait(struct vg_ncevents *events, int wait_ms)
{
	struct pollfd fd = {.fd = events->fd, .events = POLLIN};
	struct vg_ncevent *event = vg_ncevents_take(events);

	if (event || poll(&fd, 1, wait_ms) <= 0)
		return event;
	return vg_ncevents_take(events);
}
