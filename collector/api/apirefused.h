/*
 * What the door refuses is told to the audit (collector/desk/persons/deskrefused): every order
 * that is answered with an error of the client's, whatever the door it came by, what somebody may
 * not read or follow, and who is nobody.
 */
#ifndef VG_COLLECTOR_API_APIREFUSED_H
#define VG_COLLECTOR_API_APIREFUSED_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

struct vg_apirefused;

/* Gives one that hears of what 'rest' refuses; both are borrowed and outlive it. */
struct vg_apirefused *
vg_apirefused_new(struct vg_rest *rest, struct vg_desk *desk);

/* Releases it (NULL is silent). */
void
vg_apirefused_free(struct vg_apirefused *refused);

#endif
