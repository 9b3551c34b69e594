/*
 * The return's table and the guards beside it; what follows is told by
 * collector/rma/returnafter.c.
 */
#include "collector/rma/returnstate.h"

#include "collector/rma/returnafter.h"
#include "collector/rma/swap.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define STAY VG_MACHINE_STAY
#define NO VG_MACHINE_REFUSE
#define KEY VG_RETURN_CELL_KEY
#define SG VG_RETURN_SG
#define HC VG_RETURN_HC
#define CF VG_RETURN_CF
#define NU VG_RETURN_NU
#define SH VG_RETURN_SH
#define DE VG_RETURN_DE
#define RP VG_RETURN_RP
#define CD VG_RETURN_CD
#define RJ VG_RETURN_RJ
#define CA VG_RETURN_CA

/* Columns: SG HC CF NU SH DE RP CD RJ CA. */
static const unsigned char cells[VG_RETURN_N_FACTS][VG_RETURN_N_STATES] = {
    [VG_RETURN_CONFIRM_INTEGRATOR] = {HC, KEY, STAY, STAY, STAY, STAY, STAY, NO, NO, NO},
    [VG_RETURN_CONFIRM_SUPPLIER] = {HC, KEY, STAY, STAY, STAY, STAY, STAY, NO, NO, NO},
    [VG_RETURN_REFUSE_SUPPLIER] = {STAY, STAY, NO, NO, NO, NO, NO, NO, NO, NO},
    [VG_RETURN_WITHDRAW_INTEGRATOR] = {NO, SG, HC, HC, NO, NO, NO, NO, NO, NO},
    [VG_RETURN_WITHDRAW_SUPPLIER] = {NO, SG, HC, HC, HC, NO, NO, NO, NO, NO},
    [VG_RETURN_REJECT] = {RJ, RJ, NO, NO, NO, NO, NO, NO, NO, NO},
    [VG_RETURN_NUMBER] = {NO, NO, NU, STAY, STAY, STAY, STAY, NO, NO, NO},
    [VG_RETURN_SHIP] = {NO, NO, NO, SH, STAY, NO, NO, NO, NO, NO},
    [VG_RETURN_NOT_ARRIVED] = {NO, NO, NO, NO, NU, NO, NO, NO, NO, NO},
    [VG_RETURN_DELIVER] = {NO, NO, NO, NO, DE, STAY, NO, NO, NO, NO},
    [VG_RETURN_BAD_UNIT] = {NO, NO, NO, NO, NO, NU, NU, NO, NO, NO},
    [VG_RETURN_REPLACE] = {NO, NO, NO, NO, RP, RP, STAY, NO, NO, NO},
    [VG_RETURN_REPAIRED_ON_SITE] = {NO, NO, RP, RP, NO, NO, STAY, NO, NO, NO},
    [VG_RETURN_CLIENT_HOLDS] = {STAY, STAY, STAY, STAY, STAY, STAY, NO, NO, NO, NO},
    [VG_RETURN_LOAN] = {STAY, STAY, STAY, STAY, STAY, STAY, NO, NO, NO, NO},
    [VG_RETURN_LAPSE] = {CA, NO, NO, NO, NO, NO, NO, NO, NO, NO},
    [VG_RETURN_HEALED] = {CA, CA, CA, CA, NO, NO, NO, NO, NO, NO},
    [VG_RETURN_CANCEL] = {CA, CA, CA, CA, NO, NO, NO, NO, NO, NO},
    [VG_RETURN_RECALL] = {NO, NO, NO, NO, CA, CA, NO, NO, NO, NO},
    [VG_RETURN_SERIAL_SEEN] = {STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY,
	STAY},
    [VG_RETURN_FAULTY] = {NO, NO, STAY, STAY, STAY, STAY, STAY, NO, NO, STAY},
    [VG_RETURN_CONTRACT_CHANGES] = {STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY,
	STAY},
    [VG_RETURN_LEGS_ENDED] = {NO, NO, NO, NO, NO, NO, CD, NO, NO, NO},
    [VG_RETURN_REOPEN] = {NO, NO, NO, NO, NO, NO, NO, RP, SG, SG},
};

