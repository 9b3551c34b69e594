/*
 * What keeps alarms quiet, for those who ask: shelves that are not over, planned work that is on or
 * still to come.
 */
#ifndef VG_COLLECTOR_DESK_QUIET_DESKQUIETVIEW_H
#define VG_COLLECTOR_DESK_QUIET_DESKQUIETVIEW_H

#include "collector/conf/confshelf.h"
#include "collector/desk/desk.h"

/* Both are borrowed for the call. */
typedef void (*vg_shelf_cb)(
    const struct vg_conf_shelf *shelf, int64_t alarms, void *cookie);
typedef void (*vg_planned_cb)(
    const struct vg_conf_work *work, const struct vg_conf_window *window, void *cookie);

/*
 * Calls 'cb' for each shelf that is not over at 'now', what ends first first, with how many alarms
 * that stand it holds.  VG_OK, or a database error.
 */
int
vg_deskquietview_shelves(
    struct vg_desk *desk, struct vg_wall now, vg_shelf_cb cb, void *cookie);

/* The same for planned work with a window that is on at 'now' or comes, by its beginning. */
void
vg_deskquietview_works(
    const struct vg_desk *desk, struct vg_wall now, vg_planned_cb cb, void *cookie);

#endif
