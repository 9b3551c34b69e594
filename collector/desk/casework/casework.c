/*
 * What every command on a case shares.
 */
#include "collector/desk/casework/casework.h"

#include <string.h>

#include "collector/desk/casework/deskentitle.h"
#include "collector/desk/casework/deskparts.h"
#include "collector/desk/casework/deskreturnlapse.h"
#include "collector/desk/casework/deskreturnrow.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/record/desklater.h"
#include "collector/store/record.h"
#include "collector/store/storeletter.h"
#include "collector/store/storelink.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* --- what the guards look at ----------------------------------------------------------------- */

static int
count(struct vg_desk *desk, size_t statement, const char *number, bool *any)
{
	int code = vg_db_query(desk->db, statement, "t", number);

	*any = false;
	if (code != VG_OK || !vg_db_next(desk->db, statement))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*any = vg_db_int(desk->db, statement, 0) > 0;
	vg_db_done(desk->db, statement);
	return VG_OK;
}

int
vg_casework_asked(
    struct vg_desk *desk, const char *number, struct vg_wall now, bool *asked)
{
	static const enum vg_target replies[] = {
	    VG_TARGET_FIRST_REPLY, VG_TARGET_NEXT_REPLY};
	int code = VG_OK;

	*asked = false;
	for (size_t i = 0; code == VG_OK && i < sizeof(replies) / sizeof(replies[0]);
	     i++) {
		struct vg_target_state state;
		bool exists;
		code = vg_deskclock_state(
		    desk, vg_clock_of(number, replies[i]), now, &state, &exists);
		*asked = *asked || (code == VG_OK && exists && state.running);
	}
	return code;
}

enum vg_case_state
vg_casework_gate(const struct vg_desk *desk, const char *device, struct vg_wall at,
    struct vg_entitlement *entitlement)
{
	const struct vg_conf_device *d = vg_conf_device(desk->conf, device);

	vg_contract_judge(d ? d->contract : NULL, at, entitlement);
	switch (entitlement->opens) {
	case VG_OPENING_NEW:
		return VG_CASE_NW;
	case VG_OPENING_OBSERVED:
		return VG_CASE_OB;
	case VG_OPENING_QUARANTINE:
		break;
	}
	return VG_CASE_QU;
}

static bool
leaves_ticket(const struct vg_act_call *call)
{
	return strcmp(vg_deskact_value(call, "leave-ticket"), "true") == 0;
}

static int
fill_guard(struct vg_casework *w, struct vg_case_guard *guard)
{
	struct vg_act_call *c = w->call;
	struct vg_entitlement entitlement;
	int code;

	*guard = (struct vg_case_guard){.state = w->row.state,
	    .before = w->row.before,
	    .by_gate =
		vg_casework_gate(c->desk, w->row.device, w->row.opened, &entitlement),
	    .owned = w->row.owner[0] != '\0',
	    .owner_acts = strcmp(w->row.owner, c->actor->user) == 0,
	    .cause_named = vg_deskact_has(c, "cause"),
	    .cure_named = vg_deskact_has(c, "cure"),
	    .leave_ticket = leaves_ticket(c),
	    .faults_cleared = !vg_deskrows_case_stands(&w->row)};
	code =
	    vg_casework_asked(c->desk, w->row.number, c->now, &guard->unanswered_request);
	if (code == VG_OK)
		code = count(c->desk, VG_STORELINK_TICKET_OPEN, w->row.number,
		    &guard->supplier_ticket_open);
	return code == VG_OK ? vg_deskreturnrow_guard(c->desk, w->row.number, guard)
			     : code;
}

/*
 * What a command answers is an entry of the journal: of several questions any may be meant, so
 * that the first counts; of what comes and goes the last.
 */
static const struct {
	const char *verb, *kind;
	bool any;
} answers[] = {{"client-answer", "ask", true}, {"supplier-reply", "escalate", true},
    {"unlink", "link", true}, {"stand-down", "intervene", false},
    {"undo", "merge", false}, {"reopen", "close", false}, {"reopen", "resolve", false},
    {"reopen", "void", false}, {"release", "take", false}};

