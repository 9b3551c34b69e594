/*
 * Whether the wall clock is believed.
 */
#include "collector/sla/clockdoubt.h"

#include <stddef.h>

const char *
vg_clockdoubt_text(enum vg_clockdoubt_why why)
{
	static const char *const texts[] = {
	    "believed", "before-vigie", "behind", "ahead"};

	return texts[why];
}

static void
believe(struct vg_clockdoubt *d, struct vg_wall wall)
{
	d->why = VG_CLOCKDOUBT_NOT;
	d->should = wall;
	d->since.us = d->known.us = 0;
	d->off = false;
}

/* How far it may be beyond what it should be, a look that saw it move by 'by_us'. */
static int64_t
bound_of(const struct vg_clockdoubt *d, int64_t by_us)
{
	/*
	 * A machine may have been off for days.  But a clock that ran ahead before the start, and
	 * did not go back since, is where it was.
	 */
	if (d->off && (d->why != VG_CLOCKDOUBT_AHEAD || by_us < -VG_CLOCKDOUBT_STEP_US))
		return VG_CLOCKDOUBT_OFF_US;
	return VG_CLOCKDOUBT_STEP_US;
}

/* A doubt that began behind is over when nothing that is known lies in the future any more. */
static int64_t
least_of(const struct vg_clockdoubt *d)
{
	bool was_behind = d->why == VG_CLOCKDOUBT_BEHIND || d->why == VG_CLOCKDOUBT_FIRST;
	int64_t least = d->should.us - VG_CLOCKDOUBT_STEP_US;

	return was_behind && d->known.us < least ? d->known.us : least;
}

static enum vg_clockdoubt_why
judge(const struct vg_clockdoubt *d, struct vg_wall wall, int64_t by_us, bool kept)
{
	if (kept)
		return VG_CLOCKDOUBT_NOT;
	if (wall.us < VG_CLOCKDOUBT_FIRST_US)
		return VG_CLOCKDOUBT_FIRST;
	if (!vg_instant_is_set(d->should))
		return VG_CLOCKDOUBT_NOT;
	if (wall.us < least_of(d))
		return VG_CLOCKDOUBT_BEHIND;
	if (wall.us > d->should.us + bound_of(d, by_us))
		return VG_CLOCKDOUBT_AHEAD;
	return VG_CLOCKDOUBT_NOT;
}

enum vg_clockdoubt_why
vg_clockdoubt_look(
    struct vg_clockdoubt *doubt, struct vg_wall wall, struct vg_mono mono, bool kept)
{
	bool starts = doubt->mono.us == 0;
	int64_t passed = starts ? 0 : vg_instant_mono_since(mono, doubt->mono);
	int64_t by = vg_instant_is_set(doubt->seen)
	    ? vg_instant_since(wall, doubt->seen) - passed
	    : 0;

	if (starts)
		doubt->off = true;
	if (vg_instant_is_set(doubt->should))
		doubt->should = vg_instant_add(doubt->should, passed);
	enum vg_clockdoubt_why why = judge(doubt, wall, by, kept);
	if (why == VG_CLOCKDOUBT_NOT) {
		believe(doubt, wall);
	} else if (doubt->why == VG_CLOCKDOUBT_NOT) {
		doubt->since = wall;
		doubt->known = doubt->should;
	}
	doubt->why = why;
	doubt->seen = wall;
	doubt->mono = mono;
	return why;
}

bool
vg_clockdoubt_accept(struct vg_clockdoubt *doubt, struct vg_wall wall)
{
	if (wall.us < VG_CLOCKDOUBT_FIRST_US)
		return false;
	believe(doubt, wall);
	doubt->seen = wall;
	return true;
}

bool
vg_clockdoubt_is_far(const struct vg_clockdoubt *doubt)
{
	return doubt->why == VG_CLOCKDOUBT_AHEAD &&
	    vg_instant_since(doubt->seen, doubt->should) > VG_CLOCKDOUBT_OFF_US;
}
