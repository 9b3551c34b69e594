/*
 * What one result leaves behind: its messages of faults, committed together, then their evidence.
 *
 * Refuses to decide what is a fault.
 */
#ifndef VG_AGENT_BATCH_H
#define VG_AGENT_BATCH_H

#include <stdbool.h>

#include "agent/fault/fault.h"
#include "agent/spool/spool.h"
#include "lib/base/buf.h"
#include "lib/model/event.h"
#include "lib/model/vigiemib.h"

struct vg_batch;

/* How far back the evidence of a raise goes (docs/INTERFACES.md 1). */
#define VG_BATCH_HORIZON_US (2 * VG_HOUR_US)

/*
 * Appends the evidence of 'raise' (borrowed) between 'from' and 'until' to 'json'; 'cut' as
 * vg_history_evidence.  False when there is none.
 */
typedef bool (*vg_batch_evidence_cb)(const struct vg_event *raise, const char *cut,
    struct vg_wall from, struct vg_wall until, struct vg_buf *json, void *cookie);

/* Gives a batch that commits into 'spool' what stands in 'faults' (both borrowed, outlive it). */
struct vg_batch *
vg_batch_new(struct vg_spool *spool, struct vg_faults *faults,
    vg_batch_evidence_cb evidence_cb, void *cookie, struct vg_wall now);

/* Releases it; what was not committed is dropped (NULL is silent). */
void
vg_batch_free(struct vg_batch *batch);

/* Adds the message of 'event' (borrowed, copied). */
void
vg_batch_add(struct vg_batch *batch, const struct vg_event *event);

/*
 * Commits all that was added in one transaction, then cuts evidence: of a raise the two hours
 * before it, and once what came after it, at the clear or two hours later, whichever is first.
 * What the disk refuses waits in the spool's memory.
 */
void
vg_batch_commit(struct vg_batch *batch, struct vg_wall now);

/*
 * Puts 'json' (borrowed) into the spool at once, as messages of 'type' in as many parts as needed.
 */
void
vg_batch_body(struct vg_batch *batch, enum vg_message_type type,
    const struct vg_buf *json, struct vg_wall now);

#endif
