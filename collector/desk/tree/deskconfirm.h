/*
 * A commit that waits to be confirmed: one row and its timer, so that it is rolled back over a
 * restart, too.  What is meant by it: deskcommit.h.
 *
 * Source: RFC 6241 section 8.4.
 */
#ifndef VG_COLLECTOR_DESK_TREE_DESKCONFIRM_H
#define VG_COLLECTOR_DESK_TREE_DESKCONFIRM_H

#include "collector/desk/tree/deskcommit.h"

/*
 * Rolls the commit that waits back now.  VG_OK; VG_EACCESS; VG_ECONFLICT when it is somebody else's
 * and 'persist_id' (borrowed; "" none) is not its word; VG_ENOENT when none waits.
 */
int
vg_deskconfirm_cancel(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    const char *persist_id, struct vg_wall now, struct vg_desktree_outcome *outcome,
    struct vg_detail *detail);

/* The commit that waits; 'revision' 0: none. */
struct vg_deskconfirm_row {
	int64_t revision, before; /* what is tried, and what stood before */
	char who[VG_NAME_SIZE], session[64], persist[VG_NAME_SIZE];
	struct vg_wall until;
};
int
vg_deskconfirm_get(struct vg_desk *desk, struct vg_deskconfirm_row *row);

/*
 * The session 'session' (borrowed) of a door is over: a commit that only it could confirm is rolled
 * back.  VG_OK; VG_EACCESS for somebody else than whose commit it is; the database's codes; with
 * detail.
 */
int
vg_deskconfirm_session_over(struct vg_desk *desk, const struct vg_actor *actor,
    const char *session, struct vg_wall now, struct vg_detail *detail);

/* --- for the desk's files -------------------------------------------------------------------- */

/*
 * Whether 'who' may commit now, and what waits: VG_OK and 'row'; VG_ECONFLICT when it is somebody
 * else's and 'persist_id' ("" none) is not its word; VG_EINVAL for a word when nothing waits; with
 * detail.
 */
int
vg_deskconfirm_check(struct vg_desk *desk, const struct vg_deskcandidate_who *who,
    const char *persist_id, struct vg_deskconfirm_row *row, struct vg_detail *detail);

/* Row and timer of a commit that waits; needs an open transaction. */
int
vg_deskconfirm_arm(struct vg_desk *desk, const struct vg_deskconfirm_row *row);

/* The due row: nobody has confirmed.  In transactions of its own; VG_OK or the database's code. */
int
vg_deskconfirm_expired(struct vg_desk *desk, struct vg_wall now);

/* Nothing waits any more; needs an open transaction. */
int
vg_deskconfirm_over(struct vg_desk *desk);

/* The collector starts: NETCONF's sessions are over. */
int
vg_deskconfirm_start(struct vg_desk *desk, struct vg_wall now);

#endif
