/*
 * Time by side.
 */
#include "collector/sla/ball.h"

#include <string.h>

static const char *const names[VG_SIDE_N] = {
    "integrator", "client", "supplier", "carrier"};

const char *
vg_ball_text(enum vg_side side)
{
	return names[side];
}

int
vg_ball_parse(const char *text)
{
	for (int i = 0; i < VG_SIDE_N; i++) {
		if (strcmp(names[i], text) == 0)
			return i;
	}
	return -1;
}

enum vg_side
vg_ball_at(const struct vg_ball_move *moves, size_t n, struct vg_wall at)
{
	enum vg_side side = VG_SIDE_INTEGRATOR;

	for (size_t i = 0; i < n && vg_instant_compare(moves[i].at, at) <= 0; i++)
		side = moves[i].side;
	return side;
}

static void
add_stretch(struct vg_ball_time *time, enum vg_side side,
    const struct vg_calendar *calendar, struct vg_wall from, struct vg_wall until)
{
	time->wall_us[side] += vg_instant_since(until, from);
	if (calendar)
		time->open_us[side] += vg_calendar_between(calendar, from, until);
}

void
vg_ball_add(struct vg_ball_time *time, const struct vg_ball_move *moves, size_t n,
    const struct vg_calendar *calendar, struct vg_wall from, struct vg_wall until)
{
	enum vg_side side = VG_SIDE_INTEGRATOR;

	if (vg_instant_compare(from, until) >= 0)
		return;
	for (size_t i = 0; i < n && vg_instant_compare(moves[i].at, until) < 0; i++) {
		if (vg_instant_compare(moves[i].at, from) > 0) {
			add_stretch(time, side, calendar, from, moves[i].at);
			from = moves[i].at;
		}
		side = moves[i].side;
	}
	add_stretch(time, side, calendar, from, until);
}
