/*
 * The tree with its revisions: read, compared, put in force by a person, told.
 *
 * R9: a FILE that has changed becomes a revision and stands; one that has not never stands in
 * the way of what a door loaded after it.
 */
#ifndef VG_COLLECTOR_DESK_TREE_DESKTREE_H
#define VG_COLLECTOR_DESK_TREE_DESKTREE_H

#include "collector/desk/desk.h"
#include "lib/yang/context.h"
#include "lib/yang/tree.h"

/*
 * Reads 'content' (borrowed), called 'origin' in messages, strictly: model and structs.  Gives
 * the tree in '*tree' (NULL: not wanted) and '*conf' (NULL: not wanted).  Returns VG_OK, or
 * what vg_tree_parse and vg_conf_read return, the detail beginning with 'origin'.
 */
int
vg_desktree_read(const struct vg_context *context, const char *content,
    const char *origin, struct vg_tree **tree, struct vg_conf **conf,
    struct vg_detail *detail);

/*
 * What 'tree' (borrowed) changes against the newest revision, persons and prose without their
 * values; all of it when there is none or today's model refuses that one.  The caller frees it;
 * NULL when libyang cannot compare.
 */
char *
vg_desktree_diff(
    struct vg_desk *desk, const struct vg_context *context, const struct vg_tree *tree);

/*
 * 'tree' (taken), validated, is the one that was just put in force: the first edit after a start
 * does not read it again, which takes more than a second of a large one and keeps informs waiting.
 */
void
vg_desktree_keep(struct vg_desk *desk, struct vg_tree *tree);

/*
 * The JSON of the newest revision when it came by another door than FILE and 'file' (borrowed)
 * is the text that was last taken from FILE; else NULL.  The caller frees it.
 */
char *
vg_desktree_loaded(struct vg_desk *desk, const char *file);

struct vg_desktree_load {
	const char *content; /* the whole tree as JSON, borrowed */
	int64_t if_revision; /* 0: whatever the newest is */
};

struct vg_desktree_outcome {
	int64_t revision; /* in force afterwards */
	bool changed;     /* there is, or would be, a new revision */
	char *changes;    /* what it changes; the caller frees it */
};

/*
 * Puts a tree in force in the name of 'actor' (borrowed).  Returns VG_OK and '*outcome';
 * VG_EACCESS for a role below admin; VG_ECONFLICT when 'if_revision' is not the newest, or a
 * commit of somebody else's waits to be confirmed; what vg_desktree_read returns; VG_EFULL or
 * VG_EIO.  Nothing is in force then that was not.
 */
int
vg_desktree_load(struct vg_desk *desk, const struct vg_context *context,
    const struct vg_actor *actor, const struct vg_desktree_load *load, struct vg_wall now,
    struct vg_desktree_outcome *outcome, struct vg_detail *detail);

/*
 * The same without a load, in two parts: whether 'actor' may; then the judgement, and what it would
 * change.  The second needs nothing of the store and changes nothing: it can be done in a copy of
 * this process.
 */
int
vg_desktree_may(struct vg_desk *desk, const struct vg_actor *actor,
    const struct vg_desktree_load *load, struct vg_detail *detail);
int
vg_desktree_try(const struct vg_desk *desk, const struct vg_context *context,
    const struct vg_desktree_load *load, struct vg_desktree_outcome *outcome,
    struct vg_detail *detail);

struct vg_revision_view {
	int64_t number;
	struct vg_wall at;
	const char *sha256, *door, *who, *changes;
	const char *comment; /* "" none, or erased */
};
typedef void (*vg_revision_cb)(const struct vg_revision_view *view, void *cookie);

/* Calls 'cb' for each revision, newest first, at most VG_DESK_PAGE; VG_OK or VG_EIO. */
int
vg_desktree_history(struct vg_desk *desk, vg_revision_cb cb, void *cookie);

/* The number of the revision in force. */
int64_t
vg_desktree_revision(const struct vg_desk *desk);

#endif
