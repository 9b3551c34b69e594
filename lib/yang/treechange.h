/*
 * What changed between two trees: told line by line, and looked at for whether it can be judged by
 * itself.
 *
 * Both trees are walked side by side, so that a change of one leaf costs a look at each node and no
 * search; libyang's own diff needs a time that grows with the square of a list.
 *
 * Invariant: defaults that nobody wrote count as absent.
 */
#ifndef VG_LIB_YANG_TREECHANGE_H
#define VG_LIB_YANG_TREECHANGE_H

#include "lib/yang/tree.h"

/*
 * As vg_tree_diff.  '*alone' (NULL: not wanted) is true when only leaves were written, each of
 * which no other node's validity can depend on: a tree that was valid still is, since each value
 * fits its type.
 */
char *
vg_treechange_tell(const struct vg_tree *old, const struct vg_tree *new,
    vg_tree_hide_cb hide, bool *alone);

/*
 * Writes into 'tree', a copy of 'old', the leaves that 'new' (borrowed) has otherwise; only for
 * what vg_treechange_tell called alone.  False when libyang refuses one: 'tree' is spoilt then.
 */
bool
vg_treechange_write(struct vg_tree *tree, const struct vg_tree *new);

#endif
