/*
 * Many cycles in one row: of each number how many samples, the least, the mean and the most.
 *
 * Pure.  Of a counter it is the rate per second that is rolled up, from one sample to the next:
 * a restart of the device, a counter that fell without one, and a gap make no rate.  A 32-bit
 * counter that fell has wrapped, when it stepped by less than half its range; a 64-bit one never
 * wraps.  Time between two samples is that of the device's own uptime when the probe has one.
 * Texts are not rolled up.
 *
 * Source: RFC 2578 section 7.1.6 and 7.1.10 (counters have no meaning but their difference).
 */
#ifndef VG_AGENT_HISTORY_ROLLUP_H
#define VG_AGENT_HISTORY_ROLLUP_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/time/instant.h"

struct vg_rollup;

/* Gives an empty roll-up; vg_rollup_free releases it (NULL is silent). */
struct vg_rollup *
vg_rollup_new(void);
void
vg_rollup_free(struct vg_rollup *rollup);

/*
 * Takes the whole row at 'whole' (borrowed; agent/history/samplepack.h) of the instant 'at'; rows
 * come in the order of time.  'inside' false: it only ends what the last one began, as the first
 * row of the time after.  A row of roll-ups is taken as what it rolled up.  VG_OK or VG_EPARSE.
 */
int
vg_rollup_add(
    struct vg_rollup *rollup, const struct vg_buf *whole, struct vg_wall at, bool inside);

/* Appends what was rolled up as a whole row. */
void
vg_rollup_whole(const struct vg_rollup *rollup, struct vg_buf *out);

#endif
