/*
 * Limits of pages.
 */
#include "collector/page/pagelimit.h"

struct vg_wall
vg_pagelimit_loud(const struct vg_zone *zone, int from_s, int until_s, struct vg_wall at)
{
	int64_t day = vg_zonetable_day(zone, at);

	if (from_s == until_s)
		return at;
	/* Those that began yesterday, and those that begin today. */
	for (int64_t begun = day - 1; begun <= day; begun++) {
		int64_t ended = until_s > from_s ? begun : begun + 1;
		struct vg_wall from =
		    vg_zonetable_instant(zone, begun, from_s, VG_ZONE_FIRST);
		struct vg_wall until =
		    vg_zonetable_instant(zone, ended, until_s, VG_ZONE_SECOND);
		if (vg_instant_compare(at, from) >= 0 &&
		    vg_instant_compare(at, until) < 0)
			return until;
	}
	return at;
}

bool
vg_pagelimit_may(const struct vg_page_numbers *numbers, size_t n, bool again)
{
	size_t most = numbers->most_per_hour;

	return n < (again ? (most + 1) / 2 : most);
}

static struct vg_wall
later(struct vg_wall one, struct vg_wall other)
{
	return vg_instant_compare(one, other) < 0 ? other : one;
}

static struct vg_wall
sooner(struct vg_wall one, struct vg_wall other)
{
	return vg_instant_compare(one, other) < 0 ? one : other;
}

struct vg_wall
vg_pagelimit_leaves(const struct vg_pagelimit_got *got, struct vg_wall now)
{
	int64_t lately_us = VG_PAGELIMIT_LATELY_S * VG_SECOND_US;
	struct vg_wall over = vg_instant_add(got->since, lately_us);

	return got->lately < VG_PAGELIMIT_AT_ONCE
	    ? now
	    : sooner(later(over, now), vg_instant_add(now, lately_us));
}

struct vg_wall
vg_pagelimit_anyway(const struct vg_page_numbers *numbers, enum vg_page_class class,
    const struct vg_pagelimit_got *got, struct vg_wall now)
{
	int64_t again_us = VG_SECOND_US *
	    (int64_t)(class == VG_PAGE_W1 ? numbers->w1_again_s : numbers->w2_again_s);

	return later(vg_instant_add(sooner(got->last, now), again_us),
	    vg_instant_add(now, VG_PAGELIMIT_GATHER_S * VG_SECOND_US));
}

bool
vg_pagelimit_holds(const struct vg_page_numbers *numbers, struct vg_wall acknowledged,
    struct vg_wall now)
{
	return vg_instant_is_set(acknowledged) &&
	    vg_instant_since(now, acknowledged) <
	    (int64_t)numbers->ack_holds_s * VG_SECOND_US;
}
