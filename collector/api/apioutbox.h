/*
 * The outbox as vigie-cases:outbox.
 */
#ifndef VG_COLLECTOR_API_APIOUTBOX_H
#define VG_COLLECTOR_API_APIOUTBOX_H

#include "collector/desk/desk.h"
#include "lib/rest/restdata.h"

/*
 * Writes the messages into 'data' (borrowed, inside the container), what persons wrote only
 * 'with_text'.  VG_OK or the desk's.
 */
int
vg_apioutbox_get(struct vg_desk *desk, bool with_text, struct vg_restdata *data);

#endif
