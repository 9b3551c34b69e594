/*
 * Commands on a return from its keys to its last leg; asking for one is
 * collector/desk/returns/deskreturnask.c's. Each adds what it says to the guard, asks the table,
 * writes what belongs to it alone, and leaves the rest to deskreturnwork.
 */
#include <string.h>

#include "collector/desk/casework/desknumberform.h"
#include "collector/desk/mail/deskmention.h"
#include "collector/desk/returns/deskcheck.h"
#include "collector/desk/returns/deskreturnask.h"
#include "collector/desk/returns/deskreturnclock.h"
#include "collector/desk/returns/deskreturnwork.h"
#include "collector/desk/returns/deskswap.h"
#include "collector/store/storereturn.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static const char *
value(const struct vg_act_call *call, const char *name)
{
	return vg_deskact_value(call, name);
}

static bool
says(const struct vg_act_call *call, const char *name, const char *word)
{
	return strcmp(value(call, name), word) == 0;
}

/* "integrator" or "supplier"; 0, 1, or a negative code. */
static int
side_of(const struct vg_act_call *call)
{
	if (says(call, "side", "integrator"))
		return 0;
	if (says(call, "side", "supplier"))
		return 1;
	return vg_detail_set(call->detail, VG_EINVAL,
	    "%s: side is integrator or supplier, not '%.40s'", call->rule->verb,
	    value(call, "side"));
}

/* ": TEXT", or nothing. */
static void
add_text(char *line, size_t size, const char *text)
{
	size_t used = strlen(line);

	if (text[0])
		vg_text_format(line + used, size - used, ": %s", text);
}

/* A fact that says a reason and nothing more. */
static int
plain(struct vg_act_call *call, enum vg_return_fact fact, const char *what)
{
	struct vg_deskreturnwork w;
	char text[VG_DESKACT_ENTRY_SIZE];
	int code = vg_deskreturnwork_load(&w, call);

	if (code == VG_OK)
		code = vg_deskreturnwork_apply(&w, fact);
	vg_text_copy(text, sizeof(text), what);
	add_text(text, sizeof(text), value(call, "reason"));
	return code == VG_OK ? vg_deskreturnwork_finish(&w, text) : code;
}

/* --- keys -------------------------------------------------------------------------------- */

/* P10: given by a side, recorded by a person, with what makes it worth something. */
static int
confirm(struct vg_act_call *call)
{
	struct vg_deskreturnwork w;
	char text[VG_DESKACT_ENTRY_SIZE];
	int side = side_of(call);
	int code = side < 0 ? side : vg_deskreturnwork_load(&w, call);

	if (code != VG_OK)
		return code;
	w.guard.check = value(call, "check");
	w.guard.result = value(call, "result");
	w.guard.engineer = value(call, "engineer");
	w.guard.evidence = value(call, "evidence");
	code = vg_deskreturnwork_apply(
	    &w, side ? VG_RETURN_CONFIRM_SUPPLIER : VG_RETURN_CONFIRM_INTEGRATOR);
	if (code != VG_OK)
		return code;
	if (side)
		vg_text_format(text, sizeof(text), "the supplier confirms the fault: %s",
		    w.guard.evidence);
	else
		vg_text_format(text, sizeof(text),
		    "the integrator confirms the fault: %s: %s (%s)", w.guard.check,
		    w.guard.result, w.guard.engineer);
	code = vg_deskreturnwork_finish(&w, text);
	/* P13: the check that a key names is a recorded one. */
	if (code == VG_OK && !side && (w.outcome.effects & VG_RETURN_GIVES_KEY))
		code =
		    vg_deskcheck_key(&w.of_case, &w.row, w.guard.check, w.guard.result);
	return code;
}

static int
refuse(struct vg_act_call *call)
{
	struct vg_deskreturnwork w;
	char text[VG_DESKACT_ENTRY_SIZE] = "the supplier refuses";
	int code = vg_deskreturnwork_load(&w, call);

	if (code == VG_OK)
		code = vg_deskreturnwork_apply(&w, VG_RETURN_REFUSE_SUPPLIER);
	if (code != VG_OK)
		return code;
	vg_text_copy(call->result->text, sizeof(call->result->text),
	    "P12: prove it on site (vigie visit plan --kind rma-proof), or send more "
	    "evidence; vigie return reject gives it up");
	add_text(text, sizeof(text), value(call, "reason"));
	return vg_deskreturnwork_finish(&w, text);
}

