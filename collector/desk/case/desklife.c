/*
 * The case's life beyond take, note, reply and close: who holds it, what is asked of whom, the
 * supplier's side, its end and its return (states.md 1.1).
 */
#include "collector/desk/case/desklife.h"

#include <string.h>

#include "collector/desk/mail/deskguard.h"
#include "collector/desk/mail/deskletter.h"
#include "collector/desk/mail/deskmention.h"
#include "collector/desk/casework/casework.h"
#include "collector/desk/casework/deskentitle.h"
#include "collector/desk/casework/desknumberform.h"
#include "collector/desk/clock/deskclock.h"
#include "collector/desk/mail/deskoutbox.h"
#include "collector/desk/returns/deskcheck.h"
#include "collector/store/storeletter.h"
#include "collector/store/storelink.h"
#include "collector/store/storemail.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* One of the words of 'choices' ("yes no"), else VG_EINVAL. */
static int
check_choice(const struct vg_act_call *call, const char *name, const char *choices)
{
	const char *value = vg_deskact_value(call, name);
	size_t size = strlen(value);

	for (const char *at = choices; *at;) {
		size_t length = strcspn(at, " ");
		if (length == size && strncmp(at, value, size) == 0)
			return VG_OK;
		at += length + strspn(at + length, " ");
	}
	return vg_detail_set(call->detail, VG_EINVAL, "%s: %s is one of: %s; not '%.64s'",
	    call->rule->verb, name, choices, value);
}

static bool
says(const struct vg_act_call *call, const char *name, const char *word)
{
	return strcmp(vg_deskact_value(call, name), word) == 0;
}

/* --- who holds it ----------------------------------------------------------------------------- */

static int
assign(struct vg_act_call *call)
{
	const char *to = vg_deskact_value(call, "to");
	const struct vg_conf_user *user = vg_conf_user(call->desk->conf, to);
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;

	if (!user || user->role < VG_ROLE_NOC)
		return vg_detail_set(call->detail, VG_ENOENT,
		    "assign: '%.64s' is no engineer of the tree", to);
	int code = vg_casework_begin_call(&w, call);
	if (code != VG_OK)
		return code;
	w.owner = user->name;
	vg_text_format(text, sizeof(text), "given to %s by %s%s%s", user->name,
	    call->actor->user, w.row.owner[0] ? ", from " : "", w.row.owner);
	return vg_casework_finish(&w, text);
}

static int
release(struct vg_act_call *call)
{
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code != VG_OK)
		return code;
	w.owner = "";
	return vg_casework_finish(&w, "given back: nobody holds it");
}

/* --- the client ------------------------------------------------------------------------------- */

