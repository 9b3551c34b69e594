/*
 * libevent behind one face.
 */
#include "lib/loop/loop.h"

#include <event2/event.h>
#include <stdlib.h>
#include <sys/time.h>

#include "lib/base/mem.h"

struct vg_loop {
	struct event_base *base;
};

struct vg_watch {
	struct vg_loop *loop;
	struct event *event;
	int fd;
	vg_watch_cb cb;
	void *cookie;
};

struct vg_timer {
	struct event *event;
	vg_timer_cb cb;
	void *cookie;
};

struct vg_signal {
	struct event *event;
	vg_signal_cb cb;
	void *cookie;
};

/* libevent refuses only when memory or descriptors are exhausted at start. */
static void *
must(void *p)
{
	if (!p)
		abort();
	return p;
}

struct vg_loop *
vg_loop_new(void)
{
	struct vg_loop *loop = vg_mem_zero(sizeof(*loop));

	loop->base = must(event_base_new());
	return loop;
}

void
vg_loop_free(struct vg_loop *loop)
{
	if (!loop)
		return;
	event_base_free(loop->base);
	free(loop);
}

void
vg_loop_run(struct vg_loop *loop)
{
	event_base_dispatch(loop->base);
}

void
vg_loop_stop(struct vg_loop *loop)
{
	event_base_loopbreak(loop->base);
}

static struct timeval
to_timeval(int64_t us)
{
	if (us < 0)
		us = 0;
	return (struct timeval){
	    .tv_sec = us / VG_SECOND_US, .tv_usec = us % VG_SECOND_US};
}

void
vg_loop_turn(struct vg_loop *loop, int64_t wait_ms)
{
	struct timeval limit = to_timeval(wait_ms * VG_MS_US);

	if (wait_ms > 0) {
		event_base_loopexit(loop->base, &limit);
		event_base_loop(loop->base, EVLOOP_ONCE);
	} else {
		event_base_loop(loop->base, EVLOOP_NONBLOCK);
	}
}

static void
watch_fired(evutil_socket_t fd, short what, void *cookie)
{
	struct vg_watch *watch = cookie;
	int events =
	    (what & EV_READ ? VG_LOOP_READ : 0) | (what & EV_WRITE ? VG_LOOP_WRITE : 0);

	watch->cb((int)fd, events, watch->cookie);
}

struct vg_watch *
vg_loop_watch(struct vg_loop *loop, int fd, int events, vg_watch_cb cb, void *cookie)
{
	struct vg_watch *watch = vg_mem_zero(sizeof(*watch));

	*watch = (struct vg_watch){.loop = loop, .fd = fd, .cb = cb, .cookie = cookie};
	watch->event = must(event_new(loop->base, fd, EV_PERSIST, watch_fired, watch));
	vg_loop_watch_events(watch, events);
	return watch;
}

void
vg_loop_watch_events(struct vg_watch *watch, int events)
{
	short what = EV_PERSIST;

	event_del(watch->event);
	if (events & VG_LOOP_READ)
		what = (short)(what | EV_READ);
	if (events & VG_LOOP_WRITE)
		what = (short)(what | EV_WRITE);
	event_assign(
	    watch->event, watch->loop->base, watch->fd, what, watch_fired, watch);
	if (events)
		event_add(watch->event, NULL);
}

void
vg_loop_watch_free(struct vg_watch *watch)
{
	if (!watch)
		return;
	event_free(watch->event);
	free(watch);
}

static void
timer_fired(evutil_socket_t fd, short what, void *cookie)
{
	struct vg_timer *timer = cookie;

	(void)fd;
	(void)what;
	timer->cb(timer->cookie);
}

struct vg_timer *
vg_loop_timer(struct vg_loop *loop, vg_timer_cb cb, void *cookie)
{
	struct vg_timer *timer = vg_mem_zero(sizeof(*timer));

	timer->cb = cb;
	timer->cookie = cookie;
	timer->event = must(evtimer_new(loop->base, timer_fired, timer));
	return timer;
}

void
vg_loop_timer_set(struct vg_timer *timer, int64_t delay_us)
{
	struct timeval delay = to_timeval(delay_us);

	evtimer_add(timer->event, &delay);
}

void
vg_loop_timer_stop(struct vg_timer *timer)
{
	evtimer_del(timer->event);
}

bool
vg_loop_timer_is_set(const struct vg_timer *timer)
{
	return evtimer_pending(timer->event, NULL);
}

void
vg_loop_timer_free(struct vg_timer *timer)
{
	if (!timer)
		return;
	event_free(timer->event);
	free(timer);
}

static void
signal_fired(evutil_socket_t number, short what, void *cookie)
{
	struct vg_signal *signal = cookie;

	(void)what;
	signal->cb((int)number, signal->cookie);
}

struct vg_signal *
vg_loop_signal(struct vg_loop *loop, int number, vg_signal_cb cb, void *cookie)
{
	struct vg_signal *signal = vg_mem_zero(sizeof(*signal));

	signal->cb = cb;
	signal->cookie = cookie;
	signal->event = must(evsignal_new(loop->base, number, signal_fired, signal));
	event_add(signal->event, NULL);
	return signal;
}

void
vg_loop_signal_free(struct vg_signal *signal)
{
	if (!signal)
		return;
	event_free(signal->event);
	free(signal);
}

struct event_base *
vg_loop_base(struct vg_loop *loop)
{
	return loop->base;
}
