/*
 * The desk's life, for those of its files that open one in another way.
 */
#ifndef VG_COLLECTOR_DESK_FRONT_DESKSTART_H
#define VG_COLLECTOR_DESK_FRONT_DESKSTART_H

#include "collector/desk/deskcore.h"

/* vg_desk_open with another plan; 'replaying': of a copy that keeps no record (deskreplay.h). */
int
vg_desk_open_plan(const char *path, const struct vg_db_plan *plan, bool replaying,
    const struct vg_packset *packs, struct vg_wall now, struct vg_desk **desk,
    struct vg_detail *detail);

/* The chains of journal, audit and tree: as vg_desk_verify. */
int
vg_desk_verify_chains(struct vg_db *db, struct vg_detail *detail);

#endif