/* P8: a call in which the client was reached tells him; one that rang out does not. */
static int
record_call(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = check_choice(call, "reached", "yes no");

	if (code == VG_OK)
		code = vg_casework_begin_call(&w, call);
	if (code != VG_OK)
		return code;
	w.level = 2;
	if (says(call, "reached", "yes"))
		code = vg_casework_fact(
		    &w, VG_FACT_SAID, "the client was reached by telephone");
	if (code == VG_OK && says(call, "reached", "yes"))
		code = vg_casework_fact(
		    &w, VG_FACT_COMMERCIAL_ANSWER, "P1: the client was answered");
	vg_text_format(text, sizeof(text), "call, %s: %s",
	    says(call, "reached", "yes") ? "reached" : "not reached",
	    vg_deskact_value(call, "text"));
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* Note 6: names what, and until when. */
static int
ask(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = check_choice(call, "what", "information access decision");

	if (code == VG_OK)
		code = vg_casework_begin_call(&w, call);
	if (code != VG_OK)
		return code;
	const struct vg_mailguard_message message = {
	    .text = vg_deskact_value(call, "text")};
	code = vg_deskguard_client(call->desk, &w.row, &message, &message, call->detail);
	if (code != VG_OK)
		return code;
	w.ball = "client";
	vg_text_format(text, sizeof(text), "asked for %s until %s: %s",
	    vg_deskact_value(call, "what"), vg_deskact_value(call, "until"),
	    vg_deskact_value(call, "text"));
	code = vg_deskclock_hold(call->desk, w.row.number, "waiting-client", true,
	    call->at, call->now, call->actor->user);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* Note 7: a person records what the client said; a request starts what a mail's would. */
static int
client_answer(struct vg_act_call *call)
{
	const char *started;
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code != VG_OK)
		return code;
	w.side = "client";
	w.ball = "integrator";
	code = vg_deskclock_hold(call->desk, w.row.number, "waiting-client", false,
	    call->at, call->now, call->actor->user);
	if (code == VG_OK && says(call, "request", "yes"))
		code = vg_casework_request(&w, call->at, &started);
	return code == VG_OK ? vg_casework_finish(&w, vg_deskact_value(call, "text"))
			     : code;
}

/* What ends clocks, and is taken back by a further entry. */
#define NOT_A_FAULT "P6: not a malfunction"
#define VOID "void"

/* A request that was taken for something else until now has had no first-reply. */
static int
begin_reply(struct vg_casework *w)
{
	struct vg_act_call *c = w->call;
	struct vg_target_state state;
	bool exists, asked = false;
	int code = vg_deskclock_state(c->desk,
	    vg_clock_of(w->row.number, VG_TARGET_FIRST_REPLY), c->now, &state, &exists);

	if (code == VG_OK && !exists)
		code = vg_deskentitle_has_request(c->desk, w->row.number, &asked);
	/* It was in our hands from its opening on, whatever it was called (P6). */
	const struct vg_clock_fact request = {.number = w->row.number,
	    .fact = VG_FACT_REQUEST,
	    .at = w->row.opened,
	    .now = c->now,
	    .who = c->actor->user,
	    .cause = "a malfunction after all"};
	return code == VG_OK && asked ? vg_deskclock_fact(c->desk, &request) : code;
}

/* P6: every request is a malfunction until a person says otherwise. */
static int
classify(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code =
	    check_choice(call, "as", "malfunction question service software commercial");

	if (code == VG_OK)
		code = vg_casework_begin_call(&w, call);
	if (code == VG_OK)
		code = says(call, "as", "malfunction")
		    ? vg_deskclock_take_back(call->desk, w.row.number, NOT_A_FAULT,
			  call->at, call->now, call->actor->user)
		    : vg_casework_fact(&w, VG_FACT_NOT_FAULT, NOT_A_FAULT);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_CASE_CLASSIFY, "tt",
		    w.row.number, vg_deskact_value(call, "as"));
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORELINK_OPENED_FOR, "tti",
		    w.row.number, vg_deskact_value(call, "as"), (int64_t)0);
	if (code == VG_ECONFLICT)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "case %s: 7: another case is open for %s of %s; vigie case merge",
		    w.row.number, vg_deskact_value(call, "as"), w.row.subject);
	if (code == VG_OK && says(call, "as", "malfunction"))
		code = begin_reply(&w);
	/* P13: software speaks against a return. */
	if (code == VG_OK)
		code = vg_desksuggest_look(call->desk, w.row.number, call->now);
	vg_text_format(text, sizeof(text), "is a %s: %s", vg_deskact_value(call, "as"),
	    vg_deskact_value(call, "text"));
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* P8: the client's consent, and whose hand. */
static int
remote_session(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = check_choice(call, "act", "begin end");

	if (code == VG_OK && says(call, "act", "begin") &&
	    (!vg_deskact_has(call, "consent") || !vg_deskact_has(call, "hand")))
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "P8: a remote session needs the client's consent and whose hand it is; "
		    "give --consent and --hand");
	if (code == VG_OK)
		code = vg_casework_begin_call(&w, call);
	if (code != VG_OK)
		return code;
	w.level = 2;
	vg_text_format(text, sizeof(text), "remote session %s%s%s%s%s: %s",
	    vg_deskact_value(call, "act"),
	    vg_deskact_has(call, "hand") ? ", hand of " : "",
	    vg_deskact_value(call, "hand"),
	    vg_deskact_has(call, "consent") ? ", consent: " : "",
	    vg_deskact_value(call, "consent"), vg_deskact_value(call, "text"));
	return vg_casework_finish(&w, text);
}

/* --- the supplier ----------------------------------------------------------------------------- */

static int
escalate(struct vg_act_call *call)
{
	char text[VG_TEXT_SIZE * 2], attached[VG_TEXT_SIZE];
	const char *template;
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code != VG_OK)
		return code;
	/* P4: refused where it is made, with the word that offends. */
	const struct vg_mailguard_message message = {
	    .text = vg_deskact_value(call, "text")};
	code =
	    vg_deskguard_supplier(call->desk, &w.row, &message, &message, call->detail);
	if (code == VG_OK)
		code = vg_deskoutbox_escalation(call->desk, &w.row, &template);
	if (code == VG_OK)
		code = vg_deskletter_check(call->desk, template, w.row.number, "supplier",
		    message.text, call->now, call->detail);
	if (code != VG_OK)
		return code;
	w.ball = "supplier";
	w.level = 3;
	code = vg_deskclock_check_duty(
	    call->desk, &w.row, VG_DUTY_FACT_SUPPLIER, call->detail);
	if (code == VG_OK)
		code = vg_casework_fact(&w, VG_FACT_OUR_MOVE, "escalated");
	if (code == VG_OK)
		code = vg_deskoutbox_escalate(
		    call, &w.row, template, vg_deskact_value(call, "text"), attached);
	if (w.row.state == VG_CASE_NW || !w.row.owner[0])
		w.owner = call->actor->user;
	vg_text_format(
	    text, sizeof(text), "%s (%s)", vg_deskact_value(call, "text"), attached);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

