/*
 * How another tree is taken: stored, looked at, put in force, or taken back, in steps that fit into
 * a transaction of somebody else's.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_TREE_DESKTAKE_H
#define VG_COLLECTOR_DESK_TREE_DESKTAKE_H

#include "collector/desk/deskcore.h"

/*
 * Stores 'revision' as a new one and lets all that goes by the tree look at 'conf' (takes it).
 * Needs an open transaction, and afterwards vg_desktake_done behind its commit or vg_desktake_undo
 * behind its rollback, also when this fails.  VG_OK, or why it cannot be stored, with detail.
 */
int
vg_desktake_store(struct vg_desk *desk, struct vg_conf *conf,
    const struct vg_desk_revision *revision, struct vg_wall now, struct vg_desktake *take,
    struct vg_detail *detail);

/* The tree is in force for good; nothing when none was taken. */
void
vg_desktake_done(struct vg_desk *desk, struct vg_desktake *take, struct vg_wall now);

/* The tree before stands; nothing when none was taken. */
void
vg_desktake_undo(struct vg_desk *desk, struct vg_desktake *take);

#endif
