/*
 * Data written as XML at once, without a tree in between: for long lists that go out as they are.  It
 * is lib/rest's own affair (lib/rest/restdata.h writes through it).
 *
 * It knows less than libyang: patterns, ranges and whatever needs the whole are not looked at, since
 * the rooms that write know their values; a value whose form it does not know, or that is too long
 * or no word of its enumeration, ends it, and the data are to be made as a tree.
 */
#ifndef VG_LIB_REST_RESTPEN_H
#define VG_LIB_REST_RESTPEN_H

#include <stdbool.h>
#include <stddef.h>

struct vg_restpen;
struct lysc_node;

/* Gives a pen inside the container 'top' (borrowed). */
struct vg_restpen *
vg_restpen_new(const struct lysc_node *top);

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

/* Writes a leaf; identities are "module:name". */
void
vg_restpen_leaf(
    struct vg_restpen *pen, const char *module, const char *name, const char *value);

/* It cannot write what is there. */
void
vg_restpen_give_up(struct vg_restpen *pen);

/* Gives the whole text, to be freed; NULL: it cannot be written so. */
char *
vg_restpen_give(struct vg_restpen *pen);

#endif
