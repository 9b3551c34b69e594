/*
 * Returns of the desk as vigie-cases:returns, and in short as part of their case.
 */
#ifndef VG_COLLECTOR_API_APIRETURN_H
#define VG_COLLECTOR_API_APIRETURN_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/*
 * Writes what 'ask' names into 'data' (both borrowed): one return with its parts, or the list.
 * VG_OK; VG_ENOENT with detail; the desk's errors.
 */
int
vg_apireturn_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

/* Writes the returns of case 'number' as entries of it. */
int
vg_apireturn_of_case(struct vg_desk *desk, const char *number, struct vg_wall now,
    struct vg_restdata *data);

#endif
