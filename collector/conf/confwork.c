/*
 * Planned work: windows in which faults open no case.
 *
 * A weekly window begins at a civil time in the zone of the device's site and lasts so many
 * real minutes: a night in which clocks change makes it neither longer nor shorter.
 */
#include <stdlib.h>
#include <string.h>

#include "collector/conf/confread.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/time/calendar.h"

/* The longest window without a manager's word. */
#define LONGEST_US (12 * VG_HOUR_US)

static const char *const week[] = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

static int
read_once(struct vg_conf_work *w, const struct vg_node *node, struct vg_detail *detail)
{
	if (vg_instant_parse(vg_tree_text(node, "begin", ""), &w->begin) != VG_OK ||
	    vg_instant_parse(vg_tree_text(node, "end", ""), &w->end) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL,
		    "planned-work %s: begin or end is no instant that exists", w->name);
	if (vg_instant_compare(w->begin, w->end) >= 0)
		return vg_detail_set(detail, VG_EINVAL,
		    "planned-work %s: ends before it begins; mend begin or end", w->name);
	return VG_OK;
}

static void
read_weekly(struct vg_conf_work *w, const struct vg_node *node)
{
	const char *from = vg_tree_text(node, "from", "00:00");

	w->weekly = true;
	w->from_s =
	    (int)(strtol(from, NULL, 10) * 3600 + strtol(from + 3, NULL, 10) * 60);
	w->minutes = (uint32_t)vg_tree_int(node, "minutes", 1);
	EACH(day, node, "day")
	{
		for (unsigned i = 0; i < 7; i++) {
			if (strcmp(vg_tree_value(day), week[i]) == 0)
				w->days |= 1u << i;
		}
	}
}

static int64_t
lasts_us(const struct vg_conf_work *w)
{
	return w->weekly ? w->minutes * VG_MINUTE_US : vg_instant_since(w->end, w->begin);
}

bool
vg_conf_work_is_allowed(const struct vg_conf *conf, const struct vg_conf_work *work)
{
	if (lasts_us(work) <= LONGEST_US)
		return true;
	for (size_t i = 0; work->approved_by[0] && i < conf->n_users; i++) {
		if (strcmp(conf->users[i].person, work->approved_by) == 0 &&
		    conf->users[i].role >= VG_ROLE_MANAGER)
			return true;
	}
	return false;
}

static int
read_work(struct vg_conf_work *w, const struct vg_node *node, struct vg_detail *detail)
{
	int code = VG_OK;

	TAKE(w->name, node, "name");
	TAKE(w->reason, node, "description");
	TAKE(w->owner, node, "owner");
	TAKE(w->approved_by, node, "approved-by");
	vg_confread_names(&w->devices, node, "device");
	vg_confread_names(&w->sites, node, "site");
	vg_confread_names(&w->classes, node, "class");
	if (vg_tree_child(node, "begin"))
		code = read_once(w, node, detail);
	else
		read_weekly(w, node);
	if (code != VG_OK)
		return code;
	if (lasts_us(w) > LONGEST_US && !w->approved_by[0])
		return vg_detail_set(detail, VG_EINVAL,
		    "planned-work %s: lasts more than 12 hours, which a manager allows; "
		    "name him in approved-by",
		    w->name);
	return VG_OK;
}

int
vg_confread_works(struct vg_conf *c, const struct vg_node *top, struct vg_detail *detail)
{
	c->works = vg_mem_array(vg_tree_count(top, "planned-work"), sizeof(*c->works));
	EACH(node, top, "planned-work")
	{
		if (read_work(&c->works[c->n_works++], node, detail) != VG_OK)
			return VG_EINVAL;
	}
	return VG_OK;
}

void
vg_confread_free_works(struct vg_conf *c)
{
	for (size_t i = 0; i < c->n_works; i++) {
		free(c->works[i].devices.name);
		free(c->works[i].sites.name);
		free(c->works[i].classes.name);
	}
	free(c->works);
}

/* --- what covers a fault ------------------------------------------------------------------- */

static bool
covers_class(const struct vg_conf_work *w, const char *class)
{
	static const char *const never[] = {
	    "power", "cooling", "site-power", "agent", "self"};

	if (w->classes.n)
		return vg_conf_names_have(&w->classes, class);
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
		if (strcmp(never[i], class) == 0)
			return false;
	}
	return true;
}

/* Whether the window stands open at 'at' in 'zone', and its end then. */
static bool
is_open(const struct vg_conf_work *w, const struct vg_zone *zone, struct vg_wall at,
    struct vg_wall *until)
{
	if (!w->weekly) {
		*until = w->end;
		return vg_instant_compare(w->begin, at) <= 0 &&
		    vg_instant_compare(at, w->end) < 0;
	}
	int64_t local = at.us + vg_zonetable_offset(zone, at) * VG_SECOND_US;
	int64_t today = local / VG_DAY_US;
	/* It lasts a day at most: of 24 hours, beside which a day of 23 is over a day sooner. */
	for (int64_t day = today; day >= today - 2; day--) {
		if (!(w->days & (1u << vg_calendar_weekday(day))))
			continue;
		struct vg_wall begin =
		    vg_zonetable_instant(zone, day, w->from_s, VG_ZONE_FIRST);
		*until = vg_instant_add(begin, w->minutes * VG_MINUTE_US);
		if (vg_instant_compare(begin, at) <= 0 &&
		    vg_instant_compare(at, *until) < 0)
			return true;
	}
	return false;
}

