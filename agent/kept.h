/*
 * What is kept of one device over a restart, so that it costs neither a discovery nor a false
 * "changed": its SNMPv3 engine, the texts that rules compare with, the inventory told last.
 *
 * Writes only what differs from what is on disk.
 */
#ifndef VG_AGENT_KEPT_H
#define VG_AGENT_KEPT_H

#include <stdbool.h>

#include "agent/rule/rule.h"
#include "agent/state/state.h"
#include "lib/snmp/engine.h"

struct vg_kept;

/*
 * Reads what is kept of 'device' in 'state' and puts it into 'target' (NULL: it has none)
 * and 'rules' (all borrowed, outlive it).
 */
struct vg_kept *
vg_kept_new(struct vg_state *state, const char *device, struct vg_engine_target *target,
    struct vg_rulestate *rules);

/* Releases it (NULL is silent). */
void
vg_kept_free(struct vg_kept *kept);

/* Whether the device had been seen before this start. */
bool
vg_kept_is_known(const struct vg_kept *kept);

/*
 * Keeps engineID, boots and time of the target when they are another than those on disk say; a
 * changed engineID is told in the log.
 */
void
vg_kept_engine(struct vg_kept *kept);

/* Keeps the texts that the rules compare with: few, and written once each. */
void
vg_kept_lasts(struct vg_kept *kept);

/*
 * Takes what the device says now as right, its engineID too.  VG_OK, VG_EFULL or VG_EIO.
 */
int
vg_kept_accept(struct vg_kept *kept);

/* Forgets which inventory was told; on disk vg_state_untell_devices does it for all. */
void
vg_kept_untell(struct vg_kept *kept);

/*
 * Whether the inventory is to be told at 'now' though it is the same: none was told, or a day ago.
 */
bool
vg_kept_is_due(const struct vg_kept *kept, struct vg_wall now);

/*
 * Whether an inventory of this 'digest' (borrowed) is to be told at 'now': it is another one than
 * was told last, none was told since the start, or the last time is a day ago.
 */
bool
vg_kept_is_news(const struct vg_kept *kept, const char *digest, struct vg_wall now);

/*
 * Keeps 'family' and the 'digest' of the inventory that the spool holds now (both borrowed).
 * In this order: what dies between the two tells twice, and never not at all.
 */
void
vg_kept_told(
    struct vg_kept *kept, const char *family, const char *digest, struct vg_wall now);

#endif
