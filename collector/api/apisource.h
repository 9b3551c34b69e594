/*
 * What each source has sent, as vigie-cases:intake/source.
 */
#ifndef VG_COLLECTOR_API_APISOURCE_H
#define VG_COLLECTOR_API_APISOURCE_H

#include "collector/desk/desk.h"
#include "collector/intake/intake.h"
#include "lib/rest/restdata.h"

/* Writes the sources of 'intake' (borrowed) with their devices in the tree into 'data'. */
void
vg_apisource_put(
    struct vg_desk *desk, const struct vg_intake *intake, struct vg_restdata *data);

#endif