static const char *const states[VG_RETURN_N_STATES] = {"suggested", "half-confirmed",
    "confirmed", "numbered", "shipped", "delivered", "replaced", "closed", "rejected",
    "cancelled"};

static const char *const facts[VG_RETURN_N_FACTS] = {
    [VG_RETURN_CONFIRM_INTEGRATOR] = "confirm integrator",
    [VG_RETURN_CONFIRM_SUPPLIER] = "confirm supplier",
    [VG_RETURN_REFUSE_SUPPLIER] = "refuse supplier",
    [VG_RETURN_WITHDRAW_INTEGRATOR] = "withdraw integrator",
    [VG_RETURN_WITHDRAW_SUPPLIER] = "withdraw supplier",
    [VG_RETURN_REJECT] = "reject",
    [VG_RETURN_NUMBER] = "rma-number",
    [VG_RETURN_SHIP] = "ship",
    [VG_RETURN_NOT_ARRIVED] = "not-arrived",
    [VG_RETURN_DELIVER] = "deliver",
    [VG_RETURN_BAD_UNIT] = "bad-unit",
    [VG_RETURN_REPLACE] = "replace",
    [VG_RETURN_REPAIRED_ON_SITE] = "replace repaired-on-site",
    [VG_RETURN_CLIENT_HOLDS] = "client-holds",
    [VG_RETURN_LOAN] = "loan",
    [VG_RETURN_LAPSE] = "lapse",
    [VG_RETURN_HEALED] = "healed",
    [VG_RETURN_CANCEL] = "cancel",
    [VG_RETURN_RECALL] = "cancel with recall",
    [VG_RETURN_SERIAL_SEEN] = "serial seen",
    [VG_RETURN_FAULTY] = "faulty",
    [VG_RETURN_CONTRACT_CHANGES] = "contract changes",
    [VG_RETURN_LEGS_ENDED] = "both legs ended",
    [VG_RETURN_REOPEN] = "reopen",
};

static const char *const cures[] = {"exchanged", "repaired", "substitute"};

const struct vg_machine vg_returnstate_machine = {
    "return", states, VG_RETURN_N_STATES, facts, VG_RETURN_N_FACTS, &cells[0][0]};

const char *
vg_returnstate_text(enum vg_return_state state)
{
	return states[state];
}

int
vg_returnstate_parse(const char *text)
{
	return vg_machine_state(&vg_returnstate_machine, text);
}

const char *
vg_returnstate_cure_text(enum vg_return_cure cure)
{
	return cures[cure];
}

int
vg_returnstate_cure_parse(const char *text)
{
	const struct vg_machine names = {
	    "cure", cures, sizeof(cures) / sizeof(cures[0]), NULL, 0, NULL};

	return vg_machine_state(&names, text);
}

bool
vg_returnstate_is_open(enum vg_return_state state)
{
	return state < CD;
}

/* --- what the table refuses ------------------------------------------------------------- */

static const char *
clause_of(enum vg_return_fact fact, enum vg_return_state state)
{
	if (fact == VG_RETURN_REPLACE)
		return state == NU ? "P14" : "P10";
	if (fact == VG_RETURN_LAPSE)
		return "P13";
	if (fact == VG_RETURN_NOT_ARRIVED || fact == VG_RETURN_BAD_UNIT ||
	    fact == VG_RETURN_REPAIRED_ON_SITE || fact == VG_RETURN_CLIENT_HOLDS ||
	    fact == VG_RETURN_LOAN)
		return "P11";
	return "P10";
}

