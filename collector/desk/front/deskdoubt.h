/*
 * A wall clock that is not believed (collector/sla/clockdoubt.h): kept on disk, told by the alarm
 * collector-clock-doubted, ended by the clock, by the kernel, or by a manager's clock-accept.
 * While it is doubted the sweep waits, no backup is removed and no case closes by itself; so far
 * ahead that no promise can be judged, breaches wait too.
 *
 * What asks is vg_deskdoubt_holds (deskcore.h) and, of doors, vg_deskdoubt_show.
 */
#ifndef VG_COLLECTOR_DESK_FRONT_DESKDOUBT_H
#define VG_COLLECTOR_DESK_FRONT_DESKDOUBT_H

#include <stdbool.h>

#include "collector/desk/desk.h"
#include "collector/sla/clockdoubt.h"

#define VG_DESKDOUBT_KIND "collector-clock-doubted"

struct vg_deskdoubt_view {
	enum vg_clockdoubt_why why;
	struct vg_wall says;   /* the clock, at the last look */
	struct vg_wall should; /* what it should be as far as known; unset: it is not */
	struct vg_wall
	    since; /* what it said when the doubt began; unset: it is believed */
};

/* How it stands. */
void
vg_deskdoubt_show(struct vg_desk *desk, struct vg_deskdoubt_view *view);

/*
 * Of a desk that replays, inside its transaction: what was told then of the collector's clock
 * ('event', borrowed; any other is let pass) holds now.  VG_OK or the database's.
 */
int
vg_deskdoubt_replayed(struct vg_desk *desk, const struct vg_event *event);

#endif
