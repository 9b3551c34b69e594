/*
 * Agents that run twice, or from an older copy of their disk.
 *
 * A spool belongs to one run of one agent: what comes from one that has ended, and a number that
 * says another thing than it did the first time, come from a copy.
 */
#ifndef VG_COLLECTOR_DESK_AGENTS_DESKCOPY_H
#define VG_COLLECTOR_DESK_AGENTS_DESKCOPY_H

#include "collector/desk/deskcore.h"

/*
 * A message 'trap' of 'agent' (both borrowed) came from a spool that has ended: the alarm
 * engine-id-conflict stands until none has come for a while.  VG_OK, with 'detail' saying so, or
 * an error of the disk.
 */
int
vg_deskcopy_ended(struct vg_desk *desk, const char *agent, const struct vg_trap *trap,
    struct vg_wall now, struct vg_detail *detail);

/*
 * Whether 'trap' (borrowed) says another thing than message 'row', which has its number: the agent
 * counts again from where an older disk stood.  The same alarm then.  '*other' is set in any case.
 */
int
vg_deskcopy_compare(struct vg_desk *desk, const struct vg_message_key *key, int64_t row,
    const struct vg_trap *trap, struct vg_wall now, bool *other,
    struct vg_detail *detail);

/* Nothing came of the copy of 'agent' (borrowed) for a while. */
int
vg_deskcopy_ends(struct vg_desk *desk, const char *agent, struct vg_wall now);

#endif
