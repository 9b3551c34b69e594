/*
 * When what is kept long enough goes, for doors.  The sweep itself is a timer of the desk.
 */
#ifndef VG_COLLECTOR_DESK_DESKSWEEP_H
#define VG_COLLECTOR_DESK_DESKSWEEP_H

#include "collector/desk/desk.h"

/* When a sweep ended last (unset: never) and when the next begins; VG_OK or VG_EIO. */
int
vg_desksweep_times(struct vg_desk *desk, struct vg_wall *last, struct vg_wall *next);

#endif
