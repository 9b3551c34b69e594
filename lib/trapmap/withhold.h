/*
 * What a notification carries and nobody may keep: personal data and secrets, as packs mark them.
 *
 * Pure.  Whatever stores, sends or logs a notification works on what this leaves of it.  What
 * names the device that sent it is kept: an SNMPv1 agent-addr, snmpTrapAddress.0 and
 * snmpTrapEnterprise.0.
 */
#ifndef VG_LIB_TRAPMAP_WITHHOLD_H
#define VG_LIB_TRAPMAP_WITHHOLD_H

#include "lib/base/digest.h"
#include "lib/model/trap.h"
#include "lib/pack/packmarks.h"

/*
 * Gives 'trap' as it is when 'marks' say nothing of it, which costs next to nothing; else 'room',
 * filled with a view of 'trap' (all borrowed, outlive it) without the values, and the instances,
 * that 'marks' withhold, whoever sent it: its varbinds lack them, and in its PDU their octets are
 * written over.  'key' is for what is kept as a hash; NULL: 'trap' comes out of the database,
 * where it is one already.  vg_withhold_end releases the view.
 */
const struct vg_trap *
vg_withhold(const struct vg_packmarks *marks, const struct vg_digest *key,
    const struct vg_trap *trap, struct vg_trap *room);

/* Releases what vg_withhold gave ('kept') of 'trap' (both borrowed). */
void
vg_withhold_end(const struct vg_trap *kept, const struct vg_trap *trap);

#endif
