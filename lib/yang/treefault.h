/*
 * What is wrong with a whole tree, by the names that RFC 7950 section 15 gives it; lib/yang's own
 * affair (tree.h tells it).
 */
#ifndef VG_LIB_YANG_TREEFAULT_H
#define VG_LIB_YANG_TREEFAULT_H

#include "lib/yang/tree.h"

/*
 * Says in 'fault' and 'detail' what libyang found wrong last with 'root' (both borrowed), 'origin'
 * (borrowed) in front; libyang forgets it.  Returns VG_EINVAL or VG_EPARSE.
 *
 * libyang names what is not there by its schema, whichever of many entries lacks it: the path is
 * made that of the first one that does.
 */
struct lyd_node;
int
vg_treefault_tell(const struct vg_context *context, const struct lyd_node *root,
    const char *origin, struct vg_tree_fault *fault, struct vg_detail *detail);

#endif
