/*
 * Devices that left the configuration: what stands of them is over for us, and is told so; as is
 * what a managing device told of others, and the silence of a management board.
 *
 * A device that is there but not enabled is left as it is.
 */
#ifndef VG_AGENT_LEAVE_H
#define VG_AGENT_LEAVE_H

#include <stddef.h>

#include "agent/conf/agentconf.h"
#include "agent/fault/fault.h"
#include "agent/spool/spool.h"
#include "agent/state/state.h"

/*
 * Clears what stands in 'faults' of devices that 'conf' does not name, of those that it names what
 * came from a managing device that it does not (via/NAME), and management/bmc where it has no
 * board, each with its reason, by messages in 'spool'; forgets in 'state' what was known of the
 * former (all borrowed).  Gives how many faults were cleared.
 */
size_t
vg_leave_clear(struct vg_faults *faults, struct vg_spool *spool, struct vg_state *state,
    const struct vg_agentconf *conf, struct vg_wall now);

#endif
