/*
 * Cases of the desk as entries of the model.
 */
#include "collector/api/apicase.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "collector/api/apiscope.h"
#include "collector/api/apievidence.h"
#include "collector/api/apilist.h"
#include "collector/api/apiproblem.h"
#include "collector/api/apireturn.h"
#include "collector/desk/desklist.h"
#include "collector/desk/mail/deskmention.h"
#include "collector/desk/persons/deskread.h"
#include "collector/desk/returns/deskrelease.h"
#include "collector/desk/view/deskbefore.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

/* One walk over cases; the parts of a case are asked for after its row. */
struct walk {
	struct vg_desk *desk;
	struct vg_restdata *data;
	struct vg_wall now;
	bool parts;                          /* with alarms, targets and so on */
	const struct vg_rest_caller *caller; /* borrowed */
	bool texts;                 /* of the case at hand: with what persons wrote */
	struct vg_deskpage journal; /* which page of it */
	unsigned n_before;          /* of the case at hand, so far */
	int error;                  /* the first failure of a part */
};

/* --- parts --------------------------------------------------------------------------------- */

static void
alarm_row(const struct vg_alarm_view *view, void *cookie)
{
	vg_apilist_write_alarm(cookie, view, false);
}

static void
write_day(struct vg_restdata *data, const char *name, int64_t days)
{
	char text[32];
	int year, month, day;

	vg_instant_date(days, &year, &month, &day);
	vg_text_format(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
	vg_restdata_text(data, name, text);
}

static void
target_row(const struct vg_target_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	const struct vg_target_state *state = &view->state;
	const char *const keys[] = {view->name, view->part};

	vg_restdata_entry(data, "target", keys, 2);
	vg_restdata_text(data, "calendar", view->calendar);
	vg_restdata_time(data, "start", state->start);
	vg_restdata_time(data, "due", state->due);
	if (state->last_day)
		write_day(data, "last-day", state->last_day);
	if (state->running && state->paused)
		vg_restdata_leaf(data, "paused", "");
	vg_restdata_time(data, "met", state->met);
	vg_restdata_time(data, "ended", state->ended);
	vg_restdata_text(data, "end-cause", view->end_cause);
	vg_restdata_time(data, "breached", state->breached);
	if (state->running)
		vg_restdata_int(
		    data, "remaining-seconds", state->remaining_us / VG_SECOND_US);
	vg_restdata_text(data, "clause", view->clause);
	vg_restdata_out(data);
}

/* Writes each line of 'lines' as a value of the leaf-list 'name'. */
static void
write_lines(struct vg_restdata *data, const char *name, const char *lines)
{
	char line[1024];

	while (lines && *lines) {
		size_t size = strcspn(lines, "\n");
		vg_text_format(line, sizeof(line), "%.*s", (int)size, lines);
		vg_restdata_text(data, name, line);
		lines += size + (lines[size] == '\n');
	}
}

static void
suggestion_row(const struct vg_suggestion_view *view, void *cookie)
{
	const struct walk *walk = cookie;
	struct vg_restdata *data = walk->data;

	vg_restdata_entry(data, "suggestion", &view->resource, 1);
	vg_restdata_text(data, "grade", view->grade);
	vg_restdata_text(data, "part", view->part);
	vg_restdata_text(data, "serial", view->serial);
	vg_restdata_text(data, "rule", view->rule);
	vg_restdata_text(data, "reason", view->reason);
	vg_restdata_text(data, "check", view->check);
	write_lines(data, "against", view->against);
	vg_restdata_time(data, "since", view->since);
	vg_restdata_text(data, "kind", view->kind);
	vg_restdata_text(data, "evidence", view->evidence);
	if (walk->texts)
		vg_restdata_text(data, "checked", view->checked);
	vg_restdata_out(data);
}

static void
supplier_number_row(const struct vg_number_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	const char *const keys[] = {view->kind, view->number};

	vg_restdata_entry(data, "supplier-number", keys, 2);
	vg_restdata_leaf(data, "state", view->state);
	if (view->mail)
		vg_restdata_int(data, "mail", view->mail);
	vg_restdata_time(data, "closed", view->closed);
	vg_restdata_out(data);
}

static void
proposal_row(const struct vg_number_view *view, void *cookie)
{
	struct vg_restdata *data = cookie;
	char mail[24];
	const char *const keys[] = {mail, view->kind, view->number};

	vg_text_format(mail, sizeof(mail), "%" PRId64, view->mail);
	vg_restdata_entry(data, "proposal", keys, 3);
	vg_restdata_leaf(data, "state", view->state);
	vg_restdata_text(data, "supplier", view->supplier);
	vg_restdata_time(data, "taken", view->taken);
	vg_restdata_text(data, "by", view->by);
	vg_restdata_time(data, "decided", view->decided);
	vg_restdata_out(data);
}

static void
entry_row(const struct vg_entry_view *view, void *cookie)
{
	struct walk *walk = cookie;
	struct vg_restdata *data = walk->data;
	char sequence[24];
	const char *key = sequence;

	vg_text_format(sequence, sizeof(sequence), "%lld", (long long)view->sequence);
	vg_restdata_entry(data, "entry", &key, 1);
	vg_restdata_time(data, "time", view->happened);
	vg_restdata_time(data, "recorded", view->recorded);
	vg_restdata_text(data, "kind", view->kind);
	vg_restdata_text(data, "who", view->who);
	vg_restdata_text(data, "who-is", vg_deskread_what(walk->desk, view->who));
	vg_restdata_text(data, "side", view->side);
	vg_restdata_text(data, "ball", view->ball);
	/* What vigie itself says names nobody. */
	if (walk->texts || strcmp(view->who, "vigie") == 0)
		vg_restdata_text(data, "text", view->text);
	vg_restdata_out(data);
}

static void
release_row(const struct vg_release *release, void *cookie)
{
	struct vg_restdata *data = cookie;

	vg_restdata_entry(data, "release", &release->version, 1);
	vg_restdata_leaf(data, "weight", vg_release_weight_text(release->weight));
	vg_restdata_out(data);
}

static void
keep_first(int *error, int err)
{
	if (*error == VG_OK)
		*error = err;
}

static void
write_parts(struct walk *walk, const char *number)
{
	struct vg_restdata *data = walk->data;

	keep_first(&walk->error, vg_desk_alarms(walk->desk, number, alarm_row, data));
	keep_first(&walk->error,
	    vg_desk_targets(walk->desk, number, walk->now, target_row, data));
	keep_first(
	    &walk->error, vg_desk_suggestions(walk->desk, number, suggestion_row, walk));
	keep_first(&walk->error,
	    vg_desk_case_numbers(walk->desk, number, supplier_number_row, data));
	keep_first(
	    &walk->error, vg_desk_case_proposals(walk->desk, number, proposal_row, data));
	keep_first(
	    &walk->error, vg_apireturn_of_case(walk->desk, number, walk->now, data));
	keep_first(&walk->error,
	    vg_deskrelease_of_case(walk->desk, number, walk->now, release_row, data));
	keep_first(
	    &walk->error, vg_apievidence_write(walk->desk, number, walk->texts, data));
	keep_first(&walk->error,
	    vg_desk_entries(walk->desk, number, &walk->journal, entry_row, walk));
	vg_restdata_text(data, "next", walk->journal.next);
}

/* --- the case ------------------------------------------------------------------------------ */

static void
write_subject(struct walk *walk, const struct vg_case_view *view)
{
	struct vg_restdata *data = walk->data;
	bool asked = !view->class || !view->class[0];

	/* The title of a case without a fault is what a person wrote, or said on the telephone. */
	vg_restdata_text(data, "title", asked && !walk->texts ? "request" : view->title);
	vg_restdata_text(data, "subject", view->subject);
	vg_restdata_text(data, "class", view->class);
	if (view->severity >= VG_SEVERITY_WARNING)
		vg_restdata_leaf(data, "severity", vg_severity_text(view->severity));
	vg_restdata_text(data, "owner", view->owner);
	vg_restdata_text(data, "ball", view->ball);
	vg_restdata_text(data, "client", view->client);
	vg_restdata_text(data, "site", view->site);
	vg_restdata_text(data, "device", view->device);
	vg_restdata_text(data, "supplier", view->supplier);
	vg_restdata_text(data, "rule", view->rule);
	vg_restdata_int(data, "priority", view->priority);
	vg_restdata_text(data, "queue", view->queue);
}

static void
write_contract(struct vg_restdata *data, const struct vg_case_view *view)
{
	vg_restdata_text(data, "contract", view->contract);
	if (view->mode && strcmp(view->mode, "none") != 0)
		vg_restdata_text(data, "mode", view->mode);
	vg_restdata_text(data, "entitlement", view->entitlement);
	vg_restdata_text(data, "entitlement-text", view->entitlement_text);
	if (view->revision > 0)
		vg_restdata_int(data, "revision", view->revision);
}

static void
write_times(struct vg_restdata *data, const struct vg_case_view *view)
{
	vg_restdata_time(data, "opened", view->opened);
	vg_restdata_time(data, "changed", view->changed);
	vg_restdata_time(data, "closed", view->closed);
	vg_restdata_text(data, "cause", view->cause);
	vg_restdata_text(data, "cure", view->cure);
	if (view->rung > 0)
		vg_restdata_int(data, "rung", view->rung);
	vg_restdata_text(data, "rung-text", view->rung_text);
	vg_restdata_bool(data, "worse", view->worse);
	if (view->next_target && view->next_target[0]) {
		vg_restdata_leaf(data, "next-target", view->next_target);
		vg_restdata_time(data, "next-due", view->next_due);
		vg_restdata_int(data, "next-remaining-seconds",
		    view->next_remaining_us / VG_SECOND_US);
	}
}

/* What it was about before its cause was found. */
static void
before_row(const struct vg_before_view *view, void *cookie)
{
	struct walk *walk = cookie;
	char number[16];
	const char *const key = number;

	vg_text_format(number, sizeof(number), "%u", ++walk->n_before);
	vg_restdata_entry(walk->data, "before", &key, 1);
	vg_restdata_time(walk->data, "until", view->until);
	vg_restdata_text(walk->data, "subject", view->subject);
	vg_restdata_text(walk->data, "class", view->class);
	vg_restdata_text(walk->data, "title", view->title);
	vg_restdata_out(walk->data);
}

static void
merged_row(const char *number, void *cookie)
{
	struct walk *walk = cookie;

	vg_restdata_text(walk->data, "merged", number);
}

static void
recurred_row(const char *number, void *cookie)
{
	struct walk *walk = cookie;

	vg_restdata_text(walk->data, "recurred", number);
}

static void
write_recurs(struct walk *walk, const struct vg_case_view *view)
{
	struct vg_before_recurs recurs;

	keep_first(&walk->error, vg_deskbefore_recurs(walk->desk, view->number, &recurs));
	vg_restdata_text(walk->data, "recurs", recurs.number);
	vg_restdata_text(walk->data, "proposed-owner", recurs.owner);
	keep_first(&walk->error,
	    vg_deskbefore_recurred(walk->desk, view->number, recurred_row, walk));
}

static void
write_before(struct walk *walk, const struct vg_case_view *view)
{
	char into[VG_CASE_NUMBER_SIZE] = "";

	walk->n_before = 0;
	keep_first(
	    &walk->error, vg_deskbefore_list(walk->desk, view->number, before_row, walk));
	if (view->state == VG_CASE_MG)
		keep_first(
		    &walk->error, vg_deskbefore_survivor(walk->desk, view->number, into));
	vg_restdata_text(walk->data, "merged-into", into);
	keep_first(&walk->error,
	    vg_deskbefore_merged(walk->desk, view->number, merged_row, walk));
}

static void
case_row(const struct vg_case_view *view, void *cookie)
{
	struct walk *walk = cookie;
	const char *number = view->number;

	vg_restdata_entry(walk->data, "case", &number, 1);
	vg_restdata_leaf(walk->data, "state", vg_casestate_text(view->state));
	vg_restdata_text(walk->data, "fault", view->fault);
	walk->texts = vg_deskread_texts(walk->desk, walk->caller->user,
	    (enum vg_role)walk->caller->role, view->closed, walk->now);
	write_subject(walk, view);
	write_contract(walk->data, view);
	write_times(walk->data, view);
	if (walk->parts) {
		vg_apilist_crm(walk->desk, view->client, view->supplier, walk->data);
		/* That others have it is for the integrator's own. */
		if (vg_deskread_persons(
			walk->desk, walk->caller->user, (enum vg_role)walk->caller->role))
			keep_first(&walk->error,
			    vg_apiproblem_of_case(walk->desk, number, walk->data));
		write_before(walk, view);
		write_recurs(walk, view);
		write_parts(walk, number);
	}
	vg_restdata_out(walk->data);
}

static int
write_list(struct walk *walk, const struct vg_rest_ask *ask, struct vg_detail *detail)
{
	const struct vg_restpath_query *q = ask->query;
	struct vg_case_query query = {.every = !q->open,
	    .client = q->client,
	    .owner = q->mine  ? ask->caller->user
		: q->owner[0] ? q->owner
			      : NULL,
	    .unowned = q->unowned,
	    .queue = q->queue,
	    .priority = q->priority};
	const struct vg_deskscope scope = vg_apiscope_of(walk->desk, ask->caller);
	struct vg_deskpage page = vg_apilist_page(ask);
	int err = vg_apilist_refuse(ask, ~(unsigned)VG_RESTPATH_DEVICE, detail);

	if (err != VG_OK)
		return err;
	/* He has no cases, or none of that client: an empty list. */
	if (!scope.all &&
	    (!scope.client[0] ||
		(q->client[0] && !vg_deskscope_client(&scope, q->client))))
		return VG_OK;
	if (!scope.all)
		query.client = scope.client;
	if (q->mine && q->owner[0])
		return vg_detail_set(detail, VG_EINVAL, "mine is an owner already");
	if (query.every && query.owner && query.unowned)
		return vg_detail_set(detail, VG_EINVAL,
		    "owner (or mine) beside unowned: of the open cases only");
	if (query.every && (q->queue[0] || q->priority))
		return vg_detail_set(detail, VG_EINVAL,
		    "queue, priority: of the open cases only (state=open)");
	walk->parts = ask->depth == 0 || ask->depth > 3;
	err = vg_desklist_cases(walk->desk, &query, &page, walk->now, case_row, walk);
	return vg_apilist_told(err, &page, walk->data, detail);
}

/* One case: the page that is asked for is its journal's. */
static int
write_one(struct walk *walk, const char *number, const struct vg_rest_ask *ask,
    struct vg_detail *detail)
{
	const struct vg_deskscope scope = vg_apiscope_of(walk->desk, ask->caller);
	int err = vg_apilist_refuse(ask, VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER, detail);

	if (err != VG_OK)
		return err;
	walk->parts = ask->depth == 0 || ask->depth > 2;
	walk->journal = vg_apilist_page(ask);
	if (!walk->journal.limit)
		walk->journal.limit = VG_DESKPAGE_MAX;
	err = vg_deskscope_case(&scope, walk->desk, number);
	if (err == VG_OK)
		err = vg_desk_case(walk->desk, number, walk->now, case_row, walk);
	if (err == VG_ENOENT)
		return vg_detail_set(detail, err, "case %.32s: not found", number);
	/* The journal's page is told in the case; only a wrong cursor is told here. */
	if (walk->error == VG_EINVAL)
		walk->error =
		    vg_apilist_told(VG_EINVAL, &walk->journal, walk->data, detail);
	return err;
}

int
vg_apicase_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	struct walk walk = {
	    .desk = desk, .data = data, .caller = ask->caller, .now = vg_clock_wall()};
	int err = step && step->n_keys == 1 ? write_one(&walk, step->keys[0], ask, detail)
					    : write_list(&walk, ask, detail);

	return err != VG_OK ? err : walk.error;
}
