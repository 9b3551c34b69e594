/*
 * What P13 asks before it suggests: what stands around the fault, planned work, checks, when the
 * unit came and when its place was last filled anew.
 */
#include "collector/desk/returns/desksuggestfact.h"

#include <string.h>

#include "collector/desk/returns/deskreturnask.h"
#include "collector/store/storelink.h"
#include "collector/store/storeunit.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* One fact being loaded; all borrowed. */
struct load {
	struct vg_desk *desk;
	const struct vg_case_row *c;
	const struct vg_alarm_row *alarm;
	const struct vg_conf_device *device;
	const struct vg_conf_supplier *supplier;
	struct vg_wall now;
	struct vg_desksuggestaround *around;
	struct vg_desksuggestfact *out;
};

void
vg_desksuggestfact_sooner(struct vg_wall *earliest, struct vg_wall at)
{
	if (vg_instant_is_set(at) &&
	    (!vg_instant_is_set(*earliest) || vg_instant_compare(at, *earliest) < 0))
		*earliest = at;
}

/* --- what stands around it --------------------------------------------------------------- */

/* One standing alarm of the device or its site. */
static void
see_standing(struct load *l, const struct vg_desksuggestnear *near)
{
	struct vg_suggest_facts *f = &l->out->facts;

	if (strcmp(near->class, "site-power") == 0) {
		f->site_power_lost = f->site_power_lost || near->of_site;
		f->feed_lost = f->feed_lost || !near->of_site;
	} else if (near->case_number[0] && strcmp(near->case_number, l->c->number) != 0 &&
	    vg_packset_explains(l->desk->packs, near->kind, l->alarm->event.kind)) {
		f->symptom = true;
	}
	if (f->n_standing_kinds == VG_DESKSUGGESTFACT_NEAR)
		return;
	vg_text_copy(l->out->kinds[f->n_standing_kinds], VG_KIND_SIZE, near->kind);
	l->out->standing[f->n_standing_kinds] = l->out->kinds[f->n_standing_kinds];
	f->n_standing_kinds++;
}

/* All that stands at the alarm's device and its site. */
static int
find_standing(struct load *l)
{
	const size_t q = VG_STOREUNIT_STANDING;
	struct vg_desksuggestaround *around = l->around;
	struct vg_db *db = l->desk->db;
	char site[VG_RESOURCE_SIZE];

	vg_resource_build(site, "site", l->device ? l->device->site : l->c->site, NULL);
	int code = vg_db_query(db, q, "tt", l->alarm->event.device, site);
	around->n = 0;
	while (code == VG_OK && around->n < VG_DESKSUGGESTFACT_STANDING &&
	    vg_db_next(db, q)) {
		struct vg_desksuggestnear *near = &around->rows[around->n++];
		near->of_site = strncmp(vg_db_text(db, q, 0), "site/", 5) == 0;
		vg_text_copy(near->kind, sizeof(near->kind), vg_db_text(db, q, 1));
		vg_text_copy(near->class, sizeof(near->class), vg_db_text(db, q, 2));
		vg_text_copy(
		    near->case_number, sizeof(near->case_number), vg_db_text(db, q, 3));
	}
	vg_db_done(db, q);
	if (code == VG_OK)
		code = vg_db_failed(db);
	around->has_standing = code == VG_OK;
	vg_text_copy(around->device, sizeof(around->device), l->alarm->event.device);
	return code;
}

static int
load_standing(struct load *l)
{
	const struct vg_desksuggestaround *around = l->around;
	int code = VG_OK;

	if (!around->has_standing || strcmp(around->device, l->alarm->event.device) != 0)
		code = find_standing(l);
	for (size_t i = 0; code == VG_OK && i < around->n; i++)
		see_standing(l, &around->rows[i]);
	return code;
}

/* --- how often it came ------------------------------------------------------------------- */

