/*
 * Notifications that nothing was made of, as vigie-cases:unclassified.
 */
#ifndef VG_COLLECTOR_API_APIUNCLASSIFIED_H
#define VG_COLLECTOR_API_APIUNCLASSIFIED_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/* Writes what 'ask' asks for into 'data': VG_OK, or the desk's error. */
int
vg_apiunclassified_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
