/*
 * `sla explain`: each clock of a case day by day, with who held the ball.  A query: nothing is
 * written.
 */
#ifndef VG_COLLECTOR_DESK_CLOCK_DESKEXPLAIN_H
#define VG_COLLECTOR_DESK_CLOCK_DESKEXPLAIN_H

#include "collector/desk/desk.h"
#include "collector/sla/explain.h"

/* Called for each clock, those of one ledger the oldest first; 'clock' is borrowed. */
typedef void (*vg_deskexplain_cb)(const struct vg_explain_clock *clock, void *cookie);

/*
 * Explains the clocks of case 'number' (borrowed) at 'now'.  VG_OK, also when it never had one;
 * VG_ENOENT with detail when there is no such case; the database's errors.
 */
int
vg_deskexplain_case(struct vg_desk *desk, const char *number, struct vg_wall now,
    vg_deskexplain_cb cb, void *cookie, struct vg_detail *detail);

#endif
