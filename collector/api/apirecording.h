/*
 * A recording as a resource, slice by slice.
 *
 *   GET vigie-recording:recording/slice=FROM,TO,-
 */
#ifndef VG_COLLECTOR_API_APIRECORDING_H
#define VG_COLLECTOR_API_APIRECORDING_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/* Answers 'ask' (borrowed) into 'data' (borrowed, inside the container): as a vg_rest_get_cb. */
int
vg_apirecording_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
