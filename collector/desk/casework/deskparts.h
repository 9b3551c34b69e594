/*
 * What a case gathers, on its way from one case to another: alarms, supplier's tickets, returns,
 * visits, orders.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CASEWORK_DESKPARTS_H
#define VG_COLLECTOR_DESK_CASEWORK_DESKPARTS_H

#include "collector/desk/casework/casework.h"

/* The tie of 'kind' that binds case 'number' now; '*tie' is 0 when none does. */
int
vg_deskparts_tie(
    struct vg_desk *desk, const char *number, const char *kind, int64_t *tie);

/*
 * Moves the parts that are written beside 'tie' and stand in 'from' to 'into'.  A ticket that
 * both have stays where it is.  VG_OK or the database's.
 */
int
vg_deskparts_move(struct vg_desk *desk, int64_t tie, const char *from, const char *into);

/*
 * After alarms came or went: the case's fault and severity, its settling, what its alarms
 * suggest.  VG_OK or the database's.
 */
int
vg_deskparts_look(struct vg_desk *desk, const char *number, struct vg_wall now);

/*
 * What the returns and alarms that came or went make of the case 'number', written into its
 * journal as 'text': in-return when one stands, in hand when none does any more, in hand when a
 * standing fault joins what was resolved.  Returns as vg_casework_begin does.
 */
int
vg_deskparts_follow(struct vg_act_call *call, const char *number, const char *text);

#endif
