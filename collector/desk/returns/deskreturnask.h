/*
 * Where returns begin: asked for by a person, suggested by a rule (P13).  For the desk's files
 * alone.
 */
#ifndef VG_COLLECTOR_DESK_RETURNS_DESKRETURNASK_H
#define VG_COLLECTOR_DESK_RETURNS_DESKRETURNASK_H

#include "collector/desk/deskact.h"
#include "collector/rma/suggest.h"

/* The command return-ask; returns as a rule's 'carry' does. */
int
vg_deskreturnask_ask(struct vg_act_call *call);

/*
 * A rule suggests a return of the alarm's unit (all borrowed): one is made in state suggested,
 * unless one of the unit is open, or the case takes none any more.  VG_OK or the database's.
 */
int
vg_deskreturnask_suggest(struct vg_desk *desk, const struct vg_case_row *c,
    const struct vg_alarm_row *alarm, const struct vg_suggestion *suggestion,
    struct vg_wall now);

/* When a unit of this place was last replaced; unset: never. */
struct vg_wall
vg_deskreturnask_replaced(struct vg_desk *desk, const char *device, const char *resource);

#endif