static int
supplier_ticket(struct vg_act_call *call)
{
	const char *number = vg_deskact_value(call, "number");
	char text[VG_DESKACT_ENTRY_SIZE], aside[VG_TEXT_SIZE];
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code == VG_OK)
		code = vg_desknumberform_check(
		    call, w.row.supplier, VG_DESKNUMBERFORM_TICKET, aside);
	if (code != VG_OK)
		return code;
	w.level = 3;
	w.side = "supplier";
	code = vg_db_run(call->desk->db, VG_STORELINK_TICKET_ADD, "tti", w.row.number,
	    number, call->at.us);
	if (code == VG_OK)
		code = vg_deskmention_accepted(call, w.row.number, number);
	if (code == VG_OK)
		code = vg_casework_fact(
		    &w, VG_FACT_TICKET, "the supplier's number is recorded");
	/* A ticket that was opened another way than by escalation is a move of ours, too. */
	if (code == VG_OK && w.next == VG_CASE_WS && w.row.state != VG_CASE_WS) {
		code =
		    vg_casework_fact(&w, VG_FACT_OUR_MOVE, "the supplier has a ticket");
		w.ball = "supplier";
	}
	vg_text_format(text, sizeof(text), "supplier's ticket %s%s", number, aside);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* Note 9: what he asks gives the ball to us; a fix, a refusal or a closing brings the case back. */
static int
supplier_reply(struct vg_act_call *call)
{
	bool asks = says(call, "as", "asks"), closes = says(call, "as", "closes");
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = check_choice(call, "as", "asks fix refuses closes");

	if (code == VG_OK)
		code = vg_casework_begin(&w, call, call->act->object,
		    asks ? VG_CASE_SUPPLIER_ASKS : VG_CASE_SUPPLIER_ENDS);
	if (code != VG_OK)
		return code;
	w.side = "supplier";
	w.ball = "integrator";
	code = vg_casework_fact(&w, VG_FACT_SUPPLIER_MOVE, "the supplier moved");
	if (code == VG_OK && (closes || says(call, "as", "fix")))
		code = vg_db_run(call->desk->db, VG_STORELINK_TICKET_CLOSE, "ti",
		    w.row.number, call->at.us);
	vg_text_format(text, sizeof(text), "the supplier %s: %s",
	    asks                          ? "asks"
		: closes                  ? "closes his ticket"
		: says(call, "as", "fix") ? "sends a fix"
					  : "refuses",
	    vg_deskact_value(call, "text"));
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* --- modes ------------------------------------------------------------------------------------ */

/* P5: an observed case becomes ours; clocks towards the client run only when promised. */
static int
intervene(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code != VG_OK)
		return code;
	w.owner = call->actor->user;
	w.ball = "integrator";
	code = vg_deskclock_end(call->desk, vg_clock_of(w.row.number, VG_TARGET_WATCH),
	    VG_LEDGER_END, call->at, call->now, call->actor->user, "P5: we intervene");
	if (code == VG_OK && says(call, "promise", "yes"))
		code = vg_deskclock_start(call->desk,
		    vg_clock_of(w.row.number, VG_TARGET_CLIENT_TOLD), call->at,
		    call->now);
	vg_text_format(text, sizeof(text), "%s intervenes%s: %s", call->actor->user,
	    says(call, "promise", "yes") ? " and promises" : "",
	    vg_deskact_value(call, "reason"));
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

static int
stand_down(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code != VG_OK)
		return code;
	w.ball = "client";
	code = vg_casework_end_all(&w, "P5: given back to the client");
	vg_text_format(
	    text, sizeof(text), "given back: %s", vg_deskact_value(call, "reason"));
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* Note 17: both are told; the case goes as the contract's mode of now says. */
static int
hand_over(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE], why[VG_TEXT_SIZE];
	struct vg_entitlement now;
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code != VG_OK)
		return code;
	enum vg_case_state gate =
	    vg_casework_gate(call->desk, w.row.device, call->at, &now);
	if (strcmp(vg_contract_mode_text(now.mode), w.row.mode) == 0 &&
	    (gate == VG_CASE_OB) == (w.row.state == VG_CASE_OB))
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "case %s: P2: the contract is %s now as the case is: nothing to hand "
		    "over",
		    w.row.number, w.row.mode);
	if (w.row.state == VG_CASE_OB)
		w.next = gate == VG_CASE_NW && w.row.owner[0] ? VG_CASE_IH : gate;
	vg_text_format(why, sizeof(why), "%s: %s", now.clause, now.why);
	code = vg_db_run(call->desk->db, VG_STORELINK_CASE_ENTITLE, "ttttt", w.row.number,
	    now.contract ? now.contract->name : "", vg_contract_mode_text(now.mode),
	    w.row.entitlement, why);
	if (code == VG_OK && w.next == VG_CASE_OB && w.row.state != VG_CASE_OB)
		code = vg_casework_end_all(&w, "P2: handed over");
	if (code == VG_OK && w.row.state == VG_CASE_OB && now.contract)
		code = vg_casework_rejudged(&w, now.contract, false);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_SQL_OUTBOX_ADD, "ittt", call->now.us,
		    w.row.number, "hand-over", "client");
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_SQL_OUTBOX_ADD, "ittt", call->now.us,
		    w.row.number, "hand-over", "supplier");
	vg_text_format(text, sizeof(text), "handed over from %s to %s: %s", w.row.mode,
	    vg_contract_mode_text(now.mode), vg_deskact_value(call, "reason"));
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* --- later, and the end ----------------------------------------------------------------------- */

