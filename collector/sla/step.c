/*
 * Steps of the wall clock.
 */
#include "collector/sla/step.h"

int64_t
vg_step_look(struct vg_step *step, const struct vg_step_limits *limits,
    struct vg_wall wall, struct vg_mono mono)
{
	int64_t by =
	    vg_instant_since(wall, step->wall) - vg_instant_mono_since(mono, step->mono);
	bool seen = step->mono.us != 0;

	step->wall = wall;
	step->mono = mono;
	if (!seen || (by <= limits->step_us && by >= -limits->step_us))
		return 0;
	step->held_until = vg_instant_mono_add(mono, limits->hold_us);
	return by;
}

/* Held by the clock that did not step; told in the terms of the other. */
struct vg_wall
vg_step_held_until(const struct vg_step *step)
{
	int64_t left = vg_instant_mono_since(step->held_until, step->mono);

	if (step->held_until.us == 0 || left <= 0)
		return (struct vg_wall){0};
	return vg_instant_add(step->wall, left);
}
