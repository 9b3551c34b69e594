/*
 * Reasons as resources: decisions, and what became of messages.
 */
#ifndef VG_COLLECTOR_API_APIWHY_H
#define VG_COLLECTOR_API_APIWHY_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/*
 * Writes into 'data' (borrowed, inside its container) what 'ask' wants of decisions: a page of all,
 * of an alarm's or of a case's; and of events: a page, one by its number, or the number of one.
 * VG_OK, or the desk's with a sentence.
 */
int
vg_apiwhy_decisions(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);
int
vg_apiwhy_events(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
