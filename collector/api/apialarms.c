/*
 * Alarms as RFC 8632 has them, written entry by entry.
 */
#include "collector/api/apialarms.h"

#include <stdlib.h>
#include <string.h>

#include "collector/api/apialarmkin.h"
#include "collector/api/apiscope.h"
#include "collector/api/apiedit.h"
#include "collector/api/apilist.h"
#include "collector/conf/confpattern.h"
#include "collector/conf/confshelf.h"
#include "collector/desk/persons/deskread.h"
#include "collector/desk/view/deskoperator.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum {
	MAX_WHOLE = 10000 /* alarms that are given to who asks for no page */
};

/* One walk over alarms. */
struct walk {
	struct vg_desk *desk;
	struct vg_restdata *data;
	struct vg_deskscope scope;
	struct vg_alarm_narrow narrow;
	struct vg_apialarmkin *kin; /* owned by the one who walks */
	bool shelved;               /* entries of the shelved list */
	bool parts;                 /* with their histories */
	bool texts;                 /* with what persons wrote */
	uint32_t n;
	struct vg_wall last; /* when one of them changed last */
	int error;           /* the first failure of a part */
};

static void
keep_first(struct walk *walk, int err)
{
	if (walk->error == VG_OK)
		walk->error = err;
}

/* --- parts of an alarm --------------------------------------------------------------------- */

static void
keep_last(struct walk *walk, struct vg_wall at)
{
	if (vg_instant_compare(at, walk->last) > 0)
		walk->last = at;
}

const char *
vg_apialarms_severity(enum vg_severity severity)
{
	return severity >= VG_SEVERITY_WARNING ? vg_severity_text(severity) : "cleared";
}

/* A list's entry, or a key of RFC 8632 that is no more: kinds go with their module's name. */
static void
open_keyed(struct vg_restdata *data, const char *list, const char *resource,
    const char *kind, const char *qualifier)
{
	char type[VG_KIND_SIZE + 32];
	const char *const keys[] = {resource, type, qualifier};

	vg_text_format(type, sizeof(type), "vigie-alarm-types:%s", kind);
	vg_restdata_entry(data, list, keys, 3);
}

static void
change_row(const struct vg_alarm_change *change, void *cookie)
{
	const struct walk *walk = cookie;

	vg_restdata_entry_at(walk->data, "status-change", change->at);
	vg_restdata_leaf(
	    walk->data, "perceived-severity", vg_apialarms_severity(change->severity));
	vg_restdata_leaf(walk->data, "alarm-text", change->text);
	vg_restdata_out(walk->data);
}

static void
said_row(const struct vg_alarm_said *said, void *cookie)
{
	struct walk *walk = cookie;
	bool own = strcmp(said->operator, "vigie") == 0;

	keep_last(walk, said->at);
	vg_restdata_entry_at(walk->data, "operator-state-change", said->at);
	vg_restdata_leaf(walk->data, "operator", said->operator);
	vg_restdata_leaf(walk->data, "state", said->state);
	vg_restdata_text(walk->data, "text", own || walk->texts ? said->text : "");
	vg_restdata_out(walk->data);
}

/* The part in our inventory (docs/INTERFACES.md, Alarms). */
void
vg_apialarms_alt(struct vg_restdata *data, const struct vg_alarm_view *view)
{
	char path[VG_RESOURCE_SIZE + 128];
	size_t prefix = strlen("device/") + strlen(view->device);
	const char *part = view->resource;

	if (!view->device[0] || !vg_text_starts(view->resource, "device/"))
		return;
	part = strlen(part) > prefix ? part + prefix + 1 : "";
	vg_text_format(path, sizeof(path),
	    part[0] ? "/vigie-cases:inventory/device[name='%s']/component[name='%s']"
		    : "/vigie-cases:inventory/device[name='%s']",
	    view->device, part);
	vg_restdata_leaf(data, "alt-resource", path);
}

/* --- the augment --------------------------------------------------------------------------- */

