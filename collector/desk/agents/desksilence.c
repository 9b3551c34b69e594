/*
 * Stages of silence.
 */
#include "collector/desk/agents/desksilence.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/agents/deskdeaf.h"
#include "collector/desk/deskrepeat.h"
#include "collector/store/storesilence.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

#define KIND "agent-silent"

/*
 * What is to be explained by another fault is looked at again so soon, and so long after the other
 * is over; what is its symptom, so often meanwhile: somebody may take it out, or close their case.
 */
#define WAIT_US VG_MINUTE_US
#define SYMPTOM_US VG_HOUR_US

void
vg_desksilence_span(int64_t us, char text[VG_DESKSILENCE_SPAN])
{
	int64_t s = us > 0 ? us / VG_SECOND_US : 0;

	if (s < 60 || (s < 600 && s % 60))
		snprintf(text, VG_DESKSILENCE_SPAN, "%" PRId64 " s", s);
	else if (s < 3600)
		snprintf(text, VG_DESKSILENCE_SPAN, "%" PRId64 " min", s / 60);
	else if (s < 86400)
		snprintf(text, VG_DESKSILENCE_SPAN, "%" PRId64 " h %" PRId64 " min",
		    s / 3600, s % 3600 / 60);
	else
		snprintf(text, VG_DESKSILENCE_SPAN, "%" PRId64 " d %" PRId64 " h",
		    s / 86400, s % 86400 / 3600);
}

static struct vg_wall
after(struct vg_wall at, uint32_t seconds)
{
	return vg_instant_add(at, (int64_t)seconds * VG_SECOND_US);
}

/* --- rows ---------------------------------------------------------------------------------- */

