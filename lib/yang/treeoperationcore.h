/*
 * What the files share that carry an edit out, node by node.
 *
 * For the files of this room alone: it shows libyang's nodes.
 */
#ifndef VG_LIB_YANG_TREEOPERATIONCORE_H
#define VG_LIB_YANG_TREEOPERATIONCORE_H

#include "lib/yang/treecontent.h"

/*
 * The attribute 'name' ("yang:insert") of 'node' (both borrowed), or NULL; borrowed from the node.
 */
const char *
vg_treeoperation_meta(const struct lyd_node *node, const char *name);

/* What 'edit' (borrowed) says is to be done with it, else 'inherited'. */
enum vg_treeoperation
vg_treeoperation_said(const struct lyd_node *edit, enum vg_treeoperation inherited);

/*
 * Whether 'node' (borrowed; NULL: false) is there for an edit: somebody wrote it, or something in
 * it.
 */
bool
vg_treeoperation_is_there(const struct lyd_node *node);

/*
 * Whether 'step' (borrowed) names a node of 'module' (borrowed), or leaves that to the step above.
 */
struct vg_treeoperation_step;
bool
vg_treeoperation_is_of(const struct vg_treeoperation_step *step, const char *module);

/*
 * Carries 'edit' (borrowed) out on 'found', its node in the tree; NULL: there is none, and it
 * belongs below 'parent'.  VG_OK, or what vg_treeoperation_apply says, the error noted.
 */
int
vg_treeoperation_node(struct vg_treecontent *w, struct lyd_node *parent,
    struct lyd_node *found, const struct lyd_node *edit, enum vg_treeoperation inherited);

/*
 * Reads a body of RFC 8040 below a copy of 'above' (borrowed; NULL: at the top): '*edit' is its one
 * node, '*alone' the copy; vg_treeoperation_free_body releases both, whatever this returned.
 */
int
vg_treeoperation_body(struct vg_treecontent *w, struct lyd_node *above,
    const char *content, enum vg_tree_format format, struct lyd_node **alone,
    struct lyd_node **edit);
void
vg_treeoperation_free_body(struct lyd_node *alone, struct lyd_node *edit);

#endif
