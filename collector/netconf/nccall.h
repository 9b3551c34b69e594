/*
 * Operations of the collector: an rpc in XML becomes a request in JSON, and its output XML again.
 */
#ifndef VG_COLLECTOR_NETCONF_NCCALL_H
#define VG_COLLECTOR_NETCONF_NCCALL_H

#include <libyang/libyang.h>

#include "collector/netconf/ncserve.h"
#include "collector/netconf/ncsocket.h"

/* Has the collector carry out 'rpc' (borrowed, valid), and fills 'reply'. */
void
vg_nccall_run(
    struct vg_ncsocket *socket, const struct lyd_node *rpc, struct vg_ncreply *reply);

/*
 * Runs the operation 'name' ("vigie-tree:session-lock") with 'inside' (borrowed: the members of its
 * input, JSON).  Returns its output, which the caller frees: an operation whose children are the
 * output.  NULL and 'fault' when it is refused.
 */
struct lyd_node *
vg_nccall_named(struct vg_ncsocket *socket, const struct ly_ctx *ly, const char *name,
    const char *inside, struct vg_ncfault *fault);

#endif
