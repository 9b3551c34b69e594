/*
 * Many cycles in one row: of each number how many samples, the least, the mean and the most, of
 * five minutes and of an hour in one walk.
 *
 * Pure.  It reads what was packed (agent/history/samplepack.h) and does something for a value only
 * when it changed: what stays is counted when its time is over.  Of a counter it is the rate per
 * second that is rolled up, from one sample to the next, and it belongs to the time in which it
 * began: a restart of the device and a counter that fell make no rate, as agent/rule/restart.h
 * judges them.  Time between two samples is that of the device's own uptime when it was asked.
 * Texts are not rolled up, nor is a row of a table that comes when it had VG_SAMPLESET_MAX_ROWS
 * others since the roll-up began: a device whose indexes change at each cycle costs no more.
 *
 * Source: RFC 2578 section 7.1.6 and 7.1.10 (counters have no meaning but their difference).
 */
#ifndef VG_AGENT_HISTORY_ROLLUP_H
#define VG_AGENT_HISTORY_ROLLUP_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/time/instant.h"

struct vg_rollup;

enum vg_samplespan {
	VG_SAMPLESPAN_RAW = 0,
	VG_SAMPLESPAN_FIVE = 300,
	VG_SAMPLESPAN_HOUR = 3600
};

/* Called with each roll-up, a whole row of the instant its time began (borrowed). */
typedef void (*vg_rollup_cb)(enum vg_samplespan span, struct vg_wall begin,
    const struct vg_buf *whole, void *cookie);

/*
 * Gives an empty roll-up, which calls 'cb' with 'cookie'; vg_rollup_free releases it (NULL is
 * silent).
 */
struct vg_rollup *
vg_rollup_new(vg_rollup_cb cb, void *cookie);
void
vg_rollup_free(struct vg_rollup *rollup);

/* Forgets what it holds: another track begins. */
void
vg_rollup_begin(struct vg_rollup *rollup, void *cookie);

/*
 * Takes the row of 'size' octets at 'packed' (borrowed), whole or the difference from the one
 * taken before; rows come in the order of time.  Calls back with what is over by it.  VG_OK;
 * VG_ECONFLICT for a difference from nothing; VG_EPARSE: whole rows only can follow.
 */
int
vg_rollup_add(struct vg_rollup *rollup, const void *packed, size_t size);

/* No more rows will come: calls back with what is under way. */
void
vg_rollup_end(struct vg_rollup *rollup);

/* How many rows of cycles were left out, because there were VG_SAMPLESET_MAX_ROWS others. */
uint64_t
vg_rollup_left_out(const struct vg_rollup *rollup);

/* The time of 'span' in which 'at' lies begins here. */
struct vg_wall
vg_rollup_floor(enum vg_samplespan span, struct vg_wall at);

#endif
