/*
 * W4: what nobody is paged for stands in a list that goes to the team noc once a week.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_PAGING_DESKWEEKLY_H
#define VG_COLLECTOR_DESK_PAGING_DESKWEEKLY_H

#include "collector/desk/deskcore.h"

/* Another tree may say another day: the row `weekly` is due then. */
int
vg_deskweekly_arm(struct vg_desk *desk, struct vg_wall now);

/* The row is due: the list is queued when there is anything in it. */
int
vg_deskweekly_due(struct vg_desk *desk, struct vg_wall now);

/* Appends the list as it stands, a line each, to 'out'; '*n' is how many lines. */
int
vg_deskweekly_write(struct vg_desk *desk, struct vg_buf *out, size_t *n);

#endif