/* What is missing before the next rung, and the command that climbs it. */
static const char *
next_rung(const struct vg_return_guard *g)
{
	switch (g->state) {
	case VG_RETURN_SG:
		return "both keys are missing; vigie return confirm";
	case VG_RETURN_HC:
		return g->integrator.held
		    ? "the supplier's key is missing; vigie return confirm supplier"
		    : "the integrator's key is missing; vigie return confirm integrator";
	case VG_RETURN_CF:
		return "the RMA number is missing; vigie return rma-number";
	case VG_RETURN_NU:
		return "nothing is shipped; vigie return ship";
	case VG_RETURN_SH:
		return "it is not delivered; vigie return deliver, or not-arrived";
	case VG_RETURN_DE:
		return "it is not replaced; vigie return replace, or bad-unit";
	case VG_RETURN_RP:
		return "the faulty unit's way is left; vigie return faulty";
	case VG_RETURN_CD:
	case VG_RETURN_RJ:
	case VG_RETURN_CA:
	case VG_RETURN_N_STATES:
		break;
	}
	return "it is over; vigie return reopen, by a manager";
}

/* Commands that came too late have another way out than the next rung. */
static const char *
mend(const struct vg_return_guard *g, enum vg_return_fact fact)
{
	bool on_its_way = g->state == SH || g->state == DE;
	bool withdraws =
	    fact == VG_RETURN_WITHDRAW_INTEGRATOR || fact == VG_RETURN_WITHDRAW_SUPPLIER;

	if (g->state > RP)
		return fact == VG_RETURN_REOPEN || fact == VG_RETURN_LEGS_ENDED
		    ? "it is over; see vigie return show"
		    : next_rung(g);
	if (fact == VG_RETURN_REOPEN)
		return "it is open; see vigie return show";
	if (withdraws && g->state == SG)
		return "no key is held; vigie return reject, or cancel";
	if (on_its_way &&
	    (fact == VG_RETURN_CANCEL || fact == VG_RETURN_HEALED ||
		(withdraws && g->state == SH)))
		return "the replacement is out; vigie return cancel --recall, by a "
		       "manager";
	if (withdraws)
		return "it is delivered; dispute the faulty unit: vigie return faulty "
		       "no-fault-found";
	if (fact == VG_RETURN_RECALL && g->state < SH)
		return "nothing is out; vigie return cancel";
	if (fact == VG_RETURN_REPLACE && g->state == NU)
		return "say where the unit came from; vigie return ship, loan, or replace "
		       "--outcome repaired-on-site";
	if (fact == VG_RETURN_REPAIRED_ON_SITE && on_its_way)
		return "a unit is out; vigie return replace, or cancel --recall";
	if ((fact == VG_RETURN_REJECT || fact == VG_RETURN_REFUSE_SUPPLIER) &&
	    g->state >= CF && g->state <= NU)
		return "both keys are held; vigie return withdraw, or cancel";
	return next_rung(g);
}

static int
refuse_cell(const struct vg_return_guard *g, enum vg_return_fact fact,
    struct vg_return_outcome *outcome, struct vg_detail *detail)
{
	if (fact == VG_RETURN_NUMBER && g->state <= HC && g->number && *g->number)
		outcome->effects = VG_RETURN_NUMBER_PROPOSE;
	return vg_detail_set(detail, VG_EPOLICY,
	    "%s: %s is refused while the return is %s: %s", clause_of(fact, g->state),
	    facts[fact], states[g->state], mend(g, fact));
}

/* --- guards ------------------------------------------------------------------------------ */

/* A text that a fact asks for. */
static int
need(const char *text, const char *clause, enum vg_return_fact fact, const char *what,
    const char *how, struct vg_detail *detail)
{
	if (text && *text)
		return VG_OK;
	return vg_detail_set(detail, VG_EPOLICY, "%s: %s needs %s; give %s", clause,
	    facts[fact], what, how);
}

static int
check_manager(
    const struct vg_return_guard *g, enum vg_return_fact fact, struct vg_detail *detail)
{
	if (g->manager)
		return VG_OK;
	return vg_detail_set(detail, VG_EPOLICY,
	    "P10: %s is a manager's; ask one to run vigie return %s", facts[fact],
	    fact == VG_RETURN_REOPEN ? "reopen" : "cancel --recall");
}

