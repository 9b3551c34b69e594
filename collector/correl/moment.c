/*
 * Moments.
 */
#include "collector/correl/moment.h"

static struct vg_wall
later(struct vg_wall at, int64_t seconds)
{
	return vg_instant_add(at, seconds * VG_SECOND_US);
}

struct vg_wall
vg_moment_of(struct vg_wall said, struct vg_wall now, uint32_t wait_s)
{
	return vg_instant_compare(said, later(now, wait_s)) > 0 ? now : said;
}

struct vg_wall
vg_moment_after(
    struct vg_wall moment, struct vg_wall now, uint32_t wait_s, uint32_t seconds)
{
	/* The sender's clock may be behind as far as its message is late. */
	struct vg_wall least = later(now, -2 * (int64_t)wait_s);

	if (vg_instant_compare(moment, least) < 0)
		moment = least;
	return later(moment, seconds);
}
