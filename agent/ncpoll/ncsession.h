/*
 * A NETCONF session as a client: hello, <get> with a subtree filter, <close-session>.  The only
 * file that calls libnetconf2.
 *
 * No module of the device is loaded: what it says comes as a tree of names and texts, which is
 * never validated (libyang 2.1.30 falls over a must on such nodes).
 *
 * Sources: RFC 6241 sections 6.2, 7.7, 8.1.
 */
#ifndef VG_AGENT_NCPOLL_NCSESSION_H
#define VG_AGENT_NCPOLL_NCSESSION_H

#include <stdbool.h>

#include "agent/ncpoll/ncfilter.h"
#include "lib/base/detail.h"

struct vg_ncsession;
struct lyd_node;

/*
 * Opens a session over 'filter' (borrowed, outlives it), from the main thread and once in a
 * process: gives it, or NULL with 'detail'.
 */
struct vg_ncsession *
vg_ncsession_open(struct vg_ncfilter *filter, struct vg_detail *detail);

/* Says goodbye when the session still stands, and releases it (NULL is silent). */
void
vg_ncsession_close(struct vg_ncsession *session);

/* Whether the device's hello names the YANG module 'name' (borrowed). */
bool
vg_ncsession_has_module(const struct vg_ncsession *session, const char *name);

/* Whether it has a module list beside its hello (the capability yang-library). */
bool
vg_ncsession_has_library(const struct vg_ncsession *session);

/*
 * Asks for what the subtree filter 'xml' (borrowed) selects.  VG_OK and '*data', the first of the
 * top nodes, or NULL for none; borrowed until the next call.  VG_EUNSUPPORTED when the device
 * answered with an error, told in 'detail': the session goes on; any other error ends it.
 */
int
vg_ncsession_get(struct vg_ncsession *session, const char *xml,
    const struct lyd_node **data, struct vg_detail *detail);

/* The child of 'node' list (siblings from 'first') called 'name' in 'ns' (borrowed), or NULL. */
const struct lyd_node *
vg_ncsession_find(const struct lyd_node *first, const char *ns, const char *name);

/* The next sibling of 'node' with its name and namespace, or NULL. */
const struct lyd_node *
vg_ncsession_next(const struct lyd_node *node, const char *ns, const char *name);

/* The first child of 'node', or NULL; and its text, "" when it has none (both borrowed). */
const struct lyd_node *
vg_ncsession_child(const struct lyd_node *node);
const char *
vg_ncsession_text(const struct lyd_node *node);

#endif
