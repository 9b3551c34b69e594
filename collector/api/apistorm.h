/*
 * Storms as vigie-cases:storms.
 */
#ifndef VG_COLLECTOR_API_APISTORM_H
#define VG_COLLECTOR_API_APISTORM_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/*
 * Writes what 'ask' wants (both borrowed) into 'data' (borrowed, inside the container): a page of
 * storms, or one with its names, seconds and samples.  VG_OK, or an error with its sentence.
 */
int
vg_apistorm_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
