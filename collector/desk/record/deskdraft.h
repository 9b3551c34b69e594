/*
 * The candidate as nodes, kept from an edit to what comes next: what was made a moment ago is not
 * read again, and not judged again.
 *
 * It is known by the digest of its text, whoever wrote that, and by the revision that it was made
 * of: where either is another's, it is none.  Only what grew on a copy of the tree in force is
 * kept.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKDRAFT_H
#define VG_COLLECTOR_DESK_RECORD_DESKDRAFT_H

#include "collector/desk/deskcore.h"
#include "lib/yang/tree.h"

/*
 * 'tree' (taken), a copy of the tree in force with edits in it, is what 'content' (borrowed) says;
 * 'judged': nothing is wrong with it.
 */
void
vg_deskdraft_keep(
    struct vg_desk *desk, struct vg_tree *tree, const char *content, bool judged);

/*
 * Gives the tree that 'content' (borrowed) says, made of the revision in force, and whether it was
 * 'judged'; NULL: it must be read.  It is kept no more.
 */
struct vg_tree *
vg_deskdraft_take(struct vg_desk *desk, const char *content, bool *judged);

/* Gives its memory back: nothing is left of a candidate that went. */
void
vg_deskdraft_forget(struct vg_desk *desk);

#endif
