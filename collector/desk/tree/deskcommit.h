/*
 * Commits: a tree is judged, all that goes by it looks at it, and it is in force, or nothing has
 * changed; and a commit that rolls itself back unless it is confirmed in time.
 *
 * Choices.  A candidate whose tree in force was changed meanwhile is merged when both changed
 * different things, and refused with their paths when they changed the same.  While a commit waits
 * to be confirmed, whoever made it confirms it by another one, or anybody by its persist-id; others
 * are refused by name, but commands of the desk that write the tree (shelves, planned work) are
 * not.  A roll-back takes away what the commit changed, and keeps what such commands changed since;
 * where that is the same thing, the tree of before stands as it was.  A FILE that has changed is
 * the tree, and ends the wait.
 *
 * Source: RFC 6241 section 8.4.
 */
#ifndef VG_COLLECTOR_DESK_TREE_DESKCOMMIT_H
#define VG_COLLECTOR_DESK_TREE_DESKCOMMIT_H

#include "collector/desk/tree/deskcandidate.h"

enum { VG_DESKCOMMIT_TIMEOUT_S = 600, VG_DESKCOMMIT_TIMEOUT_MAX_S = 86400 };

/* A commit; all borrowed. */
struct vg_deskcommit {
	const char *comment;    /* "" none */
	bool confirmed;         /* it wants another one within 'timeout_s' */
	uint32_t timeout_s;     /* 0: VG_DESKCOMMIT_TIMEOUT_S */
	const char *persist;    /* the word by which others may confirm it; "" none */
	const char *persist_id; /* the word of the one that waits; "" none */
	int64_t if_revision;    /* 0: whatever is in force */
};

/*
 * Puts the candidate in force, and there is none any more; without one only confirms what waits.
 * VG_OK and '*outcome'; VG_EACCESS; VG_ECONFLICT with names or paths; what vg_deskcommit_judge
 * returns; VG_EFULL or VG_EIO; with 'error' and detail.
 */
int
vg_deskcommit_run(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    const struct vg_deskcommit *commit, struct vg_wall now,
    struct vg_desktree_outcome *outcome, struct vg_treeoperation_error *error,
    struct vg_detail *detail);

/* Puts 'tree' (taken, a draft) in force as an edit of the tree in force. */
int
vg_deskcommit_edit(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    struct vg_tree *tree, struct vg_wall now, struct vg_desktree_outcome *outcome,
    struct vg_treeoperation_error *error, struct vg_detail *detail);

/*
 * Puts revision 'number' in force again, as a new one.  As vg_deskcommit_run; VG_ENOENT when there
 * is none; VG_EINVAL when it is no tree any more: today's model has another form, or a person in it
 * was erased.
 */
int
vg_deskcommit_rollback(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    int64_t number, struct vg_wall now, struct vg_desktree_outcome *outcome,
    struct vg_treeoperation_error *error, struct vg_detail *detail);

/* --- for the desk's files -------------------------------------------------------------------- */

/*
 * Judges a draft: model and structs; defaults are put in.  VG_OK and '*conf'; VG_EINVAL with
 * 'error' and detail.
 */
int
vg_deskcommit_judge(struct vg_tree *tree, struct vg_conf **conf,
    struct vg_treeoperation_error *error, struct vg_detail *detail);

/* Puts a whole tree (taken, validated, with its 'conf', taken) in force: vg_desktree_load. */
int
vg_deskcommit_load(struct vg_desk *desk, const struct vg_actor *actor,
    struct vg_tree *tree, struct vg_conf *conf, struct vg_wall now,
    struct vg_desktree_outcome *outcome, struct vg_detail *detail);

/* How a tree is put in force; all borrowed but 'tree' and 'conf'. */
struct vg_deskcommit_put {
	const struct vg_deskcandidate_who *who;
	const char *verb;     /* of the audit: "tree-commit" */
	struct vg_tree *tree; /* taken; NULL: the tree stays */
	struct vg_conf *conf; /* taken; NULL: 'tree' is a draft, to be judged */
	bool grown;  /* 'tree' is a copy of the tree in force with an edit in it */
	bool judged; /* nothing is wrong with 'tree' */
	const char *comment;
	bool drops_candidate;
	bool
	    confirmed; /* another commit must come by 'until', or 'before' is put in force */
	int64_t before;
	struct vg_wall until;
	const char *persist;
};

/* Does it in a transaction of its own, in which what waited to be confirmed is over. */
int
vg_deskcommit_put(struct vg_desk *desk, struct vg_deskcommit_put *p, struct vg_wall now,
    struct vg_desktree_outcome *outcome, struct vg_treeoperation_error *error,
    struct vg_detail *detail);

#endif
