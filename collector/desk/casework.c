/*
 * What every command on a case shares.
 */
#include "collector/desk/casework.h"

#include <string.h>

#include "collector/desk/deskreturnask.h"
#include "collector/store/record.h"
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
		code = vg_deskclock_state(desk, number, replies[i], now, &state, &exists);
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
	    .leave_ticket = strcmp(vg_deskact_value(c, "leave-ticket"), "true") == 0,
	    .faults_cleared = strcmp(w->row.fault, "standing") != 0};
	code =
	    vg_casework_asked(c->desk, w->row.number, c->now, &guard->unanswered_request);
	if (code == VG_OK)
		code = count(c->desk, VG_STORELINK_TICKET_OPEN, w->row.number,
		    &guard->supplier_ticket_open);
	return code == VG_OK ? vg_deskreturn_guard(c->desk, w->row.number, guard) : code;
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
	if (vg_instant_compare(call->at, work->row.opened) < 0)
		return vg_detail_set(call->detail, VG_ERANGE,
		    "case %s: 'at' lies before the case was opened", work->row.number);
	code = fill_guard(work, &guard);
	if (code == VG_OK)
		code = vg_casestate_apply(&guard, fact, &work->next, call->detail);
	if (code == VG_EPOLICY)
		vg_detail_prefix(call->detail, "case %s", work->row.number);
	return code;
}

/* --- what it leaves behind -------------------------------------------------------------------- */

static int
set_state(struct vg_casework *w)
{
	struct vg_act_call *c = w->call;

	if (w->next == w->row.state)
		return vg_db_run(
		    c->desk->db, VG_SQL_CASE_TOUCH, "ti", w->row.number, c->now.us);
	return vg_db_run(c->desk->db, VG_SQL_CASE_STATE, "tti", w->row.number,
	    vg_casestate_text(w->next), c->now.us);
}

/* Who first moves a new case becomes its owner. */
static int
set_owner(struct vg_casework *w)
{
	struct vg_act_call *c = w->call;
	const char *owner = w->owner;

	if (!owner && w->row.state == VG_CASE_NW && w->next != VG_CASE_NW)
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

int
vg_casework_finish(struct vg_casework *work, const char *text)
{
	struct vg_act_call *c = work->call;
	bool closes = work->next == VG_CASE_CL && work->row.state != VG_CASE_CL;
	bool over = closes || (work->next == VG_CASE_VD && work->row.state != VG_CASE_VD);
	int code = set_state(work);

	/* Note 19: what was only suggested lapses with the case. */
	if (code == VG_OK && over)
		code = vg_deskreturnask_lapse(c->desk, work->row.number, true, c->now);

	if (code == VG_OK)
		code = set_owner(work);
	if (code == VG_OK)
		code = set_ball(work);
	if (code == VG_OK)
		code = write_journal(work, text);
	if (code == VG_OK)
		code =
		    vg_desk_tell(c->desk, c->now, closes ? "case-closed" : "case-changed",
			work->row.number, work->row.subject, c->rule->verb);
	/* Another contract or device judges the clocks by another calendar. */
	if (code == VG_OK)
		code = vg_deskrows_next_due(c->desk, work->row.number, c->now);
	if (!c->result->state[0] || strcmp(c->rule->object, "case") == 0) {
		vg_text_copy(
		    c->result->object, sizeof(c->result->object), work->row.number);
		vg_text_copy(c->result->state, sizeof(c->result->state),
		    vg_casestate_text(work->next));
	}
	return code;
}

int
vg_casework_clocks(struct vg_casework *work, const enum vg_target *which, size_t n,
    enum vg_ledger_act act, const char *cause)
{
	struct vg_act_call *c = work->call;
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < n; i++) {
		struct vg_target_state state;
		bool exists;
		code = vg_deskclock_state(
		    c->desk, work->row.number, which[i], c->now, &state, &exists);
		if (code != VG_OK || !exists || !state.running)
			continue;
		/* A fact that is recorded late may have happened before the clock began. */
		struct vg_wall at =
		    vg_instant_compare(c->at, state.start) < 0 ? state.start : c->at;
		code = vg_deskclock_act(c->desk, work->row.number, which[i], act, at,
		    c->now, c->actor->user, cause);
	}
	return code;
}

int
vg_casework_told(struct vg_casework *work, const char *cause)
{
	static const enum vg_target met[] = {
	    VG_TARGET_FIRST_REPLY, VG_TARGET_NEXT_REPLY, VG_TARGET_CLIENT_TOLD};

	return vg_casework_clocks(
	    work, met, sizeof(met) / sizeof(met[0]), VG_LEDGER_MEET, cause);
}

int
vg_casework_end_all(struct vg_casework *work, const char *cause)
{
	enum vg_target all[VG_TARGET_N];
	size_t n = 0;

	/* The faulty unit is waited for, whatever becomes of the case. */
	for (int t = 0; t < VG_TARGET_N; t++) {
		if (t != VG_TARGET_FAULTY_BACK)
			all[n++] = (enum vg_target)t;
	}
	return vg_casework_clocks(work, all, n, VG_LEDGER_END, cause);
}
