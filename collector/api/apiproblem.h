/*
 * Supplier problems as resources.
 */
#ifndef VG_COLLECTOR_API_APIPROBLEM_H
#define VG_COLLECTOR_API_APIPROBLEM_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/*
 * Writes a page of problems, or the one that 'ask' names with its cases, into 'data' (borrowed,
 * inside the container).  VG_OK; VG_EACCESS for who may not read what holds persons: it names
 * clients beside each other; VG_EINVAL for what the list does not know; or the desk's.
 */
int
vg_apiproblem_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

/* Writes which problem the case 'number' (borrowed) is of, and how often it is seen elsewhere. */
int
vg_apiproblem_of_case(struct vg_desk *desk, const char *number, struct vg_restdata *data);

#endif
