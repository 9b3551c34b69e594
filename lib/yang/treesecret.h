/*
 * Secrets are credential references, never values of a tree: what looks like one in a text is told,
 * and the model is looked through for leaves that would take one.
 *
 * A lint, no proof: it knows how people write secrets (community: public, password=x, a private
 * key's first line).
 */
#ifndef VG_LIB_YANG_TREESECRET_H
#define VG_LIB_YANG_TREESECRET_H

#include "lib/yang/tree.h"

/* Told of one: the data path, and a sentence without the value; both borrowed. */
typedef void (*vg_treesecret_cb)(const char *path, const char *text, void *cookie);

/*
 * Calls 'cb' with 'cookie' for each text of 'tree' (borrowed) that looks like a secret; how many.
 */
size_t
vg_treesecret_run(const struct vg_tree *tree, vg_treesecret_cb cb, void *cookie);

/* Whether 'text' (borrowed) looks like one.  Pure. */
bool
vg_treesecret_looks(const char *text);

/*
 * The i-th leaf of the configuration of 'top' ("vigie-agent:agent"; borrowed) whose name is that of
 * a secret and whose type is no credential's name: its path of 'size' octets.  False past the last;
 * there is to be none.
 */
bool
vg_treesecret_leaf(
    const struct vg_context *context, const char *top, size_t i, char *path, size_t size);

#endif