int
vg_desksilence_get(struct vg_desk *desk, const char *agent, struct vg_desksilence *s)
{
	const size_t q = VG_STORESILENCE_GET;
	int code = vg_db_query(desk->db, q, "t", agent);

	*s = (struct vg_desksilence){.stage = 0};
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	s->base.us = vg_db_int(desk->db, q, 0);
	s->stage = (int)vg_db_int(desk->db, q, 1);
	s->deaf = vg_db_int(desk->db, q, 2) != 0;
	s->back.us = vg_db_int(desk->db, q, 3);
	s->missed = vg_db_int(desk->db, q, 4);
	s->last.us = vg_db_int(desk->db, q, 5);
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
last_heard(struct vg_desk *desk, const char *agent, struct vg_wall *heard)
{
	const size_t q = VG_SQL_AGENT_GET;
	int code = vg_db_query(desk->db, q, "t", agent);

	*heard = (struct vg_wall){0};
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	heard->us = vg_db_int(desk->db, q, 2);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/* What stands at the agent and is not known: how many, and the worst. */
static int
count_unknown(struct vg_desk *desk, const char *agent, int64_t *n, int64_t *worst)
{
	const size_t q = VG_STORESILENCE_COUNT;
	int code = vg_db_query(desk->db, q, "t", agent);

	*n = *worst = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*n = vg_db_int(desk->db, q, 0);
	*worst = vg_db_int(desk->db, q, 1);
	vg_db_done(desk->db, q);
	return VG_OK;
}

static size_t
count_devices(const struct vg_conf *conf, const char *agent)
{
	size_t n = 0;

	for (size_t i = 0; i < conf->n_devices; i++)
		n += strcmp(conf->devices[i].agent, agent) == 0;
	return n;
}

/* --- what is known ------------------------------------------------------------------------- */

int
vg_desksilence_forget(struct vg_desk *desk, const char *agent, struct vg_wall now)
{
	int code;

	vg_deskrepeat_forget(desk);
	code = vg_db_run(desk->db, VG_SQL_ALARM_KNOWN, "ti", agent, (int64_t)0);
	return code == VG_OK
	    ? vg_db_run(desk->db, VG_STORESILENCE_CASES_UNKNOWN, "ti", agent, now.us)
	    : code;
}

int
vg_desksilence_tell(struct vg_desk *desk, const char *kind, const char *agent,
    const char *text, struct vg_wall now)
{
	char resource[VG_RESOURCE_SIZE];

	vg_resource_build(resource, "agent", agent, NULL);
	return vg_desk_tell(desk, now, kind, "", resource, text);
}

/* --- the alarm ----------------------------------------------------------------------------- */

static void
make_event(const char *agent, enum vg_action action, enum vg_severity severity,
    struct vg_wall now, const char *text, struct vg_event *e)
{
	*e = (struct vg_event){
	    .action = action, .origin = VG_ORIGIN_SELF, .severity = severity};
	e->since = e->agent_time = e->received = now;
	vg_resource_build(e->resource, "agent", agent, NULL);
	vg_text_copy(e->kind, sizeof(e->kind), KIND);
	vg_text_copy(e->text, sizeof(e->text), text);
}

static int
say(struct vg_desk *desk, const struct vg_event *event, bool revisit, struct vg_wall now)
{
	struct vg_detail detail;

	return vg_deskapply_event(desk, event, "", 0, now, revisit, &detail);
}

int
vg_desksilence_over(
    struct vg_desk *desk, const char *agent, const char *text, struct vg_wall now)
{
	struct vg_event event;

	make_event(agent, VG_ACTION_CLEAR, VG_SEVERITY_MINOR, now, text, &event);
	return say(desk, &event, false, now);
}

static int
find_alarm(struct vg_desk *desk, const char *agent, struct vg_alarm_row *row,
    struct vg_case_row *holder)
{
	struct vg_event key;

	make_event(
	    agent, VG_ACTION_RAISE, VG_SEVERITY_MINOR, (struct vg_wall){0}, "", &key);
	int code = vg_deskrows_alarm(desk, &key, row);
	if (code == VG_OK)
		code = vg_deskrows_case(desk, row->case_number, holder);
	if (code == VG_OK && holder->number[0] && !vg_casestate_is_open(holder->state))
		holder->number[0] = '\0';
	return code;
}

/* --- what explains it ---------------------------------------------------------------------- */

struct parent {
	char resource[VG_RESOURCE_SIZE], kind[VG_KIND_SIZE], number[VG_CASE_NUMBER_SIZE];
};

/*
 * How far the silence that counts from 'base' was moved along when the clock was set: the site's
 * fault was not, which agents date.
 */
static int64_t
moved_by(struct vg_desk *desk, struct vg_wall base)
{
	return base.us < vg_desk_number(desk, "clock-stepped", 0)
	    ? vg_desk_number(desk, "clock-stepped-by", 0)
	    : 0;
}

static int
find_one(struct vg_desk *desk, const char *site, const char *kind, struct vg_wall base,
    struct parent *parent)
{
	const size_t q = VG_STORESILENCE_PARENT;
	char ours[VG_RESOURCE_SIZE];
	int64_t within_us = (int64_t)desk->conf->silence.power_within_s * VG_SECOND_US;
	int64_t by = moved_by(desk, base);
	bool is_self = strncmp(kind, "collector-", 10) == 0;

	vg_resource_build(ours, "collector", desk->conf->name, NULL);
	int code = vg_db_query(desk->db, q, "tttii", site, ours, kind,
	    is_self ? INT64_MIN : base.us - (by > 0 ? by : 0) - within_us,
	    is_self ? INT64_MAX : base.us - (by < 0 ? by : 0) + within_us);
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	vg_text_copy(
	    parent->resource, sizeof(parent->resource), vg_db_text(desk->db, q, 0));
	vg_text_copy(parent->number, sizeof(parent->number), vg_db_text(desk->db, q, 1));
	vg_text_copy(parent->kind, sizeof(parent->kind), kind);
	vg_db_done(desk->db, q);
	return VG_OK;
}

/*
 * The oldest standing fault of the agent's site, or of the collector, whose kind explains silence.
 * A site's fault must have begun about when the silence did; a deaf collector explains while it is.
 */
static int
find_parent(
    struct vg_desk *desk, const char *agent, struct vg_wall base, struct parent *parent)
{
	const char *by[VG_PACKSET_MAX_EXPLAINERS];
	const struct vg_conf_agent *a = vg_conf_agent(desk->conf, agent);
	char site[VG_RESOURCE_SIZE];
	int code = VG_OK;

	*parent = (struct parent){.number = ""};
	if (!a)
		return VG_OK;
	vg_resource_build(site, "site", a->site, NULL);
	size_t n = vg_packset_explainers(desk->packs, KIND, by);
	for (size_t i = 0; i < n && code == VG_OK && !parent->number[0]; i++)
		code = find_one(desk, site, by[i], base, parent);
	return code;
}

int
vg_desksilence_parent(struct vg_desk *desk, struct vg_passage *p)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];
	struct vg_desksilence s;
	struct vg_case_row row;
	struct parent parent;

	if (strcmp(p->event->kind, KIND) != 0)
		return VG_OK;
	vg_resource_split(p->event->resource, class, name);
	int code = vg_desksilence_get(desk, name, &s);
	if (code == VG_OK)
		code = find_parent(desk, name, s.stage ? s.base : p->now, &parent);
	if (code == VG_OK && parent.number[0])
		code = vg_deskrows_case(desk, parent.number, &row);
	if (code != VG_OK || !parent.number[0])
		return code;
	vg_text_copy(
	    p->facts.parent_resource, sizeof(p->facts.parent_resource), parent.resource);
	vg_text_copy(p->facts.parent_kind, sizeof(p->facts.parent_kind), parent.kind);
	struct vg_case_facts *f = &p->facts.parent_case;
	*f = (struct vg_case_facts){.exists = true,
	    .state = row.state,
	    .severity = row.severity,
	    .owned = row.owner[0] != '\0',
	    .closed = row.closed};
	vg_text_copy(f->number, sizeof(f->number), row.number);
	return VG_OK;
}