static int
check_answer(struct vg_casework *w, const char *object, const char *kind, bool any)
{
	const size_t q = VG_STORELINK_HAPPENED;
	struct vg_db *db = w->call->desk->db;
	struct vg_wall asked = {0};
	char what[64];
	int code = vg_db_query(db, q, "tt", w->row.number, kind);

	if (code == VG_OK && vg_db_next(db, q)) {
		asked.us = vg_db_int(db, q, any ? 0 : 1);
		vg_db_done(db, q);
	}
	vg_text_format(what, sizeof(what), "the %s that it answers,", kind);
	return code == VG_OK ? vg_deskact_not_before(w->call, asked, object, what) : code;
}

/* Policy section 5: never before the case was opened, nor before the fact it answers. */
static int
check_time(struct vg_casework *w)
{
	char object[64];

	vg_text_format(object, sizeof(object), "case %s", w->row.number);
	int code = vg_deskact_not_before(w->call, w->row.opened, object, "it was opened");
	for (size_t i = 0; code == VG_OK && i < sizeof(answers) / sizeof(answers[0]);
	     i++) {
		if (strcmp(answers[i].verb, w->call->rule->verb) == 0)
			code = check_answer(w, object, answers[i].kind, answers[i].any);
	}
	return code;
}

int
vg_casework_begin(struct vg_casework *work, struct vg_act_call *call, const char *number,
    enum vg_case_fact fact)
{
	struct vg_case_guard guard;

	*work = (struct vg_casework){.call = call};
	int code = vg_deskrows_case(call->desk, number, &work->row);
	if (code != VG_OK)
		return code;
	if (!work->row.number[0])
		return vg_detail_set(
		    call->detail, VG_ENOENT, "case %s: there is none", number);
	code = check_time(work);
	if (code == VG_OK)
		code = fill_guard(work, &guard);
	if (code != VG_OK)
		return code;
	code = vg_casestate_apply(&guard, fact, &work->next, call->detail);
	if (code == VG_EPOLICY)
		vg_detail_prefix(call->detail, "case %s", work->row.number);
	return code;
}

int
vg_casework_begin_call(struct vg_casework *work, struct vg_act_call *call)
{
	return vg_casework_begin(
	    work, call, call->act->object, (enum vg_case_fact)call->rule->fact);
}

/* --- what it leaves behind -------------------------------------------------------------------- */

static int
set_state(struct vg_casework *w)
{
	struct vg_act_call *c = w->call;

	if (w->next == w->row.state)
		return vg_db_run(
		    c->desk->db, VG_SQL_CASE_TOUCH, "ti", w->row.number, c->now.us);
	int code = vg_db_run(c->desk->db, VG_SQL_CASE_STATE, "tti", w->row.number,
	    vg_casestate_text(w->next), c->now.us);
	if (code != VG_ECONFLICT)
		return code;
	return vg_detail_set(c->detail, VG_EPOLICY,
	    "case %s: 7: another open case holds its subject and class; vigie case link",
	    w->row.number);
}

/*
 * Who first moves a new case becomes its owner; who merges it works on the other, and may undo it.
 */
static int
set_owner(struct vg_casework *w)
{
	struct vg_act_call *c = w->call;
	const char *owner = w->owner;

	if (!owner && w->row.state == VG_CASE_NW && w->next != VG_CASE_NW &&
	    w->next != VG_CASE_MG)
		owner = c->actor->user;
	if (!owner)
		return VG_OK;
	return vg_db_run(
	    c->desk->db, VG_SQL_CASE_OWNER, "tti", w->row.number, owner, c->now.us);
}

static int
set_ball(struct vg_casework *w)
{
	struct vg_act_call *c = w->call;
	int code = VG_OK;

	if (w->ball)
		code = vg_db_run(
		    c->desk->db, VG_STORELINK_CASE_BALL, "tt", w->row.number, w->ball);
	if (code == VG_OK && w->level)
		code = vg_db_run(c->desk->db, VG_STORELINK_CASE_LEVEL, "ti",
		    w->row.number, (int64_t)w->level);
	return code;
}

