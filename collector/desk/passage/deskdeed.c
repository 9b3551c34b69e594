/*
 * Carries a verdict out: each deed is one small step on the store; the first that fails ends
 * the passage, and the savepoint around it undoes the rest.
 */
#include "collector/desk/passage/deskdeed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/correl/subject.h"
#include "collector/desk/causes/deskadopt.h"
#include "collector/desk/causes/deskrecurs.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/deskcore.h"
#include "collector/desk/casework/deskentitle.h"
#include "collector/desk/quiet/deskflap.h"
#include "collector/desk/causes/deskfamilywork.h"
#include "collector/desk/record/desklater.h"
#include "collector/desk/desknumber.h"
#include "collector/desk/record/deskproof.h"
#include "collector/desk/causes/deskrule.h"
#include "collector/desk/agents/desksilence.h"
#include "collector/desk/quiet/deskshelf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"

/* The case a deed is about: its own number, or the one just opened. */
static const char *
case_of(const struct vg_passage *p, const struct vg_deed *deed)
{
	return deed->number[0] ? deed->number : p->opened;
}

static int
put_alarm_due(struct vg_desk *desk, const char *kind, int64_t alarm, struct vg_wall at)
{
	char object[24];

	snprintf(object, sizeof(object), "%" PRId64, alarm);
	return vg_desk_put_due(desk, kind, object, at);
}

static int
drop_alarm_due(struct vg_desk *desk, const char *kind, int64_t alarm)
{
	char object[24];

	snprintf(object, sizeof(object), "%" PRId64, alarm);
	return vg_desk_drop_due(desk, kind, object);
}

/* Tells what became of the alarm, where anybody is to hear of it. */
static int
tell_alarm(struct vg_desk *desk, const struct vg_passage *p, const char *kind,
    const char *number)
{
	return vg_deskflap_tells(p)
	    ? vg_desk_tell(desk, p->now, kind, number, p->event->resource, p->event->text)
	    : VG_OK;
}

/* The deed that joins the alarm to a case that is there already, or NULL. */
static const struct vg_deed *
joins(const struct vg_passage *p)
{
	for (size_t i = 0; i < p->verdict.n_deeds; i++) {
		const struct vg_deed *deed = &p->verdict.deeds[i];
		if (deed->type == VG_DEED_CASE_JOIN && deed->number[0])
			return deed;
	}
	return NULL;
}

static const char *
role_of(const struct vg_deed *deed)
{
	return deed && deed->symptom ? "symptom" : "cause";
}

/* Written with the case it joins, so that no index is touched twice. */
static int
add_alarm(struct vg_desk *desk, struct vg_passage *p, struct vg_wall raised)
{
	const struct vg_deed *join = joins(p);
	const struct vg_event *e = p->event;
	int code = vg_db_run(desk->db, VG_SQL_ALARM_ADD, "tttttiititittittiii",
	    e->resource, e->kind, e->qualifier, e->device, p->agent, (int64_t)e->severity,
	    raised.us, e->text, (int64_t)p->verdict.rung, p->kind.class,
	    (int64_t)e->cause, vg_event_origin_text(e->origin), e->serial, p->message,
	    join ? join->number : NULL, role_of(join), (int64_t)e->plain, p->decision,
	    (int64_t)e->alone);

	p->alarm.id = vg_db_last_id(desk->db);
	p->is_new = true;
	return code;
}

