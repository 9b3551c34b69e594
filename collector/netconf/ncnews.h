/*
 * Notifications of the collector, which come as JSON, as the XML that a session tells: rewritten
 * token by token, since with hundreds of sessions a tree for each of them is what telling an event
 * costs.
 */
#ifndef VG_COLLECTOR_NETCONF_NCNEWS_H
#define VG_COLLECTOR_NETCONF_NCNEWS_H

#include <stddef.h>

#include "lib/yang/context.h"

struct vg_ncnews;
struct lysc_node;

/* Gives one over the models of 'context' (borrowed). */
struct vg_ncnews *
vg_ncnews_new(const struct vg_context *context);

/* Releases it (NULL is silent). */
void
vg_ncnews_free(struct vg_ncnews *news);

/*
 * The notification in 'json' of 'size' octets (borrowed), '"MODULE:NAME":{...}', as XML, to be
 * freed; NULL: it is none, or holds what is not rewritten so, such as a list's entries: it is to be
 * parsed.
 */
char *
vg_ncnews_xml(struct vg_ncnews *news, const char *json, size_t size);

#endif
