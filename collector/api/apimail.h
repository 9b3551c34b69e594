/*
 * Mails that came in, as the resource vigie-cases:mails.
 */
#ifndef VG_COLLECTOR_API_APIMAIL_H
#define VG_COLLECTOR_API_APIMAIL_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/* Writes them, a page at a time, or the one that is asked for with its parts. */
int
vg_apimail_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
