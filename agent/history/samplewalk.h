/*
 * Rows of a track wherever they are: in blocks, or waiting for theirs.
 */
#ifndef VG_AGENT_HISTORY_SAMPLEWALK_H
#define VG_AGENT_HISTORY_SAMPLEWALK_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/history/samplestage.h"

/* Called for each row, whole (borrowed); true goes on. */
typedef bool (*vg_samplewalk_cb)(
    struct vg_wall at, const struct vg_buf *whole, void *cookie);

/*
 * Calls 'cb' with 'cookie' for each row of the track and span that is written in 'stage'
 * (borrowed), whole, in the order of time, from the row that held at 'from' to the last one before
 * 'until'.  What is damaged, or follows what is lost, is left out.
 */
void
vg_samplewalk_rows(struct vg_samplestage *stage, int64_t track, enum vg_samplespan span,
    struct vg_wall from, struct vg_wall until, vg_samplewalk_cb cb, void *cookie);

#endif
