/*
 * What another model calls nodes of the collector's tree: an edit of ietf-alarms:alarms/control
 * (RFC 8632) is one of vigie-collector:collector/alarm-control, whose leaves have the same names
 * and types.
 *
 * The tree has each of them once, under its own name; so revisions, diffs and the candidate know of
 * one name alone.  What of ietf-alarms is no configuration (vigie-alarms-deviations) is refused.
 *
 * For the files of this room alone: it shows libyang's nodes.
 */
#ifndef VG_LIB_YANG_TREEALIAS_H
#define VG_LIB_YANG_TREEALIAS_H

#include "lib/yang/treecontent.h"

/* Whether the top called 'name' (borrowed, without its module) is such another name. */
bool
vg_treealias_is(const char *name);

/*
 * Carries out on the tree below 'top' what 'edit', a node of such a top (both borrowed), says.  As
 * vg_treeoperation_apply; paths of errors are of the other model.
 */
int
vg_treealias_edit(struct vg_treecontent *w, struct lyd_node *top,
    const struct lyd_node *edit, enum vg_treeoperation by_default);

/*
 * The same as vg_treeoperation_at, of a place below such a top; VG_EUNSUPPORTED for what is no
 * configuration.
 */
int
vg_treealias_at(struct vg_treecontent *w, struct lyd_node *top,
    const struct vg_treeoperation_place *p, const char *content,
    enum vg_tree_format format, bool *created, char made[VG_TREEOPERATION_PATH_SIZE]);

#endif
