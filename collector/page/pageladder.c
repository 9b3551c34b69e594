/*
 * The ladder of pages.
 */
#include "collector/page/pageladder.h"

#include "collector/page/pagelimit.h"
#include "lib/base/error.h"

struct vg_wall
vg_pageladder_open(const struct vg_calendar *calendar, struct vg_wall at)
{
	struct vg_wall after;

	if (!calendar || calendar->always)
		return at;
	/* The first second of open time ends one second behind where it begins. */
	if (vg_calendar_add(calendar, at, VG_SECOND_US, &after) != VG_OK)
		return (struct vg_wall){0};
	after = vg_instant_add(after, -VG_SECOND_US);
	return vg_instant_compare(after, at) < 0 ? at : after;
}

static struct vg_wall
after_s(struct vg_wall from, uint32_t seconds)
{
	return vg_instant_add(from, (int64_t)seconds * VG_SECOND_US);
}

/* It falls due at 'at' (unset: never): told now, or looked at then. */
static void
fall(struct vg_page_next *next, unsigned whom, struct vg_wall at, struct vg_wall now)
{
	if (!vg_instant_is_set(at))
		return;
	if (vg_instant_compare(at, now) <= 0)
		next->now |= whom;
	else if (!vg_instant_is_set(next->at) || vg_instant_compare(at, next->at) < 0)
		next->at = at;
}

/* The first person: when nobody was told yet, and then again. */
static void
fall_first(struct vg_page_next *next, const struct vg_page_case *c,
    const struct vg_calendar *hours, struct vg_wall start, uint32_t again_s,
    struct vg_wall now)
{
	struct vg_wall at = start;

	if (vg_instant_is_set(c->last))
		at = vg_pageladder_open(
		    hours, after_s(c->last, c->rides ? again_s / 2 : again_s));
	fall(next, VG_PAGE_FIRST, at, now);
	if (next->now & VG_PAGE_FIRST)
		fall(next, VG_PAGE_FIRST,
		    vg_pageladder_open(hours, after_s(now, again_s)), now);
}

/* Somebody else, once; then he is told whenever the first one is. */
static void
fall_other(struct vg_page_next *next, const struct vg_page_case *c, unsigned whom,
    bool again, struct vg_wall at, struct vg_wall now)
{
	if (!(c->told & whom))
		fall(next, whom, at, now);
	else if (again && (next->now & VG_PAGE_FIRST))
		next->now |= whom;
}

/* Others wait from the first page on, which may come long after the case. */
static struct vg_wall
since(const struct vg_page_case *c, struct vg_wall start, struct vg_wall now)
{
	if (vg_instant_is_set(c->first))
		return c->first;
	return vg_instant_compare(start, now) > 0 ? start : now;
}

static struct vg_page_next
judge_w1(
    const struct vg_page_case *c, const struct vg_page_numbers *n, struct vg_wall now)
{
	struct vg_page_next next = {.rung = 2};
	struct vg_wall from = since(c, c->begun, now);

	fall_first(&next, c, NULL, c->begun, n->w1_again_s, now);
	fall_other(&next, c, VG_PAGE_SECOND, true, after_s(from, n->w1_second_s), now);
	fall_other(&next, c, VG_PAGE_MANAGER, false, after_s(from, n->w1_manager_s), now);
	return next;
}

static struct vg_page_next
judge_w2(
    const struct vg_page_case *c, const struct vg_page_numbers *n, struct vg_wall now)
{
	struct vg_page_next next = {.rung = 3};
	struct vg_wall start =
	    vg_pageladder_open(c->hotline, after_s(c->begun, n->w2_after_s));
	struct vg_wall from = since(c, start, now);

	if (!vg_instant_is_set(start))
		return next;
	fall_first(&next, c, c->hotline, start, n->w2_again_s, now);
	fall_other(&next, c, VG_PAGE_SECOND, true,
	    vg_pageladder_open(c->hotline, after_s(from, n->w2_second_s)), now);
	return next;
}

/* 'at', or when the quiet hours are over in which it falls or in which it is looked at. */
static struct vg_wall
loud(const struct vg_page_case *c, const struct vg_page_numbers *n, struct vg_wall at,
    struct vg_wall now)
{
	if (vg_instant_compare(at, now) < 0)
		at = now;
	return vg_pagelimit_loud(c->zone, n->quiet_from_s, n->quiet_until_s, at);
}

static struct vg_page_next
judge_w3(
    const struct vg_page_case *c, const struct vg_page_numbers *n, struct vg_wall now)
{
	struct vg_page_next next = {.rung = 4};
	struct vg_wall start = vg_pageladder_open(c->office, c->begun), lead;

	if (!vg_instant_is_set(start))
		return next;
	if (!(c->told & VG_PAGE_FIRST))
		fall(&next, VG_PAGE_FIRST, loud(c, n, start, now), now);
	if (c->office) {
		if (vg_calendar_add(c->office, start,
			(int64_t)n->w3_lead_s * VG_SECOND_US, &lead) != VG_OK)
			return next;
	} else {
		lead = after_s(start, n->w3_lead_s);
	}
	fall_other(&next, c, VG_PAGE_LEAD, false, loud(c, n, lead, now), now);
	return next;
}

struct vg_page_next
vg_pageladder_judge(const struct vg_page_case *c, const struct vg_page_numbers *numbers,
    struct vg_wall now)
{
	/* 1: somebody has it, or there is nothing to have. */
	if (c->taken)
		return (struct vg_page_next){.rung = 1};
	switch (c->class) {
	case VG_PAGE_W1:
		return judge_w1(c, numbers, now);
	case VG_PAGE_W2:
		return judge_w2(c, numbers, now);
	case VG_PAGE_W3:
		return judge_w3(c, numbers, now);
	case VG_PAGE_W4:
		return (struct vg_page_next){.rung = 5};
	case VG_PAGE_NONE:
		break;
	}
	return (struct vg_page_next){.rung = 1};
}

struct vg_wall
vg_pageladder_half(
    const struct vg_page_numbers *numbers, enum vg_page_class class, struct vg_wall last)
{
	if (!vg_instant_is_set(last) || (class != VG_PAGE_W1 && class != VG_PAGE_W2))
		return (struct vg_wall){0};
	return after_s(
	    last, (class == VG_PAGE_W1 ? numbers->w1_again_s : numbers->w2_again_s) / 2);
}

struct vg_wall
vg_pageladder_handed(const struct vg_page_case *c, const struct vg_page_numbers *numbers,
    struct vg_wall now)
{
	switch (c->class) {
	case VG_PAGE_W1:
		return now;
	case VG_PAGE_W2:
		return vg_pageladder_open(c->hotline, now);
	case VG_PAGE_W3:
		return loud(c, numbers, now, now);
	case VG_PAGE_W4:
	case VG_PAGE_NONE:
		break;
	}
	return (struct vg_wall){0};
}

const char *
vg_pageladder_text(int rung)
{
	static const char *const texts[] = {"", "taken, or nothing stands",
	    "W1: at once, at any hour",
	    "W2: when it still stands, while the hotline is open",
	    "W3: when the office opens", "W4: in the weekly list",
	    "the duty changed: what nobody took goes on"};

	return rung > 0 && rung < (int)(sizeof(texts) / sizeof(texts[0])) ? texts[rung]
									  : "";
}
