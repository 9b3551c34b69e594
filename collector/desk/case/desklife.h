/*
 * The case's life, as its timers see it.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CASE_DESKLIFE_H
#define VG_COLLECTOR_DESK_CASE_DESKLIFE_H

#include "collector/desk/deskcore.h"

/* Somebody wanted to be woken for the case 'number' (borrowed).  VG_OK or the database's. */
int
vg_desklife_remind(struct vg_desk *desk, const char *number, struct vg_wall at);

#endif
