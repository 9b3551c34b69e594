/*
 * Shelves and planned work as entries of the model.
 */
#ifndef VG_COLLECTOR_API_APIQUIET_H
#define VG_COLLECTOR_API_APIQUIET_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/* Writes shelves that are not over into 'data', reasons only for those who read 'persons'. */
int
vg_apiquiet_shelves(struct vg_desk *desk, bool persons, struct vg_restdata *data);

/* The same for planned work that is on or to come. */
int
vg_apiquiet_planned(struct vg_desk *desk, bool persons, struct vg_restdata *data);

#endif
