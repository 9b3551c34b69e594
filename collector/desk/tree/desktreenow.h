/*
 * The tree in force as nodes, kept in memory from the start: a small edit of a large tree must not
 * read all of it again.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_TREE_DESKTREENOW_H
#define VG_COLLECTOR_DESK_TREE_DESKTREENOW_H

#include "collector/desk/deskcore.h"
#include "lib/yang/tree.h"

/*
 * Gives the tree in force in '*tree', borrowed until another is; needs vg_desk_set_context.  VG_OK;
 * VG_EIO when it cannot be read from the store; what vg_tree_parse returns when today's model
 * refuses it; with detail.
 */
int
vg_desktreenow_get(
    struct vg_desk *desk, const struct vg_tree **tree, struct vg_detail *detail);

/* The same if it is known already (borrowed); NULL: it would have to be read. */
const struct vg_tree *
vg_desktreenow_known(const struct vg_desk *desk);

/* 'tree' (taken), validated, is the one of the revision in force. */
void
vg_desktreenow_keep(struct vg_desk *desk, struct vg_tree *tree);

/* Gives its memory back. */
void
vg_desktreenow_forget(struct vg_desk *desk);

#endif
