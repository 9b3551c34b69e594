/*
 * Where an entry stands in a list that its user orders: the attributes insert, key and value of an edit.
 *
 * For the files of this room alone: it shows libyang's nodes.
 *
 * Source: RFC 7950 sections 7.7.9 and 7.8.6.
 */
#ifndef VG_LIB_YANG_TREEINSERT_H
#define VG_LIB_YANG_TREEINSERT_H

#include "lib/yang/treecontent.h"

/*
 * Moves 'node' of the tree to where 'edit' (both borrowed) says; without a word of it nothing is done.
 * VG_OK; VG_EINVAL, the error noted, where nobody orders, or nothing stands to be before or after.
 */
int
vg_treeinsert_place(
    struct vg_treecontent *w, const struct lyd_node *edit, struct lyd_node *node);

#endif
