/*
 * Mails of unknown senders: together they open so many cases within an hour as the tree says.  What
 * they write beyond that is filed, on disk, and waits; the oldest opens its case when there is room,
 * by a due row, as it would have when it came: its clocks count from when it was in our hands.  What
 * its sender writes about it meanwhile, and what he writes beyond his own measure, goes into its
 * case.  Whom the tree knows does not wait; whom another tree knows goes ahead.  For the desk's files alone.
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

/* It opens its case at once, whatever the measure says. */
int
vg_deskwaiting_open(struct vg_act_call *call, int64_t id);

/* Carries "mail-dismiss": one that waits, or all that fit `from` and `before`. */
int
vg_deskwaiting_dismiss(struct vg_act_call *call);

/* The row "waiting" of the timers: one mail's turn. */
int
vg_deskwaiting_due(struct vg_desk *desk, struct vg_wall now);

/*
 * In a replay: mail 'id', if it waits there, has its turn, as what the arguments of 'act'
 * (deskcame.h; all borrowed) tell; 'result' is filled.
 */
int
vg_deskwaiting_told(struct vg_desk *desk, int64_t id, const struct vg_act *act,
    struct vg_wall now, struct vg_act_result *result);

/*
 * Another tree is in force: it may have another measure, and whom it knows goes ahead, of the 20000
 * that have waited longest.
 */
int
vg_deskwaiting_tree(struct vg_desk *desk, struct vg_wall now);

#endif
