/*
 * A timing wheel: thousands of waits of different lengths, each put in and taken out in constant
 * time.
 *
 * Pure.  A wait ends at a tick of 8 ms, never early; one longer than a turn of the wheel stays
 * in its slot for another turn.
 *
 * Source: Varghese and Lauck, "Hashed and hierarchical timing wheels", scheme 6.
 */
#ifndef VG_LIB_SNMP_WHEEL_H
#define VG_LIB_SNMP_WHEEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "lib/time/instant.h"

struct vg_wheel;

/* One wait, embedded in what waits; all zero but 'item' before it is put in. */
struct vg_wheel_entry {
	TAILQ_ENTRY(vg_wheel_entry) link;
	void *item;   /* what waits, for the caller */
	int64_t tick; /* when it ends */
	bool waits;
};

/* Gives an empty wheel; free takes it, not what waits in it (NULL is silent). */
struct vg_wheel *
vg_wheel_new(void);
void
vg_wheel_free(struct vg_wheel *wheel);

/* Lets 'entry' (borrowed; not waiting) wait from 'now' until 'delay_us' later. */
void
vg_wheel_put(struct vg_wheel *wheel, struct vg_wheel_entry *entry, struct vg_mono now,
    int64_t delay_us);

/* Takes 'entry' out; nothing when it does not wait. */
void
vg_wheel_take(struct vg_wheel *wheel, struct vg_wheel_entry *entry);

/* Takes out one entry whose wait is over at 'now' and gives it; NULL when there is none. */
struct vg_wheel_entry *
vg_wheel_over(struct vg_wheel *wheel, struct vg_mono now);

/* When vg_wheel_over is worth calling next: unset when nothing waits; never too late. */
struct vg_mono
vg_wheel_next(const struct vg_wheel *wheel);

/* When that entry's wait is over. */
struct vg_mono
vg_wheel_due(const struct vg_wheel_entry *entry);

#endif
