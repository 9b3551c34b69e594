/*
 * Planned work at the desk: its owner is asked before a window ends, once each; what it covers is
 * rung 10's (collector/conf/confwork.c).
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_QUIET_DESKPLANNED_H
#define VG_COLLECTOR_DESK_QUIET_DESKPLANNED_H

#include "collector/desk/deskcore.h"

/* Arms a due row for each work of the tree in force.  VG_OK, or a database error. */
int
vg_deskplanned_arm(struct vg_desk *desk, struct vg_wall now);

/* The row of 'work' is due: asks, and arms the next.  VG_OK, or a database error. */
int
vg_deskplanned_ask(struct vg_desk *desk, const char *work, struct vg_wall now);

#endif
