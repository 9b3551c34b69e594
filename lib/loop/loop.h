/*
 * The event loop: the only face of libevent (docs/DESIGN.md R4; lib/http shares it).
 * Descriptors, timers and signals, one thread.
 *
 * Callbacks may free the watch, timer or signal that called them, and may stop the loop.
 */
#ifndef VG_LIB_LOOP_LOOP_H
#define VG_LIB_LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/time/instant.h"

struct vg_loop;
struct vg_watch;
struct vg_timer;
struct vg_signal;
struct event_base;

enum { VG_LOOP_READ = 1, VG_LOOP_WRITE = 2 };

/* 'events' is VG_LOOP_READ and/or VG_LOOP_WRITE: what 'fd' is ready for. */
typedef void (*vg_watch_cb)(int fd, int events, void *cookie);
typedef void (*vg_timer_cb)(void *cookie);
typedef void (*vg_signal_cb)(int number, void *cookie);

/* Gives a loop; vg_loop_free takes it (NULL is silent), after all that hangs on it. */
struct vg_loop *
vg_loop_new(void);
void
vg_loop_free(struct vg_loop *loop);

/* Runs until vg_loop_stop, or until nothing hangs on the loop any more. */
void
vg_loop_run(struct vg_loop *loop);

/* Makes vg_loop_run return after the callback that is running. */
void
vg_loop_stop(struct vg_loop *loop);

/*
 * Runs what is ready, waiting at most 'wait_ms' for it (0: not at all).  For tests and tools
 * that drive the loop by hand.
 */
void
vg_loop_turn(struct vg_loop *loop, int64_t wait_ms);

/*
 * Calls 'cb' whenever 'fd' (borrowed; the caller closes it after freeing the watch) is ready
 * for one of 'events'.  Gives the watch.
 */
struct vg_watch *
vg_loop_watch(struct vg_loop *loop, int fd, int events, vg_watch_cb cb, void *cookie);

/* Changes what the watch waits for; 0 waits for nothing. */
void
vg_loop_watch_events(struct vg_watch *watch, int events);
void
vg_loop_watch_free(struct vg_watch *watch);

/* Gives a timer that is not running. */
struct vg_timer *
vg_loop_timer(struct vg_loop *loop, vg_timer_cb cb, void *cookie);

/* Lets it fire once, 'delay_us' from now (negative counts as 0); replaces an earlier time. */
void
vg_loop_timer_set(struct vg_timer *timer, int64_t delay_us);
void
vg_loop_timer_stop(struct vg_timer *timer);

/* Whether it is running. */
bool
vg_loop_timer_is_set(const struct vg_timer *timer);
void
vg_loop_timer_free(struct vg_timer *timer);

/* Calls 'cb' in the loop when signal 'number' arrives.  Gives the handle. */
struct vg_signal *
vg_loop_signal(struct vg_loop *loop, int number, vg_signal_cb cb, void *cookie);
void
vg_loop_signal_free(struct vg_signal *signal);

/* libevent's own loop, for lib/http alone. */
struct event_base *
vg_loop_base(struct vg_loop *loop);

#endif
