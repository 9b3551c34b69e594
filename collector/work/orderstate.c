/*
 * The order's table and the guards beside it.
 */
#include "collector/work/orderstate.h"

#include "lib/base/error.h"

#define STAY VG_MACHINE_STAY
#define NO VG_MACHINE_REFUSE
#define AS VG_ORDER_ASKED
#define PR VG_ORDER_PROPOSED
#define OR VG_ORDER_ORDERED
#define PL VG_ORDER_PLANNED
#define DN VG_ORDER_DONE
#define DC VG_ORDER_DECLINED
#define LA VG_ORDER_LAPSED
#define CA VG_ORDER_CANCELLED

/* Columns: none asked proposed ordered planned, done declined lapsed cancelled. */
static const unsigned char cells[VG_ORDER_N_FACTS][VG_ORDER_N_STATES] = {
    [VG_ORDER_FACT_ASK] = {AS, NO, NO, NO, NO, NO, NO, NO, NO},
    [VG_ORDER_FACT_PROPOSE] = {NO, PR, STAY, NO, NO, NO, NO, NO, NO},
    [VG_ORDER_FACT_ORDER] = {NO, NO, OR, NO, NO, NO, NO, NO, NO},
    [VG_ORDER_FACT_PLAN] = {NO, NO, NO, PL, STAY, NO, NO, NO, NO},
    [VG_ORDER_FACT_UNPLAN] = {NO, NO, NO, NO, OR, NO, NO, NO, NO},
    [VG_ORDER_FACT_DONE] = {NO, NO, NO, NO, DN, NO, NO, NO, NO},
    [VG_ORDER_FACT_DECLINE] = {NO, NO, DC, NO, NO, NO, NO, NO, NO},
    [VG_ORDER_FACT_LAPSE] = {NO, NO, LA, NO, NO, NO, NO, NO, NO},
    [VG_ORDER_FACT_CANCEL] = {NO, CA, CA, CA, CA, NO, NO, NO, NO},
};

static const char *const states[VG_ORDER_N_STATES] = {"none", "asked", "proposed",
    "ordered", "planned", "done", "declined", "lapsed", "cancelled"};

static const char *const facts[VG_ORDER_N_FACTS] = {
    [VG_ORDER_FACT_ASK] = "ask",
    [VG_ORDER_FACT_PROPOSE] = "propose",
    [VG_ORDER_FACT_ORDER] = "ordered",
    [VG_ORDER_FACT_PLAN] = "plan",
    [VG_ORDER_FACT_UNPLAN] = "visit cancelled",
    [VG_ORDER_FACT_DONE] = "done",
    [VG_ORDER_FACT_DECLINE] = "decline",
    [VG_ORDER_FACT_LAPSE] = "lapse",
    [VG_ORDER_FACT_CANCEL] = "cancel",
};

const struct vg_machine vg_orderstate_machine = {
    "order", states, VG_ORDER_N_STATES, facts, VG_ORDER_N_FACTS, &cells[0][0]};

const char *
vg_orderstate_text(enum vg_order_state state)
{
	return states[state];
}

int
vg_orderstate_parse(const char *text)
{
	return vg_machine_state(&vg_orderstate_machine, text);
}

bool
vg_orderstate_stands(enum vg_order_state state)
{
	return state == OR || state == PL;
}

/* The command that climbs the next rung. */
static const char *
mend(enum vg_order_state state)
{
	switch (state) {
	case VG_ORDER_NONE:
		return "there is no order; vigie order ask";
	case VG_ORDER_ASKED:
		return "nothing is proposed; vigie order propose";
	case VG_ORDER_PROPOSED:
		return "the client has not ordered; vigie order ordered, or decline";
	case VG_ORDER_ORDERED:
		return "no visit is planned; vigie visit plan";
	case VG_ORDER_PLANNED:
		return "the visit is planned; vigie visit done, or vigie order cancel";
	case VG_ORDER_DONE:
	case VG_ORDER_DECLINED:
	case VG_ORDER_LAPSED:
	case VG_ORDER_CANCELLED:
	case VG_ORDER_N_STATES:
		break;
	}
	return "it has ended; vigie order ask opens another";
}

