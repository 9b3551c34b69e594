/*
 * Explanations and reports as entries of the model.
 */
#include "collector/api/apisla.h"

#include <string.h>

#include "collector/api/apiscope.h"
#include "collector/api/apilist.h"
#include "collector/desk/clock/deskexplain.h"
#include "collector/desk/clock/deskreport.h"
#include "collector/desk/clock/deskrunning.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

static void
write_day(char text[32], int64_t days)
{
	int year, month, day;

	vg_instant_date(days, &year, &month, &day);
	vg_text_format(text, 32, "%04d-%02d-%02d", year, month, day);
}

/* Opens entry number 'n' of a list that is keyed by its place. */
static void
enter(struct vg_restdata *data, const char *list, size_t n)
{
	char number[24];
	const char *key = number;

	vg_text_format(number, sizeof(number), "%zu", n);
	vg_restdata_entry(data, list, &key, 1);
}

/* --- explanations -------------------------------------------------------------------------- */

struct walk {
	struct vg_restdata *data;
	size_t n;
};

static void
write_acts(struct vg_restdata *data, const struct vg_explain_clock *clock,
    const struct vg_explain_line *line)
{
	for (size_t i = line->first_row; i < line->first_row + line->n_rows; i++) {
		const struct vg_ledger_row *row = &clock->rows[i];
		enter(data, "act", i + 1);
		vg_restdata_leaf(data, "act", vg_ledger_act_text(row->act));
		vg_restdata_time(data, "at", row->at);
		vg_restdata_text(data, "cause", row->cause);
		vg_restdata_out(data);
	}
}

static void
write_line(struct vg_restdata *data, const struct vg_explain_clock *clock,
    const struct vg_explain_line *line)
{
	char day[32];
	const char *key = day;

	write_day(day, line->day);
	vg_restdata_entry(data, "line", &key, 1);
	vg_restdata_leaf(data, "why", vg_explain_why_text(line->why));
	vg_restdata_text(data, "reason", line->reason);
	if (line->n)
		vg_restdata_uint(data, "counted", line->n);
	if (clock->unit == VG_UNIT_HOURS)
		vg_restdata_int(data, "open-seconds", line->open_us / VG_SECOND_US);
	if (line->paused_us) {
		vg_restdata_int(data, "paused-seconds", line->paused_us / VG_SECOND_US);
		vg_restdata_text(data, "pause-cause", line->cause);
	}
	if (line->due)
		vg_restdata_bool(data, "due", true);
	if (line->ahead)
		vg_restdata_bool(data, "ahead", true);
	for (int s = 0; s < VG_SIDE_N; s++) {
		const char *side = vg_ball_text((enum vg_side)s);
		if (line->held_us[s] <= 0)
			continue;
		vg_restdata_entry(data, "held", &side, 1);
		vg_restdata_int(data, "seconds", line->held_us[s] / VG_SECOND_US);
		vg_restdata_out(data);
	}
	write_acts(data, clock, line);
	vg_restdata_out(data);
}

static void
write_state(struct vg_restdata *data, const struct vg_explain_clock *clock)
{
	const struct vg_target_state *state = &clock->explain->state;
	char day[32];

	vg_restdata_time(data, "start", state->start);
	vg_restdata_time(data, "due", state->due);
	if (clock->unit == VG_UNIT_DAYS && state->last_day) {
		write_day(day, state->last_day);
		vg_restdata_leaf(data, "last-day", day);
	}
	vg_restdata_bool(data, "running", state->running);
	if (state->running && state->paused)
		vg_restdata_bool(data, "paused", true);
	vg_restdata_time(data, "met", state->met);
	vg_restdata_time(data, "ended", state->ended);
	vg_restdata_time(data, "breached", state->breached);
	if (vg_instant_is_set(state->breached))
		vg_restdata_leaf(
		    data, "breach-ball", vg_ball_text(clock->explain->breach_ball));
}

