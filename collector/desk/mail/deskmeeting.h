/*
 * The targets that a message to the client met, and what becomes of them until it has left and where
 * it does not arrive.  What a person wrote counts as told from when it is queued, and no longer than
 * a relay is given to accept it: the first try of it that fails, or that time without one, lets the
 * clock run on, and only the relay's word meets it then.
 *
 * For the desk's files alone.  Source: policy clause P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMEETING_H
#define VG_COLLECTOR_DESK_MAIL_DESKMEETING_H

#include "collector/desk/deskact.h"

/* Why nobody has a message. */
enum vg_deskmeeting_why {
	VG_DESKMEETING_WAITS, /* for somebody to write to, for a courier or for a relay */
	VG_DESKMEETING_LOST   /* it failed for good, or came back */
};

/*
 * Nobody has message 'id' of case 'number' (borrowed; "" none) for the reason 'why': what it met runs
 * as if it never had, unless another recipient of 'transition' (borrowed) has it, or the client has
 * another answer, which meets it when a relay took that.  VG_OK or the database's.
 */
int
vg_deskmeeting_runs_on(struct vg_act_call *call, int64_t id, const char *number,
    const char *transition, enum vg_deskmeeting_why why);

/*
 * It leaves, and is not recorded as sent yet: what it met is met, and no earlier than now where it
 * was with nobody or due meanwhile; as it is where another recipient had it before.  What another
 * reply met that is with nobody is met as well, where it was asked before this one was written.
 * Likewise.
 */
int
vg_deskmeeting_left(
    struct vg_act_call *call, int64_t id, const char *number, const char *transition);

/*
 * By the row "told" of message 'object' (borrowed), when a relay should have accepted it: where it has
 * not left, what it met runs on.  A replay knows of no relay: there it stays.  Likewise.
 */
int
vg_deskmeeting_look(struct vg_desk *desk, const char *object, struct vg_wall now);

#endif
