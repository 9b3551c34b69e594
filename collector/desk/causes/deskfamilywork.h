/*
 * How supplier problems come and go.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKFAMILYWORK_H
#define VG_COLLECTOR_DESK_CAUSES_DESKFAMILYWORK_H

#include "collector/desk/deskcore.h"

/*
 * After the deeds of 'p': when its fault, no symptom, came to a case (opened, reopened, joined or
 * adopted) and its device's model and software are known, enters the case in the fault's family,
 * links it to the family's problem, or suggests one.  Needs an open transaction.  VG_OK, or a
 * database error.
 */
int
vg_deskfamilywork_note(struct vg_desk *desk, const struct vg_passage *p);

/* Due rows: a problem may be forgotten; entries of families that are too old to count go. */
int
vg_deskfamilywork_look(struct vg_desk *desk, const char *number, struct vg_wall now);
int
vg_deskfamilywork_sweep(struct vg_desk *desk, struct vg_wall now);

#endif
