/*
 * What proves users to vigie-web, as resources: vigie-cases:log-in and vigie-cases:tokens.
 */
#ifndef VG_COLLECTOR_API_APILOGIN_H
#define VG_COLLECTOR_API_APILOGIN_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

/* One entry of log-in, which the path names by its key: another path finds nothing. */
int
vg_apilogin_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

/* The tokens that the caller may see. */
int
vg_apilogin_tokens(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

/* A vg_rest_run_cb of log-in-tell, whose cookie is the desk. */
int
vg_apilogin_tell(const struct vg_rest_caller *caller, const struct vg_node *input,
    struct vg_restdata *output, struct vg_detail *detail, void *cookie);

#endif
