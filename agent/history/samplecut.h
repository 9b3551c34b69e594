/*
 * Evidence of a device, cut out of the file of samples.
 *
 * Reads a track by the names it was written with, whatever the packs say today.
 */
#ifndef VG_AGENT_HISTORY_SAMPLECUT_H
#define VG_AGENT_HISTORY_SAMPLECUT_H

#include "agent/history/samplestage.h"
#include "lib/base/buf.h"
#include "lib/model/event.h"

/*
 * Appends the evidence of 'raise' (borrowed) between 'from' and 'until' to 'json', as
 * vg_history_evidence; 'stage' of 'db' (borrowed both) NULL: without samples.
 */
void
vg_samplecut_evidence(struct vg_sampledb *db, struct vg_samplestage *stage,
    const struct vg_event *raise, const char *cut, struct vg_wall from,
    struct vg_wall until, struct vg_buf *json);

#endif
