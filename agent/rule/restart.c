/*
 * Restarts and counters.
 */
#include "agent/rule/restart.h"

#include "lib/base/error.h"

/* How far a device's clock may be from ours between two polls: 5 s and a hundredth. */
enum { SLACK_CS = 500, SLACK_PART = 100 };

/*
 * An uptime that fell has come to its end when it is where it would be by our clock: that finds
 * the restart of a device that was about to come to its end, too.
 */
static bool
came_to_its_end(uint32_t before, uint32_t after, int64_t elapsed_us)
{
	int64_t elapsed_cs = elapsed_us / (VG_SECOND_US / 100);
	int64_t slack = SLACK_CS + elapsed_cs / SLACK_PART;
	int64_t off = (int64_t)vg_restart_elapsed(before, after) - elapsed_cs;

	return off <= slack && -off <= slack;
}

static enum vg_restart
compare(const struct vg_restart_last *last, const struct vg_restart_clock *clock,
    struct vg_mono now)
{
	const struct vg_restart_clock *before = &last->clock;

	if (before->has_engine && clock->has_engine)
		return clock->boots != before->boots || clock->time < before->time
		    ? VG_RESTART_YES
		    : VG_RESTART_NO;
	if (!before->has_uptime || !clock->has_uptime)
		return VG_RESTART_UNKNOWN;
	if (clock->uptime >= before->uptime)
		return VG_RESTART_NO;
	return came_to_its_end(
		   before->uptime, clock->uptime, vg_instant_mono_since(now, last->at))
	    ? VG_RESTART_NO
	    : VG_RESTART_YES;
}

enum vg_restart
vg_restart_see(struct vg_restart_last *last, const struct vg_restart_clock *clock,
    struct vg_mono now)
{
	if (!clock->has_uptime && !clock->has_engine)
		return VG_RESTART_UNKNOWN;
	enum vg_restart restart = compare(last, clock, now);
	last->clock = *clock;
	last->at = now;
	return restart;
}

int
vg_restart_delta(const struct vg_value *before, const struct vg_value *after,
    bool restarted, uint64_t *delta)
{
	bool wide = after->type == VG_VALUE_COUNTER64;

	if (before->type != after->type || (!wide && after->type != VG_VALUE_COUNTER32))
		return VG_EINVAL;
	if (restarted || (wide && after->number < before->number))
		return VG_ERANGE;
	*delta = wide ? after->number - before->number
		      : (uint32_t)(after->number - before->number);
	return VG_OK;
}

uint32_t
vg_restart_elapsed(uint32_t before, uint32_t after)
{
	return after - before;
}
