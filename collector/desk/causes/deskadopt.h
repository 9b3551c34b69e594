/*
 * A cause that comes after its symptoms takes their case over; one that goes lets go of them.
 * For the desk's files alone.
 *
 * The case that is taken over keeps its number, clocks, owner, returns: what it is about becomes
 * the cause.  Other cases of its symptoms are merged into it, as a person would merge them, who
 * can undo it; what somebody has taken apart stays apart.  A symptom whose cause is gone stays
 * in that case until its own hold is over, and then opens its own.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKADOPT_H
#define VG_COLLECTOR_DESK_CAUSES_DESKADOPT_H

#include "collector/desk/deskcore.h"

/*
 * Loads 'p->facts.adopt_case': of the open cases of what the event of 'p' explains, those with
 * nothing else in them, one that somebody owns, else the oldest.  VG_OK, or a database error.
 */
int
vg_deskadopt_find(struct vg_desk *desk, struct vg_passage *p);

/* The case 'number' (borrowed) is about the event of 'p' from now on. */
int
vg_deskadopt_rekey(struct vg_desk *desk, const struct vg_passage *p, const char *number);

/* An alarm left the case 'number' (borrowed; "" none): what still stands there? */
int
vg_deskadopt_left(struct vg_desk *desk, const char *number, struct vg_wall now);

/* The alarm of 'p' leaves its case for none. */
int
vg_deskadopt_leave(struct vg_desk *desk, struct vg_passage *p);

/*
 * To be called when the deeds of 'p' are done: what its alarm explains joins its new case, or is
 * let go when it is over.  VG_OK, or an error with detail.
 */
int
vg_deskadopt_after(
    struct vg_desk *desk, const struct vg_passage *p, struct vg_detail *detail);

#endif