static int
withdraw(struct vg_act_call *call)
{
	int side = side_of(call);

	if (side < 0)
		return side;
	return side ? plain(call, VG_RETURN_WITHDRAW_SUPPLIER,
			  "the supplier takes its confirmation back")
		    : plain(call, VG_RETURN_WITHDRAW_INTEGRATOR,
			  "the integrator takes its confirmation back");
}

static int
reject(struct vg_act_call *call)
{
	return plain(call, VG_RETURN_REJECT, "rejected");
}

/* --- the number -------------------------------------------------------------------------- */

/* P10: a number that comes before both keys is kept as proposed, and refused all the same. */
static int
number(struct vg_act_call *call)
{
	struct vg_deskreturnwork w;
	char text[VG_DESKACT_ENTRY_SIZE], aside[VG_TEXT_SIZE];
	int code = vg_deskreturnwork_load(&w, call);

	if (code == VG_OK)
		code = vg_desknumberform_check(
		    call, w.of_case.row.supplier, VG_DESKNUMBERFORM_RMA, aside);
	if (code != VG_OK)
		return code;
	w.guard.number = value(call, "number");
	code = vg_deskreturnwork_apply(&w, VG_RETURN_NUMBER);
	if (code == VG_EPOLICY && (w.outcome.effects & VG_RETURN_NUMBER_PROPOSE)) {
		call->keeps = true;
		vg_text_copy(
		    call->result->object, sizeof(call->result->object), w.row.number);
		int kept = vg_db_run(call->desk->db, VG_STORERETURN_NUMBER_PUT, "tttit",
		    w.row.number, w.guard.number, "proposed", call->at.us,
		    call->actor->user);
		return kept == VG_OK ? code : kept;
	}
	if (code == VG_OK)
		code = vg_deskmention_accepted(
		    call, w.of_case.row.number, value(call, "number"));
	vg_text_format(
	    text, sizeof(text), "RMA number %s%s", value(call, "number"), aside);
	return code == VG_OK ? vg_deskreturnwork_finish(&w, text) : code;
}

/* --- the way there ----------------------------------------------------------------------- */

static int
ship(struct vg_act_call *call)
{
	const char *serial = value(call, "serial"), *to = value(call, "ship-to");
	struct vg_deskreturnwork w;
	char text[VG_DESKACT_ENTRY_SIZE];

	if (to[0] && strcmp(to, "integrator") != 0 && strcmp(to, "site") != 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "return-ship: ship-to is integrator or site, not '%.40s'", to);
	int code = vg_deskreturnwork_load(&w, call);
	if (code != VG_OK)
		return code;
	w.guard.carrier = value(call, "carrier");
	code = vg_deskreturnwork_apply(&w, VG_RETURN_SHIP);
	if (code != VG_OK)
		return code;
	code = vg_db_run(call->desk->db, VG_STORERETURN_SHIP, "titttti", w.row.number,
	    w.row.attempt, w.guard.carrier, value(call, "tracking"), serial,
	    to[0] ? to : "integrator", call->at.us);
	if (code == VG_OK)
		code = vg_db_run(
		    call->desk->db, VG_STORERETURN_ANNOUNCE, "tt", w.row.number, serial);
	vg_text_format(text, sizeof(text), "shipped by %s%s%s%s%s, attempt %d",
	    w.guard.carrier, value(call, "tracking")[0] ? ", tracking " : "",
	    value(call, "tracking"), serial[0] ? ", serial " : "", serial,
	    (int)w.row.attempt);
	return code == VG_OK ? vg_deskreturnwork_finish(&w, text) : code;
}

static int
not_arrived(struct vg_act_call *call)
{
	struct vg_deskreturnwork w;
	char text[VG_DESKACT_ENTRY_SIZE] = "not arrived";
	int code = vg_deskreturnwork_load(&w, call);

	if (code != VG_OK)
		return code;
	w.guard.proof = value(call, "proof");
	w.guard.ball = vg_deskact_has(call, "ball") ? value(call, "ball") : NULL;
	code = vg_deskreturnwork_apply(&w, VG_RETURN_NOT_ARRIVED);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORERETURN_SHIP_END, "ttit",
		    w.row.number, "not-arrived", call->at.us, w.guard.proof);
	if (code != VG_OK)
		return code;
	add_text(text, sizeof(text), w.guard.proof);
	return vg_deskreturnwork_finish(&w, text);
}

