/*
 * What the desk's other files ask of storms; each call needs an open transaction.
 */
#ifndef VG_COLLECTOR_DESK_FOREIGN_DESKSTORMCORE_H
#define VG_COLLECTOR_DESK_FOREIGN_DESKSTORMCORE_H

#include "collector/desk/deskcore.h"
#include "collector/desk/foreign/deskstorm.h"

#define VG_DESKSTORM_NOT_COUNTED SIZE_MAX

/*
 * Looks at 'trap' (borrowed), which is beyond the budget of its source: when it is '*folded' it
 * is done with, else it is to be taken as ever.  '*counted' is its cell of the tally, or
 * VG_DESKSTORM_NOT_COUNTED: no part of a storm.  VG_OK, or an error of the disk.
 */
int
vg_deskstorm_fold(struct vg_desk *desk, const struct vg_trap *trap, struct vg_wall now,
    bool *folded, size_t *counted);

/* What was '*counted' does not come to disk, and comes again: nothing of it is left. */
void
vg_deskstorm_take_back(struct vg_desk *desk, size_t counted);

/* Writes what was counted; after the commit vg_deskstorm_written lets it go. */
int
vg_deskstorm_write(struct vg_desk *desk, struct vg_wall now);
void
vg_deskstorm_written(struct vg_desk *desk);

/* The wall clock was set to 'now': what waits is written soon, wherever it was set to. */
void
vg_deskstorm_stepped(struct vg_desk *desk, struct vg_wall now);

/* The row "storm" of 'object': it is over, or looked at again later. */
int
vg_deskstorm_due(struct vg_desk *desk, const char *object, struct vg_wall now);

/* The storm 'id' as it stands on disk, if there is one. */
int
vg_deskstorm_find(struct vg_desk *desk, int64_t id, vg_storm_cb cb, void *cookie);

#endif
