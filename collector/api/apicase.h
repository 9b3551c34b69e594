/*
 * Cases as vigie-cases:cases: the list, and one case with all that hangs on it.
 */
#ifndef VG_COLLECTOR_API_APICASE_H
#define VG_COLLECTOR_API_APICASE_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/*
 * Writes the cases that 'ask' is for into 'data' (inside the container; borrowed): one with its
 * alarms, targets, suggestions, evidence and journal, or all, those parts only as far as the
 * depth asks for them.  VG_OK, or what the desk returns.
 */
int
vg_apicase_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
