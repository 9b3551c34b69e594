/*
 * Alarms as RFC 8632 has them, written entry by entry.
 */
#include "collector/api/apialarms.h"

#include <stdlib.h>
#include <string.h>

#include "collector/api/apialarmact.h"
#include "collector/api/apialarmkin.h"
#include "collector/api/apidata.h"
#include "collector/api/apiedit.h"
#include "collector/api/apilist.h"
#include "collector/conf/confpattern.h"
#include "collector/conf/confshelf.h"
#include "collector/desk/persons/deskread.h"
#include "collector/desk/view/deskalarmkin.h"
#include "collector/desk/view/deskoperator.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

#define STREAM "alarms"

enum {
	MAX_WHOLE = 10000 /* alarms that are given to who asks for no page */
};

struct vg_apialarms {
	struct vg_rest *rest;
	const struct vg_context *context;
	struct vg_desk *desk; /* borrowed, all */
	int64_t told;         /* the newest change that was told */
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

static const char *
severity_of(enum vg_severity severity)
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
	vg_restdata_leaf(walk->data, "perceived-severity", severity_of(change->severity));
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
static void
write_alt(struct vg_restdata *data, const struct vg_alarm_view *view)
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
	write_alt(data, view);
	keep_first(walk, vg_apialarmkin_write(walk->kin, view, data));
	if (walk->shelved)
		vg_restdata_leaf(data, "shelf-name", view->shelf);
	else
		vg_restdata_time(data, "time-created",
		    vg_instant_is_set(state.again) ? state.again : view->created);
	vg_restdata_bool(data, "is-cleared", view->cleared);
	vg_restdata_time(data, "last-raised", view->raised);
	vg_restdata_time(data, "last-changed", view->changed);
	vg_restdata_leaf(data, "perceived-severity", severity_of(view->severity));
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
	    .scope = vg_apidata_scope(desk, ask->caller),
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

/* --- notifications ------------------------------------------------------------------------- */

struct telling {
	struct vg_apialarms *alarms;
	const struct vg_alarm_news *news;
};

/* Whether the user sees alarms of this resource. */
struct seeing {
	const struct vg_conf *conf;
	const char *resource;
};

/*
 * Whose person somebody is who left the tree since he came nobody knows.  Before the first user is
 * set, somebody must be able to look (collector/api/api).
 */
static bool
is_known(const struct vg_conf *conf, const char *user)
{
	for (size_t i = 0; i < conf->n_users; i++) {
		if (conf->users[i].has_uid)
			return vg_conf_user(conf, user) != NULL;
	}
	return true;
}

static bool
sees(const char *user, void *cookie)
{
	const struct seeing *s = cookie;
	const struct vg_deskscope scope = vg_deskscope_of(s->conf, user);

	return is_known(s->conf, user) &&
	    vg_deskscope_resource(&scope, s->conf, s->resource);
}

static void
tell_alarm(const struct vg_alarm_view *view, void *cookie)
{
	const struct telling *t = cookie;
	const struct vg_apialarms *alarms = t->alarms;
	struct vg_restdata *data =
	    vg_restdata_new(alarms->context, "ietf-alarms:alarm-notification", false);
	struct seeing seeing = {vg_desk_conf(alarms->desk), view->resource};
	char type[VG_KIND_SIZE + 32];

	if (!data)
		return;
	vg_text_format(type, sizeof(type), "vigie-alarm-types:%s", view->kind);
	vg_restdata_leaf(data, "resource", view->resource);
	vg_restdata_leaf(data, "alarm-type-id", type);
	vg_restdata_leaf(data, "alarm-type-qualifier", view->qualifier);
	write_alt(data, view);
	vg_restdata_time(data, "time", t->news->change.at);
	vg_restdata_leaf(
	    data, "perceived-severity", severity_of(t->news->change.severity));
	vg_restdata_leaf(data, "alarm-text", t->news->change.text);
	vg_rest_publish(alarms->rest, STREAM, (uint64_t)t->news->number,
	    t->news->change.at, data, sees, &seeing);
	vg_restdata_free(data);
}

static void
tell(struct vg_apialarms *alarms, const struct vg_alarm_news *news)
{
	struct telling telling = {alarms, news};

	/* RFC 8632: what is on a shelf tells nobody. */
	if (!news->shelved &&
	    vg_deskalarmkin_is_told(
		alarms->desk, news->alarm, news->change.at, news->change.severity))
		(void)vg_desk_alarm(alarms->desk, news->alarm, tell_alarm, &telling);
}

static void
tell_new(const struct vg_alarm_news *news, void *cookie)
{
	struct vg_apialarms *alarms = cookie;

	alarms->told = news->number;
	tell(alarms, news);
}

void
vg_apialarms_tell(struct vg_apialarms *alarms)
{
	int64_t told = -1;

	while (vg_rest_followed(alarms->rest, STREAM) && told < alarms->told) {
		told = alarms->told;
		if (vg_deskoperator_news(
			alarms->desk, told, VG_DESK_PAGE, tell_new, alarms) != VG_OK)
			return;
	}
}

/* What one who is behind is told. */
struct page {
	struct vg_apialarms *alarms;
	struct vg_sse_place *place;
	size_t n; /* looked at */
};

static void
tell_old(const struct vg_alarm_news *news, void *cookie)
{
	struct page *page = cookie;

	/* What the others have not heard yet he hears with them. */
	if (news->number > page->alarms->told)
		return;
	page->place->after = (uint64_t)news->number;
	page->n++;
	/* Senders date them: behind the first of that time come older ones. */
	if (vg_instant_compare(news->change.at, page->place->since) >= 0)
		tell(page->alarms, news);
}

static int
past(struct vg_sse_place *place, size_t rows, void *cookie)
{
	struct page page = {cookie, place, 0};
	struct vg_desk *desk = page.alarms->desk;
	int code;

	place->first = (uint64_t)vg_deskoperator_oldest(desk);
	if (!place->after && vg_instant_is_set(place->since))
		place->after = (uint64_t)vg_deskoperator_before(desk, place->since);
	else if (place->after > INT64_MAX)
		place->after = INT64_MAX;
	code = vg_deskoperator_news(desk, (int64_t)place->after, rows, tell_old, &page);
	place->is_level = code == VG_OK && page.n < rows;
	return code;
}

static int
may_follow(const struct vg_rest_caller *caller, struct vg_detail *detail, void *cookie)
{
	struct vg_apialarms *alarms = cookie;

	/* While nobody listens nothing is told: it begins with what comes now. */
	if (!vg_rest_followed(alarms->rest, STREAM))
		alarms->told = vg_deskoperator_newest(alarms->desk);
	(void)caller;
	(void)detail;
	return VG_OK;
}

struct vg_apialarms *
vg_apialarms_new(
    struct vg_rest *rest, const struct vg_context *context, struct vg_desk *desk)
{
	struct vg_apialarms *alarms = vg_mem_zero(sizeof(*alarms));

	*alarms = (struct vg_apialarms){.rest = rest,
	    .context = context,
	    .desk = desk,
	    .told = vg_deskoperator_newest(desk)};
	vg_apialarmact_add(rest, desk);
	vg_rest_add_stream(rest, STREAM, may_follow, past, alarms);
	return alarms;
}

void
vg_apialarms_free(struct vg_apialarms *alarms)
{
	free(alarms);
}
