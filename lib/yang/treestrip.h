/*
 * XML of an edit in which a leaf that is to go stands without a value: <address
 * nc:operation="delete"/>.  No type takes that, and opaque nodes are refused here; so the element
 * is cut out, and its parent gets an attribute that names it, yang:orig-value="-address" (delete)
 * or "~address" (remove).
 *
 * Refuses to judge: what it does not understand it leaves to libyang as it is.
 *
 * Source: RFC 6241 section 7.2 (the content of what is deleted says only which it is).
 */
#ifndef VG_LIB_YANG_TREESTRIP_H
#define VG_LIB_YANG_TREESTRIP_H

#include <stdbool.h>

#include "lib/base/buf.h"

enum { VG_TREESTRIP_DEPTH = 32 };

/*
 * Whether the element whose names from the top on are the 'n' at 'names' (borrowed, without
 * prefixes) is a leaf.
 */
typedef bool (*vg_treestrip_leaf_cb)(const char *const *names, size_t n, void *cookie);

/* Appends 'xml' (borrowed) to 'out' without those leaves. */
void
vg_treestrip_run(
    const char *xml, vg_treestrip_leaf_cb is_leaf, void *cookie, struct vg_buf *out);

#endif
