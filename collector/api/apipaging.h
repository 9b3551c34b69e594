/*
 * Whether pages arrive, as vigie-cases:paging.
 */
#ifndef VG_COLLECTOR_API_APIPAGING_H
#define VG_COLLECTOR_API_APIPAGING_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/* Writes the container.  Borrows both.  VG_OK or the database's. */
int
vg_apipaging_get(struct vg_desk *desk, struct vg_restdata *data);

#endif
