/*
 * Which operation is carried out where.
 */
#ifndef VG_COLLECTOR_NETCONF_NCOPS_H
#define VG_COLLECTOR_NETCONF_NCOPS_H

#include <libyang/libyang.h>

#include "collector/netconf/ncedit.h"
#include "collector/netconf/ncread.h"
#include "collector/netconf/ncserve.h"
#include "collector/netconf/ncsubscribe.h"

/* What the operations of a session work with; all borrowed. */
struct vg_ncops {
	struct vg_ncread read;
	struct vg_ncstate *state;
	struct vg_ncsubscribe *subscribe;
	struct vg_ncedit edit;
};

/* A vg_ncserve_cb, whose cookie is a struct vg_ncops. */
void
vg_ncops_run(const struct lyd_node *rpc, struct vg_ncreply *reply, void *cookie);

#endif
