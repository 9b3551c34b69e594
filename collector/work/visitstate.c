/*
 * The visit's table and the guards beside it.
 */
#include "collector/work/visitstate.h"

#include "lib/base/error.h"

#define STAY VG_MACHINE_STAY
#define NO VG_MACHINE_REFUSE
#define PL VG_VISIT_PLANNED
#define BE VG_VISIT_BEGUN
#define NA VG_VISIT_NO_ACCESS
#define DN VG_VISIT_DONE
#define RF VG_VISIT_REFUSED
#define CA VG_VISIT_CANCELLED

/* Columns: none planned begun no-access, done refused cancelled. */
static const unsigned char cells[VG_VISIT_N_FACTS][VG_VISIT_N_STATES] = {
    [VG_VISIT_FACT_PLAN] = {PL, NO, NO, PL, NO, NO, NO},
    [VG_VISIT_FACT_MOVE] = {NO, STAY, NO, PL, NO, NO, NO},
    [VG_VISIT_FACT_BEGIN] = {NO, BE, NO, NO, NO, NO, NO},
    [VG_VISIT_FACT_DONE] = {NO, NO, DN, NO, NO, NO, NO},
    [VG_VISIT_FACT_NO_ACCESS] = {NO, NA, NA, NO, NO, NO, NO},
    [VG_VISIT_FACT_REFUSED] = {NO, RF, NO, NO, NO, NO, NO},
    [VG_VISIT_FACT_CANCEL] = {NO, CA, NO, NO, NO, NO, NO},
};

static const char *const states[VG_VISIT_N_STATES] = {
    "none", "planned", "begun", "no-access", "done", "refused", "cancelled"};

static const char *const facts[VG_VISIT_N_FACTS] = {
    [VG_VISIT_FACT_PLAN] = "plan",
    [VG_VISIT_FACT_MOVE] = "move",
    [VG_VISIT_FACT_BEGIN] = "begin",
    [VG_VISIT_FACT_DONE] = "done",
    [VG_VISIT_FACT_NO_ACCESS] = "no-access",
    [VG_VISIT_FACT_REFUSED] = "refused",
    [VG_VISIT_FACT_CANCEL] = "cancel",
};

static const char *const kinds[] = {"rma-proof", "rma-swap", "on-order"};

const struct vg_machine vg_visitstate_machine = {
    "visit", states, VG_VISIT_N_STATES, facts, VG_VISIT_N_FACTS, &cells[0][0]};

const char *
vg_visitstate_text(enum vg_visit_state state)
{
	return states[state];
}

int
vg_visitstate_parse(const char *text)
{
	return vg_machine_state(&vg_visitstate_machine, text);
}

const char *
vg_visitstate_kind_text(enum vg_visit_kind kind)
{
	return kinds[kind];
}

int
vg_visitstate_kind_parse(const char *text)
{
	const struct vg_machine names = {
	    "kind", kinds, sizeof(kinds) / sizeof(kinds[0]), NULL, 0, NULL};

	return vg_machine_state(&names, text);
}

static const char *
clause_of(enum vg_visit_kind kind)
{
	return kind == VG_VISIT_RMA_PROOF ? "P12" : "P16";
}

/* The command that opens the way. */
static const char *
mend(enum vg_visit_state state)
{
	switch (state) {
	case VG_VISIT_NONE:
		return "nothing is planned; vigie visit plan";
	case VG_VISIT_PLANNED:
		return "it has not begun; vigie visit begin, or move";
	case VG_VISIT_BEGUN:
		return "somebody is there; vigie visit done, or no-access";
	case VG_VISIT_NO_ACCESS:
		return "there was no access; vigie visit move to another date";
	case VG_VISIT_DONE:
	case VG_VISIT_REFUSED:
	case VG_VISIT_CANCELLED:
	case VG_VISIT_N_STATES:
		break;
	}
	return "it has ended; vigie visit plan makes another";
}

/* --- may anybody go? --------------------------------------------------------------------- */

/* P12: the one visit without order, and only while there is something to prove. */
static int
check_proof(const struct vg_visit_guard *g, struct vg_detail *detail)
{
	bool ours = g->mode == VG_MODE_DELEGATED || g->intervened ||
	    (g->mode == VG_MODE_PARTIAL && (g->duties & VG_DUTY_RMA));
	bool to_prove = g->has_return &&
	    (g->return_state == VG_RETURN_SG || g->return_state == VG_RETURN_HC ||
		(g->return_state == VG_RETURN_NU && g->contested));

	if (g->mode == VG_MODE_NONE)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P1: no contract is in force; record it in the tree, or make it a "
		    "visit on order");
	if (g->mode == VG_MODE_DIRECT && !ours)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P5: the client deals with the supplier; vigie case intervene, or "
		    "make it a visit on order");
	if (!ours)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P2: the contract does not give us the duty rma; vigie case "
		    "intervene, or make it a visit on order");
	if (!g->has_return)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P12: no return for this visit; vigie return ask");
	if (!to_prove)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P12: the return is %s and nothing is left to prove; make it a visit "
		    "on order",
		    vg_returnstate_text(g->return_state));
	return VG_OK;
}

