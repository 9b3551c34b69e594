/*
 * What every command on a return shares.
 *
 * Order matters: a key is stored before the state that needs it and taken after the state that
 * needed it, for the tables refuse a return that stands without both.
 */
#include "collector/desk/returns/deskreturnwork.h"

#include <string.h>

#include "collector/desk/clock/deskclock.h"
#include "collector/desk/returns/deskreturnclock.h"
#include "collector/desk/returns/deskswap.h"
#include "collector/store/storeletter.h"
#include "collector/store/storereturn.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

/* --- what the guards look at ------------------------------------------------------------- */

static int
is_cleared(struct vg_desk *desk, const struct vg_return_row *row, bool *cleared)
{
	const size_t q = VG_STORERETURN_STANDING;
	int code = vg_db_query(desk->db, q, "tt", row->case_number, row->resource);

	*cleared = true;
	if (code != VG_OK || !vg_db_next(desk->db, q))
		return code == VG_OK ? vg_db_failed(desk->db) : code;
	*cleared = vg_db_int(desk->db, q, 0) == 0;
	vg_db_done(desk->db, q);
	return VG_OK;
}

/*
 * P2: mode and duties are those of the case's opening; P5: what we took over is ours, without
 * clocks towards the client unless the contract gives us the duty anyway.
 */
static int
fill_mode(struct vg_deskreturnwork *w)
{
	const struct vg_case_row *c = &w->of_case.row;
	struct vg_desk *desk = w->call->desk;
	struct vg_target_state told;
	struct vg_entitlement e;
	bool exists = false;

	vg_deskclock_entitlement(desk, c, &e);
	w->guard.mode = e.mode;
	w->guard.duties = e.duties;
	w->guard.intervened =
	    vg_deskclock_is_intervention(c, &e) && !(e.duties & VG_DUTY_RMA);
	int code = vg_deskclock_state(desk, vg_clock_of(c->number, VG_TARGET_CLIENT_TOLD),
	    w->call->now, &told, &exists);
	w->guard.promised = w->guard.intervened && exists;
	return code;
}

/* What contract and supplier choose; without a contract the policy's choices stand. */
static void
fill_terms(struct vg_deskreturnwork *w)
{
	const struct vg_case_row *c = &w->of_case.row;
	const struct vg_conf *conf = w->call->desk->conf;
	const struct vg_conf_device *device = vg_conf_device(conf, c->device);
	const struct vg_conf_supplier *supplier = vg_conf_supplier(conf, c->supplier);
	const struct vg_contract *k = device ? device->contract : NULL;

	w->guard.two_people = k && k->two_people;
	w->guard.starts_at_number = k && k->start_at_number;
	w->guard.met_at_delivered = k && k->met_at_delivery;
	w->guard.loan_counts = k && k->loan_counts;
	w->guard.prove_in_s = supplier ? supplier->prove_in_s : 0;
	w->guard.in_doa_window = true;
}

static void
fill_row(struct vg_deskreturnwork *w)
{
	const struct vg_return_row *r = &w->row;
	const struct vg_return_unit *faulty = vg_deskreturnrow_unit(r, VG_UNIT_FAULTY);
	struct vg_return_guard *g = &w->guard;

	g->state = r->state;
	g->integrator = (struct vg_return_key){r->integrator.held, r->integrator.who};
	g->supplier = (struct vg_return_key){r->supplier.held, r->supplier.who};
	g->flow = r->flow;
	g->unit = faulty ? faulty->state : VG_UNIT_AT_CLIENT;
	for (size_t i = 0; i < r->n_units; i++)
		g->others_out = g->others_out ||
		    (r->units[i].role != VG_UNIT_FAULTY &&
			!vg_unitstate_is_ended(r->units[i].state));
	g->old_serial = r->serial;
	g->announced_serial = r->announced;
	g->replaced = r->replaced;
	g->met_by_loan = r->met_by_loan;
	g->actor = w->call->actor->user;
	g->person = true;
	g->manager = w->call->actor->role >= VG_ROLE_MANAGER;
	g->now = w->call->at;
	g->reason = vg_deskact_value(w->call, "reason");
}

int
vg_deskreturnwork_load_by(
    struct vg_deskreturnwork *work, struct vg_act_call *call, const char *number)
{
	*work = (struct vg_deskreturnwork){.call = call};
	int code = vg_deskreturnrow_get(call->desk, number, &work->row);

	if (code != VG_OK)
		return code;
	if (!work->row.number[0])
		return vg_detail_set(
		    call->detail, VG_ENOENT, "return %.32s: there is none", number);
	code =
	    vg_casework_begin(&work->of_case, call, work->row.case_number, VG_CASE_NOTE);
	if (code == VG_OK)
		code = is_cleared(call->desk, &work->row, &work->guard.alarm_cleared);
	if (code == VG_OK)
		code = fill_mode(work);
	fill_terms(work);
	fill_row(work);
	return code;
}