/* Keys, numbers and shipments are ours by contract, duty, or intervention (states of 1.6). */
static int
check_duty(
    const struct vg_return_guard *g, enum vg_return_fact fact, struct vg_detail *detail)
{
	bool ours = fact <= VG_RETURN_CONFIRM_SUPPLIER ||
	    (fact >= VG_RETURN_NUMBER && fact <= VG_RETURN_REPAIRED_ON_SITE) ||
	    fact == VG_RETURN_LOAN;

	if (!ours)
		return VG_OK;
	if (g->mode == VG_MODE_NONE)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P1: no contract is in force; record it in the tree, then %s",
		    facts[fact]);
	if (g->intervened)
		return VG_OK;
	if (g->mode == VG_MODE_DIRECT)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P5: the client deals with the supplier; vigie case intervene");
	if (g->mode == VG_MODE_PARTIAL && !(g->duties & VG_DUTY_RMA))
		return vg_detail_set(detail, VG_EPOLICY,
		    "P2: the contract does not give us the duty rma; vigie case "
		    "intervene");
	return VG_OK;
}

/* P10: a person records a key, with what makes it worth something. */
static int
check_key(
    const struct vg_return_guard *g, enum vg_return_fact fact, struct vg_detail *detail)
{
	bool ours = fact == VG_RETURN_CONFIRM_INTEGRATOR;
	const struct vg_return_key *other = ours ? &g->supplier : &g->integrator;
	const struct vg_return_key *same = ours ? &g->integrator : &g->supplier;
	int code = VG_OK;

	if (!g->person)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: no mail and no rule turns a key; a person records it with "
		    "vigie return %s",
		    facts[fact]);
	if (ours) {
		code = need(g->check, "P10", fact, "the check done", "--check", detail);
		if (code == VG_OK)
			code = need(
			    g->result, "P10", fact, "its result", "--result", detail);
		if (code == VG_OK)
			code = need(g->engineer, "P10", fact, "the engineer",
			    "--engineer", detail);
	} else {
		code = need(g->evidence, "P10", fact,
		    "evidence (a stored mail, a ticket update, a call with a named "
		    "person)",
		    "--evidence", detail);
	}
	if (code == VG_OK && g->two_people && other->held && !same->held &&
	    vg_text_same(other->recorder, g->actor))
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: %s recorded the other key and two-people is on; another "
		    "engineer "
		    "runs vigie return %s",
		    g->actor ? g->actor : "the same person", facts[fact]);
	return code;
}

static int
check_withdrawal(
    const struct vg_return_guard *g, enum vg_return_fact fact, struct vg_detail *detail)
{
	bool ours = fact == VG_RETURN_WITHDRAW_INTEGRATOR;

	if (!(ours ? g->integrator : g->supplier).held)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: the %s's key is not held; see vigie return show",
		    ours ? "integrator" : "supplier");
	return need(g->reason, "P10", fact, "the reason", "--reason", detail);
}

static int
check_number(const struct vg_return_guard *g, struct vg_detail *detail)
{
	if (g->number && *g->number && g->number_misfits)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: %s does not look like a number of this supplier; give the RMA "
		    "number as he wrote it, or mend rma-number-pattern in the tree",
		    g->number);
	return need(
	    g->number, "P10", VG_RETURN_NUMBER, "the RMA number", "NUMBER", detail);
}

static int
check_ship(const struct vg_return_guard *g, struct vg_detail *detail)
{
	if (g->flow == VG_RETURN_FIRST && !vg_unitstate_has_left(g->unit))
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: the flow is return-first and the faulty unit is %s; vigie "
		    "return faulty sent",
		    vg_unitstate_text(g->unit));
	return need(
	    g->carrier, "P10", VG_RETURN_SHIP, "the carrier", "--carrier", detail);
}

