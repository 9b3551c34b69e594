/*
 * Site-wide faults at the desk.
 */
#include "collector/desk/causes/desktogether.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/correl/sitewide.h"
#include "collector/store/storecause.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

enum { MAX_FACTS = 256, SHELVED = 9, PLANNED = 10 };

/* The fault of the site that faults of its devices may be one of. */
struct whole {
	const char *site; /* borrowed */
	struct vg_event event;
	struct vg_alarm_row alarm; /* as it stands */
};

/* The site's power is a part of it; what else is the site's is the site. */
static int
find_whole(struct vg_desk *desk, const char *site, const char *name,
    struct vg_wall moment, struct vg_wall now, struct whole *w)
{
	const struct vg_kind *kind = vg_packset_kind(desk->packs, name);
	bool power = kind && strcmp(kind->class, "site-power") == 0;

	*w = (struct whole){.site = site, .event = {.origin = VG_ORIGIN_SELF}};
	vg_resource_build(w->event.resource, "site", site, power ? "power" : NULL);
	vg_text_copy(w->event.kind, sizeof(w->event.kind), name);
	w->event.severity = kind ? kind->severity : VG_SEVERITY_MAJOR;
	w->event.agent_time = moment;
	w->event.received = now;
	return vg_deskrows_alarm(desk, &w->event, &w->alarm);
}

static bool
stands(const struct whole *w)
{
	return w->alarm.id && !w->alarm.cleared;
}

/* Whether it is the desk's own: what an agent says of the site is the agent's to end. */
static bool
is_own(const struct whole *w)
{
	return stands(w) && !w->alarm.agent[0] && strcmp(w->alarm.source, "self") == 0;
}

/* The standing faults of the site's devices that began from 'from' to 'to', at most MAX_FACTS. */
static int
load_facts(struct vg_desk *desk, const struct whole *w, struct vg_wall from,
    struct vg_wall to, struct vg_sitewide_fact *facts, size_t *n)
{
	const size_t q = VG_STORECAUSE_TOGETHER;
	int code =
	    vg_db_query(desk->db, q, "ttii", w->site, w->event.kind, from.us, to.us);