static int
deliver(struct vg_act_call *call)
{
	struct vg_deskreturnwork w;
	char text[VG_DESKACT_ENTRY_SIZE] = "delivered";
	int code = vg_deskreturnwork_load(&w, call);

	if (code != VG_OK)
		return code;
	w.guard.proof = value(call, "proof");
	code = vg_deskreturnwork_apply(&w, VG_RETURN_DELIVER);
	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORERETURN_SHIP_END, "ttit",
		    w.row.number, "delivered", call->at.us, w.guard.proof);
	if (code != VG_OK)
		return code;
	add_text(text, sizeof(text), w.guard.proof);
	return vg_deskreturnwork_finish(&w, text);
}

static int
bad_unit(struct vg_act_call *call)
{
	return plain(call, VG_RETURN_BAD_UNIT, "the replacement is bad");
}

/* --- replaced ---------------------------------------------------------------------------- */

static int
repaired_on_site(struct vg_deskreturnwork *w)
{
	struct vg_act_call *call = w->call;
	char text[VG_DESKACT_ENTRY_SIZE];
	int code = vg_deskreturnwork_apply(w, VG_RETURN_REPAIRED_ON_SITE);

	if (code == VG_OK)
		code = vg_db_run(call->desk->db, VG_STORERETURN_REPLACED, "ttti",
		    w->row.number, "repaired-on-site", w->row.serial, call->at.us);
	vg_text_format(text, sizeof(text), "repaired on site, agreed by %s; supplier: %s",
	    value(call, "agreement"), value(call, "evidence"));
	return code == VG_OK ? vg_deskreturnwork_finish(w, text) : code;
}

static int
put_replaced(struct vg_deskreturnwork *w)
{
	struct vg_act_call *call = w->call;
	const char *serial =
	    w->guard.cure == VG_RETURN_REPAIRED ? w->row.serial : w->guard.new_serial;
	int code = vg_db_run(call->desk->db, VG_STORERETURN_REPLACED, "ttti",
	    w->row.number, vg_returnstate_cure_text(w->guard.cure), serial, call->at.us);

	if (code == VG_OK && (w->outcome.effects & VG_RETURN_WRITES_DELIVERED))
		code = vg_db_run(call->desk->db, VG_STORERETURN_SHIP_END, "ttit",
		    w->row.number, "delivered", call->at.us, "with the swap");
	return code == VG_OK
	    ? vg_deskswap_settle(call->desk, w->row.resource, serial, call->now)
	    : code;
}

/* What was done instead of what was there; P14: a serial that no poll has seen needs a reason. */
static int
replace(struct vg_act_call *call)
{
	struct vg_deskreturnwork w;
	char text[VG_DESKACT_ENTRY_SIZE];
	int cure = vg_returnstate_cure_parse(value(call, "outcome"));
	bool on_site = says(call, "outcome", "repaired-on-site");

	if (cure < 0 && !on_site)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "return-replace: outcome is exchanged, repaired, substitute or "
		    "repaired-on-site, not '%.40s'",
		    value(call, "outcome"));
	int code = vg_deskreturnwork_load(&w, call);
	if (code != VG_OK)
		return code;
	w.guard.agreement = value(call, "agreement");
	w.guard.supplier_word = value(call, "evidence");
	if (on_site)
		return repaired_on_site(&w);
	w.guard.cure = (enum vg_return_cure)cure;
	w.guard.new_serial = value(call, "serial");
	w.guard.unseen = value(call, "unseen");
	w.guard.standing = value(call, "standing");
	code = vg_deskswap_is_seen(
	    call->desk, &w.row, w.guard.new_serial, &w.guard.seen_by_poll);
	if (code == VG_OK)
		code = vg_deskreturnwork_apply(&w, VG_RETURN_REPLACE);
	if (code == VG_OK)
		code = put_replaced(&w);
	vg_text_format(text, sizeof(text), "%s%s%s%s%s%s%s%s%s",
	    vg_returnstate_cure_text(w.guard.cure),
	    w.guard.new_serial[0] ? ", serial " : "", w.guard.new_serial,
	    w.guard.unseen[0] ? ", not seen by poll: " : "", w.guard.unseen,
	    w.guard.standing[0] ? ", the alarm stands: " : "", w.guard.standing,
	    w.guard.agreement[0] ? ", agreed: " : "", w.guard.agreement);
	return code == VG_OK ? vg_deskreturnwork_finish(&w, text) : code;
}

