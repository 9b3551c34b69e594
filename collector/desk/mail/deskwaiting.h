/*
 * Mails of unknown senders: together they open so many cases within an hour as the tree says.  What
 * they write beyond that is filed, on disk, and waits, in the lane and the round that
 * collector/mailguard/mailturn.h gives it; each opens its case in its turn (deskwaitingturn.h), as it
 * would have when it came: its clocks count from when it was in our hands.  What its sender writes about
 * it meanwhile, a copy of it, and what he writes beyond his own measure, go into its case.  Whom the
 * tree knows does not wait; whom another tree knows goes ahead.  For the desk's files alone.
 *
 * Source: policy clause P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKWAITING_H
#define VG_COLLECTOR_DESK_MAIL_DESKWAITING_H

#include "collector/desk/deskact.h"
#include "collector/desk/mail/deskmatch.h"

/*
 * Whether 'mail', filed as 'id', which finds no case, is to wait for one: then it does, and the
 * triage queue is told, once in an hour.  VG_OK or the database's.
 */
int
vg_deskwaiting_hold(
    struct vg_act_call *call, const struct vg_mail *mail, int64_t id, bool *held);

/* Mail 'id' opened a case: one of an unknown sender's counts for an hour. */
int
vg_deskwaiting_opened(struct vg_act_call *call, const struct vg_mail *mail, int64_t id);

/* Whether mail 'id' waits. */
int
vg_deskwaiting_is(struct vg_desk *desk, int64_t id, bool *waits);

/*
 * Mail 'id' waits no more: a person puts it into case 'number' ("" into none, it is dismissed).
 * What is behind it follows it, or waits for itself.
 */
int
vg_deskwaiting_end(struct vg_act_call *call, int64_t id, const char *number);

#endif
