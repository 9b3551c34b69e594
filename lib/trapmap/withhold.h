/*
 * What a notification carries and nobody may keep: personal data and secrets, as packs mark them.
 *
 * Pure.  Whatever stores, sends or logs a notification works on what this leaves of it.
 */
#ifndef VG_LIB_TRAPMAP_WITHHOLD_H
#define VG_LIB_TRAPMAP_WITHHOLD_H

#include "lib/model/trap.h"
#include "lib/pack/packset.h"

/*
 * Gives a view of 'trap' (borrowed, outlives it) without the values, and the instances, of
 * varbinds that 'packs' (borrowed) withhold, whoever sent it; vg_withhold_end releases it.
 */
struct vg_trap
vg_withhold(const struct vg_packset *packs, const struct vg_trap *trap);

/* Releases what vg_withhold made of 'trap' (borrowed). */
void
vg_withhold_end(struct vg_trap *kept, const struct vg_trap *trap);

#endif