/* On 'device' (NULL: what is no device's), or on its whole site. */
static const struct vg_conf_work *
find_work(const struct vg_conf *conf, const struct vg_conf_site *site, const char *device,
    const char *class, struct vg_wall at, struct vg_wall *until)
{
	const struct vg_conf_work *found = NULL;

	for (size_t i = 0; site && i < conf->n_works; i++) {
		const struct vg_conf_work *w = &conf->works[i];
		struct vg_wall end;
		if (!(device && vg_conf_names_have(&w->devices, device)) &&
		    !vg_conf_names_have(&w->sites, site->name))
			continue;
		if (!covers_class(w, class) || !is_open(w, site->zone, at, &end))
			continue;
		if (!found || vg_instant_compare(end, *until) > 0) {
			found = w;
			*until = end;
		}
	}
	return found;
}

const struct vg_conf_work *
vg_conf_work_at(const struct vg_conf *conf, const char *device, const char *class,
    struct vg_wall at, struct vg_wall *until)
{
	const struct vg_conf_device *d = vg_conf_device(conf, device);

	return d ? find_work(conf, vg_conf_site(conf, d->site), device, class, at, until)
		 : NULL;
}

const struct vg_conf_work *
vg_conf_work_at_site(const struct vg_conf *conf, const char *site, const char *class,
    struct vg_wall at, struct vg_wall *until)
{
	return find_work(conf, vg_conf_site(conf, site), NULL, class, at, until);
}

/* The first beginning of 'w' after 'after'; unset: none within eight days. */
static struct vg_wall
next_begin(const struct vg_conf_work *w, const struct vg_zone *zone, struct vg_wall after)
{
	int64_t local = after.us + vg_zonetable_offset(zone, after) * VG_SECOND_US;
	int64_t today = local / VG_DAY_US;

	if (!w->weekly)
		return vg_instant_compare(w->begin, after) > 0 ? w->begin
							       : (struct vg_wall){0};
	for (int64_t day = today; day <= today + 8; day++) {
		struct vg_wall begin =
		    vg_zonetable_instant(zone, day, w->from_s, VG_ZONE_FIRST);
		if ((w->days & (1u << vg_calendar_weekday(day))) &&
		    vg_instant_compare(begin, after) > 0)
			return begin;
	}
	return (struct vg_wall){0};
}

struct vg_wall
vg_conf_work_next(const struct vg_conf *conf, const char *device, struct vg_wall after)
{
	const struct vg_conf_device *d = vg_conf_device(conf, device);
	const struct vg_conf_site *site = d ? vg_conf_site(conf, d->site) : NULL;
	struct vg_wall first = {0};

	for (size_t i = 0; site && i < conf->n_works; i++) {
		const struct vg_conf_work *w = &conf->works[i];
		if (!vg_conf_names_have(&w->devices, device) &&
		    !vg_conf_names_have(&w->sites, d->site))
			continue;
		struct vg_wall begin = next_begin(w, site->zone, after);
		if (vg_instant_is_set(begin) &&
		    (!vg_instant_is_set(first) || vg_instant_compare(begin, first) < 0))
			first = begin;
	}
	return first;
}

/* The window that is on at 'at' in 'zone', else the next one. */
static bool
window_in(const struct vg_conf_work *w, const struct vg_zone *zone, struct vg_wall at,
    struct vg_conf_window *window)
{
	window->open = is_open(w, zone, at, &window->end);
	if (window->open) {
		window->begin = w->weekly
		    ? vg_instant_add(window->end, -(int64_t)w->minutes * VG_MINUTE_US)
		    : w->begin;
		return true;
	}
	window->begin = next_begin(w, zone, at);
	window->end =
	    w->weekly ? vg_instant_add(window->begin, w->minutes * VG_MINUTE_US) : w->end;
	return vg_instant_is_set(window->begin);
}

/* The site of the i-th device or site that 'w' names; NULL past the last. */
static const struct vg_conf_site *
site_at(const struct vg_conf *conf, const struct vg_conf_work *w, size_t i)
{
	if (i < w->sites.n)
		return vg_conf_site(conf, w->sites.name[i]);
	i -= w->sites.n;
	const struct vg_conf_device *d =
	    i < w->devices.n ? vg_conf_device(conf, w->devices.name[i]) : NULL;
	return d ? vg_conf_site(conf, d->site) : NULL;
}

bool
vg_conf_work_window(const struct vg_conf *conf, const struct vg_conf_work *work,
    struct vg_wall at, struct vg_conf_window *window)
{
	const struct vg_conf_site *site;
	bool found = false;

	for (size_t i = 0; (site = site_at(conf, work, i)) != NULL; i++) {
		struct vg_conf_window one;
		if (!window_in(work, site->zone, at, &one))
			continue;
		if (!found || vg_instant_compare(one.end, window->end) < 0)
			*window = one;
		found = true;
	}
	return found;
}

const struct vg_conf_work *
vg_conf_work(const struct vg_conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->n_works; i++) {
		if (strcmp(conf->works[i].name, name) == 0)
			return &conf->works[i];
	}
	return NULL;
}
