/*
 * Ways out: which one a courier may take from, whether each works, what is told by it every minute,
 * and when it is stuck.
 *
 * A way that fails is left alone for a while, whatever waits on it, so that what is dead takes no
 * courier's time from what is not.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKWAY_H
#define VG_COLLECTOR_DESK_MAIL_DESKWAY_H

#include "collector/desk/deskact.h"

/*
 * The message whose turn it is, '*id' (0: none): of the ways that are not left alone, and with the
 * value `at-once` of which no more than that are under way (of another way than mail: one), the one
 * that has waited longest.
 */
int
vg_deskway_next(struct vg_act_call *call, int64_t *id);

/*
 * Until when what is taken now is that courier's alone: its mails, or what is 'posted' to a webhook or an
 * Alertmanager, of which the value `post-s` says how long it may take.
 */
struct vg_wall
vg_deskway_held(const struct vg_act_call *call, bool posted);

/* The way of message 'id' is used from 'now' on: it may be stuck one day. */
int
vg_deskway_used(struct vg_desk *desk, int64_t id, struct vg_wall now);

/*
 * What a courier found: the way of message 'id' took something, or 'failed': it was not to be had, and may
 * have said for how long (value `retry-after`).
 */
int
vg_deskway_reported(struct vg_act_call *call, int64_t id, bool sent, bool failed);

/* The way of message 'id' is tried at once. */
int
vg_deskway_free(struct vg_desk *desk, int64_t id);

/* What stands of the way called 'name' (borrowed) is told once more. */
int
vg_deskway_again(struct vg_desk *desk, const char *name, struct vg_wall now);

/*
 * Another tree: whoever is told every minute has a row; where it names a courier, what no courier ever
 * took from may be stuck as well.
 */
int
vg_deskway_arm(struct vg_desk *desk, struct vg_wall now);

/*
 * '*wakes' is false when no channel works of anybody who would be called now: each has failed for
 * as long as makes outbox-stuck critical, and something waits on it.  True where nobody is ever called.
 */
int
vg_deskway_wakes(struct vg_desk *desk, struct vg_wall now, bool *wakes);

/*
 * The minute of way 'name' (borrowed) is over; of those that nobody saw one is told.  No sign of
 * life is given while nobody can be woken.
 */
int
vg_deskway_beat(struct vg_desk *desk, const char *name, struct vg_wall now);

/*
 * Whether the way 'name' (borrowed) is stuck, which one that the tree has not never is: raises,
 * changes or ends outbox-stuck.
 */
int
vg_deskway_stuck(struct vg_desk *desk, const char *name, struct vg_wall now);

#endif