static int
check_prove_in(const struct vg_return_guard *g, struct vg_detail *detail)
{
	int64_t seconds = g->prove_in_s ? g->prove_in_s : VG_RETURN_PROVE_IN_S;

	if (g->state != RP ||
	    vg_instant_since(g->now, g->replaced) < seconds * VG_SECOND_US)
		return VG_OK;
	return vg_detail_set(detail, VG_EPOLICY,
	    "P11: it served for longer than the prove-in time of %lld h; a new return, "
	    "vigie return ask --kind %s",
	    (long long)(seconds / 3600), g->in_doa_window ? "doa" : "repeat");
}

/* The serial of the unit that serves now, as the outcome asks. */
static int
check_serial(const struct vg_return_guard *g, struct vg_detail *detail)
{
	enum vg_return_fact fact = VG_RETURN_REPLACE;
	int code;

	if (g->cure == VG_RETURN_REPAIRED) {
		if (g->new_serial && *g->new_serial &&
		    !vg_swap_is_same(g->new_serial, g->old_serial))
			return vg_detail_set(detail, VG_EPOLICY,
			    "P14: repaired means the same serial back, not %s; give "
			    "--outcome exchanged or substitute",
			    g->new_serial);
		return VG_OK;
	}
	code = need(g->new_serial, "P14", fact, "the new serial", "--serial", detail);
	if (code != VG_OK)
		return code;
	if (vg_swap_is_same(g->new_serial, g->old_serial))
		return vg_detail_set(detail, VG_EPOLICY,
		    "P14: %s is the faulty unit's own serial; give the new one with "
		    "--serial, or --outcome repaired",
		    g->new_serial);
	if (g->seen_by_poll)
		return VG_OK;
	return need(
	    g->unseen, "P14", fact, "the serial seen by poll", "--unseen REASON", detail);
}

static int
check_replace(const struct vg_return_guard *g, struct vg_detail *detail)
{
	int code = check_serial(g, detail);

	if (code == VG_OK && g->cure != VG_RETURN_EXCHANGED)
		code = need(g->agreement, "P11", VG_RETURN_REPLACE,
		    "the client's agreement to this outcome", "--agreement REFERENCE",
		    detail);
	if (code == VG_OK && !g->alarm_cleared)
		code = need(g->standing, "P11", VG_RETURN_REPLACE,
		    "the alarm that began it cleared", "--standing REASON", detail);
	return code;
}

static int
check_on_site(const struct vg_return_guard *g, struct vg_detail *detail)
{
	const enum vg_return_fact fact = VG_RETURN_REPAIRED_ON_SITE;
	int code = need(g->agreement, "P11", fact, "the client's agreement",
	    "--agreement REFERENCE", detail);

	return code == VG_OK ? need(g->supplier_word, "P11", fact, "the supplier's word",
				   "--evidence", detail)
			     : code;
}

static int
check_lapse(const struct vg_return_guard *g, struct vg_detail *detail)
{
	if (g->alarm_cleared && g->settled)
		return VG_OK;
	return vg_detail_set(detail, VG_EPOLICY,
	    "P13: the fault has not cleared and settled; vigie return reject, or cancel");
}

static int
check_legs(const struct vg_return_guard *g, struct vg_detail *detail)
{
	if (!vg_unitstate_is_ended(g->unit))
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: the faulty unit is %s; vigie return faulty",
		    vg_unitstate_text(g->unit));
	if (g->others_out)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: a recalled or lent unit is still out; vigie return faulty");
	return VG_OK;
}

static int
check_recall(const struct vg_return_guard *g, struct vg_detail *detail)
{
	const enum vg_return_fact fact = VG_RETURN_RECALL;
	int code = check_manager(g, fact, detail);

	if (code == VG_OK)
		code = need(g->reason, "P10", fact, "the reason", "--reason", detail);
	return code == VG_OK
	    ? need(g->way_back, "P10", fact, "how the replacement goes back",
		  "--recall HOW", detail)
	    : code;
}

