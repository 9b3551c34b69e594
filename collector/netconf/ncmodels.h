/*
 * The models of a session of NETCONF: those of vigie, and the IETF's that NETCONF itself needs,
 * with the features that stand for what vigie-netconf does.
 */
#ifndef VG_COLLECTOR_NETCONF_NCMODELS_H
#define VG_COLLECTOR_NETCONF_NCMODELS_H

#include <stdbool.h>

#include <libyang/libyang.h>

#include "lib/base/detail.h"
#include "lib/yang/context.h"

/*
 * Loads them into 'context' (borrowed).  VG_OK; VG_EPARSE with a sentence when one does not
 * load.
 */
int
vg_ncmodels_load(const struct vg_context *context, struct vg_detail *detail);

/* The namespace of a node, with a schema or without ("" when it has none; borrowed). */
const char *
vg_ncmodels_ns(const struct lyd_node *node);

/* The first of 'node' and its siblings called 'name', whatever its module; NULL: none. */
const struct lyd_node *
vg_ncmodels_find(const struct lyd_node *node, const char *name);

/* The text of the child 'name' of 'parent' (both borrowed); NULL when there is none. */
const char *
vg_ncmodels_text(const struct lyd_node *parent, const char *name);

/*
 * Makes the instants in 'node' (borrowed) and its siblings end in Z, as at every door: libyang
 * reads Z and tells the offset of the process, which is UTC.
 */
void
vg_ncmodels_zulu(struct lyd_node *node);

/* Puts into 'node' what of its configuration nobody wrote and has a default. */
void
vg_ncmodels_defaults(struct lyd_node *node);

/* The text of a module or, when none has that name, a submodule; the caller frees it.
 * 'revision' is "" for any, 'yin' for the other format.  NULL: there is none. */
char *
vg_ncmodels_print(
    const struct ly_ctx *ly, const char *name, const char *revision, bool yin);

#endif
