/*
 * The collector as vigie-netconf sees it: its Unix socket, asked by RESTCONF in the session's
 * name.  Whatever is refused there comes back as an rpc-error.
 */
#ifndef VG_COLLECTOR_NETCONF_NCSOCKET_H
#define VG_COLLECTOR_NETCONF_NCSOCKET_H

#include <libyang/libyang.h>
#include <stdint.h>

#include "collector/netconf/ncfault.h"
#include "lib/fetch/fetch.h"

struct vg_ncsocket;

/* Gives a client of the socket 'path' (borrowed) with the models 'ly' (borrowed). */
struct vg_ncsocket *
vg_ncsocket_new(const char *path, const struct ly_ctx *ly);

/* Releases it (NULL is silent). */
void
vg_ncsocket_free(struct vg_ncsocket *socket);

/* From now on it asks in session 'id'. */
void
vg_ncsocket_set_session(struct vg_ncsocket *socket, uint32_t id);

/* The socket's path (borrowed). */
const char *
vg_ncsocket_path(const struct vg_ncsocket *socket);

/* Whether what is asked from now on is a look: what he may not see is left out (RFC 8341 3.2.4). */
void
vg_ncsocket_look(struct vg_ncsocket *socket, bool looks);

/*
 * Looks at the data 'target' ("vigie-cases:cases?limit=5"; borrowed).  Returns its text, which the
 * caller frees; NULL and 'fault' when it is refused, with '*status' the HTTP status (0: none).
 */
char *
vg_ncsocket_get(struct vg_ncsocket *socket, const char *target, long *status,
    struct vg_ncfault *fault);

/* The same, as XML. */
char *
vg_ncsocket_get_xml(struct vg_ncsocket *socket, const char *target, long *status,
    struct vg_ncfault *fault);

/*
 * Runs the operation 'name' ("vigie-cases:take") with the JSON 'body' ({"vigie-cases:input": ...};
 * both borrowed).  Returns the text of its output, "" when it has none; the caller frees it.  NULL
 * and 'fault' when it is refused.
 */
char *
vg_ncsocket_run(struct vg_ncsocket *socket, const char *name, const char *body,
    struct vg_ncfault *fault);

/*
 * POST of the action at 'target' ("ietf-alarms:alarms/alarm-list/purge-alarms"), as
 * vg_ncsocket_run.
 */
char *
vg_ncsocket_act(struct vg_ncsocket *socket, const char *target, const char *body,
    struct vg_ncfault *fault);

/*
 * POST of something that is no body to 'target' ("operations/vigie-cases:take", "data/..."):
 * nothing is done by it.  VG_EACCESS and 'fault' when the user may not do it at all; else VG_OK.
 */
int
vg_ncsocket_try(struct vg_ncsocket *socket, const char *target, struct vg_ncfault *fault);

#endif