static int
raise_alarm(struct vg_desk *desk, struct vg_passage *p)
{
	const struct vg_event *e = p->event;
	struct vg_wall raised = vg_instant_is_set(e->since) ? e->since : e->agent_time;
	int code = VG_OK;

	if (p->alarm.id) {
		code = vg_db_run(desk->db, VG_SQL_ALARM_RAISE, "iiitittitii", p->alarm.id,
		    (int64_t)e->severity, raised.us, e->text, (int64_t)p->verdict.rung,
		    vg_event_origin_text(e->origin), e->serial, p->message, p->agent,
		    (int64_t)e->plain, (int64_t)e->alone);
		if (code == VG_OK)
			code = drop_alarm_due(desk, "clear", p->alarm.id);
	} else {
		code = add_alarm(desk, p, raised);
	}
	if (code == VG_OK)
		code = vg_db_run(
		    desk->db, VG_SQL_RAISE_ADD, "ii", p->alarm.id, p->moment.us);
	if (code == VG_OK)
		code = tell_alarm(desk, p, "alarm-raised", "");
	return code;
}

static int
change_alarm(struct vg_desk *desk, struct vg_passage *p)
{
	const struct vg_event *e = p->event;
	int code = vg_db_run(desk->db, VG_SQL_ALARM_CHANGE, "iiitii", p->alarm.id,
	    (int64_t)e->severity, e->agent_time.us, e->text, (int64_t)p->verdict.rung,
	    (int64_t)e->plain);

	if (code == VG_OK)
		code = tell_alarm(desk, p, "alarm-changed", p->alarm.case_number);
	return code;
}

static int
clear_alarm(struct vg_desk *desk, struct vg_passage *p)
{
	const struct vg_event *e = p->event;
	int code = vg_db_run(desk->db, VG_SQL_ALARM_CLEAR, "iiti", p->alarm.id,
	    e->agent_time.us, e->text, (int64_t)p->verdict.rung);

	if (code == VG_OK)
		code = drop_alarm_due(desk, "clear", p->alarm.id);
	if (code == VG_OK)
		code = drop_alarm_due(desk, "hold", p->alarm.id);
	if (code == VG_OK)
		code = drop_alarm_due(desk, "flap", p->alarm.id);
	if (code == VG_OK)
		code = tell_alarm(desk, p, "alarm-cleared", p->alarm.case_number);
	return code;
}

static int
count_repeat(struct vg_desk *desk, struct vg_passage *p)
{
	if (!p->alarm.id)
		return VG_OK;
	return vg_db_run(desk->db, VG_SQL_ALARM_REPEAT, "itii", p->alarm.id,
	    vg_event_origin_text(p->event->origin), (int64_t)1, (int64_t)p->event->plain);
}

static int
hold_clear(struct vg_desk *desk, struct vg_passage *p, struct vg_wall at)
{
	int code =
	    vg_db_run(desk->db, VG_SQL_ALARM_PENDING, "ii", p->alarm.id, (int64_t)1);

	return code == VG_OK ? put_alarm_due(desk, "clear", p->alarm.id, at) : code;
}

/* It was over, if only for a moment: one raise more, until it is known to flap. */
static int
cancel_clear(struct vg_desk *desk, struct vg_passage *p)
{
	int code =
	    vg_db_run(desk->db, VG_SQL_ALARM_PENDING, "ii", p->alarm.id, (int64_t)0);

	if (code == VG_OK && !p->alarm.flapping)
		code = vg_db_run(
		    desk->db, VG_SQL_RAISE_ADD, "ii", p->alarm.id, p->moment.us);
	return code == VG_OK ? drop_alarm_due(desk, "clear", p->alarm.id) : code;
}

static int
hold_case(struct vg_desk *desk, struct vg_passage *p, const struct vg_deed *deed)
{
	int code = vg_db_run(desk->db, VG_SQL_ALARM_HELD, "ii", p->alarm.id, (int64_t)1);

	if (code == VG_OK && (deed->text[0] || !p->is_new))
		code = vg_deskshelf_mark_work(desk, p->alarm.id, deed->text);
	/*
	 * What was told after its hold was over opens when it was heard: nobody knew of it before.
	 */
	struct vg_wall at = vg_instant_compare(deed->at, p->now) < 0 ? p->now : deed->at;
	return code == VG_OK ? put_alarm_due(desk, "hold", p->alarm.id, at) : code;
}

