/*
 * Who held the ball of a case, out of its journal (P8): moves for the sums of collector/sla/ball.h.
 *
 * Not for other rooms.
 */
#ifndef VG_COLLECTOR_DESK_CLOCK_DESKBALL_H
#define VG_COLLECTOR_DESK_CLOCK_DESKBALL_H

#include "collector/desk/desk.h"
#include "collector/sla/ball.h"

struct vg_deskball {
	struct vg_ball_move *moves; /* owned, in the order in which they happened */
	size_t n, room;
};

/* Reads the moves of a case; to be released with vg_deskball_fini also after an error. */
int
vg_deskball_load(struct vg_desk *desk, const char *number, struct vg_deskball *ball);
void
vg_deskball_fini(struct vg_deskball *ball);

#endif
