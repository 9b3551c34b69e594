/*
 * What another tree means for cases that are open.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_TREE_DESKREVISE_H
#define VG_COLLECTOR_DESK_TREE_DESKREVISE_H

#include "collector/desk/deskcore.h"

/*
 * What another tree changes in running clocks ('before' is the one before, NULL: it changes none),
 * and what it finds a contract for.  VG_OK or the database's.
 */
int
vg_deskrevise_look(
    struct vg_desk *desk, const struct vg_conf *before, struct vg_wall now);

/* A running amendment of the contract took over at 'at'. */
int
vg_deskrevise_amended(
    struct vg_desk *desk, const char *contract, struct vg_wall at, struct vg_wall now);

#endif