/* P16: the order stands, or the installation of a replacement is our duty. */
static int
check_order(const struct vg_visit_guard *g, struct vg_detail *detail)
{
	bool duty = g->kind == VG_VISIT_RMA_SWAP && (g->duties & VG_DUTY_SWAP);

	if (duty || vg_orderstate_stands(g->order))
		return VG_OK;
	switch (g->order) {
	case VG_ORDER_NONE:
		return vg_detail_set(detail, VG_EPOLICY,
		    "P16: no order for this visit; vigie order ask%s",
		    g->kind == VG_VISIT_RMA_SWAP ? ", or let the client install it" : "");
	case VG_ORDER_ASKED:
		return vg_detail_set(detail, VG_EPOLICY,
		    "P16: no order for this visit, nothing is proposed; vigie order "
		    "propose");
	case VG_ORDER_PROPOSED:
		return vg_detail_set(detail, VG_EPOLICY,
		    "P16: no order for this visit, the client has not ordered; vigie "
		    "order ordered");
	case VG_ORDER_ORDERED:
	case VG_ORDER_PLANNED:
	case VG_ORDER_DONE:
	case VG_ORDER_DECLINED:
	case VG_ORDER_LAPSED:
	case VG_ORDER_CANCELLED:
	case VG_ORDER_N_STATES:
		break;
	}
	return vg_detail_set(detail, VG_EPOLICY,
	    "P16: no order for this visit, the one named is %s; vigie order ask",
	    vg_orderstate_text(g->order));
}

static int
check_guards(
    const struct vg_visit_guard *g, enum vg_visit_fact fact, struct vg_detail *detail)
{
	const char *text = fact == VG_VISIT_FACT_DONE ? g->found : g->reason;

	if (fact <= VG_VISIT_FACT_BEGIN)
		return g->kind == VG_VISIT_RMA_PROOF ? check_proof(g, detail)
						     : check_order(g, detail);
	if (text && *text)
		return VG_OK;
	return vg_detail_set(detail, VG_EPOLICY, "%s: %s needs %s; give %s",
	    clause_of(g->kind), facts[fact],
	    fact == VG_VISIT_FACT_DONE ? "what was found" : "the reason",
	    fact == VG_VISIT_FACT_DONE ? "--finding" : "--reason");
}

/* --- what follows ------------------------------------------------------------------------ */

/* What was proved: the integrator's key, given or taken back. */
static unsigned
of_finding(const struct vg_visit_guard *g)
{
	bool pending = g->has_return && g->return_state <= VG_RETURN_NU;

	if (g->kind != VG_VISIT_RMA_PROOF || !pending)
		return 0;
	if (g->finding == VG_VISIT_CONFIRMS)
		return g->integrator_held ? 0 : VG_VISIT_PROPOSE_KEY;
	return g->finding == VG_VISIT_DENIES ? VG_VISIT_PROPOSE_WITHDRAW : 0;
}

static unsigned
of_order(const struct vg_visit_guard *g, enum vg_visit_fact fact)
{
	if (g->kind == VG_VISIT_RMA_PROOF || !vg_orderstate_stands(g->order))
		return 0;
	if (fact == VG_VISIT_FACT_PLAN)
		return VG_VISIT_ORDER_PLAN;
	if (fact == VG_VISIT_FACT_REFUSED || fact == VG_VISIT_FACT_CANCEL)
		return VG_VISIT_ORDER_UNPLAN;
	return fact == VG_VISIT_FACT_DONE ? VG_VISIT_ORDER_DONE : 0;
}

static void
tell(
    const struct vg_visit_guard *g, enum vg_visit_fact fact, struct vg_visit_outcome *out)
{
	out->effects = of_order(g, fact);
	switch (fact) {
	case VG_VISIT_FACT_PLAN:
		if (g->kind == VG_VISIT_RMA_PROOF)
			out->effects |= VG_VISIT_OUR_COST;
		out->effects |= VG_VISIT_TELL_CLIENT;
		out->ball = "integrator";
		break;
	case VG_VISIT_FACT_MOVE:
	case VG_VISIT_FACT_CANCEL:
		out->effects |= VG_VISIT_TELL_CLIENT;
		out->ball = "integrator";
		break;
	case VG_VISIT_FACT_DONE:
		out->effects |= of_finding(g);
		out->ball = "integrator";
		break;
	case VG_VISIT_FACT_NO_ACCESS:
	case VG_VISIT_FACT_REFUSED:
		out->ball = "client";
		break;
	case VG_VISIT_FACT_BEGIN:
	case VG_VISIT_N_FACTS:
		break;
	}
}

int
vg_visitstate_apply(const struct vg_visit_guard *guard, enum vg_visit_fact fact,
    struct vg_visit_outcome *outcome, struct vg_detail *detail)
{
	unsigned cell = vg_machine_cell(&vg_visitstate_machine, fact, guard->state);

	*outcome = (struct vg_visit_outcome){.next = guard->state};
	if (cell == NO)
		return vg_detail_set(detail, VG_EPOLICY,
		    "%s: %s is refused while the visit is %s: %s", clause_of(guard->kind),
		    facts[fact], states[guard->state], mend(guard->state));
	int code = check_guards(guard, fact, detail);
	if (code != VG_OK)
		return code;
	if (cell != STAY)
		outcome->next = (enum vg_visit_state)cell;
	tell(guard, fact, outcome);
	return VG_OK;
}