const char *
vg_desksilence_site(const struct vg_conf *conf, const char *resource)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];
	const struct vg_conf_agent *agent;

	vg_resource_split(resource, class, name);
	agent = strcmp(class, "agent") == 0 ? vg_conf_agent(conf, name) : NULL;
	return agent ? agent->site : "";
}

/* --- stages -------------------------------------------------------------------------------- */

/* One silence on its way to the next stage. */
struct stage {
	const char *agent;
	struct vg_desksilence s;
	struct vg_alarm_row alarm;
	struct vg_case_row
	    holder; /* the open case that holds the alarm; number "" none */
	int64_t unknown, worst;
	char text[VG_TEXT_SIZE];
};

static void
describe(const struct vg_conf *conf, struct stage *g, struct vg_wall now)
{
	char span[VG_DESKSILENCE_SPAN];
	struct vg_wall from = vg_instant_is_set(g->s.last) ? g->s.last : g->s.base;

	vg_desksilence_span(vg_instant_since(now, from), span);
	vg_text_format(g->text, sizeof(g->text),
	    "agent %s has %s for %s; of its %zu devices %" PRId64
	    " faults stand that nobody sees now%s",
	    g->agent,
	    vg_instant_is_set(g->s.last) ? "not been heard"
					 : "never been heard, and is waited",
	    span, count_devices(conf, g->agent), g->unknown,
	    g->worst >= VG_SEVERITY_CRITICAL ? ", one of them critical" : "");
}

static int
fall_silent(
    struct vg_desk *desk, const char *agent, struct vg_wall at, struct vg_wall now)
{
	const struct vg_conf_silence *c = &desk->conf->silence;
	struct stage g = {.agent = agent};
	char number[VG_CASE_NUMBER_SIZE];
	struct vg_event event;
	bool deaf = false;

