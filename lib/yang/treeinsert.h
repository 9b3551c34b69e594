/*
 * Where an entry stands in a list that its user orders: the attributes insert, key and value of an
 * edit.
 *
 * For the files of this room alone: it shows libyang's nodes.
 *
 * Source: RFC 7950 sections 7.7.9 and 7.8.6.
 */
#ifndef VG_LIB_YANG_TREEINSERT_H
#define VG_LIB_YANG_TREEINSERT_H

#include "lib/yang/treecontent.h"

/*
 * Moves 'node' of the tree to where 'edit' (both borrowed) says; without a word of it nothing is
 * done.  VG_OK; VG_EINVAL, the error noted, where nobody orders, or nothing stands to be before or
 * after.
 */
int
vg_treeinsert_place(
    struct vg_treecontent *w, const struct lyd_node *edit, struct lyd_node *node);

/*
 * The same for who says it beside the edit: 'insert' (borrowed) is first, last, before or after;
 * 'anchor' (borrowed) the entry that it is before or after, NULL: there is none.
 */
int
vg_treeinsert_move(struct vg_treecontent *w, const struct lyd_node *edit,
    struct lyd_node *node, const char *insert, struct lyd_node *anchor);

#endif