/* Note 22: how long a case of this severity may be put aside. */
static int64_t
longest_nap_us(enum vg_severity severity)
{
	return severity == VG_SEVERITY_CRITICAL ? VG_HOUR_US
	    : severity == VG_SEVERITY_MAJOR     ? 8 * VG_HOUR_US
						: 30 * VG_DAY_US;
}

static int
remind(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	struct vg_wall when;

	if (vg_instant_parse(vg_deskact_value(call, "when"), &when) != VG_OK ||
	    vg_instant_compare(when, call->now) <= 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "remind: when is a time to come, not '%.40s'",
		    vg_deskact_value(call, "when"));
	int code = vg_casework_begin_call(&w, call);
	if (code != VG_OK)
		return code;
	if (vg_instant_since(when, call->now) > longest_nap_us(w.row.severity) &&
	    vg_deskrows_case_stands(&w.row))
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "case %s: P8: a %s fault that stands is put aside for %d hours at most",
		    w.row.number, vg_severity_text(w.row.severity),
		    (int)(longest_nap_us(w.row.severity) / VG_HOUR_US));
	code = vg_desk_put_due(call->desk, "remind", w.row.number, when);
	vg_text_format(text, sizeof(text), "remind at %s: %s",
	    vg_deskact_value(call, "when"), vg_deskact_value(call, "text"));
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

int
vg_desklife_remind(struct vg_desk *desk, const char *number, struct vg_wall at)
{
	struct vg_case_row row;
	int code = vg_deskrows_case(desk, number, &row);

	if (code != VG_OK || !vg_casestate_is_open(row.state))
		return code;
	code =
	    vg_desk_journal(desk, number, at, at, "remind", "vigie", "the time has come");
	if (code == VG_OK)
		code = vg_db_run(
		    desk->db, VG_SQL_OUTBOX_ADD, "ittt", at.us, number, "remind", "noc");
	return code == VG_OK
	    ? vg_desk_tell(desk, at, "case-changed", number, row.subject, "remind")
	    : code;
}

static int
resolve(struct vg_act_call *call)
{
	const char *cause = vg_deskact_value(call, "cause");
	const char *cure = vg_deskact_value(call, "cure");
	struct vg_wall settle = vg_instant_add(call->now, VG_DAY_US);
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code == VG_OK)
		code = vg_casework_fact(&w, VG_FACT_SAID, "the cure was told");
	if (code == VG_OK)
		code = vg_casework_leave_ticket(&w);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_SQL_CASE_ENDING, "titt", w.row.number,
		    (int64_t)0, cause, cure);
	if (code == VG_OK)
		code = vg_desk_put_due(call->desk, "settle", w.row.number, settle);
	if (code == VG_OK)
		w.ball = "client";
	vg_text_format(text, sizeof(text), "resolved; cause: %s; cure: %s", cause, cure);
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

