/*
 * Texts that were parsed a moment ago are not parsed again: a command that changes the tree reads
 * the one in force, compares the new one with it and is followed by another command that begins
 * with what this one made.
 *
 * The last few texts of moderate length are kept with their trees, in the context; larger ones are
 * parsed each time.  What is given is a copy: whoever has it may change it.
 */
#ifndef VG_LIB_YANG_TREEKEEP_H
#define VG_LIB_YANG_TREEKEEP_H

#include "lib/yang/tree.h"

enum {
	VG_TREEKEEP_TEXTS = 2,
	VG_TREEKEEP_MAX_SIZE = 256 * 1024 /* octets of one */
};

/* As vg_tree_parse, and the same is given. */
int
vg_treekeep_parse(const struct vg_context *context, const char *text, const char *origin,
    const char *top, struct vg_tree **tree, struct vg_detail *detail);

#endif
