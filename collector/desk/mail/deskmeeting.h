/*
 * The targets that a message to the client met, and what becomes of them until it has left and where
 * it does not arrive.  What a person wrote counts as told from when it is queued, and is undone by the
 * first try of it that fails: only the relay's word keeps it.
 *
 * For the desk's files alone.  Source: policy clause P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMEETING_H
#define VG_COLLECTOR_DESK_MAIL_DESKMEETING_H

#include "collector/desk/deskact.h"

/*
 * Message 'id' of case 'number' (borrowed; "" none) waits, for somebody to write to or for a relay:
 * what it met runs as if it never had, unless another recipient of 'transition' (borrowed) has it.
 * VG_OK or the database's.
 */
int
vg_deskmeeting_wait(
    struct vg_act_call *call, int64_t id, const char *number, const char *transition);

/*
 * It leaves, and is not recorded as sent yet: what it met is met, and no earlier than now where it
 * waited or was due meanwhile; as it is where another recipient had it before.  Likewise.
 */
int
vg_deskmeeting_left(
    struct vg_act_call *call, int64_t id, const char *number, const char *transition);

/*
 * Message 'id' of case 'number' (borrowed; "" none) never arrived: what it met runs on, unless
 * another recipient has it or may have it yet.  Likewise.
 */
int
vg_deskmeeting_take_back(
    struct vg_act_call *call, int64_t id, const char *number, const char *transition);

#endif
