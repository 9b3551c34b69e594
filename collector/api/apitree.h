/*
 * The tree's resource and its operation: GET vigie-tree:tree, POST vigie-tree:tree-load.
 */
#ifndef VG_COLLECTOR_API_APITREE_H
#define VG_COLLECTOR_API_APITREE_H

#include "collector/api/api.h"
#include "collector/api/apisession.h"

struct vg_apitree;

/*
 * Serves them at 'rest'; borrows all, which outlive it.  'cb' (NULL: none) is called with
 * 'cookie' after a load.  Released by vg_apitree_free after 'rest'.
 */
struct vg_apitree *
vg_apitree_new(struct vg_rest *rest, const struct vg_context *context,
    struct vg_desk *desk, const struct vg_apisession *sessions, vg_api_changed_cb cb,
    void *cookie);

/* Releases it (NULL is silent). */
void
vg_apitree_free(struct vg_apitree *tree);

#endif