static void
clock_row(const struct vg_explain_clock *clock, void *cookie)
{
	struct walk *walk = cookie;
	struct vg_restdata *data = walk->data;
	const struct vg_target_rule *rule = vg_sla_rule(clock->target);

	enter(data, "clock", ++walk->n);
	vg_restdata_leaf(data, "target", rule->name);
	vg_restdata_text(data, "return", clock->part);
	vg_restdata_text(data, "clause", rule->clause);
	vg_restdata_leaf(data, "calendar", clock->calendar);
	if (clock->zone)
		vg_restdata_text(data, "zone", clock->zone->name);
	vg_restdata_leaf(data, "unit", clock->unit == VG_UNIT_DAYS ? "days" : "hours");
	vg_restdata_uint(data, "amount", clock->amount);
	if (clock->error) {
		vg_restdata_leaf(data, "error", clock->error);
	} else {
		write_state(data, clock);
		for (size_t i = 0; i < clock->explain->n_lines; i++)
			write_line(data, clock, &clock->explain->lines[i]);
	}
	vg_restdata_out(data);
}

static int
get_case(struct vg_desk *desk, const struct vg_deskscope *scope, const char *number,
    struct vg_restdata *data, struct vg_detail *detail)
{
	struct walk walk = {.data = data};

	if (vg_deskscope_case(scope, desk, number) != VG_OK)
		return vg_detail_set(detail, VG_ENOENT, "case %.32s: not found", number);
	vg_restdata_entry(data, "case", &number, 1);
	int code =
	    vg_deskexplain_case(desk, number, vg_clock_wall(), clock_row, &walk, detail);
	vg_restdata_out(data);
	return code;
}

/* --- what runs ----------------------------------------------------------------------------- */

struct running {
	struct walk walk;
	struct vg_wall now;
	const struct vg_deskscope *scope; /* borrowed */
};

static void
running_row(const struct vg_running_view *view, void *cookie)
{
	struct running *r = cookie;
	struct vg_restdata *data = r->walk.data;

	if (!vg_deskscope_client(r->scope, view->client))
		return;
	enter(data, "target", ++r->walk.n);
	vg_restdata_leaf(data, "case", view->number);
	vg_restdata_leaf(data, "target", vg_sla_rule(view->target)->name);
	vg_restdata_text(data, "return", view->part);
	vg_restdata_time(data, "due", view->state.due);
	vg_restdata_int(data, "remaining-seconds",
	    vg_instant_since(view->state.due, r->now) / VG_SECOND_US);
	if (view->state.paused)
		vg_restdata_bool(data, "paused", true);
	vg_restdata_text(data, "client", view->client);
	vg_restdata_text(data, "ball", view->ball);
	vg_restdata_text(data, "owner", view->owner);
	vg_restdata_out(data);
}

static int
get_running(
    struct vg_desk *desk, const struct vg_deskscope *scope, struct vg_restdata *data)
{
	struct running r = {{.data = data}, vg_clock_wall(), scope};

	vg_restdata_into(data, "running");
	int code = vg_deskrunning_all(desk, r.now, running_row, &r);
	vg_restdata_out(data);
	return code;
}

/* --- reports ------------------------------------------------------------------------------- */

static void
write_targets(struct vg_restdata *data, const struct vg_slareport *report,
    enum vg_slareport_reader reader)
{
	for (int t = 0; t < VG_TARGET_N; t++) {
		const char *name = vg_sla_rule((enum vg_target)t)->name;
		const struct vg_slareport_count *c =
		    vg_slareport_count_of(report, (enum vg_target)t, reader);
		if (!c->kept && !c->missed && !c->ended && !c->running)
			continue;
		vg_restdata_entry(data, "target", &name, 1);
		vg_restdata_uint(data, "kept", c->kept);
		vg_restdata_uint(data, "missed", c->missed);
		vg_restdata_uint(data, "ended", c->ended);
		vg_restdata_uint(data, "running", c->running);
		vg_restdata_out(data);
	}
}

static void
write_missed(struct vg_restdata *data, const struct vg_slareport *report,
    enum vg_slareport_reader reader)
{
	size_t n = 0;

	for (size_t i = 0; i < report->n_missed; i++) {
		const struct vg_slareport_target *m = &report->missed[i];
		if (!vg_slareport_shows(m, reader))
			continue;
		enter(data, "missed", ++n);
		vg_restdata_leaf(data, "case", m->number);
		vg_restdata_leaf(data, "target", vg_sla_rule(m->target)->name);
		vg_restdata_time(data, "breached", m->state.breached);
		vg_restdata_leaf(data, "ball", vg_ball_text(m->ball));
		vg_restdata_out(data);
	}
}

