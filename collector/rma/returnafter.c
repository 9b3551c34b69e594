/*
 * Clocks follow from the move alone; the rest from the fact.
 */
#include "collector/rma/returnafter.h"

#include "collector/rma/swap.h"

#define SG VG_RETURN_SG
#define HC VG_RETURN_HC
#define CF VG_RETURN_CF
#define NU VG_RETURN_NU
#define SH VG_RETURN_SH
#define DE VG_RETURN_DE
#define RP VG_RETURN_RP
#define CD VG_RETURN_CD
#define CA VG_RETURN_CA

/* Why a clock ends unmet. */
static const char *
cause_of(enum vg_return_fact fact)
{
	if (fact == VG_RETURN_WITHDRAW_INTEGRATOR)
		return "confirmation withdrawn by the integrator";
	if (fact == VG_RETURN_WITHDRAW_SUPPLIER)
		return "confirmation withdrawn by the supplier";
	if (fact == VG_RETURN_REJECT)
		return "rejected";
	return fact == VG_RETURN_HEALED ? "healed" : "cancelled";
}

/* Whether the replacement clock runs in this state. */
static bool
runs_in(const struct vg_return_guard *g, enum vg_return_state state)
{
	return vg_returnstate_stands(state) && !(state == CF && g->starts_at_number) &&
	    !(state == DE && g->met_at_delivered);
}

/* Whether it is met in this state. */
static bool
met_in(const struct vg_return_guard *g, enum vg_return_state state)
{
	return state == RP || state == CD || (state == DE && g->met_at_delivered);
}

static unsigned
replacement(const struct vg_return_guard *g, enum vg_return_state next)
{
	bool ran = runs_in(g, g->state), runs = runs_in(g, next);
	bool was_met = met_in(g, g->state), is_met = met_in(g, next);

	/* P5: an intervention runs no clock towards the client, unless promised. */
	if (g->intervened && !g->promised)
		return 0;
	/* A loan that counts has met it; what becomes of the parcel changes nothing. */
	if (g->met_by_loan)
		return 0;
	if (was_met && runs)
		return VG_RETURN_CLOCK_UNMEET;
	if (!was_met && is_met && ran)
		return VG_RETURN_CLOCK_MEET;
	if (!ran && runs)
		return VG_RETURN_CLOCK_START;
	return ran && !runs ? VG_RETURN_CLOCK_END : 0;
}

static unsigned
second_key(enum vg_return_state from, enum vg_return_state next)
{
	if (from != HC)
		return next == HC ? VG_RETURN_SECOND_START : 0;
	if (next == HC)
		return 0;
	return next == CF ? VG_RETURN_SECOND_MEET : VG_RETURN_SECOND_END;
}

/* The faulty unit is waited for from replaced on, where the replacement came in advance. */
static unsigned
faulty_back(
    const struct vg_return_guard *g, enum vg_return_fact fact, enum vg_return_state next)
{
	bool at_client = g->unit <= VG_UNIT_COLLECTED;

	if (g->flow != VG_RETURN_ADVANCE || !at_client || g->state == next ||
	    fact == VG_RETURN_REOPEN || fact == VG_RETURN_REPAIRED_ON_SITE ||
	    (fact == VG_RETURN_REPLACE && g->cure == VG_RETURN_REPAIRED))
		return 0;
	if (next == RP)
		return VG_RETURN_BACK_START;
	return g->state == RP && next == NU ? VG_RETURN_BACK_END : 0;
}

static unsigned
of_case(enum vg_return_state from, enum vg_return_state next)
{
	bool stood = vg_returnstate_stands(from), stands = vg_returnstate_stands(next);

	if (stood == stands)
		return 0;
	return stands ? VG_RETURN_CASE_ENTERS : VG_RETURN_CASE_LEAVES;
}

/* Announced one serial, and another one serves. */
static unsigned
mismatch(const struct vg_return_guard *g)
{
	bool both = g->new_serial && *g->new_serial && g->announced_serial &&
	    *g->announced_serial;

	return both && !vg_swap_is_same(g->new_serial, g->announced_serial)
	    ? VG_RETURN_SERIAL_MISMATCH
	    : 0;
}

static unsigned
of_replacing(const struct vg_return_guard *g)
{
	unsigned effects = VG_RETURN_TELL_CLIENT | VG_RETURN_TELL_SUPPLIER;

	if (g->state == SH)
		effects |= VG_RETURN_WRITES_DELIVERED;
	/* The same unit came back: nothing is owed, nothing is new. */
	if (g->cure == VG_RETURN_REPAIRED)
		return effects | VG_RETURN_WAIVES_UNIT;
	return effects | VG_RETURN_INHERITS | mismatch(g);
}

/* A lent unit; where loans count, it keeps the promise. */
static unsigned
of_loan(const struct vg_return_guard *g)
{
	bool counts = g->loan_counts && !g->met_by_loan && runs_in(g, g->state) &&
	    (!g->intervened || g->promised);

	return VG_RETURN_LENDS | (counts ? VG_RETURN_CLOCK_MEET : 0u);
}

/* A key is new only when its side did not hold it. */
static unsigned
of_key(bool held, enum vg_return_state next)
{
	if (held)
		return 0;
	return VG_RETURN_GIVES_KEY |
	    (next == CF ? VG_RETURN_TELL_CLIENT | VG_RETURN_TELL_SUPPLIER : 0u);
}

