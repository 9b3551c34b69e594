/*
 * The outbox as vigie-cases:outbox.
 */
#ifndef VG_COLLECTOR_API_APIOUTBOX_H
#define VG_COLLECTOR_API_APIOUTBOX_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/*
 * Writes the messages into 'data' (borrowed, inside the container), what persons wrote only where
 * 'caller' (borrowed) reads it.  VG_OK or the desk's.
 */
int
vg_apioutbox_get(
    struct vg_desk *desk, const struct vg_rest_caller *caller, struct vg_restdata *data);

#endif
