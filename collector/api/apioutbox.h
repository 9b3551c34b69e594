/*
 * The outbox as vigie-cases:outbox.
 */
#ifndef VG_COLLECTOR_API_APIOUTBOX_H
#define VG_COLLECTOR_API_APIOUTBOX_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/*
 * Writes the messages that 'ask' wants into 'data' (borrowed, inside the container), what persons
 * wrote only where the caller reads it.  VG_OK, or an error with its sentence.
 */
int
vg_apioutbox_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
