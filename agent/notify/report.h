/*
 * What the agent tells of itself: the heartbeat and the list of standing faults, as messages.
 */
#ifndef VG_AGENT_NOTIFY_REPORT_H
#define VG_AGENT_NOTIFY_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "agent/fault/fault.h"
#include "agent/notify/notify.h"
#include "agent/spool/spool.h"
#include "lib/model/vigiemib.h"

/*
 * Writes a heartbeat into '*message', which the caller releases with vg_vigiemib_fini.  All
 * arguments are borrowed; 'interval_ms' is the heartbeat's own.
 */
void
vg_report_heartbeat(struct vg_message *message, const struct vg_notify_health *health,
    const struct vg_spool_counts *counts, const struct vg_faults *faults,
    int64_t interval_ms, struct vg_wall now);

/*
 * Writes the list of standing faults as one or more messages into '*messages' (the caller
 * releases each and the array).  'next': the lowest number still to come.  Gives how many.
 */
size_t
vg_report_standing(const struct vg_faults *faults, uint64_t next, struct vg_wall now,
    struct vg_message **messages);

#endif
