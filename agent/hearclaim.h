/*
 * From a notification to claims: which part of which device, which probe can judge it, and whether
 * it can be believed when nobody can be asked.
 */
#ifndef VG_AGENT_HEARCLAIM_H
#define VG_AGENT_HEARCLAIM_H

#include <stdbool.h>

#include "agent/heard/heard.h"
#include "agent/hearing.h"
#include "lib/trapmap/trapmap.h"

/*
 * Makes the claim that the line 'from' reads in 'trap' of 'device' (all borrowed).  Its probe is ""
 * when no probe of the device has a rule for it; the caller owns its notification.
 */
struct vg_claimed
vg_hearclaim_make(const struct vg_hearing_tools *t,
    const struct vg_agentconf_device *device, const struct vg_trap *trap,
    const struct vg_claim *from);

/* The same of a 'trap' that no line reads. */
struct vg_claimed
vg_hearclaim_unknown(
    const struct vg_agentconf_device *device, const struct vg_trap *trap);

/* Whether a rule of 'packs' speaks of 'kind' by samples of 'probe' (borrowed). */
bool
vg_hearclaim_is_judged(
    const struct vg_packset *packs, const char *kind, const char *probe);

/*
 * Whether a restart of 'device' is all that ends 'kind' at 'part' for sure: of its probes, rules
 * per name alone speak of it (all borrowed).
 */
bool
vg_hearclaim_ends_by_restart(const struct vg_hearing_tools *t, const char *device,
    const char *kind, const char *part);

/* As vg_hearing_owner. */
const char *
vg_hearclaim_owner(const struct vg_agentconf *conf, const struct vg_probe *probe,
    const char *manager, const char *part, const char *qualifier,
    char owned[VG_RESOURCE_SIZE]);

/* Whether 'trap' says that its sender started: whatever was known of it may be over. */
bool
vg_hearclaim_is_start(const struct vg_trap *trap);

/*
 * Whether a fault of 'kind' at 'part' (all borrowed) that a poll has found has lost what found it:
 * rules can name it, and the device has none of their probes any more.
 */
bool
vg_hearclaim_is_orphan(const struct vg_hearing_tools *t, const char *device,
    const char *kind, const char *part);

#endif