static int
mark_flapping(struct vg_desk *desk, struct vg_passage *p, struct vg_wall quiet)
{
	int code =
	    vg_db_run(desk->db, VG_SQL_ALARM_FLAPPING, "ii", p->alarm.id, (int64_t)1);

	if (code == VG_OK)
		code = vg_deskflap_begin(desk, p);
	return code == VG_OK ? put_alarm_due(desk, "flap", p->alarm.id, quiet) : code;
}

static const char *
entitlement_word(const struct vg_passage *p)
{
	if ((!p->event->device[0] && !p->like) || p->facts.entitlement.contract)
		return "in-force";
	if (p->like)
		return p->like->contract ? "not-in-force" : "no-contract";
	if (!p->device)
		return "unknown-device";
	return p->device->contract ? "not-in-force" : "no-contract";
}

static int
open_case(struct vg_desk *desk, struct vg_passage *p, enum vg_case_state state)
{
	const struct vg_entitlement *e = &p->facts.entitlement;
	const struct vg_conf_device *d = p->device ? p->device : p->like;
	char title[VG_TEXT_SIZE], why[VG_TEXT_SIZE];
	int code = vg_desknumber_case(desk, p->now, p->opened);

	if (code != VG_OK)
		return code;
	vg_subject_title(&p->kind, p->event->resource, title);
	vg_text_format(
	    why, sizeof(why), "%s%s%s", e->clause, e->clause[0] ? ": " : "", e->why);
	code = vg_db_run(desk->db, VG_SQL_CASE_ADD, "tttttittttttttiii", p->opened,
	    vg_casestate_text(state), title, p->subject, p->kind.class,
	    (int64_t)p->event->severity, d ? d->client : "",
	    d ? d->site : vg_desksilence_site(desk->conf, p->event->resource),
	    p->device ? d->name : "", d ? d->supplier : "",
	    e->contract ? e->contract->name : "", vg_contract_mode_text(e->mode),
	    entitlement_word(p), why, desk->revision, p->now.us,
	    (int64_t)p->verdict.rung);
	if (code == VG_OK)
		code = vg_desk_journal(
		    desk, p->opened, p->now, p->now, "system", "vigie", title);
	if (code == VG_OK)
		code = vg_desk_tell(
		    desk, p->now, "case-opened", p->opened, p->subject, title);
	if (code == VG_OK)
		code = vg_deskrecurs_opened(desk, p, d ? d->client : "");
	if (code == VG_OK)
		code = vg_deskclock_entered(desk, p->opened, state, p->now, p->now);
	return code == VG_OK ? vg_deskentitle_arm(desk, p->opened, p->now) : code;
}

/* An alarm that is new was written with its case; nothing waits for it and nothing is its own. */
static int
place_alarm(struct vg_desk *desk, struct vg_passage *p, const struct vg_deed *deed)
{
	const char *number = case_of(p, deed);

	if (p->is_new && deed->number[0])
		return VG_OK;
	int code = vg_db_run(
	    desk->db, VG_SQL_ALARM_CASE, "itt", p->alarm.id, number, role_of(deed));
	if (code == VG_OK && !p->is_new)
		code =
		    vg_db_run(desk->db, VG_SQL_EVIDENCE_JOIN, "it", p->alarm.id, number);
	if (code == VG_OK && !p->is_new)
		code = drop_alarm_due(desk, "hold", p->alarm.id);
	/* A symptom whose cause is gone, or another one: what it leaves may be over. */
	if (code == VG_OK && strcmp(p->alarm.case_number, number) != 0)
		code = vg_deskadopt_left(desk, p->alarm.case_number, p->now);
	return code;
}

/*
 * As it was found: what this passage does to a case before it joins it makes it no less standing.
 */
static bool
stands_already(const struct vg_passage *p, const char *number)
{
	return strcmp(p->open.number, number) == 0 &&
	    strcmp(p->open.fault, "standing") == 0;
}