static int
client_holds(struct vg_act_call *call)
{
	return plain(call, VG_RETURN_CLIENT_HOLDS, "the client holds it up");
}

static int
loan(struct vg_act_call *call)
{
	struct vg_deskreturnwork w;
	char text[VG_DESKACT_ENTRY_SIZE];
	int code = vg_deskreturnwork_load(&w, call);

	if (code != VG_OK)
		return code;
	w.guard.new_serial = value(call, "serial");
	code = vg_deskreturnwork_apply(&w, VG_RETURN_LOAN);
	vg_text_format(
	    text, sizeof(text), "unit %s is lent meanwhile", w.guard.new_serial);
	return code == VG_OK ? vg_deskreturnwork_finish(&w, text) : code;
}

/* --- ends -------------------------------------------------------------------------------- */

static int
healed(struct vg_act_call *call)
{
	return plain(call, VG_RETURN_HEALED, "the fault is gone without a part");
}

static int
cancel(struct vg_act_call *call)
{
	struct vg_deskreturnwork w;
	char text[VG_DESKACT_ENTRY_SIZE] = "cancelled";
	int code;

	if (!vg_deskact_has(call, "recall"))
		return plain(call, VG_RETURN_CANCEL, text);
	code = vg_deskreturnwork_load(&w, call);
	if (code != VG_OK)
		return code;
	w.guard.way_back = value(call, "recall");
	code = vg_deskreturnwork_apply(&w, VG_RETURN_RECALL);
	if (code != VG_OK)
		return code;
	add_text(text, sizeof(text), value(call, "reason"));
	add_text(text, sizeof(text), w.guard.way_back);
	return vg_deskreturnwork_finish(&w, text);
}

static int
reopen(struct vg_act_call *call)
{
	return plain(call, VG_RETURN_REOPEN, "taken up again");
}

/* --- the unit's own way ------------------------------------------------------------------ */

static int
carry_unit(struct vg_deskreturnwork *w, const struct vg_return_unit *unit,
    enum vg_unit_fact fact, const struct vg_unit_guard *guard)
{
	struct vg_act_call *call = w->call;
	struct vg_unit_outcome out;
	int code = vg_unitstate_apply(guard, fact, &out, call->detail);

	if (code == VG_EPOLICY)
		vg_detail_prefix(call->detail, "return %s", w->row.number);
	if (code != VG_OK)
		return code;
	code = vg_db_run(call->desk->db, VG_STORERETURN_UNIT_STATE, "itttti", unit->id,
	    vg_unitstate_text(out.next), guard->carrier, value(call, "tracking"),
	    vg_unitstate_data_text(guard->data), call->at.us);
	if (code == VG_OK && (out.effects & VG_UNIT_BACK_MEET))
		code = vg_deskreturnclock_back(w, VG_LEDGER_MEET, "the unit was sent");
	if (code == VG_OK && (out.effects & VG_UNIT_BACK_END))
		code = vg_deskreturnclock_back(
		    w, VG_LEDGER_END, "the unit will not be sent");
	if (code == VG_OK && (out.effects & VG_UNIT_TELL_CLIENT))
		w->outcome.effects |= VG_RETURN_TELL_CLIENT;
	if (code == VG_OK && (out.effects & VG_UNIT_DISPUTE))
		code = vg_db_run(call->desk->db, VG_SQL_OUTBOX_ADD, "ittt", call->now.us,
		    w->row.case_number, "no-fault-found", "commercial");
	w->outcome.ball = out.ball;
	return code;
}

