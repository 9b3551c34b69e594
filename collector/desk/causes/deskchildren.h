/*
 * What a fault explains of all that stands.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKCHILDREN_H
#define VG_COLLECTOR_DESK_CAUSES_DESKCHILDREN_H

#include "collector/desk/causes/deskkin.h"

/*
 * Gathers what the standing alarm of 'p' explains, itself left out; a list that was filled is
 * the caller's to fini, whatever is returned.  VG_OK, or a database error.
 */
int
vg_deskchildren_gather(
    struct vg_desk *desk, const struct vg_passage *p, struct vg_kin_list *list);

#endif