static int
reopen(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = vg_casework_begin_call(&w, call);

	if (code != VG_OK)
		return code;
	if (w.row.state == VG_CASE_CL)
		code = vg_db_run(call->desk->db, VG_SQL_CASE_ENDING, "titt", w.row.number,
		    (int64_t)0, "", "");
	/* Section 7: whoever was told that it ended is told that it goes on. */
	vg_text_format(text, sizeof(text), "Reopened by %s: %.200s", call->actor->user,
	    vg_deskact_value(call, "reason"));
	if (code == VG_OK && !vg_casestate_is_open(w.row.state))
		code = vg_db_run(call->desk->db, VG_STORELETTER_REOPENED, "itt",
		    call->now.us, w.row.number, text);
	if (code == VG_OK && w.row.state == VG_CASE_VD)
		code = vg_deskclock_take_back(call->desk, w.row.number, VOID, call->at,
		    call->now, call->actor->user);
	/* Nothing was owed while it was void: who has no answer is looked at now. */
	if (code == VG_OK && w.row.state == VG_CASE_VD)
		code = vg_db_run(call->desk->db, VG_STOREMAIL_OUT_TOLD, "tii",
		    w.row.number, call->now.us,
		    call->desk->conf->policy.paging.accepted_in_s * VG_SECOND_US);
	/* It was not resolved: what that ended runs on (Undo, states.md 1.1). */
	if (code == VG_OK && w.row.state == VG_CASE_RS)
		code = vg_deskclock_take_back(call->desk, w.row.number,
		    VG_CASEWORK_RESOLVED, call->at, call->now, call->actor->user);
	w.ball = "integrator";
	w.owner = call->actor->user;
	vg_text_format(
	    text, sizeof(text), "reopened: %s", vg_deskact_value(call, "reason"));
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

/* Note 21: no request, no fault.  What a client asked is a manager's to put aside. */
static int
void_it(struct vg_act_call *call)
{
	char text[VG_DESKACT_ENTRY_SIZE];
	struct vg_casework w;
	int code = check_choice(call, "as", "spam test duplicate false-alarm");

	if (code == VG_OK)
		code = vg_casework_begin_call(&w, call);
	if (code != VG_OK)
		return code;
	if (w.row.state == VG_CASE_IH && call->actor->role < VG_ROLE_MANAGER)
		return vg_detail_set(call->detail, VG_EPOLICY,
		    "case %s: P6: a case in hand is a manager's to void", w.row.number);
	code = vg_casework_end_all(&w, VOID);
	vg_text_format(text, sizeof(text), "void, %s: %s", vg_deskact_value(call, "as"),
	    vg_deskact_value(call, "reason"));
	return code == VG_OK ? vg_casework_finish(&w, text) : code;
}

const struct vg_act_rule vg_desklife_rules[] = {
    {"assign", "case", VG_ROLE_NOC, "to", assign, VG_CASE_TAKE},
    {"release", "case", VG_ROLE_NOC, "", release, VG_CASE_RELEASE},
    {"call", "case", VG_ROLE_NOC, "reached text", record_call, VG_CASE_REPLY},
    {"ask", "case", VG_ROLE_NOC, "what until text", ask, VG_CASE_ASK},
    {"client-answer", "case", VG_ROLE_NOC, "text", client_answer, VG_CASE_CLIENT_WRITES},
    {"check", "case", VG_ROLE_NOC, "result", vg_deskcheck_case, VG_CASE_NOTE},
    {"classify", "case", VG_ROLE_NOC, "as", classify, VG_CASE_CLASSIFY},
    {"remote-session", "case", VG_ROLE_NOC, "act text", remote_session,
	VG_CASE_REMOTE_SESSION},
    {"escalate", "case", VG_ROLE_NOC, "text", escalate, VG_CASE_ESCALATE},
    {"supplier-ticket", "case", VG_ROLE_NOC, "number", supplier_ticket,
	VG_CASE_SUPPLIER_TICKET},
    {"supplier-reply", "case", VG_ROLE_NOC, "as text", supplier_reply,
	VG_CASE_SUPPLIER_ENDS},
    {"intervene", "case", VG_ROLE_NOC, "reason", intervene, VG_CASE_INTERVENE},
    {"stand-down", "case", VG_ROLE_NOC, "reason", stand_down, VG_CASE_STAND_DOWN},
    {"hand-over-mode", "case", VG_ROLE_MANAGER, "reason", hand_over, VG_CASE_HAND_OVER},
    {"remind", "case", VG_ROLE_NOC, "when text", remind, VG_CASE_REMIND},
    {"resolve", "case", VG_ROLE_NOC, "", resolve, VG_CASE_RESOLVE},
    {"reopen", "case", VG_ROLE_NOC, "reason", reopen, VG_CASE_REOPEN},
    {"void", "case", VG_ROLE_NOC, "as reason", void_it, VG_CASE_VOID},
    {0},
};
