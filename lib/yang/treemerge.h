/*
 * Two changes of one tree put together: what 'mine' changed of 'base' is done to 'theirs', unless
 * both changed the same thing.
 */
#ifndef VG_LIB_YANG_TREEMERGE_H
#define VG_LIB_YANG_TREEMERGE_H

#include "lib/base/buf.h"
#include "lib/yang/tree.h"

/*
 * Gives in '*merged' a copy of 'theirs' (all borrowed, of one context) with what 'mine' changed of
 * 'base'; it is a draft.  VG_OK; VG_ECONFLICT when both changed a leaf, an entry, or what is in an
 * entry that the other took away, and not to the same: their paths are appended to 'paths', one a
 * line.
 */
int
vg_treemerge_run(const struct vg_tree *base, const struct vg_tree *mine,
    const struct vg_tree *theirs, struct vg_tree **merged, struct vg_buf *paths);

#endif
