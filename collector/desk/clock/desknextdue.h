/*
 * The queue's index over the ledgers (policy section 5: never the truth), rebuilt a slice at a
 * time.  What keeps it after each act is vg_desknextdue_refresh (deskcore.h).  For the desk's files
 * alone.
 */
#ifndef VG_COLLECTOR_DESK_CLOCK_DESKNEXTDUE_H
#define VG_COLLECTOR_DESK_CLOCK_DESKNEXTDUE_H

#include "collector/desk/deskcore.h"

/*
 * Begins to compute anew for all open cases, and arms the amendments that are still to come.
 * VG_OK or the database's.
 */
int
vg_desknextdue_rebuild(struct vg_desk *desk, struct vg_wall now);

/* Does the case behind 'object' (borrowed) and arms the next. */
int
vg_desknextdue_slice(struct vg_desk *desk, const char *object, struct vg_wall now);

/* Timers of the running amendments whose day is still to come. */
int
vg_desknextdue_amendments(struct vg_desk *desk, struct vg_wall now);

#endif
