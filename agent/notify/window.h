/*
 * Which messages are in flight to the collector, and which are acknowledged but not deleted yet.
 *
 * A small set of numbers, pure bookkeeping: the spool is read past the highest number taken, and
 * from its head again after a failure.
 */
#ifndef VG_AGENT_NOTIFY_WINDOW_H
#define VG_AGENT_NOTIFY_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VG_WINDOW_MAX = 64 };

struct vg_window {
	uint64_t flight[VG_WINDOW_MAX]; /* numbers in flight */
	size_t n_flight;
	uint64_t done[VG_WINDOW_MAX]; /* acknowledged, still in the spool */
	size_t n_done;
	uint64_t after; /* the spool is read from the number after this one */
};

/* Whether 'number' is in flight or done. */
bool
vg_window_has(const struct vg_window *window, uint64_t number);

/* How many more may be taken: what is done counts until it is deleted. */
size_t
vg_window_room(const struct vg_window *window, size_t limit);

/* Takes 'number' into flight. */
void
vg_window_take(struct vg_window *window, uint64_t number);

/* 'number' came back: acknowledged it is done; else the spool is read again from before it. */
void
vg_window_back(struct vg_window *window, uint64_t number, bool acknowledged);

/* Forgets what is done: it is deleted, or will be sent again ('deleted' false). */
void
vg_window_forget(struct vg_window *window, bool deleted);

#endif
