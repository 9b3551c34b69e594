/*
 * Persons as vigie-cases:persons, and the sweep as vigie-cases:sweep.
 */
#ifndef VG_COLLECTOR_API_APIPERSON_H
#define VG_COLLECTOR_API_APIPERSON_H

#include "collector/desk/desk.h"
#include "lib/rest/restdata.h"

/* Writes the persons of the tree and the senders; for callers whom vg_deskread_check lets. */
int
vg_apiperson_get(struct vg_desk *desk, struct vg_restdata *data);

/* Writes when the last sweep ended and when the next begins. */
int
vg_apiperson_sweep(struct vg_desk *desk, struct vg_restdata *data);

#endif