static void
write_case(struct walk *walk, const struct vg_alarm_view *view)
{
	struct vg_restdata *data = walk->data;

	vg_restdata_into_of(data, "vigie-alarms-case", "vigie");
	vg_restdata_int(data, "number", view->id);
	vg_restdata_text(data, "case", view->case_number);
	vg_restdata_text(data, "role", view->role);
	vg_restdata_text(data, "planned-work", view->work);
	vg_restdata_leaf(data, "observed", view->known ? "known" : "not-known");
	vg_restdata_bool(data, "flapping", view->flapping);
	vg_restdata_int(data, "repeat-count", view->repeats);
	vg_restdata_text(data, "source", view->source);
	vg_restdata_text(data, "class", view->class);
	if (view->cause > 0)
		vg_restdata_int(data, "probable-cause", view->cause);
	vg_restdata_out(data);
}

static void
write_parts(struct walk *walk, const struct vg_alarm_view *view)
{
	keep_first(walk, vg_deskoperator_changes(walk->desk, view->id, change_row, walk));
	keep_first(walk, vg_deskoperator_said(walk->desk, view->id, said_row, walk));
}

static void
alarm_row(const struct vg_alarm_view *view, void *cookie)
{
	struct walk *walk = cookie;
	struct vg_restdata *data = walk->data;
	struct vg_deskoperator_state state;

	if (!vg_deskscope_resource(
		&walk->scope, vg_desk_conf(walk->desk), view->resource))
		return;
	keep_first(walk, vg_deskoperator_state(walk->desk, view->id, &state));
	if (!vg_deskoperator_listed(&state, view) ||
	    walk->shelved != (view->shelf[0] != '\0'))
		return;
	walk->n++;
	keep_last(walk, view->changed);
	open_keyed(data, walk->shelved ? "shelved-alarm" : "alarm", view->resource,
	    view->kind, view->qualifier);
	vg_apialarms_alt(data, view);
	keep_first(walk, vg_apialarmkin_write(walk->kin, view, data));
	if (walk->shelved)
		vg_restdata_leaf(data, "shelf-name", view->shelf);
	else
		vg_restdata_time(data, "time-created",
		    vg_instant_is_set(state.again) ? state.again : view->created);
	vg_restdata_bool(data, "is-cleared", view->cleared);
	vg_restdata_time(data, "last-raised", view->raised);
	vg_restdata_time(data, "last-changed", view->changed);
	vg_restdata_leaf(
	    data, "perceived-severity", vg_apialarms_severity(view->severity));
	vg_restdata_leaf(data, "alarm-text", view->text);
	if (walk->parts)
		write_parts(walk, view);
	write_case(walk, view);
	vg_restdata_out(data);
}

/* --- lists --------------------------------------------------------------------------------- */

static int
write_one(struct walk *walk, const struct vg_restpath_step *step)
{
	const char *colon = strchr(step->keys[1], ':');

	return vg_desk_alarm_of(walk->desk, step->keys[0],
	    colon ? colon + 1 : step->keys[1], step->keys[2], alarm_row, walk);
}

/* A client of RFC 8632 knows no pages: it gets all, or is told that it must ask for pages. */
static int
write_list(struct walk *walk, const struct vg_rest_ask *ask, struct vg_detail *detail)
{
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 2 ? &ask->path->steps[2] : NULL;
	struct vg_deskpage page = vg_apilist_page(ask);
	bool whole = page.limit == 0;

	page.scope = &walk->scope;
	if (step && step->n_keys == 3)
		return write_one(walk, step);
	if (whole)
		page.limit = MAX_WHOLE;
	int err = vg_deskoperator_list(
	    walk->desk, walk->shelved, &walk->narrow, &page, alarm_row, walk);
	if (err == VG_EINVAL)
		return vg_apilist_told(err, &page, walk->data, detail);
	if (err == VG_OK && whole && page.next[0])
		return vg_detail_set(detail, VG_ELIMIT,
		    "more than %d alarms: ask for pages of them by limit= and after=",
		    MAX_WHOLE);
	vg_restdata_leaf_of(walk->data, "vigie-alarms-case", "next", page.next);
	return err;
}

