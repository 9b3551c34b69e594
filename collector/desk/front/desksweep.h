/*
 * When what is kept long enough goes, for doors; and the sweep itself, a timer of the desk.
 */
#ifndef VG_COLLECTOR_DESK_FRONT_DESKSWEEP_H
#define VG_COLLECTOR_DESK_FRONT_DESKSWEEP_H

#include "collector/desk/desk.h"

/* When a sweep ended last (unset: never) and when the next begins; VG_OK or VG_EIO. */
int
vg_desksweep_times(struct vg_desk *desk, struct vg_wall *last, struct vg_wall *next);

/*
 * For the desk alone: at the start, a first time for the sweep, which begins at its beginning; and
 * one slice of it with the time of the next.
 */
int
vg_desksweep_arm(struct vg_desk *desk, struct vg_wall now);
int
vg_desksweep_run(struct vg_desk *desk, struct vg_wall now);

#endif
