/*
 * Octets at the door: PUT /blob of who is marked proxy, GET /blob/SHA256 of who may read mails.
 */
#ifndef VG_COLLECTOR_API_APIBLOB_H
#define VG_COLLECTOR_API_APIBLOB_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/* Serves them on 'rest' by 'desk' (both borrowed, outlive each other's use). */
void
vg_apiblob_add(struct vg_rest *rest, struct vg_desk *desk);

#endif
