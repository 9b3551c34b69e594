/*
 * RFC 8632 at the collector's door: the data of ietf-alarms:alarms, its actions, and the stream
 * "alarms" of its notifications.
 *
 * Says of itself what it can: the features in lib/yang/context.c.  Its control (shelves, how many
 * changes a list holds) is the tree's, shown here and changed there.
 *
 * Source: RFC 8632; docs/INTERFACES.md, Alarms.
 */
#ifndef VG_COLLECTOR_API_APIALARMS_H
#define VG_COLLECTOR_API_APIALARMS_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

struct vg_apialarms;

/*
 * Serves actions and stream at 'rest'; borrows all, which outlive it.  Released by
 * vg_apialarms_free after 'rest'.
 */
struct vg_apialarms *
vg_apialarms_new(
    struct vg_rest *rest, const struct vg_context *context, struct vg_desk *desk);

/* Releases it (NULL is silent). */
void
vg_apialarms_free(struct vg_apialarms *alarms);

/* Writes the data that 'ask' is about, as vg_rest_get_cb: what the asker may see. */
int
vg_apialarms_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

/* Tells the subscribers what has changed since it was called last. */
void
vg_apialarms_tell(struct vg_apialarms *alarms);

#endif
