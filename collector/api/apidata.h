/*
 * The data resources of the collector's door: one table.  Who may read each is settled before
 * (collector/desk/persons/deskaccess); what of it he sees is the room's affair, by his scope.
 *
 * Source: docs/INTERFACES.md 3.
 */
#ifndef VG_COLLECTOR_API_APIDATA_H
#define VG_COLLECTOR_API_APIDATA_H

#include <stddef.h>

#include "collector/backup/backup.h"
#include "collector/desk/desk.h"
#include "collector/desk/deskscope.h"
#include "collector/intake/intake.h"
#include "lib/rest/rest.h"

struct vg_apiproof;

/* What the resources are read from; all borrowed. */
struct vg_apidata {
	struct vg_desk *desk;
	struct vg_apiproof *proof;
	const struct vg_intake *intake; /* NULL: not open yet */
	const struct vg_backup *backup; /* NULL: not yet */
};

/* Serves them all at 'rest'; 'from' outlives it. */
void
vg_apidata_add(struct vg_rest *rest, struct vg_apidata *from);

#endif
