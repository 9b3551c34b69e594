/*
 * What of RFC 8632 is configuration: ietf-alarms:alarms/control, which stands in the collector's
 * tree under another name (lib/yang/treealias.h).
 */
#ifndef VG_COLLECTOR_NETCONF_NCCONTROL_H
#define VG_COLLECTOR_NETCONF_NCCONTROL_H

#include "collector/netconf/ncread.h"

/* Whether 'top' (borrowed) is what holds it. */
bool
vg_nccontrol_is(const struct lysc_node *top);

/*
 * Gives in '*tree' the container alarms of the datastore 'store' ("running", "candidate"; borrowed)
 * with what was written in it; the caller frees it.  VG_OK; VG_ENOENT when he may not read it;
 * VG_EINVAL with 'fault'.
 */
int
vg_nccontrol_read(const struct vg_ncread *read, const char *store, struct lyd_node **tree,
    struct vg_ncfault *fault);

#endif
