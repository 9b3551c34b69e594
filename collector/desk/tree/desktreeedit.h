/*
 * Changes of the tree by a command: one entry of a list is made, changed or taken away, and the
 * whole is a new revision in the name of whoever said so, in the command's own transaction.
 *
 * The tree that is changed is the revision in force, read from the store with its persons; what
 * comes out is read as strictly as any tree that is loaded.  FILE is not written (R9): it stays
 * behind until it is changed by somebody, and is then the tree again.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_TREE_DESKTREEEDIT_H
#define VG_COLLECTOR_DESK_TREE_DESKTREEEDIT_H

#include "collector/desk/deskact.h"
#include "lib/yang/treeedit.h"

struct vg_desktreeedit {
	struct vg_act_call *call; /* borrowed */
	struct vg_tree *tree;     /* owned */
	char *before; /* owned: what it said; NULL: the desk knows it as nodes */
};

/* Reads the revision in force.  VG_OK, or why it cannot be changed, with detail. */
int
vg_desktreeedit_begin(struct vg_act_call *call, struct vg_desktreeedit *edit);

/*
 * Judges what was made of it, as strictly as a load, and takes it.  VG_OK; VG_EINVAL with the
 * model's words; what the store returns.  Releases 'edit' in any case.
 */
int
vg_desktreeedit_finish(struct vg_desktreeedit *edit);

/* Releases 'edit' without a word (twice is silent). */
void
vg_desktreeedit_fini(struct vg_desktreeedit *edit);

/* A name that no entry of 'list' has: "shelf-57", of the revision that it will be in. */
void
vg_desktreeedit_name(const struct vg_desktreeedit *edit, const char *list,
    const char *stem, char name[VG_NAME_SIZE]);

/* Puts every value of "a,b,c" into the leaf-list 'leaf'; 'prefix' stands before each. */
int
vg_desktreeedit_list(struct vg_treeedit_entry *entry, const char *leaf,
    const char *prefix, const char *values, struct vg_detail *detail);

/* Puts an instant into a leaf. */
int
vg_desktreeedit_time(struct vg_treeedit_entry *entry, const char *leaf, struct vg_wall at,
    struct vg_detail *detail);

/*
 * The command's value 'name' as a span of time, "90m", "2h", "7d", "45s".  VG_OK and '*us' (0: not
 * given); VG_EINVAL with detail.
 */
int
vg_desktreeedit_span(const struct vg_act_call *call, const char *name, int64_t *us);

/* The same as an instant; unset: not given. */
int
vg_desktreeedit_instant(
    const struct vg_act_call *call, const char *name, struct vg_wall *at);

#endif
