/*
 * What the ladder is told of one event: its alarm, the cases it may belong to, what explains it,
 * what covers it, who may say it, what the contract promises.
 */
#include "collector/desk/passage/deskfacts.h"

#include <string.h>

#include "collector/desk/causes/deskadopt.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/causes/deskkin.h"
#include "collector/desk/causes/deskleft.h"
#include "collector/desk/causes/deskrule.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/desk/quiet/deskshelf.h"
#include "collector/store/storecause.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

static void
fill_case(struct vg_case_facts *fact, const struct vg_case_row *row)
{
	memset(fact, 0, sizeof(*fact));
	fact->exists = row->number[0] != '\0';
	vg_text_copy(fact->number, sizeof(fact->number), row->number);
	fact->state = row->state;
	fact->severity = row->severity;
	fact->owned = row->owner[0] != '\0';
	fact->closed = row->closed;
}

/*
 * Whether rungs 9 to 16 may be climbed: only there is it asked what explains the fault, and what
 * it explains.
 */
static bool
goes_high(const struct vg_passage *p)
{
	if (p->event->action != VG_ACTION_RAISE && p->event->action != VG_ACTION_CHANGE)
		return false;
	return p->revisit || !p->alarm.id || p->alarm.cleared || p->alarm.pending ||
	    p->event->severity > p->alarm.event.severity;
}

/*
 * Where the faults of the case's key went: into the case with which a person merged theirs since
 * 'after'; the open one before others, else the one that was closed last.
 */
static int
find_went_into(struct vg_desk *desk, struct vg_passage *p, struct vg_wall after,
    char number[VG_CASE_NUMBER_SIZE], bool *open)
{
	char *from = p->facts.went_from;
	const size_t q = VG_STORECAUSE_WENT_INTO;
	enum vg_case_state state;
	int64_t last = -1;
	int code = vg_db_query(desk->db, q, "tti", p->subject, p->kind.class, after.us);

	number[0] = '\0';
	*open = false;
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		int64_t closed = vg_db_int(desk->db, q, 2);
		state = vg_casestate_parse(vg_db_text(desk->db, q, 1));
		bool is_open = vg_casestate_is_open(state);
		if (*open || (!is_open && (state != VG_CASE_CL || closed <= last)))
			continue;
		*open = is_open;
		last = closed;
		vg_text_copy(number, VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 0));
		vg_text_copy(from, VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 3));
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/* States.md 1.1: what joins a merged case, or recurs in it, does so in the survivor. */
static int
load_survivor(struct vg_desk *desk, struct vg_passage *p)
{
	char number[VG_CASE_NUMBER_SIZE];
	struct vg_case_row row, other;
	bool open;
	int code = find_went_into(desk, p, p->facts.closed_case.closed, number, &open);

	if (code != VG_OK || !number[0])
		return code;
	code = vg_deskrows_case(desk, number, &row);
	/* Closed, it is reopened; but not beside another one of its own key. */
	if (code == VG_OK && !open)
		code = vg_deskrows_case_of(
		    desk, VG_SQL_CASE_OPEN_OF, row.subject, row.class, &other);
	if (code != VG_OK || (!open && other.number[0]))
		return code;
	fill_case(open ? &p->facts.open_case : &p->facts.closed_case, &row);
	if (open)
		p->open = row;
	return code;
}

static int
load_cases(struct vg_desk *desk, struct vg_passage *p)
{
	struct vg_case_row row;
	int code = vg_deskrows_case_of(
	    desk, VG_SQL_CASE_OPEN_OF, p->subject, p->kind.class, &p->open);

	fill_case(&p->facts.open_case, &p->open);
	if (code == VG_OK && !p->open.number[0]) {
		code = vg_deskrows_case_of(
		    desk, VG_SQL_CASE_CLOSED_OF, p->subject, p->kind.class, &row);
		fill_case(&p->facts.closed_case, &row);
		if (code == VG_OK && goes_high(p))
			code = load_survivor(desk, p);
	}
	p->facts.open_case.has_part = p->alarm.id != 0 && p->open.number[0] &&
	    strcmp(p->alarm.case_number, p->open.number) == 0;
	return code;
}

/* P7: of the contract's version that governs the case's clock; 15 minutes without a contract. */
static uint32_t
quiet_of(const struct vg_conf *conf, const struct vg_case_row *row)
{
	const struct vg_contract *k = vg_conf_contract(conf, row->contract);
	const struct vg_terms *v =
	    k ? vg_terms_at(k->versions, k->n_versions, row->opened, row->opened) : NULL;

	return v ? v->told_quiet_s : 15 * 60;
}

