/*
 * Foreign notifications: what a device or a manager of devices sends straight to the collector,
 * read by the packs' maps of notifications.  Best effort.
 */
#ifndef VG_COLLECTOR_DESK_DESKFOREIGN_H
#define VG_COLLECTOR_DESK_DESKFOREIGN_H

#include "collector/desk/deskcore.h"
#include "lib/base/digest.h"

/* What makes two the same: everything but when and from which port 'trap' (borrowed) came. */
struct vg_digest
vg_deskforeign_digest(const struct vg_trap *trap);

/*
 * Stores and applies 'trap' (borrowed) inside the open transaction, and says in '*result' what
 * became of it.  VG_OK, or an error of the disk.
 */
int
vg_deskforeign_take(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    enum vg_intake_result *result, struct vg_detail *detail);

#endif
