/*
 * What left the tree: alarms of devices, agents and sites that it names no more, and of devices
 * that another agent polls now.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKLEFT_H
#define VG_COLLECTOR_DESK_CAUSES_DESKLEFT_H

#include "collector/desk/deskcore.h"

/* Whether something that 'before' names left the tree, or is another agent's. */
bool
vg_deskleft_any(const struct vg_desk *desk, const struct vg_conf *before);

/* Whether 'resource' (borrowed) is of a device, an agent or a site that the tree does not name. */
bool
vg_deskleft_is(const struct vg_desk *desk, const char *resource);

/*
 * A standing alarm under the tree in force.  Nobody tells any more of what the tree does not name:
 * it is over, with that reason ('*over').  What is another agent's is his to end: his list of what
 * stands does, where it does not name it.  Needs an open transaction.  VG_OK, or an error.
 */
int
vg_deskleft_look(
    struct vg_desk *desk, const struct vg_alarm_row *row, struct vg_wall now, bool *over);

#endif