int
vg_deskreturnwork_load(struct vg_deskreturnwork *work, struct vg_act_call *call)
{
	return vg_deskreturnwork_load_by(work, call, call->act->object);
}

/* --- what the tables say ----------------------------------------------------------------- */

/*
 * Nothing that follows a rung happened before it; the keys come in any order, but one that is
 * given again not before it was taken back.
 */
static int
check_order(const struct vg_deskreturnwork *w)
{
	bool is_key = w->fact == VG_RETURN_CONFIRM_INTEGRATOR ||
	    w->fact == VG_RETURN_CONFIRM_SUPPLIER;

	struct vg_wall before = w->row.moved;
	char object[64], what[64];

	vg_text_format(object, sizeof(object), "return %s", w->row.number);
	vg_text_format(
	    what, sizeof(what), "it became %s", vg_returnstate_text(w->row.state));
	if (is_key) {
		before = w->row.taken[w->fact == VG_RETURN_CONFIRM_SUPPLIER ? 1 : 0];
		vg_text_copy(what, sizeof(what), "the key was taken back");
	}
	return vg_deskact_not_before(w->call, before, object, what);
}

/* What the move means for the case: a key is an answer to it, a return that stands holds it. */
static int
ask_case(struct vg_deskreturnwork *w)
{
	const char *number = w->row.case_number;
	struct vg_act_call *c = w->call;
	bool others = false;
	int code = VG_OK;

	if (w->fact <= VG_RETURN_CONFIRM_SUPPLIER)
		code = vg_casework_begin(&w->of_case, c, number, VG_CASE_RETURN_ASKED);
	if (code == VG_OK && (w->outcome.effects & VG_RETURN_CASE_ENTERS))
		code =
		    vg_casework_begin(&w->of_case, c, number, VG_CASE_RETURN_CONFIRMED);
	if (code == VG_OK && (w->outcome.effects & VG_RETURN_CASE_LEAVES)) {
		code = vg_deskreturnclock_others_stand(c->desk, number, 1, &others);
		if (code == VG_OK && !others)
			code = vg_casework_begin(
			    &w->of_case, c, number, VG_CASE_RETURN_OVER);
	}
	return code;
}

int
vg_deskreturnwork_apply(struct vg_deskreturnwork *work, enum vg_return_fact fact)
{
	struct vg_detail *detail = work->call->detail;

	work->fact = fact;
	int code = vg_returnstate_apply(&work->guard, fact, &work->outcome, detail);
	if (code == VG_EPOLICY)
		vg_detail_prefix(detail, "return %s", work->row.number);
	if (code == VG_OK)
		code = check_order(work);
	return code == VG_OK ? ask_case(work) : code;
}

/* --- what it leaves behind --------------------------------------------------------------- */

static bool
follows(const struct vg_deskreturnwork *w, enum vg_return_effect effect)
{
	return (w->outcome.effects & effect) != 0;
}

static const char *
side_of(enum vg_return_fact fact)
{
	bool ours =
	    fact == VG_RETURN_CONFIRM_INTEGRATOR || fact == VG_RETURN_WITHDRAW_INTEGRATOR;

	return ours ? "integrator" : "supplier";
}

static int
give_key(struct vg_deskreturnwork *w)
{
	const struct vg_return_guard *g = &w->guard;
	bool ours = w->fact == VG_RETURN_CONFIRM_INTEGRATOR;

	if (!follows(w, VG_RETURN_GIVES_KEY))
		return VG_OK;
	return vg_db_run(w->call->desk->db, VG_STORERETURN_KEY_ADD, "ttiittttt",
	    w->row.number, side_of(w->fact), w->call->at.us, w->call->now.us,
	    w->call->actor->user, ours ? g->check : "", ours ? g->result : "",
	    ours ? g->engineer : "", ours ? "" : g->evidence);
}

static int
put_number(struct vg_deskreturnwork *w)
{
	struct vg_db *db = w->call->desk->db;

	if (!follows(w, VG_RETURN_NUMBER_KEEP))
		return VG_OK;
	int code =
	    vg_db_run(db, VG_STORERETURN_NUMBER_OUT, "tt", w->row.number, "superseded");
	return code == VG_OK
	    ? vg_db_run(db, VG_STORERETURN_NUMBER_PUT, "tttit", w->row.number,
		  w->guard.number, "in-force", w->call->at.us, w->call->actor->user)
	    : code;
}

