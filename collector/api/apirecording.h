/*
 * A recording as a resource, slice by slice.
 *
 *   GET vigie-recording:recording/slice=FROM,TO,-
 */
#ifndef VG_COLLECTOR_API_APIRECORDING_H
#define VG_COLLECTOR_API_APIRECORDING_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/* A vg_rest_get_cb; its cookie is the desk (borrowed). */
int
vg_apirecording_get(const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail, void *cookie);

#endif