static unsigned
of_withdrawal(const struct vg_return_guard *g, enum vg_return_fact fact)
{
	unsigned effects = VG_RETURN_TAKES_KEY;

	if (g->state >= NU)
		effects |= VG_RETURN_NUMBER_SUSPEND;
	if (g->state == SH)
		effects |= VG_RETURN_RECALLS;
	if (g->state >= CF)
		effects |= VG_RETURN_TELL_CLIENT;
	return effects |
	    (fact == VG_RETURN_WITHDRAW_INTEGRATOR && g->state >= CF
		    ? VG_RETURN_TELL_SUPPLIER
		    : 0u);
}

/* Whoever was told that it began is told that it ended. */
static unsigned
of_ending(const struct vg_return_guard *g)
{
	return VG_RETURN_TELL_CLIENT | (g->supplier.held ? VG_RETURN_TELL_SUPPLIER : 0u);
}

/* Whether the faulty unit is the client's to send, who waits for the number alone. */
static bool
sends_back(const struct vg_return_guard *g, enum vg_return_state next)
{
	return !vg_unitstate_has_left(g->unit) &&
	    (next == RP || (g->flow == VG_RETURN_FIRST && next == NU));
}

static unsigned
of_fact(
    const struct vg_return_guard *g, enum vg_return_fact fact, enum vg_return_state next)
{
	switch (fact) {
	case VG_RETURN_CONFIRM_INTEGRATOR:
		return of_key(g->integrator.held, next);
	case VG_RETURN_CONFIRM_SUPPLIER:
		return of_key(g->supplier.held, next);
	case VG_RETURN_REFUSE_SUPPLIER:
		return VG_RETURN_PROPOSE_PROOF;
	case VG_RETURN_WITHDRAW_INTEGRATOR:
	case VG_RETURN_WITHDRAW_SUPPLIER:
		return of_withdrawal(g, fact);
	case VG_RETURN_NUMBER:
		return VG_RETURN_NUMBER_KEEP |
		    (sends_back(g, next) ? VG_RETURN_TELL_CLIENT : 0u);
	case VG_RETURN_NOT_ARRIVED:
		return VG_RETURN_NEXT_ATTEMPT | VG_RETURN_TELL_CLIENT |
		    VG_RETURN_TELL_SUPPLIER;
	case VG_RETURN_BAD_UNIT:
		return VG_RETURN_NEXT_ATTEMPT | VG_RETURN_RECALLS |
		    VG_RETURN_TELL_SUPPLIER;
	case VG_RETURN_SHIP:
		return VG_RETURN_TELL_CLIENT;
	case VG_RETURN_REPLACE:
		return of_replacing(g);
	case VG_RETURN_REPAIRED_ON_SITE:
		return VG_RETURN_WAIVES_UNIT | of_ending(g);
	case VG_RETURN_LOAN:
		return of_loan(g);
	case VG_RETURN_REJECT:
		return of_ending(g);
	case VG_RETURN_HEALED:
	case VG_RETURN_CANCEL:
		return of_ending(g) | (g->state == NU ? VG_RETURN_NUMBER_GIVE_BACK : 0u);
	case VG_RETURN_RECALL:
		return of_ending(g) | VG_RETURN_RECALLS;
	case VG_RETURN_REOPEN:
		return g->state == CD ? 0 : VG_RETURN_CLEARS_KEYS;
	case VG_RETURN_DELIVER:
	case VG_RETURN_CLIENT_HOLDS:
	case VG_RETURN_LAPSE:
	case VG_RETURN_SERIAL_SEEN:
	case VG_RETURN_FAULTY:
	case VG_RETURN_CONTRACT_CHANGES:
	case VG_RETURN_LEGS_ENDED:
	case VG_RETURN_N_FACTS:
		break;
	}
	return 0;
}

/* Who has to move next. */
static const char *
ball_of(
    const struct vg_return_guard *g, enum vg_return_fact fact, enum vg_return_state next)
{
	if (fact == VG_RETURN_CLIENT_HOLDS)
		return "client";
	if (fact == VG_RETURN_REFUSE_SUPPLIER)
		return "integrator";
	if (g->state == next)
		return NULL;
	if (fact == VG_RETURN_NOT_ARRIVED)
		return g->ball && *g->ball ? g->ball : "carrier";
	if (next == HC)
		return fact == VG_RETURN_CONFIRM_INTEGRATOR ? "supplier" : "integrator";
	if (next == CF)
		return "supplier";
	if (next == NU)
		return g->flow == VG_RETURN_FIRST && !vg_unitstate_has_left(g->unit)
		    ? "integrator"
		    : "supplier";
	if (next == SH)
		return "carrier";
	if (next == DE)
		return g->duties & VG_DUTY_SWAP ? "integrator" : "client";
	return "integrator";
}

void
vg_returnafter_tell(const struct vg_return_guard *guard, enum vg_return_fact fact,
    enum vg_return_state next, struct vg_return_outcome *outcome)
{
	const struct vg_return_guard *g = guard;
	const unsigned ends = VG_RETURN_CLOCK_END | VG_RETURN_SECOND_END;

	outcome->next = next;
	outcome->effects = of_fact(g, fact, next) | replacement(g, next) |
	    second_key(g->state, next) | faulty_back(g, fact, next) |
	    of_case(g->state, next);
	outcome->ball = ball_of(g, fact, next);
	outcome->cause = outcome->effects & ends ? cause_of(fact) : NULL;
}
