/*
 * get and get-config: what the collector has, through a filter, as text.
 */
#ifndef VG_COLLECTOR_NETCONF_NCREAD_H
#define VG_COLLECTOR_NETCONF_NCREAD_H

#include <libyang/libyang.h>

#include "collector/netconf/ncedit.h"
#include "collector/netconf/ncserve.h"
#include "collector/netconf/ncsocket.h"
#include "collector/netconf/ncstate.h"

enum {
	VG_NCREAD_PAGE = 1000, /* rows that the collector is asked for at a time */
	VG_NCREAD_PAGES = 20,  /* of one list in a reply at most; more is too-big */
	VG_NCREAD_FILTER_S = 2 /* of CPU that a filter may take */
};

/* Where they read from; all borrowed. */
struct vg_ncread {
	struct ly_ctx *ly;
	struct vg_ncsocket *socket;
	struct vg_ncstate *state;
	const struct vg_ncedit *edit;
};

/* Carries out the get or get-config 'rpc' (borrowed). */
void
vg_ncread_run(
    const struct vg_ncread *read, const struct lyd_node *rpc, struct vg_ncreply *reply);

#endif