/* The state of the case that it joins, as the facts found it. */
static enum vg_case_state
state_of(const struct vg_passage *p, const char *number)
{
	const struct vg_case_facts *const found[] = {
	    &p->facts.open_case, &p->facts.parent_case, &p->facts.adopt_case};

	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
		if (found[i]->exists && strcmp(found[i]->number, number) == 0)
			return found[i]->state;
	}
	return VG_CASE_NW;
}

/* Note 13: what was resolved is in hand again when an alarm joins it. */
static int
take_up(struct vg_desk *desk, struct vg_passage *p, const char *number)
{
	const struct vg_case_guard guard = {.state = VG_CASE_RS};
	enum vg_case_state next = VG_CASE_RS;
	struct vg_detail detail;
	int code = vg_casestate_apply(&guard, VG_CASE_ALARM_JOINS, &next, &detail);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_CASE_STATE, "tti", number,
		    vg_casestate_text(next), p->now.us);
	if (code == VG_OK)
		code = vg_desk_journal(desk, number, p->now, p->now, "system", "vigie",
		    "resolved, but an alarm joins it: in hand again");
	return code == VG_OK
	    ? vg_desk_tell(desk, p->now, "case-changed", number, p->subject, "in hand")
	    : code;
}

static int
join_case(struct vg_desk *desk, struct vg_passage *p, const struct vg_deed *deed)
{
	const char *number = case_of(p, deed);
	int code = place_alarm(desk, p, deed);

	if (code == VG_OK)
		code = vg_deskrule_place(desk, p, deed, number);
	if (code == VG_OK && state_of(p, number) == VG_CASE_RS)
		code = take_up(desk, p, number);
	if (code != VG_OK || stands_already(p, number))
		return code;
	code =
	    vg_db_run(desk->db, VG_SQL_CASE_STANDS, "tti", number, "standing", p->now.us);
	if (code == VG_OK && vg_db_changes(desk->db) > 0)
		code = vg_desk_drop_due(desk, "settle", number);
	return code;
}

/* What made it worse at the same instant has told it, inside and outside. */
static int
worsen_case(struct vg_desk *desk, struct vg_passage *p, const struct vg_deed *deed)
{
	const char *number = case_of(p, deed);

	p->told_worse = strcmp(p->open.number, number) == 0 && p->open.worse &&
	    p->open.severity >= p->event->severity &&
	    vg_instant_compare(p->open.changed, p->now) == 0;
	if (p->told_worse)
		return VG_OK;
	int code = vg_db_run(desk->db, VG_SQL_CASE_WORSE, "tiii", number, (int64_t)1,
	    (int64_t)p->event->severity, p->now.us);

	if (code == VG_OK)
		code = vg_desk_tell(
		    desk, p->now, "case-changed", number, p->event->resource, "worse");
	return code;
}

/* A closed case takes the fault up again; nobody owns it any more. */
static int
reopen_case(struct vg_desk *desk, struct vg_passage *p, const struct vg_deed *deed)
{
	struct vg_case_row row;
	struct vg_detail detail;
	enum vg_case_state next = VG_CASE_NW;
	int code = vg_deskrows_case(desk, deed->number, &row);

	if (code != VG_OK)
		return code;
	const struct vg_case_guard guard = {
	    .state = row.state, .before = row.before, .by_gate = VG_CASE_NW};
	code = vg_casestate_apply(&guard, VG_CASE_RECURS, &next, &detail);
	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_CASE_STATE, "tti", deed->number,
		    vg_casestate_text(next), p->now.us);
	if (code == VG_OK)
		code = vg_db_run(
		    desk->db, VG_SQL_CASE_REOPEN, "ti", deed->number, p->now.us);
	if (code == VG_OK)
		code = vg_deskclock_end(desk,
		    vg_clock_of(deed->number, VG_TARGET_ENTITLEMENT), VG_LEDGER_END,
		    p->now, p->now, "vigie", "the case is taken up again");
	if (code == VG_OK)
		code = vg_deskrecurs_reopened(desk, &row, p->now);
	/* What a person merged may be under another contract: the survivor keeps its own. */
	if (code == VG_OK && !p->facts.went_from[0])
		code = vg_deskentitle_reopened(desk, &row, &p->facts.entitlement, p->now);
	if (code == VG_OK)
		code = vg_desk_tell(
		    desk, p->now, "case-opened", deed->number, row.subject, "reopened");
	return code;
}