/* The client's word on the data, of this command or of an earlier one. */
static int
read_data(const struct vg_act_call *call, enum vg_unit_data kept, enum vg_unit_data *data)
{
	int said = vg_unitstate_data_parse(value(call, "data"));

	*data = kept;
	if (!vg_deskact_has(call, "data"))
		return VG_OK;
	if (said < 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "return-faulty: data is wiped, medium-kept or as-it-is, not '%.40s'",
		    value(call, "data"));
	*data = (enum vg_unit_data)said;
	return VG_OK;
}

static int
faulty(struct vg_act_call *call)
{
	int fact = vg_unitstate_fact(value(call, "step"));
	int role = vg_deskact_has(call, "role")
	    ? vg_deskreturnrow_role_parse(value(call, "role"))
	    : VG_UNIT_FAULTY;
	struct vg_deskreturnwork w;
	struct vg_unit_guard guard = {0};
	char text[VG_DESKACT_ENTRY_SIZE];

	if (fact < 0 || role < 0)
		return vg_detail_set(call->detail, VG_EINVAL,
		    "return-faulty: no such step or role: '%.40s' '%.40s'",
		    value(call, "step"), value(call, "role"));
	int code = vg_deskreturnwork_load(&w, call);
	if (code == VG_OK)
		code = vg_deskreturnwork_apply(&w, VG_RETURN_FAULTY);
	if (code != VG_OK)
		return code;
	const struct vg_return_unit *unit =
	    vg_deskreturnrow_unit(&w.row, (enum vg_unit_role)role);
	if (!unit)
		return vg_detail_set(call->detail, VG_ENOENT, "return %s: no unit is %s",
		    w.row.number, value(call, "role"));
	guard = (struct vg_unit_guard){.state = unit->state,
	    .role = unit->role,
	    .both_keys = w.row.was_confirmed,
	    .holds_data = w.row.holds_data && unit->role == VG_UNIT_FAULTY,
	    .carrier = value(call, "carrier"),
	    .supplier_word = vg_deskact_has(call, "evidence"),
	    .client_word = vg_deskact_has(call, "agreement")};
	code = read_data(call, unit->data, &guard.data);
	if (code == VG_OK)
		code = carry_unit(&w, unit, (enum vg_unit_fact)fact, &guard);
	vg_text_format(text, sizeof(text), "the %s unit %s: %s%s%s",
	    vg_deskreturnrow_role_text(unit->role), unit->serial, value(call, "step"),
	    guard.carrier[0] ? ", by " : "", guard.carrier);
	return code == VG_OK ? vg_deskreturnwork_finish(&w, text) : code;
}

const struct vg_act_rule vg_deskreturn_rules[] = {
    {"return-ask", "return", VG_ROLE_NOC, "case", vg_deskreturnask_ask, 0},
    {"return-check", "return", VG_ROLE_NOC, "result", vg_deskcheck_return, 0},
    {"return-confirm", "return", VG_ROLE_NOC, "side", confirm, 0},
    {"return-refuse", "return", VG_ROLE_NOC, "", refuse, 0},
    {"return-withdraw", "return", VG_ROLE_NOC, "side", withdraw, 0},
    {"return-reject", "return", VG_ROLE_NOC, "", reject, 0},
    {"return-rma-number", "return", VG_ROLE_NOC, "", number, 0},
    {"return-ship", "return", VG_ROLE_NOC, "", ship, 0},
    {"return-not-arrived", "return", VG_ROLE_NOC, "", not_arrived, 0},
    {"return-deliver", "return", VG_ROLE_NOC, "", deliver, 0},
    {"return-bad-unit", "return", VG_ROLE_NOC, "", bad_unit, 0},
    {"return-replace", "return", VG_ROLE_NOC, "outcome", replace, 0},
    {"return-client-holds", "return", VG_ROLE_NOC, "", client_holds, 0},
    {"return-loan", "return", VG_ROLE_NOC, "", loan, 0},
    {"return-healed", "return", VG_ROLE_NOC, "", healed, 0},
    {"return-cancel", "return", VG_ROLE_NOC, "", cancel, 0},
    {"return-faulty", "return", VG_ROLE_NOC, "step", faulty, 0},
    {"return-reopen", "return", VG_ROLE_NOC, "", reopen, 0},
    {0},
};
