/*
 * Small changes of a configuration tree: one entry of one of its lists is made, changed or taken
 * away.
 *
 * What comes out may be no valid tree: it is printed and read again, strictly, by whoever changed
 * it (vg_tree_print, vg_tree_parse).
 */
#ifndef VG_LIB_YANG_TREEEDIT_H
#define VG_LIB_YANG_TREEEDIT_H

#include "lib/yang/tree.h"

struct vg_treeedit_entry;

/*
 * The entry of the list 'list' below the top of 'tree' whose only key is 'key' (all borrowed): the
 * one that is there, or a new one.  Borrowed from the tree, in '*entry'.  VG_OK; VG_EINVAL when
 * there is no such list or 'key' is none, with detail.
 */
int
vg_treeedit_entry(struct vg_tree *tree, const char *list, const char *key,
    struct vg_treeedit_entry **entry, struct vg_detail *detail);

/* Takes such an entry away; false when there is none. */
bool
vg_treeedit_drop(struct vg_tree *tree, const char *list, const char *key);

/* Takes all values of the leaf or leaf-list 'name' out of 'entry'. */
void
vg_treeedit_clear(struct vg_treeedit_entry *entry, const char *name);

/*
 * Puts 'value' into the leaf 'name' of 'entry', in place of what was there, or, 'add', beside what
 * the leaf-list holds.  An identity is written "module:name".  VG_OK; VG_EINVAL with the model's
 * words in 'detail'.
 */
int
vg_treeedit_put(struct vg_treeedit_entry *entry, const char *name, const char *value,
    bool add, struct vg_detail *detail);

#endif
