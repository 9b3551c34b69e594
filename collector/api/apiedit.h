/*
 * The tree in force as a resource that is read and edited: GET, POST, PUT, PATCH, DELETE of
 * vigie-collector:collector, each edit one commit.
 *
 * If-Match and If-None-Match are compared with the tree's revision ("r42"), which is the entity tag
 * of all of it.  The candidate is not touched (RFC 8040 section 1.4, :writable-running); a commit
 * of somebody else's that waits to be confirmed, and a session's lock, are 409.
 */
#ifndef VG_COLLECTOR_API_APIEDIT_H
#define VG_COLLECTOR_API_APIEDIT_H

#include "collector/api/api.h"
#include "collector/api/apisession.h"

struct vg_apiedit;

/*
 * Serves the edits at 'rest'; borrows all, which outlive it.  'cb' (NULL: none) is called with
 * 'cookie' after each.
 */
struct vg_apiedit *
vg_apiedit_new(struct vg_rest *rest, struct vg_desk *desk,
    const struct vg_apisession *sessions, vg_api_changed_cb cb, void *cookie);

/* Releases it (NULL is silent); after 'rest'. */
void
vg_apiedit_free(struct vg_apiedit *edit);

/*
 * Writes what 'ask' asks of the tree into 'data', '*whole' true; false, and nothing, for who may
 * not read it.  VG_OK, or why it cannot be read, with detail.
 */
int
vg_apiedit_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, bool *whole, struct vg_detail *detail);

/* Gives 'data' the tree's entity tag: what an edit of it compares If-Match with. */
void
vg_apiedit_tag(struct vg_desk *desk, struct vg_restdata *data);

#endif
