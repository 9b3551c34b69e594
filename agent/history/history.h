/*
 * Samples kept for two hours, and the evidence that is cut out of them around a fault.
 *
 * A series is one object of one instance; it holds a point only where its value changed, so
 * that a device at rest costs next to nothing.  Counters of tables are not kept: they change
 * with every poll and prove nothing about hardware.
 *
 * In memory, bounded per device; a restart begins anew.
 */
#ifndef VG_AGENT_HISTORY_HISTORY_H
#define VG_AGENT_HISTORY_HISTORY_H

#include <stddef.h>

#include "agent/rule/sampleset.h"
#include "lib/base/buf.h"
#include "lib/model/event.h"
#include "lib/model/vigiemib.h"

struct vg_history; /* of one device */

enum { VG_HISTORY_SERIES = 8192, VG_HISTORY_POINTS = 512 };

/* Gives an empty history that reaches back 'horizon_us' microseconds. */
struct vg_history *
vg_history_new(int64_t horizon_us);

/* Releases it (NULL is silent). */
void
vg_history_free(struct vg_history *history);

/* Keeps what changed in 'samples' (borrowed). */
void
vg_history_add(struct vg_history *history, const struct vg_sampleset *samples);

/*
 * Appends the evidence of 'raise' (borrowed: the message that raised the fault) between 'from'
 * and 'until' to 'json': every scalar, and what changed in tables.  'cut' is "raise", "clear"
 * or "after".
 */
void
vg_history_evidence(const struct vg_history *history, const struct vg_event *raise,
    const char *cut, struct vg_wall from, struct vg_wall until, struct vg_buf *json);

/* How many series and points are held. */
size_t
vg_history_series(const struct vg_history *history);
size_t
vg_history_points(const struct vg_history *history);

#endif