/* --- the other containers ------------------------------------------------------------------ */

/* Whether the path asks for 'step' below the top, or for all. */
static bool
wants(const struct vg_rest_ask *ask, const char *step)
{
	return ask->path->n_steps < 2 || strcmp(ask->path->steps[1].name, step) == 0;
}

/* A shelf as RFC 8632 has it: whose it is, and until when, is not told here. */
static void
write_shelf(const struct vg_conf_shelf *shelf, bool texts, struct vg_restdata *data)
{
	const char *name = shelf->name;
	const char *match =
	    shelf->qualifier ? vg_confpattern_text(shelf->qualifier) : ".*";
	char type[VG_KIND_SIZE + 32] = "vigie-alarm-types:vigie-alarm";
	const char *const keys[] = {type, match};

	vg_restdata_entry(data, "shelf", &name, 1);
	for (size_t i = 0; i < shelf->n_resources; i++)
		vg_restdata_leaf(
		    data, "resource", vg_confpattern_text(shelf->resources[i]));
	for (size_t i = 0; i < shelf->kinds.n || (i == 0 && shelf->qualifier); i++) {
		if (i < shelf->kinds.n)
			vg_text_format(type, sizeof(type), "vigie-alarm-types:%s",
			    shelf->kinds.name[i]);
		vg_restdata_entry(data, "alarm-type", keys, 2);
		vg_restdata_out(data);
	}
	vg_restdata_text(data, "description", texts ? shelf->reason : "");
	vg_restdata_out(data);
}

/* What nobody wrote is a default, and told to who asks for those. */
static void
write_control(struct vg_desk *desk, bool texts, struct vg_restdata *data)
{
	static const char *const notify[] = {[VG_CONF_NOTIFY_ALL] = "all-state-changes",
	    [VG_CONF_NOTIFY_RAISE] = "raise-and-clear",
	    [VG_CONF_NOTIFY_SEVERITY] = "severity-level"};
	const struct vg_conf *conf = vg_desk_conf(desk);
	const struct vg_conf_alarms *alarms = &conf->alarms;

	vg_restdata_into(data, "control");
	if (alarms->says_most)
		vg_restdata_uint(data, "max-alarm-status-changes", alarms->most_changes);
	if (alarms->says_notify)
		vg_restdata_leaf(data, "notify-status-changes", notify[alarms->notify]);
	if (alarms->notify == VG_CONF_NOTIFY_SEVERITY)
		vg_restdata_leaf(
		    data, "notify-severity-level", vg_severity_text(alarms->level));
	vg_restdata_into(data, "alarm-shelving");
	for (size_t i = 0; i < conf->n_shelves; i++)
		write_shelf(&conf->shelves[i], texts, data);
	vg_restdata_out(data);
	vg_restdata_out(data);
}

static void
write_type(const struct vg_kind *kind, struct vg_restdata *data)
{
	char type[VG_KIND_SIZE + 32], about[2 * VG_TEXT_SIZE];
	const char *const keys[] = {type, ""};

	vg_text_format(type, sizeof(type), "vigie-alarm-types:%s", kind->name);
	vg_restdata_entry(data, "alarm-type", keys, 2);
	vg_restdata_bool(data, "will-clear", kind->will_clear);
	for (int s = (int)kind->lowest; s <= (int)kind->highest; s++) {
		if (s >= VG_SEVERITY_WARNING)
			vg_restdata_leaf(data, "severity-level",
			    vg_severity_text((enum vg_severity)s));
	}
	vg_text_format(about, sizeof(about),
	    "%s. What it is, why and what to check: the identity's description.",
	    kind->label);
	vg_restdata_leaf(data, "description", about);
	vg_restdata_out(data);
}

static void
write_inventory(struct vg_desk *desk, struct vg_restdata *data)
{
	const struct vg_packset *packs = vg_desk_packs(desk);

	vg_restdata_into(data, "alarm-inventory");
	for (size_t p = 0; p < vg_packset_count(packs); p++) {
		const struct vg_pack *pack = vg_packset_at(packs, p);
		for (size_t i = 0; i < pack->n_kinds; i++)
			write_type(&pack->kinds[i], data);
	}
	vg_restdata_out(data);
}