static int
put_state(struct vg_deskreturnwork *w, enum vg_return_state state, const char *text)
{
	struct vg_db *db = w->call->desk->db;
	const struct vg_act_call *c = w->call;
	struct vg_wall moved = c->at;
	int code = VG_OK;

	/* Both keys: the return became confirmed when the later one was given. */
	if (w->fact <= VG_RETURN_CONFIRM_SUPPLIER && state == VG_RETURN_CF)
		moved = w->start;
	if (state != w->row.state)
		code = vg_db_run(db, VG_STORERETURN_STATE, "ttii", w->row.number,
		    vg_returnstate_text(state), moved.us, c->now.us);
	if (code == VG_OK)
		code = vg_db_run(db, VG_STORERETURN_STEP, "ttttiitt", w->row.number,
		    c->rule->verb, vg_returnstate_text(w->row.state),
		    vg_returnstate_text(state), moved.us, c->now.us, c->actor->user,
		    text);
	w->row.state = state;
	return code;
}

/* Two rungs at once are written both. */
static int
climb(struct vg_deskreturnwork *w, const char *text)
{
	int code = VG_OK;

	if (follows(w, VG_RETURN_WRITES_DELIVERED))
		code = put_state(w, VG_RETURN_DE, "delivered");
	if (code == VG_OK)
		code = put_state(w, w->outcome.next, text);
	if (code != VG_ECONFLICT)
		return code;
	return vg_detail_set(w->call->detail, VG_EPOLICY,
	    "return %s: %s; see vigie return show", w->row.number,
	    vg_db_error(w->call->desk->db));
}

static int
take_key(struct vg_deskreturnwork *w, const char *side)
{
	return vg_db_run(w->call->desk->db, VG_STORERETURN_KEY_TAKE, "ttit",
	    w->row.number, side, w->call->at.us, w->guard.reason);
}

static int
take_keys(struct vg_deskreturnwork *w)
{
	int code = VG_OK;

	if (follows(w, VG_RETURN_TAKES_KEY))
		code = take_key(w, side_of(w->fact));
	if (code == VG_OK && follows(w, VG_RETURN_CLEARS_KEYS)) {
		code = take_key(w, "integrator");
		if (code == VG_OK)
			code = take_key(w, "supplier");
	}
	if (code == VG_OK && follows(w, VG_RETURN_NUMBER_SUSPEND))
		code = vg_db_run(w->call->desk->db, VG_STORERETURN_NUMBER_OUT, "tt",
		    w->row.number, "suspended");
	if (code == VG_OK && follows(w, VG_RETURN_NUMBER_GIVE_BACK))
		code = vg_db_run(w->call->desk->db, VG_STORERETURN_NUMBER_OUT, "tt",
		    w->row.number, "given-back");
	return code;
}

static int
add_unit(struct vg_deskreturnwork *w, enum vg_unit_role role, const char *serial)
{
	return vg_db_run(w->call->desk->db, VG_STORERETURN_UNIT_ADD, "ttti",
	    w->row.number, vg_deskreturnrow_role_text(role), serial, w->call->at.us);
}

static int
move_units(struct vg_deskreturnwork *w)
{
	const struct vg_return_unit *faulty =
	    vg_deskreturnrow_unit(&w->row, VG_UNIT_FAULTY);
	struct vg_db *db = w->call->desk->db;
	int code = VG_OK;

	if (follows(w, VG_RETURN_RECALLS)) {
		code = add_unit(w, VG_UNIT_RECALLED,
		    w->row.new_serial[0] ? w->row.new_serial : w->row.announced);
		if (code == VG_OK)
			code = vg_db_run(db, VG_STORERETURN_SHIP_END, "ttit",
			    w->row.number, "recalled", w->call->at.us, w->guard.reason);
	}
	if (code == VG_OK && follows(w, VG_RETURN_LENDS)) {
		code = add_unit(w, VG_UNIT_LENT, w->guard.new_serial);
		if (code == VG_OK)
			code = vg_db_run(db, VG_STORERETURN_LENT, "tti", w->row.number,
			    w->guard.new_serial,
			    (int64_t)follows(w, VG_RETURN_CLOCK_MEET));
	}
	if (code == VG_OK && faulty && follows(w, VG_RETURN_WAIVES_UNIT))
		code = vg_db_run(db, VG_STORERETURN_UNIT_STATE, "itttti", faulty->id,
		    vg_unitstate_text(VG_UNIT_WAIVED), "", "", "", w->call->at.us);
	if (code == VG_OK && follows(w, VG_RETURN_NEXT_ATTEMPT))
		code = vg_db_run(db, VG_STORERETURN_ATTEMPT, "t", w->row.number);
	return code;
}

