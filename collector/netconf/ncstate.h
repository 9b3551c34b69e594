/*
 * What NETCONF tells of itself: ietf-netconf-monitoring, ietf-yang-library, the streams.
 *
 * Sources: RFC 6022, RFC 8525, RFC 5277 section 3.2.5.
 */
#ifndef VG_COLLECTOR_NETCONF_NCSTATE_H
#define VG_COLLECTOR_NETCONF_NCSTATE_H

#include <libyang/libyang.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "collector/netconf/ncserve.h"
#include "collector/netconf/ncsocket.h"
#include "lib/time/instant.h"

/* What a session counts; all borrowed. */
struct vg_ncstate {
	struct ly_ctx *ly;
	struct vg_ncsocket *socket;
	struct vg_ncserve *serve;
	uint32_t id;      /* the session's number */
	char user[65];    /* whose it is */
	char started[40]; /* its first instant, as date-and-time */
	/* The pump's thread counts what it refuses. */
	atomic_uint requests; /* so far, that were an rpc */
	atomic_uint bad;      /* what was none */
	atomic_uint errors;   /* replies with rpc-error */
	atomic_uint notifications;
	bool bad_hello;
	bool ended;             /* by the collector, which takes nothing of it any more */
	unsigned told[4];       /* what the collector was told of them */
	struct vg_mono since;   /* when that was last looked at; unset: never */
	struct vg_mono told_at; /* when it was told */
};

/*
 * Tells the collector what was counted since it was told last: 'at_once', else some seconds after,
 * and a minute after where only notifications were.  Returns after how many milliseconds to ask
 * again: the pump's thread counts, too.
 */
int
vg_ncstate_tell(struct vg_ncstate *state, bool at_once);

/* Whether the top container is ours, and not the collector's. */
bool
vg_ncstate_has(const struct lysc_node *top);

/* Gives its tree; the caller frees it.  NULL: there is nothing to tell. */
struct lyd_node *
vg_ncstate_tree(struct vg_ncstate *state, const struct lysc_node *top);

#endif
