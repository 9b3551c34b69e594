/*
 * The tree's case rules at the desk: which one judges an event, what its case gets of it, and
 * what another tree means for alarms that stand without a case.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKRULE_H
#define VG_COLLECTOR_DESK_CAUSES_DESKRULE_H

#include "collector/desk/deskcore.h"

/* Finds the rule of the passage, whose kind and device are known, and puts its numbers in. */
void
vg_deskrule_judge(struct vg_desk *desk, struct vg_passage *p);

/*
 * Tells the ladder which rule it was.  An alarm that is in an open case keeps the class of that
 * case, whatever the rule says now (what is open stays open); one that is in none takes the
 * rule's.  To be called when 'p->alarm' is loaded, and before the cases are: it may change the
 * subject.  VG_OK, or a database error.
 */
int
vg_deskrule_facts(struct vg_desk *desk, struct vg_passage *p);

/*
 * Gives the case 'number' (borrowed), which the alarm of 'p' has just joined by 'deed', the rule,
 * priority and queue: those of the fault that opens or reopens it; later ones only make the
 * priority better, and fill what was empty.  A symptom gives none.
 */
int
vg_deskrule_place(struct vg_desk *desk, const struct vg_passage *p,
    const struct vg_deed *deed, const char *number);

/*
 * When 'before' (borrowed; NULL: no tree was before) judged by other rules, or named what the tree
 * names no more, a due row looks at all alarms that stand, a slice at a time.  Of those without a
 * case: what opens now goes up the ladder again when its hold is over; nothing that is open is
 * closed, and no hold under way made longer.  What left the tree is over (deskleft.h).
 */
int
vg_deskrule_changed(
    struct vg_desk *desk, const struct vg_conf *before, struct vg_wall now);

/* One slice of that, behind 'object' (borrowed), with the row of the next. */
int
vg_deskrule_rejudge(struct vg_desk *desk, const char *object, struct vg_wall now);

#endif