static int
tell_outside(struct vg_deskreturnwork *w)
{
	struct vg_db *db = w->call->desk->db;
	const char *what = w->call->rule->verb;
	int code = VG_OK;

	if (follows(w, VG_RETURN_TELL_SUPPLIER))
		code = vg_db_run(db, VG_STORELETTER_ADD_PART, "itttt", w->call->now.us,
		    w->row.case_number, what, "supplier", w->row.number);
	if (code == VG_OK && follows(w, VG_RETURN_TELL_CLIENT))
		code = vg_db_run(db, VG_STORELETTER_ADD_PART, "itttt", w->call->now.us,
		    w->row.case_number, what, "client", w->row.number);
	return code;
}

/* Which side moved, for the journal. */
static const char *
mover(enum vg_return_fact fact)
{
	switch (fact) {
	case VG_RETURN_CONFIRM_SUPPLIER:
	case VG_RETURN_REFUSE_SUPPLIER:
	case VG_RETURN_WITHDRAW_SUPPLIER:
	case VG_RETURN_NUMBER:
	case VG_RETURN_SHIP:
		return "supplier";
	case VG_RETURN_NOT_ARRIVED:
	case VG_RETURN_DELIVER:
		return "carrier";
	case VG_RETURN_CLIENT_HOLDS:
		return "client";
	case VG_RETURN_CONFIRM_INTEGRATOR:
	case VG_RETURN_WITHDRAW_INTEGRATOR:
	case VG_RETURN_REJECT:
	case VG_RETURN_BAD_UNIT:
	case VG_RETURN_REPLACE:
	case VG_RETURN_REPAIRED_ON_SITE:
	case VG_RETURN_LOAN:
	case VG_RETURN_LAPSE:
	case VG_RETURN_HEALED:
	case VG_RETURN_CANCEL:
	case VG_RETURN_RECALL:
	case VG_RETURN_SERIAL_SEEN:
	case VG_RETURN_FAULTY:
	case VG_RETURN_CONTRACT_CHANGES:
	case VG_RETURN_LEGS_ENDED:
	case VG_RETURN_REOPEN:
	case VG_RETURN_N_FACTS:
		break;
	}
	return "integrator";
}

/* Both legs ended: it closes by itself. */
static int
close_legs(struct vg_deskreturnwork *w)
{
	struct vg_desk *desk = w->call->desk;
	struct vg_return_outcome out;
	struct vg_detail detail;
	char text[VG_DESKACT_ENTRY_SIZE];
	int code = vg_deskreturnrow_get(desk, w->row.number, &w->row);

	if (code != VG_OK || w->row.state != VG_RETURN_RP)
		return code;
	w->guard.others_out = false;
	fill_row(w);
	if (vg_returnstate_apply(&w->guard, VG_RETURN_LEGS_ENDED, &out, &detail) != VG_OK)
		return VG_OK;
	w->fact = VG_RETURN_LEGS_ENDED;
	code = put_state(w, out.next, "both legs ended");
	vg_text_format(
	    text, sizeof(text), "return %s: both legs ended, closed", w->row.number);
	if (code == VG_OK)
		code = vg_desk_journal(desk, w->row.case_number, w->call->at,
		    w->call->now, "return", "vigie", text);
	vg_text_copy(w->call->result->state, sizeof(w->call->result->state),
	    vg_returnstate_text(out.next));
	return code;
}

static int
finish_case(struct vg_deskreturnwork *w, const char *text)
{
	char line[VG_DESKACT_ENTRY_SIZE];

	vg_text_format(line, sizeof(line), "return %s: %s", w->row.number, text);
	w->of_case.kind = "return";
	w->of_case.side = mover(w->fact);
	w->of_case.ball = w->outcome.ball;
	vg_text_copy(
	    w->call->result->object, sizeof(w->call->result->object), w->row.number);
	vg_text_copy(w->call->result->state, sizeof(w->call->result->state),
	    vg_returnstate_text(w->outcome.next));
	return vg_casework_finish(&w->of_case, line);
}

int
vg_deskreturnwork_finish(struct vg_deskreturnwork *work, const char *text)
{
	struct vg_deskreturnwork *w = work;
	int code = give_key(w);

	w->start = vg_deskreturnclock_begins(w);
	if (code == VG_OK)
		code = put_number(w);
	if (code == VG_OK)
		code = climb(w, text);
	if (code == VG_OK)
		code = take_keys(w);
	if (code == VG_OK)
		code = move_units(w);
	if (code == VG_OK)
		code = vg_deskreturnclock_carry(w);
	if (code == VG_OK && follows(w, VG_RETURN_SERIAL_MISMATCH))
		code = vg_deskswap_mismatch(w->call->desk, w->row.resource,
		    w->guard.new_serial, w->row.announced, w->call->now);
	if (code == VG_OK)
		code = tell_outside(w);
	if (code == VG_OK)
		code = finish_case(w, text);
	return code == VG_OK ? close_legs(w) : code;
}
