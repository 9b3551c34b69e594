/*
 * The candidate: one tree in the making, shared by all doors, kept in the database until it is
 * committed or discarded; and edits of it, or at once of the tree in force.
 *
 * Who may: noc reads trees and lets them be judged; a manager makes a candidate and throws one
 * away; only an admin puts one in force (deskcommit.h) or edits what is in force.  A candidate may
 * be invalid for as long as it is one.  An edit that fails has changed nothing.
 *
 * Sources: RFC 6241 sections 7.2 and 8.3, RFC 8040 section 1.4 (running is edited directly: the
 * candidate is not touched by that, and is told of it at its commit).
 */
#ifndef VG_COLLECTOR_DESK_TREE_DESKCANDIDATE_H
#define VG_COLLECTOR_DESK_TREE_DESKCANDIDATE_H

#include "collector/desk/tree/desktree.h"
#include "lib/yang/treeoperation.h"

enum vg_deskcandidate_store { VG_DESKCANDIDATE_RUNNING, VG_DESKCANDIDATE_CANDIDATE };

/* Who edits; all borrowed. */
struct vg_deskcandidate_who {
	const struct vg_actor *actor;
	const char *session; /* of NETCONF, as its door calls it; "" none */
};

/* The candidate as a thing; 'is' false: there is none, it is the tree in force. */
struct vg_deskcandidate_view {
	bool is;
	int64_t base; /* the revision that it is made of */
	char who[VG_NAME_SIZE], door[16],
	    editor[VG_NAME_SIZE]; /* began it; changed it last */
	struct vg_wall since, changed;
};

/* VG_OK and 'view', or the database's code. */
int
vg_deskcandidate_view(struct vg_desk *desk, struct vg_deskcandidate_view *view);

/*
 * Gives the content of 'store' in 'format' (the caller frees it) and the revision that it is, or,
 * of the candidate, is made of.  VG_OK; VG_EACCESS; VG_EIO; with detail.
 */
int
vg_deskcandidate_get(struct vg_desk *desk, const struct vg_actor *actor,
    enum vg_deskcandidate_store store, enum vg_tree_format format, char **content,
    int64_t *revision, struct vg_detail *detail);

/*
 * Gives of the tree in force what 'steps' (borrowed; 'n' of them, the first the top) name, as nodes
 * of libyang that the caller takes in '*top'.  VG_OK; VG_EACCESS; VG_EIO; with detail.
 */
struct lyd_node;
int
vg_deskcandidate_part(struct vg_desk *desk, const struct vg_actor *actor,
    const struct vg_treeoperation_step *steps, size_t n, struct lyd_node **top,
    struct vg_detail *detail);

enum vg_deskcandidate_test {
	VG_DESKCANDIDATE_SET, /* a candidate is stored as it is; the tree in force is judged in any case */
	VG_DESKCANDIDATE_TEST_THEN_SET,
	VG_DESKCANDIDATE_TEST_ONLY
};

/* An edit; all borrowed. */
struct vg_deskcandidate_edit {
	enum vg_deskcandidate_store store;
	enum vg_treeoperation by_default; /* MERGE, REPLACE or NONE */
	enum vg_deskcandidate_test test;
	enum vg_tree_format format;
	const char *content; /* of the top down */
	/* NULL: none; else where 'content' belongs, and 'by_default' says nothing */
	const struct vg_treeoperation_place *place;
	int64_t if_revision; /* 0: whatever is in force */
};

struct vg_deskcandidate_edited {
	int64_t revision; /* in force afterwards */
	bool changed, created;
	char made[VG_TREEOPERATION_PATH_SIZE]; /* what 'place' made */
};

/*
 * Edits in the name of 'who'.  VG_OK and '*edited'; VG_EACCESS; VG_ECONFLICT when another revision
 * than 'if_revision' is in force, or a commit of somebody else's waits; what vg_treeoperation_apply
 * and vg_tree_validate return; VG_EFULL or VG_EIO; with 'error' (its tag "" when it has none of its
 * own) and detail.
 */
int
vg_deskcandidate_edit(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    const struct vg_deskcandidate_edit *edit, struct vg_wall now,
    struct vg_deskcandidate_edited *edited, struct vg_treeoperation_error *error,
    struct vg_detail *detail);

/* Throws the candidate away; '*was': there was one.  VG_OK, VG_EACCESS, VG_EFULL or VG_EIO. */
int
vg_deskcandidate_discard(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    struct vg_wall now, bool *was, struct vg_detail *detail);

/*
 * Gives what 'store' is now, to be judged as a commit would: '*trial', of 'desk' (borrowed), whose
 * tree in force does not change before it is tried.  VG_OK; VG_EACCESS; VG_EIO; with detail.
 */
struct vg_deskcandidate_trial;
int
vg_deskcandidate_trial(struct vg_desk *desk, const struct vg_actor *actor,
    enum vg_deskcandidate_store store, struct vg_deskcandidate_trial **trial,
    struct vg_detail *detail);

/*
 * Judges it; of a large tree that takes a second, and needs nothing of the store: it can be done in
 * a copy of this process.  VG_OK, and 'warnings' (NULL: not wanted) gets a line each; else as
 * vg_deskcandidate_edit.
 */
int
vg_deskcandidate_try(struct vg_deskcandidate_trial *trial, struct vg_wall now,
    struct vg_buf *warnings, struct vg_treeoperation_error *error,
    struct vg_detail *detail);

/* Releases it (NULL is silent). */
void
vg_deskcandidate_trial_free(struct vg_deskcandidate_trial *trial);

/* What the candidate changes of the tree in force, as vg_tree_diff; the caller frees it. */
int
vg_deskcandidate_diff(struct vg_desk *desk, const struct vg_actor *actor, char **diff,
    struct vg_detail *detail);

/* --- for deskcommit.c ------------------------------------------------------------------------ */

/* A tree that may be changed. */
struct vg_deskcandidate_draft {
	struct vg_tree *tree; /* owned; NULL: there is none */
	bool grown;           /* a copy of the tree in force with edits in it */
	bool judged;          /* nothing is wrong with it */
};

/*
 * Gives the candidate to who changes it, stores or commits it: as it was kept, or else read.
 * VG_OK, VG_EIO, or what vg_tree_parse_draft returns.
 */
int
vg_deskcandidate_take(struct vg_desk *desk, struct vg_deskcandidate_view *view,
    struct vg_deskcandidate_draft *draft, struct vg_detail *detail);

/* Reads the candidate as a draft; '*tree' NULL: there is none. */
int
vg_deskcandidate_read(struct vg_desk *desk, struct vg_deskcandidate_view *view,
    struct vg_tree **tree, struct vg_detail *detail);

/* VG_OK when 'actor' may do 'verb'; VG_EACCESS with the sentence. */
int
vg_deskcandidate_may(const struct vg_desk *desk, const struct vg_actor *actor,
    const char *verb, struct vg_detail *detail);

#endif
