/*
 * Frozen evidence as resources: manifests, and each entry's content when the path names it.
 *
 *   GET vigie-evidence:evidence/case=2026-000123/bundle=supplier/entry=3
 */
#ifndef VG_COLLECTOR_API_APIPROOF_H
#define VG_COLLECTOR_API_APIPROOF_H

#include "collector/desk/desk.h"
#include "lib/rest/rest.h"

struct vg_apiproof;

/* Gives the resource's state; borrows 'desk', which outlives it. */
struct vg_apiproof *
vg_apiproof_new(struct vg_desk *desk);

/* Releases it (NULL is silent). */
void
vg_apiproof_free(struct vg_apiproof *apiproof);

/* Answers 'ask' (borrowed) into 'data' (borrowed, inside the container): as a vg_rest_get_cb. */
int
vg_apiproof_get(struct vg_apiproof *apiproof, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

#endif
