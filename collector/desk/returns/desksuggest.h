/*
 * P13 at the desk.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RETURNS_DESKSUGGEST_H
#define VG_COLLECTOR_DESK_RETURNS_DESKSUGGEST_H

#include "collector/desk/deskcore.h"

/* All open cases are looked at again by timer: the tree changes. */
int
vg_desksuggest_soon(struct vg_desk *desk, struct vg_wall now);

#endif