static int
write_journal(struct vg_casework *w, const char *text)
{
	struct vg_act_call *c = w->call;
	const struct vg_record_entry entry = {.case_number = w->row.number,
	    .happened = c->at,
	    .recorded = c->now,
	    .kind = w->kind ? w->kind : c->rule->verb,
	    .who = c->actor->user,
	    .side = w->side ? w->side : "integrator",
	    .ball = w->ball ? w->ball : w->row.ball,
	    .text = text};

	return vg_record_journal(c->desk->db, &entry);
}

/* What the clocks of the case make of its new state. */
static int
move_clocks(struct vg_casework *w)
{
	struct vg_act_call *c = w->call;
	enum vg_case_state was = w->row.state, is = w->next;
	bool unjudged = was == VG_CASE_TR || was == VG_CASE_QU;
	int code = VG_OK;

	if (was == is)
		return VG_OK;
	if (was == VG_CASE_WS)
		code = vg_casework_fact(
		    w, VG_FACT_LEFT_SUPPLIER, "the case is no more with the supplier");
	if (code == VG_OK && was == VG_CASE_CL)
		code = vg_deskclock_end(c->desk,
		    vg_clock_of(w->row.number, VG_TARGET_ENTITLEMENT), VG_LEDGER_END,
		    c->at, c->now, c->actor->user, "the case is taken up again");
	if (code == VG_OK && was == VG_CASE_WC)
		code = vg_deskclock_hold(c->desk, w->row.number, "waiting-client", false,
		    c->at, c->now, c->actor->user);
	if (code == VG_OK && is == VG_CASE_RS)
		code = vg_casework_fact(w, VG_FACT_RESOLVED, VG_CASEWORK_RESOLVED);
	if (code == VG_OK &&
	    (is == VG_CASE_OB || is == VG_CASE_QU ||
		(unjudged && (is == VG_CASE_NW || is == VG_CASE_IH))))
		code = vg_deskclock_entered(c->desk, w->row.number, is, c->at, c->now);
	return code;
}

/* Section 7: what comes back to a state in which it may close by itself, and is over, will. */
static int
let_settle(struct vg_casework *w)
{
	struct vg_act_call *c = w->call;

	if (!vg_casestate_settles(w->next) || strcmp(w->row.fault, "standing") == 0 ||
	    (w->next != VG_CASE_RS && strcmp(w->row.fault, "cleared") != 0))
		return VG_OK;
	return vg_db_run(c->desk->db, VG_SQL_DUE_KEEP, "tti", "settle", w->row.number,
	    vg_instant_add(c->now, VG_DAY_US).us);
}

int
vg_casework_tell_end(struct vg_desk *desk, const char *number, struct vg_wall now)
{
	int code = vg_db_run(desk->db, VG_SQL_OUTBOX_ENDED, "ti", number, now.us);

	return code == VG_OK
	    ? vg_db_run(desk->db, VG_STORELETTER_SUPPLIER_ENDED, "ti", number, now.us)
	    : code;
}

int
vg_casework_leave_ticket(struct vg_casework *work)
{
	return vg_db_run(work->call->desk->db, VG_STORELINK_TICKET_STAYS, "ti",
	    work->row.number, (int64_t)leaves_ticket(work->call));
}

