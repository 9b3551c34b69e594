/*
 * The actions of RFC 8632: set-operator-state, purge, compress.
 */
#ifndef VG_COLLECTOR_API_APIALARMACT_H
#define VG_COLLECTOR_API_APIALARMACT_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/* Serves them at 'rest'; 'desk' (borrowed) outlives it. */
void
vg_apialarmact_add(struct vg_rest *rest, struct vg_desk *desk);

#endif