static int
load_raises(struct load *l)
{
	const struct vg_conf_policy *policy = &l->desk->conf->policy;
	const int64_t window_us = policy->likely_within_s * VG_SECOND_US;
	struct vg_suggest_facts *f = &l->out->facts;
	struct vg_db *db = l->desk->db;
	size_t q = VG_SQL_RAISE_COUNT;
	int code = vg_db_query(db, q, "ii", l->alarm->id, l->now.us - window_us);

	f->likely_after_s = policy->likely_after_s;
	f->likely_times = policy->likely_raises;
	f->likely_within_s = policy->likely_within_s;
	if (code == VG_OK && vg_db_next(db, q)) {
		f->times_in_day = (unsigned)vg_db_int(db, q, 0);
		vg_db_done(db, q);
	}
	if (code != VG_OK || f->times_in_day < policy->likely_raises)
		return code;
	/* The raise that makes it often grows old; then it is looked at again. */
	q = VG_STOREUNIT_RAISE;
	code = vg_db_query(db, q, "ii", l->alarm->id, (int64_t)policy->likely_raises - 1);
	if (code == VG_OK && vg_db_next(db, q)) {
		struct vg_wall at = {vg_db_int(db, q, 0) + window_us + 1};
		if (vg_instant_compare(at, l->now) > 0)
			vg_desksuggestfact_sooner(&l->out->again, at);
		vg_db_done(db, q);
	}
	return code;
}

/* --- planned work ------------------------------------------------------------------------ */

/* Work that names no classes speaks against every return: somebody's hands are in there. */
static bool
is_planned(struct load *l, struct vg_wall at, struct vg_wall *until)
{
	const struct vg_conf *conf = l->desk->conf;
	const char *device = l->alarm->event.device;

	return vg_conf_work_at(conf, device, l->alarm->class, at, until) ||
	    vg_conf_work_at(conf, device, "", at, until);
}

static void
load_planned(struct load *l)
{
	struct vg_wall until, unused;

	if (is_planned(l, l->now, &until)) {
		l->out->facts.planned_work = true;
		vg_desksuggestfact_sooner(&l->out->again, until);
	}
	if (is_planned(l, l->alarm->raised, &unused))
		l->out->facts.planned_work = true;
	vg_desksuggestfact_sooner(&l->out->again,
	    vg_conf_work_next(l->desk->conf, l->alarm->event.device, l->now));
}

/* --- software ---------------------------------------------------------------------------- */

static int
load_class(struct load *l)
{
	const size_t q = VG_STORELINK_CASE_REQUEST;
	struct vg_desksuggestaround *around = l->around;
	struct vg_db *db = l->desk->db;
	int code = around->has_class ? VG_OK : vg_db_query(db, q, "t", l->c->number);

	if (code == VG_OK && !around->has_class && vg_db_next(db, q)) {
		around->is_software = strcmp(vg_db_text(db, q, 0), "software") == 0;
		vg_db_done(db, q);
	}
	around->has_class = code == VG_OK;
	l->out->facts.software_class =
	    around->is_software || strcmp(l->alarm->class, "software") == 0;
	return code;
}

/* --- what was checked -------------------------------------------------------------------- */

