/*
 * Visits and work orders of the desk as vigie-cases:visits and vigie-cases:orders.
 */
#ifndef VG_COLLECTOR_API_APIWORK_H
#define VG_COLLECTOR_API_APIWORK_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/*
 * Writes the list into 'data' (both borrowed): with `state=open` those that are not over;
 * what persons wrote, and who ordered, only with 'persons'.
 * VG_OK or the desk's errors.
 */
int
vg_apiwork_visits(struct vg_desk *desk, const struct vg_rest_ask *ask, bool persons,
    struct vg_restdata *data);
int
vg_apiwork_orders(struct vg_desk *desk, const struct vg_rest_ask *ask, bool persons,
    struct vg_restdata *data);

#endif