static void
write_held(struct vg_restdata *data, const struct vg_ball_time *held)
{
	for (int s = 0; s < VG_SIDE_N; s++) {
		const char *side = vg_ball_text((enum vg_side)s);
		vg_restdata_entry(data, "held", &side, 1);
		vg_restdata_int(data, "seconds", held->wall_us[s] / VG_SECOND_US);
		vg_restdata_int(data, "open-seconds", held->open_us[s] / VG_SECOND_US);
		vg_restdata_out(data);
	}
}

static void
write_documents(struct vg_restdata *data, const struct vg_slareport *report,
    enum vg_slareport_reader reader)
{
	for (int l = VG_SLATEXT_FRENCH; l <= VG_SLATEXT_ENGLISH; l++) {
		enum vg_slatext_language language = (enum vg_slatext_language)l;
		const char *name = vg_slatext_name(language);
		struct vg_buf text;
		vg_buf_init(&text, 0);
		vg_slareport_print(report, language, reader, &text);
		vg_restdata_entry(data, "document", &name, 1);
		vg_restdata_leaf(data, "text", vg_buf_text(&text));
		vg_restdata_out(data);
		vg_buf_fini(&text);
	}
}

static void
write_report(struct vg_restdata *data, const struct vg_slareport *report,
    enum vg_slareport_reader reader)
{
	vg_restdata_text(data, "client", report->client);
	vg_restdata_time(data, "from", report->from);
	vg_restdata_time(data, "until", report->until);
	vg_restdata_time(data, "as-of", report->as_of);
	vg_restdata_uint(data, "cases", report->cases);
	vg_restdata_uint(data, "solved", report->solved);
	vg_restdata_uint(data, "solved-alone", report->solved_alone);
	if (report->unjudged)
		vg_restdata_uint(data, "unjudged", report->unjudged);
	write_targets(data, report, reader);
	write_missed(data, report, reader);
	write_held(data, &report->held);
	write_documents(data, report, reader);
}

static int
get_report(struct vg_desk *desk, const struct vg_rest_ask *ask, const char *const keys[3],
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_deskscope scope = vg_apiscope_of(desk, ask->caller);
	const struct vg_contract *contract =
	    vg_conf_contract(vg_desk_conf(desk), keys[0]);
	enum vg_slareport_reader reader;
	struct vg_deskreport made;

	if (vg_slareport_reader_parse(keys[2], &reader) != VG_OK)
		return vg_detail_set(detail, VG_EINVAL,
		    "a report is for client or internal, not for '%.32s'", keys[2]);
	if (!scope.all && !vg_deskscope_client(&scope, contract ? contract->client : ""))
		return VG_OK;
	if (reader == VG_SLAREPORT_INTERNAL &&
	    (!scope.all || ask->caller->role < (int)VG_ROLE_NOC))
		return vg_detail_set(detail, VG_EACCESS,
		    "user %s (role %s) may read the client's report, not the internal one",
		    ask->caller->user,
		    vg_conf_role_text((enum vg_role)ask->caller->role));
	int code =
	    vg_deskreport_make(desk, keys[0], keys[1], vg_clock_wall(), &made, detail);
	if (code == VG_OK) {
		vg_restdata_entry(data, "report", keys, 3);
		write_report(data, &made.report, reader);
		vg_restdata_out(data);
	}
	vg_deskreport_fini(&made);
	return code;
}

int
vg_apisla_get(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_deskscope scope = vg_apiscope_of(desk, ask->caller);
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;

	if (step && step->n_keys == 1 && strcmp(step->name, "case") == 0)
		return get_case(desk, &scope, step->keys[0], data, detail);
	if (step && step->n_keys == 3 && strcmp(step->name, "report") == 0)
		return get_report(desk, ask, step->keys, data, detail);
	if (!step || strcmp(step->name, "running") == 0) {
		int err = vg_apilist_refuse(ask, 0, detail);
		return err == VG_OK ? get_running(desk, &scope, data) : err;
	}
	return VG_OK;
}
