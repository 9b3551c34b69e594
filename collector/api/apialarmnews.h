/*
 * The stream "alarms": notifications of RFC 8632 to whoever sees the alarm, from what is remembered
 * for those who come back.  Beside it the actions of ietf-alarms are served
 * (collector/api/apialarmact).
 *
 * Source: RFC 8632; docs/INTERFACES.md, Alarms.
 */
#ifndef VG_COLLECTOR_API_APIALARMNEWS_H
#define VG_COLLECTOR_API_APIALARMNEWS_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

struct vg_apialarmnews;

/*
 * Serves actions and stream at 'rest'; borrows both, which outlive it.  Released by
 * vg_apialarmnews_free after 'rest'.
 */
struct vg_apialarmnews *
vg_apialarmnews_new(struct vg_rest *rest, struct vg_desk *desk);

/* Releases it (NULL is silent). */
void
vg_apialarmnews_free(struct vg_apialarmnews *stream);

/* Tells the subscribers what has changed since it was called last. */
void
vg_apialarmnews_tell(struct vg_apialarmnews *stream);

#endif