int
vg_casework_finish(struct vg_casework *work, const char *text)
{
	struct vg_act_call *c = work->call;
	bool closes = work->next == VG_CASE_CL && work->row.state != VG_CASE_CL;
	bool over = closes || (work->next == VG_CASE_VD && work->row.state != VG_CASE_VD);
	int code = set_state(work);

	/* Note 19: what was only suggested lapses with the case. */
	if (code == VG_OK && over)
		code = vg_deskreturnlapse_all(c->desk, work->row.number, true, c->now);
	if (code == VG_OK && over)
		code = vg_casework_tell_end(c->desk, work->row.number, c->now);
	/* What ended while it was closed has told it nothing. */
	if (code == VG_OK && !vg_casestate_is_open(work->row.state) &&
	    vg_casestate_is_open(work->next) && work->row.state != VG_CASE_MG)
		code = vg_deskparts_look(c->desk, work->row.number, c->now);
	/* What is over waits for nothing. */
	if (code == VG_OK && vg_casestate_is_open(work->row.state) &&
	    !vg_casestate_is_open(work->next))
		code = vg_desk_drop_due(c->desk, "settle", work->row.number);
	if (code == VG_OK && work->next != work->row.state)
		code = let_settle(work);
	if (code == VG_OK)
		code = set_owner(work);
	if (code == VG_OK)
		code = set_ball(work);
	if (code == VG_OK)
		code = move_clocks(work);
	if (code == VG_OK)
		code = write_journal(work, text);
	if (code == VG_OK)
		code =
		    vg_desk_tell(c->desk, c->now, closes ? "case-closed" : "case-changed",
			work->row.number, work->row.subject, c->rule->verb);
	/* Another contract or device judges the clocks by another calendar. */
	if (code == VG_OK)
		code = vg_desklater_next_due(c->desk, work->row.number, c->now);
	if (!c->result->state[0] || strcmp(c->rule->object, "case") == 0) {
		vg_text_copy(
		    c->result->object, sizeof(c->result->object), work->row.number);
		vg_text_copy(c->result->state, sizeof(c->result->state),
		    vg_casestate_text(work->next));
	}
	return code;
}

int
vg_casework_fact(struct vg_casework *work, enum vg_sla_fact fact, const char *cause)
{
	struct vg_act_call *c = work->call;
	const struct vg_clock_fact f = {.number = work->row.number,
	    .fact = fact,
	    .at = c->at,
	    .now = c->now,
	    .who = c->actor->user,
	    .cause = cause};

	return vg_deskclock_fact(c->desk, &f);
}

int
vg_casework_request(struct vg_casework *work, struct vg_wall at, const char **started)
{
	struct vg_act_call *c = work->call;
	const char *number = work->row.number;
	bool again = work->row.state == VG_CASE_RS || work->row.state == VG_CASE_CL;
	enum vg_target target = VG_TARGET_NEXT_REPLY;
	struct vg_target_state first, next;
	bool has_first, has_next, ours;

	*started = "";
	int code = vg_deskclock_state(c->desk, vg_clock_of(number, VG_TARGET_FIRST_REPLY),
	    c->now, &first, &has_first);
	if (code == VG_OK)
		code = vg_deskclock_state(c->desk,
		    vg_clock_of(number, VG_TARGET_NEXT_REPLY), c->now, &next, &has_next);
	if (code != VG_OK || (has_next && next.running))
		return code;
	if (!has_first && !again)
		target = VG_TARGET_FIRST_REPLY;
	struct vg_case_row then = work->row;
	then.state = work->next;
	code = vg_deskclock_is_ours(c->desk, &then, target, c->now, &ours);
	if (code != VG_OK || !ours)
		return code;
	*started = vg_sla_rule(target)->name;
	return vg_deskclock_start(c->desk, vg_clock_of(number, target), at, c->now);
}

int
vg_casework_rejudged(
    struct vg_casework *work, const struct vg_contract *contract, bool from_opening)
{
	struct vg_act_call *c = work->call;

	if (work->next == work->row.state)
		return VG_OK;
	int code = vg_db_run(c->desk->db, VG_SQL_CASE_STATE, "tti", work->row.number,
	    vg_casestate_text(work->next), c->now.us);
	return code == VG_OK
	    ? vg_deskentitle_begin(c->desk, &work->row, contract, work->next,
		  from_opening ? work->row.opened : c->at, c->now)
	    : code;
}

int
vg_casework_end_all(struct vg_casework *work, const char *cause)
{
	struct vg_act_call *c = work->call;

	return vg_deskclock_end_all(
	    c->desk, work->row.number, VG_CASE_VD, c->at, c->now, c->actor->user, cause);
}