	g.s.base = vg_instant_add(at, -(int64_t)c->after_s * VG_SECOND_US);
	int code = last_heard(desk, agent, &g.s.last);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_STORESILENCE_PUT, "tii", agent, g.s.base.us,
		    g.s.last.us);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_AGENT_STATE, "tt", agent, "silent");
	if (code == VG_OK)
		code = vg_desk_drop_due(desk, "list", agent);
	if (code == VG_OK)
		code = vg_desksilence_forget(desk, agent, now);
	if (code == VG_OK)
		code = count_unknown(desk, agent, &g.unknown, &g.worst);
	describe(desk->conf, &g, now);
	if (code == VG_OK)
		code = vg_desksilence_tell(desk, KIND, agent, g.text, now);
	make_event(agent, VG_ACTION_RAISE, VG_SEVERITY_MINOR, now, g.text, &event);
	if (code == VG_OK)
		code = say(desk, &event, false, now);
	if (code == VG_OK && c->case_after_s)
		code = vg_desk_put_due(
		    desk, "silent", agent, after(g.s.base, c->case_after_s));
	if (code == VG_OK)
		code = vg_deskdeaf_stands(desk, &deaf, number);
	if (code == VG_OK && deaf)
		return vg_db_run(desk->db, VG_STORESILENCE_DEAF, "t", agent);
	return code == VG_OK ? vg_deskdeaf_look(desk, now) : code;
}

/* How severe the silence is when it is in 'stage'. */
static enum vg_severity
severity_of(const struct stage *g, int stage)
{
	return stage >= 3 && g->worst >= VG_SEVERITY_CRITICAL ? VG_SEVERITY_CRITICAL
							      : VG_SEVERITY_MAJOR;
}

/*
 * It is another's symptom, or waits to be: no case and no page of its own until the other is over
 * (vg_desksilence_released).  How severe it is counts then.
 */
static int
wait_explained(struct vg_desk *desk, const struct stage *g, int stage,
    const struct parent *parent, struct vg_wall now)
{
	bool joined = g->holder.number[0] && strcmp(g->alarm.role, "symptom") == 0;
	int code = VG_OK;

	if (parent->number[0] && !g->holder.number[0] && g->alarm.id) {
		struct vg_event event = g->alarm.event;
		event.action = VG_ACTION_RAISE;
		event.origin = VG_ORIGIN_SELF;
		code = say(desk, &event, true, now);
		joined = true;
	}
	if (code == VG_OK && joined && g->alarm.event.severity < severity_of(g, stage))
		code = vg_db_run(desk->db, VG_SQL_ALARM_CHANGE, "iiitii", g->alarm.id,
		    (int64_t)severity_of(g, stage), now.us, g->text,
		    (int64_t)g->alarm.rung, (int64_t)0);
	return code == VG_OK ? vg_desk_put_due(desk, "silent", g->agent,
				   vg_instant_add(now, joined ? SYMPTOM_US : WAIT_US))
			     : code;
}

int
vg_desksilence_released(struct vg_desk *desk, const char *resource, struct vg_wall now)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];
	struct vg_desksilence s;

	vg_resource_split(resource, class, name);
	int code = vg_desksilence_get(desk, name, &s);
	bool waits = s.stage > 0 && s.stage < 3 && !vg_instant_is_set(s.back);
	return code == VG_OK && waits ? vg_db_run(desk->db, VG_SQL_DUE_SOONER, "tti",
					    "silent", name, now.us + WAIT_US)
				      : code;
}

/* The alarm as severe as the stage has it, in a case of its own. */
static int
raise_stage(struct vg_desk *desk, struct stage *g, int stage, struct vg_wall now)
{
	enum vg_severity severity = severity_of(g, stage);
	struct vg_event event;
	bool worse =
	    !g->alarm.id || g->alarm.cleared || g->alarm.event.severity < severity;
	bool own = g->holder.number[0] && strcmp(g->alarm.role, "cause") == 0;

	if (!worse && own)
		return VG_OK;
	make_event(g->agent, VG_ACTION_RAISE, severity, now, g->text, &event);
	return say(desk, &event, !worse, now);
}

