/*
 * The operations of NETCONF on the tree: each is one or two of the collector's (vigie-tree), which
 * know what a tree is and who may change it.
 *
 * Choices where the RFC leaves them: continue-on-error is refused; a validate of inline
 * configuration judges it as if it replaced the candidate; copy-config from running to candidate
 * discards the candidate, the other way round it commits.
 *
 * Source: RFC 6241 sections 7.2 to 7.4, 8.3 to 8.6.
 */
#ifndef VG_COLLECTOR_NETCONF_NCEDIT_H
#define VG_COLLECTOR_NETCONF_NCEDIT_H

#include <libyang/libyang.h>

#include "collector/netconf/ncserve.h"
#include "collector/netconf/ncsocket.h"

/* The session in whose name they are asked; all borrowed. */
struct vg_ncedit {
	struct vg_ncsocket *socket;
	const struct ly_ctx *ly;
	uint32_t id;
};

/*
 * Carries out edit-config, copy-config, validate, commit, cancel-commit or discard-changes; false
 * when 'rpc' (borrowed) is none of them.
 */
bool
vg_ncedit_run(
    const struct vg_ncedit *edit, const struct lyd_node *rpc, struct vg_ncreply *reply);

/*
 * The tree 'store' ("running", "candidate"; borrowed) in 'format' ("json", "xml"), which the caller
 * frees; NULL and 'fault' when it may not be read.
 */
char *
vg_ncedit_read(const struct vg_ncedit *edit, const char *store, const char *format,
    struct vg_ncfault *fault);

#endif
