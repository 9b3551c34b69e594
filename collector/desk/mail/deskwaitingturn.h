/*
 * The turn of a mail that waits for a case: by the timer "waiting", by a person, by another tree, in a
 * replay as it is told.  For the desk's files alone.
 *
 * Source: policy clause P6.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKWAITINGTURN_H
#define VG_COLLECTOR_DESK_MAIL_DESKWAITINGTURN_H

#include "collector/desk/deskact.h"

/*
 * A person opens the case of mail 'id', which waits, whatever the measure says; of one that is behind
 * another the other's, into which it follows; one whose case is there is filed in that.
 */
int
vg_deskwaitingturn_open(struct vg_act_call *call, int64_t id);

/* The row "waiting" of the timers: one mail's turn. */
int
vg_deskwaitingturn_due(struct vg_desk *desk, struct vg_wall now);

/*
 * In a replay: mail 'id', if it waits there, has its turn, as what the arguments of 'act'
 * (deskcame.h; all borrowed) tell; 'result' is filled.
 */
int
vg_deskwaitingturn_told(struct vg_desk *desk, int64_t id, const struct vg_act *act,
    struct vg_wall now, struct vg_act_result *result);

/*
 * Another tree is in force: it may have another measure, and whom it knows goes ahead, of the 20000
 * that have waited longest.
 */
int
vg_deskwaitingturn_tree(struct vg_desk *desk, struct vg_wall now);

#endif
