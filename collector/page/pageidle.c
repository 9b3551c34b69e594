/*
 * Owners who do nothing.
 */
#include "collector/page/pageidle.h"

#include "collector/page/pagelimit.h"
#include "lib/base/error.h"

static struct vg_wall
after_s(struct vg_wall from, uint32_t seconds)
{
	return vg_instant_add(from, (int64_t)seconds * VG_SECOND_US);
}

static void
fall(struct vg_page_next *next, const struct vg_pageidle_case *c, unsigned whom,
    struct vg_wall at, struct vg_wall now)
{
	if ((c->told & whom) || !vg_instant_is_set(at))
		return;
	if (vg_instant_compare(at, now) <= 0)
		next->now |= whom;
	else if (!vg_instant_is_set(next->at) || vg_instant_compare(at, next->at) < 0)
		next->at = at;
}

/* When quiet hours are over, also of what was due in them. */
static struct vg_wall
loud(const struct vg_pageidle_case *c, const struct vg_page_numbers *n, struct vg_wall at,
    struct vg_wall now)
{
	if (vg_instant_compare(at, now) < 0)
		at = now;
	return vg_pagelimit_loud(c->zone, n->quiet_from_s, n->quiet_until_s, at);
}

static struct vg_page_next
judge_critical(
    const struct vg_pageidle_case *c, const struct vg_page_numbers *n, struct vg_wall now)
{
	struct vg_page_next next = {.rung = 2};

	fall(&next, c, VG_PAGE_FIRST, after_s(c->acted, n->idle_critical_s), now);
	fall(&next, c, VG_PAGE_LEAD, after_s(c->acted, n->idle_critical_lead_s), now);
	return next;
}

static struct vg_page_next
judge_major(
    const struct vg_pageidle_case *c, const struct vg_page_numbers *n, struct vg_wall now)
{
	struct vg_page_next next = {.rung = 3};

	fall(&next, c, VG_PAGE_FIRST, loud(c, n, after_s(c->acted, n->idle_major_s), now),
	    now);
	fall(&next, c, VG_PAGE_LEAD,
	    loud(c, n, after_s(c->acted, n->idle_major_lead_s), now), now);
	return next;
}

static struct vg_page_next
judge_minor(
    const struct vg_pageidle_case *c, const struct vg_page_numbers *n, struct vg_wall now)
{
	struct vg_page_next next = {.rung = 4};
	struct vg_wall at = after_s(c->acted, n->idle_minor_s);

	if (c->office &&
	    vg_calendar_add(c->office, c->acted, (int64_t)n->idle_minor_s * VG_SECOND_US,
		&at) != VG_OK)
		return next;
	/* What runs out as the office closes is told when it opens. */
	at = vg_pageladder_open(c->office, at);
	if (vg_instant_is_set(at))
		fall(&next, c, VG_PAGE_FIRST, loud(c, n, at, now), now);
	return next;
}

struct vg_page_next
vg_pageidle_judge(const struct vg_pageidle_case *c, const struct vg_page_numbers *numbers,
    struct vg_wall now)
{
	if (!c->owned || !c->stands || !c->ours)
		return (struct vg_page_next){.rung = 1};
	switch (c->severity) {
	case VG_SEVERITY_CRITICAL:
		return judge_critical(c, numbers, now);
	case VG_SEVERITY_MAJOR:
		return judge_major(c, numbers, now);
	case VG_SEVERITY_MINOR:
		return judge_minor(c, numbers, now);
	case VG_SEVERITY_WARNING:
	case VG_SEVERITY_INDETERMINATE:
	case VG_SEVERITY_CLEARED:
		break;
	}
	return (struct vg_page_next){.rung = 5};
}