	*n = 0;
	while (code == VG_OK && *n < MAX_FACTS && vg_db_next(desk->db, q)) {
		struct vg_sitewide_fact *fact = &facts[(*n)++];
		fact->since.us = vg_db_int(desk->db, q, 0);
		vg_text_copy(
		    fact->device, sizeof(fact->device), vg_db_text(desk->db, q, 1));
	}
	if (code == VG_OK)
		vg_db_done(desk->db, q);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static struct vg_wall
began(const struct vg_passage *p)
{
	const struct vg_event *e = p->event;

	return vg_instant_is_set(e->since) ? e->since : e->agent_time;
}

/*
 * Whether every device of the site has a fault that began at 'since' or later, 'more' (NULL: none)
 * among them, which is not noted yet.
 */
static int
look_at_all(struct vg_desk *desk, const struct whole *w, struct vg_wall since,
    const char *more, bool *all)
{
	const size_t q = VG_STORECAUSE_TOGETHER_DEVICES;
	int64_t have = 0, n = 0;
	int code =
	    vg_db_query(desk->db, q, "ttit", w->site, w->event.kind, since.us, more);

	if (code == VG_OK && vg_db_next(desk->db, q)) {
		n = vg_db_int(desk->db, q, 0);
		vg_db_done(desk->db, q);
	}
	for (size_t i = 0; i < desk->conf->n_devices; i++)
		have += strcmp(desk->conf->devices[i].site, w->site) == 0;
	*all = n == have;
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

static int
raise_whole(struct vg_desk *desk, const struct vg_passage *p, struct whole *w,
    const struct vg_sitewide_fact *facts, size_t n, struct vg_detail *detail)
{
	const struct vg_kind *kind = vg_packset_kind(desk->packs, p->kind.together);
	const char *first = facts[0].device, *second = first;
	bool all = false, in = vg_instant_compare(began(p), w->event.since) >= 0;
	int code =
	    look_at_all(desk, w, w->event.since, in ? p->device->name : NULL, &all);

	for (size_t i = 0; i < n && second == first; i++) {
		if (strcmp(facts[i].device, first) != 0)
			second = facts[i].device;
	}
	w->event.action = VG_ACTION_RAISE;
	if (kind && all)
		w->event.severity = kind->highest;
	vg_text_format(w->event.text, sizeof(w->event.text),
	    "%s at once: %s, %s and what else began within %" PRIu32 " s", p->kind.label,
	    first, second, desk->conf->policy.site_window_s);
	return code == VG_OK
	    ? vg_deskapply_event(desk, &w->event, "", 0, p->now, false, detail)
	    : code;
}

/* The fault of 'p' as one more, at its place. */
static void
add_own(const struct vg_passage *p, struct vg_sitewide_fact *facts, size_t *n)
{
	size_t at = *n < MAX_FACTS ? (*n)++ : MAX_FACTS - 1;

	while (at > 0 && vg_instant_compare(facts[at - 1].since, began(p)) > 0) {
		facts[at] = facts[at - 1];
		at--;
	}
	facts[at].since = began(p);
	vg_text_copy(facts[at].device, sizeof(facts[at].device), p->device->name);
}

/* One more of them: perhaps there are several now. */
static int
look_for(struct vg_desk *desk, const struct vg_passage *p, struct whole *w, bool *found,
    struct vg_detail *detail)
{
	struct vg_sitewide_fact *facts = vg_mem_array(MAX_FACTS, sizeof(*facts));
	const struct vg_conf_policy *policy = &desk->conf->policy;
	int64_t window_us = (int64_t)policy->site_window_s * VG_SECOND_US;
	size_t n = 0;
	int code = load_facts(desk, w, vg_instant_add(began(p), -window_us),
	    vg_instant_add(began(p), window_us), facts, &n);

	if (code == VG_OK)
		add_own(p, facts, &n);
	*found = code == VG_OK &&
	    vg_sitewide_judge(facts, n, window_us, policy->site_devices, &w->event.since);
	if (*found)
		code = raise_whole(desk, p, w, facts, n, detail);
	free(facts);
	return code;
}

/* It stands, and there is one more: perhaps that was the last one which had none. */
static int
look_whether_worse(struct vg_desk *desk, struct whole *w, struct vg_detail *detail)
{
	const struct vg_kind *kind = vg_packset_kind(desk->packs, w->event.kind);
	bool all = false;

	if (!kind || w->alarm.event.severity >= kind->highest)
		return VG_OK;
	int code = look_at_all(desk, w, w->alarm.raised, NULL, &all);
	if (code != VG_OK || !all)
		return code;
	w->event.action = VG_ACTION_RAISE;
	w->event.severity = kind->highest;
	w->event.since = w->alarm.raised;
	vg_text_format(w->event.text, sizeof(w->event.text),
	    "%s: every device of the site shows it", kind->label);
	return vg_deskapply_event(
	    desk, &w->event, "", 0, w->event.received, false, detail);
}

/* One less: are there still several of those that began with it, or since? */
static int
look_away(struct vg_desk *desk, struct whole *w, struct vg_detail *detail)
{
	struct vg_sitewide_fact *facts = vg_mem_array(MAX_FACTS, sizeof(*facts));
	struct vg_wall unused;
	size_t n = 0;
	int code =
	    load_facts(desk, w, w->alarm.raised, (struct vg_wall){INT64_MAX}, facts, &n);
	bool still = vg_sitewide_judge(
	    facts, n, INT64_MAX, desk->conf->policy.site_devices, &unused);

	free(facts);
	if (code != VG_OK || still)
		return code;
	w->event.action = VG_ACTION_CLEAR;
	w->event.severity = w->alarm.event.severity;
	vg_text_format(w->event.text, sizeof(w->event.text),
	    "fewer than %" PRIu32 " devices show it any more",
	    desk->conf->policy.site_devices);
	return vg_deskapply_event(
	    desk, &w->event, "", 0, w->event.received, false, detail);
}

static bool
has_deed(const struct vg_passage *p, enum vg_deed_type type)
{
	for (size_t i = 0; i < p->verdict.n_deeds; i++) {
		if (p->verdict.deeds[i].type == type)
			return true;
	}
	return false;
}

/* What is shelved or in planned work says nothing of its site until that is over. */
static bool
comes(const struct vg_passage *p)
{
	if (p->verdict.rung == SHELVED || p->verdict.rung == PLANNED)
		return false;
	return has_deed(p, VG_DEED_ALARM_RAISE) ||
	    (p->revisit && p->event->action == VG_ACTION_RAISE);
}

/* Whether it may be one of several at its site. */
static bool
is_one(const struct vg_passage *p)
{
	return p->kind.together[0] && p->device && p->device->site[0];
}

static int
fail(struct vg_desk *desk, int code, struct vg_detail *detail)
{
	return code == VG_OK || detail->code == code
	    ? code
	    : vg_detail_set(detail, code, "%s", vg_db_error(desk->db));
}

int
vg_desktogether_before(struct vg_desk *desk, const struct vg_passage *p, bool *found,
    struct vg_detail *detail)
{
	struct whole w;

	*found = false;
	if (!is_one(p) || !comes(p) ||
	    (!has_deed(p, VG_DEED_CASE_OPEN) && !has_deed(p, VG_DEED_CASE_REOPEN)))
		return VG_OK;
	int code =
	    find_whole(desk, p->device->site, p->kind.together, p->moment, p->now, &w);
	if (code == VG_OK && (!stands(&w) || w.alarm.pending))
		code = look_for(desk, p, &w, found, detail);
	return fail(desk, code, detail);
}

int
vg_desktogether_after(
    struct vg_desk *desk, const struct vg_passage *p, struct vg_detail *detail)
{
	bool goes = has_deed(p, VG_DEED_ALARM_CLEAR), found;
	struct whole w;

	if (!is_one(p) || (!goes && !comes(p)))
		return VG_OK;
	int code = goes
	    ? vg_db_run(desk->db, VG_STORECAUSE_TOGETHER_DROP, "i", p->alarm.id)
	    : vg_db_run(desk->db, VG_STORECAUSE_TOGETHER_ADD, "ttiit", p->device->site,
		  p->kind.together, began(p).us, p->alarm.id, p->device->name);
	if (code == VG_OK)
		code = find_whole(
		    desk, p->device->site, p->kind.together, p->moment, p->now, &w);
	if (code == VG_OK && goes && is_own(&w))
		code = look_away(desk, &w, detail);
	else if (code == VG_OK && !goes && (!stands(&w) || w.alarm.pending))
		code = look_for(desk, p, &w, &found, detail);
	else if (code == VG_OK && !goes && is_own(&w))
		code = look_whether_worse(desk, &w, detail);
	return fail(desk, code, detail);
}

/* --- another tree ---------------------------------------------------------------------------- */

/* A fault of a device that is not there any more. */
struct gone {
	int64_t alarm;
	char site[VG_NAME_SIZE], kind[VG_KIND_SIZE];
};

struct gone_list {
	struct gone *rows; /* owned */
	size_t n, room;
};

static int
find_gone(struct vg_desk *desk, struct gone_list *list)
{
	const size_t q = VG_STORECAUSE_TOGETHER_ALL;
	int code = vg_db_query(desk->db, q, "");

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		const char *site = vg_db_text(desk->db, q, 1);
		const struct vg_conf_device *d =
		    vg_conf_device(desk->conf, vg_db_text(desk->db, q, 3));
		if (d && strcmp(d->site, site) == 0)
			continue;
		list->rows =
		    vg_mem_grow(list->rows, &list->room, list->n, sizeof(*list->rows));
		struct gone *gone = &list->rows[list->n++];
		gone->alarm = vg_db_int(desk->db, q, 0);
		vg_text_copy(gone->site, sizeof(gone->site), site);
		vg_text_copy(gone->kind, sizeof(gone->kind), vg_db_text(desk->db, q, 2));
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_desktogether_tree(struct vg_desk *desk, struct vg_wall now, struct vg_detail *detail)
{
	struct gone_list list = {0};
	struct whole w;
	int code = find_gone(desk, &list);

	for (size_t i = 0; code == VG_OK && i < list.n; i++)
		code = vg_db_run(
		    desk->db, VG_STORECAUSE_TOGETHER_DROP, "i", list.rows[i].alarm);
	for (size_t i = 0; code == VG_OK && i < list.n; i++) {
		code =
		    find_whole(desk, list.rows[i].site, list.rows[i].kind, now, now, &w);
		if (code == VG_OK && is_own(&w) && !w.alarm.pending)
			code = look_away(desk, &w, detail);
	}
	free(list.rows);
	return code;
}