/* W1 when a critical fault stood there, else W2; once in a silence, and while it flaps once. */
static int
page_stage(struct vg_desk *desk, struct stage *g, struct vg_wall now)
{
	const struct vg_kind *kind = vg_packset_kind(desk->packs, KIND);
	char transition[VG_NAME_SIZE + 64];
	int code = find_alarm(desk, g->agent, &g->alarm, &g->holder);

	if (code != VG_OK || !kind || !g->holder.number[0])
		return code;
	vg_text_format(transition, sizeof(transition), "page-silent-%s@%" PRId64,
	    g->agent, g->alarm.flapping ? INT64_C(0) : g->s.base.us);
	return vg_deskdeaf_page(desk, g->holder.number,
	    kind->page[g->alarm.event.severity], transition, g->text, now);
}

/* Of a silence that was counted anew as long after its case as of any other. */
static struct vg_wall
page_time(const struct vg_conf_silence *c, struct vg_wall base, struct vg_wall now)
{
	uint32_t left_s =
	    c->page_after_s > c->case_after_s ? c->page_after_s - c->case_after_s : 0;
	struct vg_wall at = after(base, c->page_after_s), least = after(now, left_s);

	return vg_instant_compare(at, least) < 0 ? least : at;
}

static int
advance(struct vg_desk *desk, struct stage *g, struct vg_wall now)
{
	const struct vg_conf_silence *c = &desk->conf->silence;
	int stage = g->s.stage + 1;
	char number[VG_CASE_NUMBER_SIZE];
	struct parent parent;
	bool deaf = false;
	/* Others whose time has come at the same instant may make it the collector's. */
	int code = vg_deskdeaf_look(desk, now);

	if (code == VG_OK)
		code = vg_deskdeaf_stands(desk, &deaf, number);
	if (code == VG_OK)
		code = find_parent(desk, g->agent, g->s.base, &parent);
	if (code == VG_OK)
		code = find_alarm(desk, g->agent, &g->alarm, &g->holder);
	if (code == VG_OK)
		code = count_unknown(desk, g->agent, &g->unknown, &g->worst);
	if (code != VG_OK)
		return code;
	describe(desk->conf, g, now);
	if (deaf || parent.number[0])
		return wait_explained(desk, g, stage, &parent, now);
	code = raise_stage(desk, g, stage, now);
	if (code == VG_OK)
		code = vg_db_run(
		    desk->db, VG_STORESILENCE_STAGE, "ti", g->agent, (int64_t)stage);
	if (code == VG_OK && stage == 3)
		return page_stage(desk, g, now);
	if (code == VG_OK && c->page_after_s)
		code = vg_desk_put_due(
		    desk, "silent", g->agent, page_time(c, g->s.base, now));
	return code;
}

int
vg_desksilence_due(
    struct vg_desk *desk, const char *agent, struct vg_wall at, struct vg_wall now)
{
	struct stage g = {.agent = agent};

	if (!vg_conf_agent(desk->conf, agent))
		return VG_OK;
	int code = vg_desksilence_get(desk, agent, &g.s);
	if (code != VG_OK)
		return code;
	if (g.s.stage == 0 || vg_instant_is_set(g.s.back))
		return fall_silent(desk, agent, at, now);
	return g.s.stage < 3 ? advance(desk, &g, now) : VG_OK;
}

bool
vg_desksilence_is_blind(struct vg_desk *desk, const char *device)
{
	const struct vg_conf_device *d =
	    *device ? vg_conf_device(desk->conf, device) : NULL;
	struct vg_desksilence s;

	return d && d->agent[0] && vg_desksilence_get(desk, d->agent, &s) == VG_OK &&
	    s.stage > 0;
}
