/*
 * Suggested returns of the cases near what changed (P13): a lost feed, power that is back.
 *
 * Of a site with many such cases some are looked at in the transaction of the change, the others
 * behind it by a row ("near"), 'policy/adopt-at-once' at a time: meanwhile many of them may have
 * become one.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKNEAR_H
#define VG_COLLECTOR_DESK_RECORD_DESKNEAR_H

#include "collector/desk/deskcore.h"

/*
 * Looks at 'units' of the cases of the device or site of 'resource' (both borrowed), but for those
 * that the transaction looks at for themselves.  Those that are left to the row are looked at
 * whole.  VG_OK, or the database's.
 */
int
vg_desknear_look(struct vg_desk *desk, const char *resource,
    const struct vg_desk_units *units, struct vg_wall now);

/* The row "near" of 'object' (borrowed) is due: goes on.  Returns as look does. */
int
vg_desknear_due(struct vg_desk *desk, const char *object, struct vg_wall now);

#endif
