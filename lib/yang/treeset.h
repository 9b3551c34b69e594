/*
 * Trees and small edits as lines that people write: set PATH VALUE, one a leaf.
 *
 * A path is RESTCONF's without the top: device=ne-7/address, contract=c-1/mode=2026-01-01/duty;
 * keys stand in the model's order behind =, commas between them; in a key every octet but letters,
 * digits and -._: is written %2F.  A value of letters, digits and -._:/@+% stands bare, any other
 * in double quotes with \" \\ \n \t.  Lines come in the tree's order; an entry that holds nothing
 * but its keys is a line without a value.
 */
#ifndef VG_LIB_YANG_TREESET_H
#define VG_LIB_YANG_TREESET_H

#include "lib/base/buf.h"
#include "lib/yang/tree.h"

/*
 * What 'path' (borrowed; "" the top) names in 'tree', borrowed from it in '*node'; of a list or
 * leaf-list without keys the first entry, and '*all' is true: the rest follows it.  VG_OK;
 * VG_ENOENT or VG_EINVAL, with detail.
 */
int
vg_treeset_find(const struct vg_tree *tree, const char *path, const struct vg_node **node,
    bool *all, struct vg_detail *detail);

/* Appends the lines of what 'path' (borrowed; "" all) names.  As vg_treeset_find. */
int
vg_treeset_print(const struct vg_tree *tree, const char *path, struct vg_buf *out,
    struct vg_detail *detail);

/*
 * Appends the XML of an edit that sets what 'path' names to 'value' (both borrowed; NULL: an entry,
 * which is made), or, 'remove', takes it away; of a leaf-list that is one value.  VG_OK; VG_EINVAL
 * with detail for a path that the model has not, or which does not fit to there being a value.
 */
int
vg_treeset_edit(const struct vg_context *context, const char *path, const char *value,
    bool remove, struct vg_buf *xml, struct vg_detail *detail);

#endif
