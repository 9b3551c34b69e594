/*
 * Which operation or action of the collector a request names, though the models refuse what stands
 * in it.
 */
#ifndef VG_COLLECTOR_NETCONF_NCNAMED_H
#define VG_COLLECTOR_NETCONF_NCNAMED_H

#include <libyang/libyang.h>
#include <stdbool.h>

enum { VG_NCNAMED_SIZE = 256 };

/* Whether the collector may have the operations and actions of 'module' (borrowed). */
bool
vg_ncnamed_is_ours(const char *module);

/*
 * Fills 'target' with where the socket has what the rpc in 'text' (borrowed) names:
 * "operations/MODULE:RPC", or "data/MODULE:TOP/NODE/ACTION" without keys.  False: it names none of
 * the collector's.
 */
bool
vg_ncnamed_target(
    const struct ly_ctx *ly, const char *text, char target[VG_NCNAMED_SIZE]);

#endif
