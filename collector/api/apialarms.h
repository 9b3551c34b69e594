/*
 * RFC 8632 at the collector's door: the data of ietf-alarms:alarms.
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

/* Writes the data that 'ask' is about, as vg_rest_get_cb: what the asker may see. */
int
vg_apialarms_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

/* A severity as RFC 8632 writes it: below warning "cleared" (static). */
const char *
vg_apialarms_severity(enum vg_severity severity);

/*
 * Writes alt-resource, the part of the alarm 'view' (borrowed) in our inventory, where it has one.
 */
void
vg_apialarms_alt(struct vg_restdata *data, const struct vg_alarm_view *view);

#endif
