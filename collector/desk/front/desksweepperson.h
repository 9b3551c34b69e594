/*
 * Steps of the night's sweep that are about persons: what they wrote in cases long over, senders of
 * whom nothing is left, pages and interventions, persons of trees long replaced; acts of the audit.
 * For desksweep.c alone.
 *
 * Source: docs/policy.md, Persons; the times are the tree's (vigie-collector-retention).
 */
#ifndef VG_COLLECTOR_DESK_FRONT_DESKSWEEPPERSON_H
#define VG_COLLECTOR_DESK_FRONT_DESKSWEEPPERSON_H

#include "collector/desk/deskcore.h"

/* One slice of all but the audit; '*more' when there may be more.  VG_OK or the database's. */
int
vg_desksweepperson_texts(struct vg_desk *desk, struct vg_wall now, bool *more);

/* One slice of the audit, whose gaps are written down; likewise. */
int
vg_desksweepperson_audit(struct vg_desk *desk, struct vg_wall now, bool *more);

#endif