static int
check_refusal(const struct vg_return_guard *g, struct vg_detail *detail)
{
	if (!g->supplier.held)
		return need(g->reason, "P10", VG_RETURN_REFUSE_SUPPLIER, "the reason",
		    "--reason", detail);
	return vg_detail_set(detail, VG_EPOLICY,
	    "P10: the supplier has given its key; vigie return withdraw supplier");
}

static int
check_guards(
    const struct vg_return_guard *g, enum vg_return_fact fact, struct vg_detail *detail)
{
	const char *clause = clause_of(fact, g->state);

	switch (fact) {
	case VG_RETURN_CONFIRM_INTEGRATOR:
	case VG_RETURN_CONFIRM_SUPPLIER:
		return check_key(g, fact, detail);
	case VG_RETURN_REFUSE_SUPPLIER:
		return check_refusal(g, detail);
	case VG_RETURN_WITHDRAW_INTEGRATOR:
	case VG_RETURN_WITHDRAW_SUPPLIER:
		return check_withdrawal(g, fact, detail);
	case VG_RETURN_NUMBER:
		return check_number(g, detail);
	case VG_RETURN_SHIP:
		return check_ship(g, detail);
	case VG_RETURN_NOT_ARRIVED:
	case VG_RETURN_DELIVER:
		return need(g->proof, "P11", fact,
		    "the carrier's or the client's word, with its time", "--proof",
		    detail);
	case VG_RETURN_BAD_UNIT:
		if (check_prove_in(g, detail) != VG_OK)
			return VG_EPOLICY;
		return need(
		    g->reason, clause, fact, "what is wrong with it", "--reason", detail);
	case VG_RETURN_REPLACE:
		return check_replace(g, detail);
	case VG_RETURN_REPAIRED_ON_SITE:
		return check_on_site(g, detail);
	case VG_RETURN_LOAN:
		return need(g->new_serial, clause, fact, "the lent unit's serial",
		    "--serial", detail);
	case VG_RETURN_LAPSE:
		return check_lapse(g, detail);
	case VG_RETURN_RECALL:
		return check_recall(g, detail);
	case VG_RETURN_REOPEN:
		if (check_manager(g, fact, detail) != VG_OK)
			return VG_EPOLICY;
		return need(g->reason, clause, fact, "the reason", "--reason", detail);
	case VG_RETURN_LEGS_ENDED:
		return check_legs(g, detail);
	case VG_RETURN_REJECT:
	case VG_RETURN_CLIENT_HOLDS:
	case VG_RETURN_HEALED:
	case VG_RETURN_CANCEL:
		return need(g->reason, clause, fact, "the reason", "--reason", detail);
	case VG_RETURN_SERIAL_SEEN:
	case VG_RETURN_FAULTY:
	case VG_RETURN_CONTRACT_CHANGES:
	case VG_RETURN_N_FACTS:
		break;
	}
	return VG_OK;
}

/* The second key, if it is the other one. */
static enum vg_return_state
by_key(const struct vg_return_guard *g, enum vg_return_fact fact)
{
	bool other =
	    fact == VG_RETURN_CONFIRM_INTEGRATOR ? g->supplier.held : g->integrator.held;
	return other ? CF : HC;
}

int
vg_returnstate_apply(const struct vg_return_guard *guard, enum vg_return_fact fact,
    struct vg_return_outcome *outcome, struct vg_detail *detail)
{
	unsigned cell = vg_machine_cell(&vg_returnstate_machine, fact, guard->state);
	enum vg_return_state next = guard->state;

	*outcome = (struct vg_return_outcome){.next = guard->state};
	if (cell == NO)
		return refuse_cell(guard, fact, outcome, detail);
	int code = check_duty(guard, fact, detail);
	if (code == VG_OK)
		code = check_guards(guard, fact, detail);
	if (code != VG_OK)
		return code;
	if (cell == KEY)
		next = by_key(guard, fact);
	else if (cell != STAY)
		next = (enum vg_return_state)cell;
	vg_returnafter_tell(guard, fact, next, outcome);
	return VG_OK;
}