/* The last word counts; "unclear" is no word. */
static int
load_checks(struct load *l)
{
	const size_t q = VG_STOREUNIT_CHECKS;
	struct vg_suggest_facts *f = &l->out->facts;
	struct vg_db *db = l->desk->db;
	char moment[VG_INSTANT_TEXT_SIZE];
	int code = vg_db_query(db, q, "ttii", l->alarm->event.resource, l->c->number,
	    l->c->opened.us, f->replaced.us);

	while (code == VG_OK && vg_db_next(db, q)) {
		const char *result = vg_db_text(db, q, 0);
		if (strcmp(result, "unclear") != 0) {
			f->check_confirms = strcmp(result, "confirms") == 0;
			f->check_denies = !f->check_confirms;
		}
		vg_instant_text((struct vg_wall){vg_db_int(db, q, 4)}, moment);
		vg_text_format(l->out->checked, sizeof(l->out->checked),
		    "%s, %s (%s): %s", result, moment, vg_db_text(db, q, 3),
		    vg_db_text(db, q, 2)[0] ? vg_db_text(db, q, 2)
					    : vg_db_text(db, q, 1));
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* --- doa and repeat ---------------------------------------------------------------------- */

/* When the unit, and the box around it, came; unset: nobody replaced it. */
struct came {
	struct vg_wall replaced, part, box;
};

static int
load_came(struct load *l, struct came *came)
{
	const size_t q = VG_STOREUNIT_RECEIVED;
	const char *device = l->alarm->event.device;
	struct vg_db *db = l->desk->db;
	char whole[VG_RESOURCE_SIZE];

	vg_resource_build(whole, "device", device, NULL);
	int code = vg_db_query(db, q, "ttt", device, l->alarm->event.resource, whole);

	if (code == VG_OK && vg_db_next(db, q)) {
		*came = (struct came){
		    {vg_db_int(db, q, 0)}, {vg_db_int(db, q, 1)}, {vg_db_int(db, q, 2)}};
		vg_db_done(db, q);
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

/* The tree's day of reception; the window then ends with the last of its days. */
static void
load_received_by_tree(struct load *l)
{
	struct vg_suggest_facts *f = &l->out->facts;

	if (!l->device || !vg_instant_is_set(l->device->received_from))
		return;
	f->received = l->device->received_from;
	f->doa_window_s = (l->supplier->doa_window_days + 1) * 86400 - 1;
}

static int
load_kind(struct load *l)
{
	struct vg_suggest_facts *f = &l->out->facts;
	struct came came = {{0}, {0}, {0}};
	int code = load_came(l, &came);

	f->replaced = came.replaced;
	if (code != VG_OK || !l->supplier)
		return code;
	if (l->supplier->doa_window_days)
		load_received_by_tree(l);
	/* A part came with its box, unless it came later. */
	struct vg_wall last =
	    vg_instant_compare(came.part, came.box) > 0 ? came.part : came.box;
	if (l->supplier->doa_window_days && vg_instant_compare(last, f->received) > 0) {
		f->received = last;
		f->doa_window_s = l->supplier->doa_window_days * 86400;
	}
	return VG_OK;
}

/* --- all of it --------------------------------------------------------------------------- */

static void
write_evidence(struct load *l)
{
	const struct vg_alarm_row *alarm = l->alarm;
	char moment[VG_INSTANT_TEXT_SIZE];

	vg_instant_text(alarm->raised, moment);
	vg_text_format(l->out->evidence, sizeof(l->out->evidence),
	    "%s (%s), raised %s by %s%s%s, %u times within %u hours%s", alarm->event.text,
	    alarm->event.kind, moment, alarm->source, alarm->agent[0] ? " of " : "",
	    alarm->agent, l->out->facts.times_in_day,
	    (unsigned)(l->out->facts.likely_within_s / 3600),
	    alarm->cleared ? ", cleared" : "");
}

int
vg_desksuggestfact_load(struct vg_desk *desk, const struct vg_case_row *c,
    const struct vg_alarm_row *alarm, struct vg_wall now,
    struct vg_desksuggestaround *around, struct vg_desksuggestfact *fact)
{
	struct load l = {.desk = desk,
	    .c = c,
	    .alarm = alarm,
	    .device = vg_conf_device(desk->conf, alarm->event.device),
	    .supplier = vg_conf_supplier(desk->conf, c->supplier),
	    .now = now,
	    .around = around,
	    .out = fact};

	memset(fact, 0, sizeof(*fact));
	fact->facts = (struct vg_suggest_facts){.supplier = c->supplier,
	    .kind = alarm->event.kind,
	    .standing = !alarm->cleared,
	    .raised = alarm->raised,
	    .entitled = c->contract[0] != '\0' && c->state != VG_CASE_QU,
	    .symptom = strcmp(alarm->role, "symptom") == 0,
	    .standing_kinds = fact->standing,
	    .repeat_window_days = l.supplier ? l.supplier->repeat_within_days : 0};
	int code = load_standing(&l);
	if (code == VG_OK)
		code = load_raises(&l);
	load_planned(&l);
	if (code == VG_OK)
		code = load_class(&l);
	if (code == VG_OK)
		code = load_kind(&l);
	if (code == VG_OK)
		code = load_checks(&l);
	/* A tree that says 0 wants no repeats; the ladder's 0 is its own number. */
	if (l.supplier && l.supplier->repeat_within_days == 0)
		fact->facts.replaced = (struct vg_wall){0};
	write_evidence(&l);
	return code;
}