/* All alarms of the case are gone: mark it and let it settle. */
static int
clear_case(struct vg_desk *desk, struct vg_passage *p, const struct vg_deed *deed)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, deed->number, &row);

	if (code == VG_OK)
		code = vg_db_run(desk->db, VG_SQL_CASE_FAULT, "tti", deed->number,
		    "cleared", p->now.us);
	if (code == VG_OK && vg_instant_is_set(deed->at))
		code = vg_desk_put_due(desk, "settle", deed->number, deed->at);
	if (code == VG_OK)
		code = vg_desk_tell(desk, p->now, "case-changed", deed->number,
		    row.subject, "all alarms cleared");
	return code;
}

/* The client is the NOC's to tell, the NOC the desk's: two rows where it is our case. */
static int
tell_outside(struct vg_desk *desk, struct vg_passage *p, const struct vg_deed *deed)
{
	const char *number = case_of(p, deed);
	bool ours =
	    p->facts.entitlement.opens == VG_OPENING_NEW && (p->device || p->like);

	if (p->told_worse && strcmp(deed->text, "worse") == 0)
		return VG_OK;
	int code = vg_db_run(
	    desk->db, VG_SQL_OUTBOX_ADD, "ittt", p->now.us, number, deed->text, "noc");

	if (code == VG_OK && ours && strcmp(deed->text, "opened") == 0)
		code = vg_db_run(desk->db, VG_SQL_OUTBOX_ADD, "ittt", p->now.us, number,
		    deed->text, "client");
	return code;
}

static int
carry_one(struct vg_desk *desk, struct vg_passage *p, const struct vg_deed *deed)
{
	switch (deed->type) {
	case VG_DEED_COUNT:
		return count_repeat(desk, p);
	case VG_DEED_HISTORY:
	case VG_DEED_CLAIM:
		return VG_OK; /* the raw row is the history */
	case VG_DEED_ALARM_RAISE:
		return raise_alarm(desk, p);
	case VG_DEED_ALARM_CHANGE:
		return change_alarm(desk, p);
	case VG_DEED_ALARM_CLEAR:
		return clear_alarm(desk, p);
	case VG_DEED_CLEAR_HOLD:
		return hold_clear(desk, p, deed->at);
	case VG_DEED_CLEAR_CANCEL:
		return cancel_clear(desk, p);
	case VG_DEED_FLAPPING:
		return mark_flapping(desk, p, deed->at);
	case VG_DEED_SHELVE:
		return vg_deskshelf_mark(desk, p->alarm.id, deed->text, p->now);
	case VG_DEED_HOLD:
		return hold_case(desk, p, deed);
	case VG_DEED_CASE_OPEN:
		return open_case(desk, p, deed->state);
	case VG_DEED_CASE_JOIN:
		return join_case(desk, p, deed);
	case VG_DEED_CASE_REOPEN:
		return reopen_case(desk, p, deed);
	case VG_DEED_CASE_WORSE:
		return worsen_case(desk, p, deed);
	case VG_DEED_CASE_CLEARED:
		return clear_case(desk, p, deed);
	case VG_DEED_TARGET_START:
		return vg_deskclock_start(
		    desk, vg_clock_of(case_of(p, deed), deed->target), p->now, p->now);
	case VG_DEED_TARGET_END:
		return vg_deskclock_act(desk, vg_clock_of(case_of(p, deed), deed->target),
		    VG_LEDGER_END, deed->at, p->now, "vigie", deed->text);
	case VG_DEED_SUGGEST:
		return vg_desklater_suggest(
		    desk, case_of(p, deed), p->device ? p->device->name : "", p->now);
	case VG_DEED_TELL:
		return tell_outside(desk, p, deed);
	case VG_DEED_JOURNAL:
		return vg_desk_journal(desk, case_of(p, deed), p->event->agent_time,
		    p->now, "alarm", "vigie", deed->text);
	case VG_DEED_CASE_ADOPT:
		return vg_deskadopt_rekey(desk, p, deed->number);
	case VG_DEED_CASE_LEAVE:
		return vg_deskadopt_leave(desk, p);
	}
	return VG_EINVAL;
}