/* For a clear: the case that holds the alarm, with what P7's fifteen minutes need. */
static int
load_alarm_case(struct vg_desk *desk, struct vg_passage *p)
{
	struct vg_case_facts *f = &p->facts.alarm_case;
	struct vg_target_state told;
	struct vg_case_row row;
	bool exists = false;
	int code;

	if (p->event->action != VG_ACTION_CLEAR || !p->alarm.case_number[0])
		return VG_OK;
	code = vg_deskrows_case(desk, p->alarm.case_number, &row);
	if (code != VG_OK || !row.number[0] || !vg_casestate_is_open(row.state))
		return code;
	fill_case(f, &row);
	p->facts.left = vg_deskleft_is(desk, p->event->resource);
	f->has_part = true;
	f->fault_began = p->alarm.raised;
	f->quiet_s = quiet_of(desk->conf, &row);
	code = vg_deskclock_state(
	    desk, vg_clock_of(row.number, VG_TARGET_CLIENT_TOLD), p->now, &told, &exists);
	f->client_told_runs = exists && told.running;
	if (code == VG_OK)
		code = vg_deskclock_state(desk,
		    vg_clock_of(row.number, VG_TARGET_FIRST_REPLY), p->now, &told,
		    &f->asked);
	return code;
}

/* The one number of a query that was just bound with 'code'; 0 when it gives no row. */
static int
ask_number(struct vg_desk *desk, int code, size_t q, int64_t *number)
{
	*number = 0;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*number = vg_db_int(desk->db, q, 0);
	vg_db_done(desk->db, q);
	return VG_OK;
}

static int
load_alarm(struct vg_desk *desk, struct vg_passage *p)
{
	struct vg_alarm_fact *f = &p->facts.alarm;
	int code = vg_deskrows_alarm(desk, p->event, &p->alarm);

	if (code != VG_OK || !p->alarm.id)
		return code;
	f->exists = true;
	f->cleared = p->alarm.cleared;
	f->clear_pending = p->alarm.pending;
	f->held = p->alarm.held;
	f->flapping = p->alarm.flapping;
	f->severity = p->alarm.event.severity;
	f->last_raised = p->alarm.raised;
	struct vg_case_row holder;
	code = vg_deskrows_case(desk, p->alarm.case_number, &holder);
	if (code == VG_OK && holder.number[0] && vg_casestate_is_open(holder.state))
		vg_text_copy(f->case_number, sizeof(f->case_number), holder.number);
	f->symptom = f->case_number[0] && strcmp(p->alarm.role, "symptom") == 0;
	/* How often it was raised matters where one more raise could make it flap. */
	if (p->kind.flap_count && (p->alarm.cleared || p->alarm.pending)) {
		int64_t since =
		    p->moment.us - (int64_t)p->kind.flap_within_s * VG_SECOND_US;
		int64_t raises = 0;
		code = ask_number(desk,
		    vg_db_query(desk->db, VG_SQL_RAISE_COUNT, "ii", p->alarm.id, since),
		    VG_SQL_RAISE_COUNT, &raises);
		f->raises_in_window = (unsigned)raises;
	}
	if (code == VG_OK && p->event->action == VG_ACTION_CLEAR &&
	    p->alarm.case_number[0]) {
		int64_t others = 0;
		code = ask_number(desk,
		    vg_db_query(desk->db, VG_SQL_ALARM_STANDING_IN, "ti",
			p->alarm.case_number, p->alarm.id),
		    VG_SQL_ALARM_STANDING_IN, &others);
		p->facts.others_stand = others != 0;
		if (code == VG_OK && others && vg_deskkin_may_explain(desk, p->event))
			code = vg_deskkin_others(desk, p);
	}
	return code;
}

/* Whether the agent may speak of the site: it stands there, or polls a device that does. */
static bool
serves_site(const struct vg_conf *conf, const char *agent, const char *site)
{
	const struct vg_conf_agent *a = vg_conf_agent(conf, agent);

	if (a && strcmp(a->site, site) == 0)
		return true;
	for (size_t i = 0; i < conf->n_devices; i++) {
		if (strcmp(conf->devices[i].agent, agent) == 0 &&
		    strcmp(conf->devices[i].site, site) == 0)
			return true;
	}
	return false;
}

/*
 * Whether agent 'p->agent' may speak of the resource.  The resource decides, for it is the
 * alarm's key; what the message calls its device must be the same.
 */
static bool
agent_may_say(const struct vg_conf *conf, const struct vg_passage *p)
{
	char class[VG_NAME_SIZE], name[VG_NAME_SIZE];

	vg_resource_split(p->event->resource, class, name);
	if (strcmp(class, "device") == 0)
		return p->device && strcmp(p->device->name, name) == 0 &&
		    strcmp(p->device->agent, p->agent) == 0;
	if (p->event->device[0] &&
	    (!p->device || strcmp(p->device->agent, p->agent) != 0))
		return false;
	if (strcmp(class, "agent") == 0)
		return strcmp(name, p->agent) == 0;
	return strcmp(class, "site") == 0 && serves_site(conf, p->agent, name);
}

/*
 * Rung 4: the poller of a device owns its alarms: only its agent, or the device itself, may
 * speak of it; the device may neither clear nor play down what its agent raised, and what anybody
 * may have sent not what proved its sender.
 */
