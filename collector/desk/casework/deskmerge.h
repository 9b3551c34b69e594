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

/* desktie.c: reads the other case that the value 'name' names; VG_ENOENT, VG_EINVAL. */
int
vg_desktie_other(struct vg_act_call *call, const struct vg_casework *work,
    const char *name, struct vg_case_row *other);

#endif
