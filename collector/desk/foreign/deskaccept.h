/*
 * The end of alarms about notifications that no pack knows: somebody has looked, or a pack has
 * come.
 *
 * Only of those that the collector heard itself: what an agent told ends where it began.
 */
#ifndef VG_COLLECTOR_DESK_FOREIGN_DESKACCEPT_H
#define VG_COLLECTOR_DESK_FOREIGN_DESKACCEPT_H

#include "collector/desk/desk.h"

/*
 * Clears those that a pack of the desk maps now.  In a transaction of its own, and none when there
 * is nothing to clear.  VG_OK or the database's.
 */
int
vg_deskaccept_known(struct vg_desk *desk, struct vg_wall now);

#endif