static bool
may_not_say(const struct vg_conf *conf, const struct vg_passage *p)
{
	if (p->message == 0)
		return false;
	if (p->agent[0])
		return !agent_may_say(conf, p);
	if (!p->device)
		return true;
	bool weaker = p->event->action == VG_ACTION_CLEAR ||
	    p->event->severity < p->alarm.event.severity;
	bool guarded = p->alarm.agent[0] || (p->event->plain && !p->alarm.event.plain);
	return weaker && p->alarm.id && !p->alarm.cleared && guarded;
}

/*
 * What befalls a site is its client's, under the contract of a device there: of the first one, in
 * the tree's order, that makes it ours.
 */
static void
judge_site(const struct vg_conf *conf, struct vg_passage *p, struct vg_wall at)
{
	const char *site = p->event->resource + strlen("site/");
	size_t size = strcspn(site, "/");

	for (size_t i = 0; i < conf->n_devices; i++) {
		const struct vg_conf_device *d = &conf->devices[i];
		struct vg_entitlement e;
		if (strncmp(d->site, site, size) != 0 || d->site[size] != '\0')
			continue;
		vg_contract_judge(d->contract, at, &e);
		if (!p->like || e.opens == VG_OPENING_NEW) {
			p->like = d;
			p->facts.entitlement = e;
		}
		if (e.opens == VG_OPENING_NEW)
			return;
	}
}

static void
judge_contract(const struct vg_conf *conf, struct vg_passage *p)
{
	struct vg_wall at =
	    vg_instant_is_set(p->event->since) ? p->event->since : p->event->agent_time;

	if (p->device) {
		vg_contract_judge(p->device->contract, at, &p->facts.entitlement);
		return;
	}
	/* What vigie says of itself or of an agent is the integrator's own business. */
	memset(&p->facts.entitlement, 0, sizeof(p->facts.entitlement));
	p->facts.entitlement.opens = VG_OPENING_NEW;
	p->facts.entitlement.clause = "";
	vg_text_copy(
	    p->facts.entitlement.why, VG_TEXT_SIZE, "the integrator's own equipment");
	if (vg_text_starts(p->event->resource, "site/"))
		judge_site(conf, p, at);
}

static const struct vg_conf_work *
work_at(const struct vg_desk *desk, const struct vg_passage *p, struct vg_wall at,
    struct vg_wall *until)
{
	return vg_deskkin_work(desk, p->event->resource, p->device ? p->device->name : "",
	    p->kind.class, at, until);
}

/* When its hold was over, as rung 13 reckons it. */
static struct vg_wall
hold_end(const struct vg_passage *p)
{
	struct vg_wall from = p->event->since;

	if (!vg_instant_is_set(from) || vg_instant_compare(from, p->moment) > 0)
		from = p->moment;
	return vg_instant_add(
	    from, (int64_t)p->kind.hold_s[p->event->severity] * VG_SECOND_US);
}

/*
 * Policy section 7: planned work covers it until its end, one more poll cycle and a while; also
 * what was held when it began, whenever that is heard.
 */
static void
load_work(const struct vg_desk *desk, struct vg_passage *p)
{
	struct vg_correl_facts *f = &p->facts;
	struct vg_wall until, end;
	const struct vg_conf_work *work = work_at(desk, p, p->moment, &until);

	f->planned = work != NULL;
	if (!work && !p->revisit && goes_high(p)) {
		end = hold_end(p);
		if (vg_instant_compare(end, p->now) <= 0)
			work = work_at(desk, p, end, &until);
		f->planned_then = work != NULL;
	}
	if (!work)
		return;
	vg_text_copy(f->work, sizeof(f->work), work->name);
	f->planned_until = vg_instant_add(
	    until, (int64_t)desk->conf->policy.planned_settle_s * VG_SECOND_US);
}

int
vg_deskfacts_load(struct vg_desk *desk, struct vg_passage *p)
{
	struct vg_correl_facts *f = &p->facts;

	memset(f, 0, sizeof(*f));
	f->event = p->event;
	f->kind = &p->kind;
	f->now = p->now;
	f->moment = p->moment;
	f->wait_s = desk->conf->hole_wait_s;
	f->revisit = p->revisit;
	int code = load_alarm(desk, p);
	if (code == VG_OK)
		code = vg_deskrule_facts(desk, p);
	if (code == VG_OK)
		code = load_cases(desk, p);
	if (code == VG_OK)
		code = load_alarm_case(desk, p);
	vg_deskshelf_load(desk, p);
	load_work(desk, p);
	f->source_may_not = may_not_say(desk->conf, p);
	judge_contract(desk->conf, p);
	if (code == VG_OK && goes_high(p))
		code = vg_deskkin_parent(desk, p);
	if (code == VG_OK && goes_high(p))
		code = vg_deskadopt_find(desk, p);
	return code;
}