static int
write_summary(struct walk *walk)
{
	struct vg_deskoperator_summary sum;
	struct vg_restdata *data = walk->data;
	int err = vg_deskoperator_summary(walk->desk, &walk->scope, &sum);

	vg_restdata_into(data, "summary");
	for (int s = VG_SEVERITY_WARNING; s <= VG_SEVERITY_CRITICAL; s++) {
		const char *key = vg_severity_text((enum vg_severity)s);
		uint32_t standing = sum.n[s][0][0] + sum.n[s][0][1];
		uint32_t cleared = sum.n[s][1][0] + sum.n[s][1][1];
		vg_restdata_entry(data, "alarm-summary", &key, 1);
		vg_restdata_uint(data, "total", standing + cleared);
		vg_restdata_uint(data, "not-cleared", standing);
		vg_restdata_uint(data, "cleared", cleared);
		vg_restdata_uint(data, "cleared-not-closed", sum.n[s][1][0]);
		vg_restdata_uint(data, "cleared-closed", sum.n[s][1][1]);
		vg_restdata_uint(data, "not-cleared-closed", sum.n[s][0][1]);
		vg_restdata_uint(data, "not-cleared-not-closed", sum.n[s][0][0]);
		vg_restdata_out(data);
	}
	if (sum.shelved)
		vg_restdata_leaf(data, "shelves-active", "");
	vg_restdata_out(data);
	return err;
}

/* --- the resource -------------------------------------------------------------------------- */

static int
write_alarm_list(struct walk *walk, const struct vg_rest_ask *ask, bool shelved,
    struct vg_detail *detail)
{
	struct vg_restdata *data = walk->data;
	const bool whole = ask->query->limit == 0 && !ask->query->after[0] &&
	    ask->path->n_steps < 3 && !vg_desklist_is_narrow(&walk->narrow);

	walk->shelved = shelved;
	walk->n = 0;
	walk->last = (struct vg_wall){0};
	vg_restdata_into(data, shelved ? "shelved-alarms" : "alarm-list");
	int err = write_list(walk, ask, detail);
	if (whole)
		vg_restdata_uint(data,
		    shelved ? "number-of-shelved-alarms" : "number-of-alarms", walk->n);
	/* When others' changed is not told to who does not see them. */
	if (walk->scope.all)
		walk->last = vg_deskoperator_last(walk->desk);
	if (walk->scope.all || whole)
		vg_restdata_time(data,
		    shelved ? "shelved-alarms-last-changed" : "last-changed", walk->last);
	vg_restdata_out(data);
	return err;
}

int
vg_apialarms_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	struct walk walk = {.desk = desk,
	    .data = data,
	    .scope = vg_apiscope_of(desk, ask->caller),
	    .parts = true,
	    .texts = vg_deskread_persons(
		desk, ask->caller->user, (enum vg_role)ask->caller->role)};
	int err = vg_apilist_refuse(
	    ask, VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER | VG_APILIST_NARROWS, detail);

	if (err == VG_OK)
		err = vg_apilist_narrow(ask, &walk.narrow, detail);
	if (err != VG_OK)
		return err;
	walk.kin = vg_apialarmkin_new(desk, &walk.scope);
	if (wants(ask, "control") && walk.scope.all)
		write_control(desk, walk.texts, data);
	/* What is edited there is the tree's. */
	if (ask->path->n_steps >= 2 && wants(ask, "control"))
		vg_apiedit_tag(desk, data);
	if (wants(ask, "alarm-inventory"))
		write_inventory(desk, data);
	if (wants(ask, "summary"))
		err = write_summary(&walk);
	if (err == VG_OK && wants(ask, "alarm-list"))
		err = write_alarm_list(&walk, ask, false, detail);
	if (err == VG_OK && wants(ask, "shelved-alarms"))
		err = write_alarm_list(&walk, ask, true, detail);
	vg_apialarmkin_free(walk.kin);
	return err != VG_OK ? err : walk.error;
}
