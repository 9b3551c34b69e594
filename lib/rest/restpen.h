/*
 * Data written as JSON or XML at once, without a tree in between: what goes out as it is.  It
 * is lib/rest's own affair (lib/rest/restdata.h writes through it).
 *
 * It knows less than libyang (lib/rest/restvalue.h).  What it cannot write ends it, and the data
 * are to be made as a tree: a name that is none, a value that the type does not take, a list
 * of JSON whose entries do not come one behind the other, a resource that does not come.  Both
 * ways say the same (tests/unit/test_restpen.c).
 */
#ifndef VG_LIB_REST_RESTPEN_H
#define VG_LIB_REST_RESTPEN_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/rest/restpath.h"
#include "lib/yang/schemaname.h"

struct vg_restpen;

/* How it is written, and what of it. */
struct vg_restpen_view {
	bool xml; /* else JSON */
	const struct vg_restpath
	    *path;      /* borrowed: the resource below; NULL: the whole */
	unsigned depth; /* RFC 8040 section 4.8.2; 0: all */
};

/*
 * Gives a pen inside the container or notification 'top', names being found in 'names'; 'view' is
 * copied (all borrowed).
 */
struct vg_restpen *
vg_restpen_new(struct vg_schemaname *names, const struct lysc_node *top,
    const struct vg_restpen_view *view);

/* Releases it (NULL is silent). */
void
vg_restpen_free(struct vg_restpen *pen);

/*
 * Goes into the container 'name' of 'module' (NULL: that of what the pen is in), or into a new
 * entry of the list 'name' with its 'n' keys in the model's order; all are borrowed.
 */
void
vg_restpen_into(struct vg_restpen *pen, const char *module, const char *name);
void
vg_restpen_entry(
    struct vg_restpen *pen, const char *name, const char *const *keys, size_t n);

/* Goes out of it again. */
void
vg_restpen_out(struct vg_restpen *pen);

/* Writes a leaf, or one more value of a leaf-list. */
void
vg_restpen_leaf(
    struct vg_restpen *pen, const char *module, const char *name, const char *value);

/* Gives the whole text, to be freed; NULL: it cannot be written so. */
char *
vg_restpen_give(struct vg_restpen *pen);

#endif