/*
 * A standing list names the last message of each fault: the alarm remembers it, whichever rung
 * let it stay as it is.
 */
static int
note_message(struct vg_desk *desk, const struct vg_passage *p)
{
	bool says_stands =
	    p->event->action == VG_ACTION_RAISE || p->event->action == VG_ACTION_CHANGE;

	if (!p->agent[0] || !says_stands || !p->alarm.id || p->facts.source_may_not)
		return VG_OK;
	return vg_db_run(
	    desk->db, VG_SQL_ALARM_SAID, "iit", p->alarm.id, p->message, p->agent);
}

/* P13: what stands or is over may speak against a return of its neighbours. */
static int
look_near(struct vg_desk *desk, const struct vg_passage *p)
{
	bool changes = false;

	for (size_t i = 0; i < p->verdict.n_deeds; i++) {
		enum vg_deed_type type = p->verdict.deeds[i].type;
		changes = changes || type == VG_DEED_ALARM_RAISE ||
		    type == VG_DEED_ALARM_CLEAR || type == VG_DEED_CASE_OPEN ||
		    type == VG_DEED_CASE_JOIN || type == VG_DEED_CASE_REOPEN;
	}
	if (!changes)
		return VG_OK;
	/* Lost power speaks of all there is, whatever a pack says. */
	const char *kind = strcmp(p->kind.class, "site-power") == 0 ? "" : p->event->kind;
	return vg_desklater_near(desk, p->event->resource, kind, p->now);
}

int
vg_deskdeed_carry(struct vg_desk *desk, struct vg_passage *p, struct vg_detail *detail)
{
	for (size_t i = 0; i < p->verdict.n_deeds; i++) {
		int code = carry_one(desk, p, &p->verdict.deeds[i]);
		if (code != VG_OK)
			return vg_detail_set(detail, code, "rung %d, deed %zu: %s",
			    p->verdict.rung, i + 1, vg_db_error(desk->db));
	}
	/* What a message made is written with its rung. */
	if (p->revisit &&
	    vg_db_run(desk->db, VG_SQL_ALARM_RUNG, "ii", p->alarm.id,
		(int64_t)p->verdict.rung) != VG_OK)
		return vg_detail_set(detail, VG_EIO, "rung %d: %s", p->verdict.rung,
		    vg_db_error(desk->db));
	if (look_near(desk, p) != VG_OK)
		return vg_detail_set(detail, VG_EIO, "P13: %s", vg_db_error(desk->db));
	if (vg_deskfamilywork_note(desk, p) != VG_OK)
		return vg_detail_set(detail, VG_EIO, "7: %s", vg_db_error(desk->db));
	int code = vg_deskproof_keep(desk, p);
	if (code != VG_OK)
		return vg_detail_set(detail, code, "evidence: %s", vg_db_error(desk->db));
	if (!p->message)
		return VG_OK;
	code = note_message(desk, p);
	/* An alarm that is new names its message itself. */
	if (code != VG_OK || p->is_new)
		return code;
	return vg_db_run(
	    desk->db, VG_SQL_MESSAGE_ALARM_OF, "ii", p->message, p->alarm.id);
}
