/*
 * Merges, and their undoing.  For the desk's files alone.
 *
 * A merge moves alarms, tickets, returns, visits and orders to the survivor and lets the
 * strictest clock of each kind go on there; what moved is written beside the tie, so that the
 * undoing takes back exactly that.  What came since stays: a clock that was met in the survivor
 * counts as met in both.
 */
#ifndef VG_COLLECTOR_DESK_CASEWORK_DESKMERGE_H
#define VG_COLLECTOR_DESK_CASEWORK_DESKMERGE_H

#include "collector/desk/casework/casework.h"
#include "collector/desk/clock/deskclock.h"

/* Commands; each returns as a rule's 'carry' does. */
int
vg_deskmerge_merge(struct vg_act_call *call);
int
vg_deskmerge_undo(struct vg_act_call *call);

/*
 * As vg_deskmerge_merge, but the look at what the survivor holds now (vg_deskparts_look) is the
 * caller's: who merges many into one looks once.  The survivor's fault stands, when the other's
 * does.
 */
int
vg_deskmerge_join(struct vg_act_call *call);

/*
 * How the cause begins by which a clock runs of which a message was to be the answer
 * (collector/desk/mail/deskmeeting.h): wherever a merge takes the clock, it says so there, too.
 */
#define VG_DESKMERGE_MESSAGE "message "

/* The case in which case 'number' (borrowed) goes on: itself, or what it was merged into in the end. */
int
vg_deskmerge_survivor(struct vg_desk *desk, const char *number, struct vg_case_row *row);

/*
 * Where the clock 'target' of case 'number' (borrowed) runs, if it does: there, or in the survivor
 * that its merge took it to.
 */
int
vg_deskmerge_where(struct vg_desk *desk, const char *number, enum vg_target target,
    char where[VG_CASE_NUMBER_SIZE]);

/*
 * The clock 'target' of the merged case 'number' (borrowed) runs again, by an act of 'call->at': it
 * goes on in the survivor, as at the merge one that runs does.
 */
int
vg_deskmerge_late(struct vg_act_call *call, const char *number, enum vg_target target);

/*
 * What case 'number' had brought to 'where' (both borrowed) of 'target' is met there: if a clock of
 * the survivors' own had been given up for it, the strictest of those goes on.
 */
int
vg_deskmerge_met(struct vg_act_call *call, const char *number, const char *where,
    enum vg_target target);

/* desktie.c: reads the other case that the value 'name' names; VG_ENOENT, VG_EINVAL. */
int
vg_desktie_other(struct vg_act_call *call, const struct vg_casework *work,
    const char *name, struct vg_case_row *other);

#endif
