/*
 * The targets that a message to the client met, and what becomes of them where it does not arrive.
 *
 * For the desk's files alone.  Source: policy clause P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKMEETING_H
#define VG_COLLECTOR_DESK_MAIL_DESKMEETING_H

#include "collector/desk/deskact.h"

/*
 * Message 'id' of case 'number' (borrowed; "" none) 'waits' for somebody to write to: what it met
 * runs as if it never had; or does so no more: it is met again.  VG_OK or the database's.
 */
int
vg_deskmeeting_wait(struct vg_act_call *call, int64_t id, const char *number, bool waits);

/*
 * Message 'id' of case 'number' (borrowed; "" none) never arrived: what it met runs on.  Likewise.
 */
int
vg_deskmeeting_take_back(struct vg_act_call *call, int64_t id, const char *number);

#endif
