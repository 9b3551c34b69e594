/*
 * Who held the ball: from the moves of a case's journal to the time that each side held it.
 *
 * By side, never by person.  Pure.  Source: policy clause P8 and section 5.
 */
#ifndef VG_COLLECTOR_SLA_BALL_H
#define VG_COLLECTOR_SLA_BALL_H

#include <stddef.h>
#include <stdint.h>

#include "lib/time/calendar.h"

enum vg_side {
	VG_SIDE_INTEGRATOR, /* also before the first move: it has come to us */
	VG_SIDE_CLIENT,
	VG_SIDE_SUPPLIER,
	VG_SIDE_CARRIER,
	VG_SIDE_N
};

/* From 'at' on the ball is with 'side'. */
struct vg_ball_move {
	struct vg_wall at; /* happened */
	enum vg_side side;
};

struct vg_ball_time {
	int64_t wall_us[VG_SIDE_N]; /* elapsed */
	int64_t open_us[VG_SIDE_N]; /* of it, open time of the calendar */
};

/* "integrator", "client", "supplier", "carrier" (static), and back (-1: none). */
const char *
vg_ball_text(enum vg_side side);
int
vg_ball_parse(const char *text);

/* Who holds the ball at 'at' after 'n' moves (borrowed, in the order in which they happened). */
enum vg_side
vg_ball_at(const struct vg_ball_move *moves, size_t n, struct vg_wall at);

/*
 * Adds to 'time' what each side held between 'from' and 'until' (exclusive; nothing when it is
 * not after 'from').  The open time is that of 'calendar' (borrowed; NULL: none is added).
 */
void
vg_ball_add(struct vg_ball_time *time, const struct vg_ball_move *moves, size_t n,
    const struct vg_calendar *calendar, struct vg_wall from, struct vg_wall until);

#endif