static int
need(const char *text, enum vg_order_fact fact, const char *what, const char *how,
    struct vg_detail *detail)
{
	if (text && *text)
		return VG_OK;
	return vg_detail_set(
	    detail, VG_EPOLICY, "P16: %s needs %s; give %s", facts[fact], what, how);
}

/* P16: a technical and a commercial part, under a reference, with an end. */
static int
check_proposal(const struct vg_order_guard *g, struct vg_detail *detail)
{
	const enum vg_order_fact fact = VG_ORDER_FACT_PROPOSE;
	int code = need(g->technical, fact, "the technical part", "--technical", detail);

	if (code == VG_OK)
		code = need(
		    g->commercial, fact, "the commercial part", "--commercial", detail);
	if (code == VG_OK)
		code = need(g->proposal, fact, "its reference", "--reference", detail);
	if (code == VG_OK && vg_instant_compare(g->valid_until, g->now) <= 0)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P16: propose needs a day until which it is valid, after the "
		    "proposal's own; give --valid-until");
	return code;
}

static int
check_order(const struct vg_order_guard *g, struct vg_detail *detail)
{
	const enum vg_order_fact fact = VG_ORDER_FACT_ORDER;
	int code = need(g->reference, fact,
	    g->by_quote ? "the accepted quote's reference"
			: "the reference of the client's order",
	    "--reference", detail);

	if (code == VG_OK)
		code = need(g->by_whom, fact, "who ordered", "--by", detail);
	/* An order of the client's own stands by itself; a quote binds as long as it says. */
	if (code == VG_OK && g->by_quote &&
	    vg_instant_compare(g->now, g->valid_until) >= 0)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P16: the quote was no longer valid when it was accepted; vigie "
		    "order propose again");
	return code;
}

static int
check_cancel(const struct vg_order_guard *g, struct vg_detail *detail)
{
	const enum vg_order_fact fact = VG_ORDER_FACT_CANCEL;

	if (g->visit_begun)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P16: the visit has begun; vigie visit done, then see what is left");
	if (vg_orderstate_stands(g->state))
		return need(g->reference, fact, "the client's reference, it is ordered",
		    "--reference", detail);
	return need(g->reason, fact, "the reason", "--reason", detail);
}

static int
check_guards(
    const struct vg_order_guard *g, enum vg_order_fact fact, struct vg_detail *detail)
{
	switch (fact) {
	case VG_ORDER_FACT_PROPOSE:
		return check_proposal(g, detail);
	case VG_ORDER_FACT_ORDER:
		return check_order(g, detail);
	case VG_ORDER_FACT_CANCEL:
		return check_cancel(g, detail);
	case VG_ORDER_FACT_DECLINE:
		return need(g->reason, fact, "the reason", "--reason", detail);
	case VG_ORDER_FACT_LAPSE:
		if (vg_instant_compare(g->now, g->valid_until) >= 0)
			return VG_OK;
		return vg_detail_set(detail, VG_EPOLICY,
		    "P16: the proposal is still valid; vigie order decline");
	case VG_ORDER_FACT_ASK:
	case VG_ORDER_FACT_PLAN:
	case VG_ORDER_FACT_UNPLAN:
	case VG_ORDER_FACT_DONE:
	case VG_ORDER_N_FACTS:
		break;
	}
	return VG_OK;
}

int
vg_orderstate_apply(const struct vg_order_guard *guard, enum vg_order_fact fact,
    struct vg_order_outcome *outcome, struct vg_detail *detail)
{
	unsigned cell = vg_machine_cell(&vg_orderstate_machine, fact, guard->state);

	*outcome = (struct vg_order_outcome){.next = guard->state};
	if (cell == NO)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P16: %s is refused while the order is %s: %s", facts[fact],
		    states[guard->state], mend(guard->state));
	int code = check_guards(guard, fact, detail);
	if (code != VG_OK)
		return code;
	if (cell != STAY)
		outcome->next = (enum vg_order_state)cell;
	if (outcome->next == CA && guard->state == PL)
		outcome->effects |= VG_ORDER_CANCELS_VISIT;
	if (outcome->next == AS || outcome->next >= DN)
		outcome->effects |= VG_ORDER_TELL_COMMERCIAL;
	if (fact == VG_ORDER_FACT_PROPOSE)
		outcome->ball = "client";
	else if (outcome->next != guard->state && outcome->next < DN)
		outcome->ball = "integrator";
	return VG_OK;
}
