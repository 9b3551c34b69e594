/*
 * The facts of one event, loaded from the store and the tree for the ladder.
 */
#ifndef VG_COLLECTOR_DESK_PASSAGE_DESKFACTS_H
#define VG_COLLECTOR_DESK_PASSAGE_DESKFACTS_H

#include "collector/desk/deskcore.h"

/*
 * Fills 'p->facts' (and 'alarm', 'open', by the way) for the event of 'p', whose kind, device and
 * subject are known.  Needs an open transaction.  VG_OK, or a database error.
 */
int
vg_deskfacts_load(struct vg_desk *desk, struct vg_passage *p);

#endif
