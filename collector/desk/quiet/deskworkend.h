/*
 * The end of planned work: traffic that goes past the devices still when the work is over wakes
 * who is on duty, however severe it is.  For the desk's files alone.
 *
 * Source: the row bypass-active of the numbers of docs/policy.md, section 7.
 */
#ifndef VG_COLLECTOR_DESK_QUIET_DESKWORKEND_H
#define VG_COLLECTOR_DESK_QUIET_DESKWORKEND_H

#include "collector/desk/deskcore.h"

/*
 * The alarm 'row' (borrowed) was held by planned work until 'at' and has gone on from there: queues
 * a page W1 about its case, once for each such end, when it is of the kind and its own case's
 * cause.  VG_OK or the database's error.
 */
int
vg_deskworkend_page(
    struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_wall at);

/*
 * Gives in '*held' whether planned work holds the alarm 'row' (borrowed); VG_OK or the database's
 * error.
 */
int
vg_deskworkend_is_held(struct vg_desk *desk, const struct vg_alarm_row *row, bool *held);

#endif
