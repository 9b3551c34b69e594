/*
 * The case's table and the guards beside it.
 */
#include "collector/case/casestate.h"

#include <string.h>

#include "lib/base/error.h"

#define STAY VG_MACHINE_STAY
#define NO VG_MACHINE_REFUSE
#define GATE VG_CASE_CELL_GATE
#define BACK VG_CASE_CELL_BACK
#define ELSE VG_CASE_CELL_ELSEWHERE
#define TR VG_CASE_TR
#define QU VG_CASE_QU
#define OB VG_CASE_OB
#define NW VG_CASE_NW
#define IH VG_CASE_IH
#define WC VG_CASE_WC
#define WS VG_CASE_WS
#define RT VG_CASE_RT
#define RS VG_CASE_RS
#define CL VG_CASE_CL
#define MG VG_CASE_MG
#define VD VG_CASE_VD

/* Columns: TR QU OB NW IH WC WS RT RS CL MG VD. */
static const unsigned char cells[VG_CASE_N_FACTS][VG_CASE_N_STATES] = {
    [VG_CASE_IDENTIFY] = {GATE, GATE, GATE, STAY, STAY, STAY, STAY, NO, STAY, NO, NO, NO},
    [VG_CASE_CONTRACT_FOUND] = {STAY, GATE, GATE, STAY, STAY, STAY, STAY, STAY, STAY,
	STAY, STAY, STAY},
    [VG_CASE_TAKE] = {STAY, STAY, STAY, IH, STAY, STAY, STAY, STAY, STAY, NO, NO, NO},
    [VG_CASE_RELEASE] = {STAY, STAY, STAY, NO, NW, NO, NO, NO, NO, NO, NO, NO},
    [VG_CASE_NOTE] = {STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY,
	STAY},
    [VG_CASE_REPLY] = {STAY, STAY, STAY, IH, STAY, STAY, STAY, STAY, STAY, STAY, NO, NO},
    [VG_CASE_CLASSIFY] = {STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, NO, NO,
	NO},
    [VG_CASE_ASK] = {STAY, STAY, NO, WC, WC, STAY, STAY, STAY, NO, NO, NO, NO},
    [VG_CASE_CLIENT_WRITES] = {STAY, STAY, STAY, STAY, STAY, BACK, STAY, STAY, IH, NW,
	ELSE, STAY},
    [VG_CASE_REMOTE_SESSION] = {NO, NO, NO, IH, STAY, STAY, STAY, STAY, STAY, NO, NO, NO},
    [VG_CASE_ESCALATE] = {NO, NO, NO, WS, WS, WS, STAY, STAY, NO, NO, NO, NO},
    [VG_CASE_SUPPLIER_TICKET] = {NO, NO, STAY, WS, WS, WS, STAY, STAY, STAY, STAY, NO,
	NO},
    [VG_CASE_SUPPLIER_ASKS] = {NO, NO, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, NO,
	NO},
    [VG_CASE_SUPPLIER_ENDS] = {NO, NO, STAY, STAY, STAY, STAY, IH, STAY, STAY, STAY, NO,
	NO},
    [VG_CASE_VISIT] = {NO, STAY, STAY, IH, STAY, STAY, STAY, STAY, STAY, NO, NO, NO},
    [VG_CASE_RETURN_ASKED] = {NO, STAY, STAY, STAY, STAY, STAY, STAY, STAY, NO, NO, NO,
	NO},
    [VG_CASE_RETURN_CONFIRMED] = {NO, NO, NO, RT, RT, RT, RT, STAY, RT, RT, ELSE, NO},
    [VG_CASE_RETURN_OVER] = {STAY, STAY, STAY, STAY, STAY, STAY, STAY, IH, STAY, STAY,
	STAY, STAY},
    [VG_CASE_ALARM_JOINS] = {STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, IH, ELSE,
	ELSE, ELSE},
    [VG_CASE_ALARMS_CLEARED] = {STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY,
	STAY, STAY, STAY},
    [VG_CASE_SETTLED] = {STAY, CL, CL, CL, STAY, STAY, STAY, STAY, CL, STAY, STAY, STAY},
    [VG_CASE_RECURS] = {STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, IH, NW, ELSE,
	STAY},
    [VG_CASE_MODE_CHANGES] = {STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY,
	STAY, STAY},
    [VG_CASE_HAND_OVER] = {NO, NO, GATE, OB, OB, OB, OB, NO, NO, NO, NO, NO},
    [VG_CASE_INTERVENE] = {NO, NO, IH, NO, NO, NO, NO, NO, NO, NO, NO, NO},
    [VG_CASE_STAND_DOWN] = {NO, NO, NO, NO, OB, OB, OB, NO, NO, NO, NO, NO},
    [VG_CASE_RESOLVE] = {NO, RS, NO, RS, RS, RS, RS, NO, STAY, NO, NO, NO},
    [VG_CASE_CLOSE] = {NO, CL, CL, CL, CL, CL, CL, NO, CL, STAY, NO, NO},
    [VG_CASE_REOPEN] = {NO, NO, NO, NO, NO, NO, NO, NO, IH, IH, NO, BACK},
    [VG_CASE_MERGE] = {MG, MG, MG, MG, MG, MG, MG, MG, MG, NO, NO, NO},
    [VG_CASE_UNDO_MERGE] = {NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, BACK, NO},
    [VG_CASE_SPLIT] = {NO, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, NO, NO, NO},
    [VG_CASE_VOID] = {VD, VD, VD, VD, VD, NO, NO, NO, NO, NO, NO, NO},
    [VG_CASE_REMIND] = {STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, STAY, NO, NO, NO},
};

static const char *const states[VG_CASE_N_STATES] = {"triage", "quarantine", "observed",
    "new", "in-hand", "waiting-client", "with-supplier", "in-return", "resolved",
    "closed", "merged", "void"};

static const char *const facts[VG_CASE_N_FACTS] = {
    [VG_CASE_IDENTIFY] = "identify",
    [VG_CASE_CONTRACT_FOUND] = "contract found",
    [VG_CASE_TAKE] = "take",
    [VG_CASE_RELEASE] = "release",
    [VG_CASE_NOTE] = "note",
    [VG_CASE_REPLY] = "reply",
    [VG_CASE_CLASSIFY] = "classify",
    [VG_CASE_ASK] = "ask",
    [VG_CASE_CLIENT_WRITES] = "client writes",
    [VG_CASE_REMOTE_SESSION] = "remote-session",
    [VG_CASE_ESCALATE] = "escalate",
    [VG_CASE_SUPPLIER_TICKET] = "supplier-ticket",
    [VG_CASE_SUPPLIER_ASKS] = "supplier-reply asks",
    [VG_CASE_SUPPLIER_ENDS] = "supplier-reply fix",
    [VG_CASE_VISIT] = "visit",
    [VG_CASE_RETURN_ASKED] = "return asked",
    [VG_CASE_RETURN_CONFIRMED] = "return confirmed",
    [VG_CASE_RETURN_OVER] = "return over",
    [VG_CASE_ALARM_JOINS] = "alarm joins",
    [VG_CASE_ALARMS_CLEARED] = "all alarms cleared",
    [VG_CASE_SETTLED] = "settled",
    [VG_CASE_RECURS] = "recurs",
    [VG_CASE_MODE_CHANGES] = "mode changes",
    [VG_CASE_HAND_OVER] = "hand-over-mode",
    [VG_CASE_INTERVENE] = "intervene",
    [VG_CASE_STAND_DOWN] = "stand-down",
    [VG_CASE_RESOLVE] = "resolve",
    [VG_CASE_CLOSE] = "close",
    [VG_CASE_REOPEN] = "reopen",
    [VG_CASE_MERGE] = "merge",
    [VG_CASE_UNDO_MERGE] = "undo",
    [VG_CASE_SPLIT] = "split",
    [VG_CASE_VOID] = "void",
    [VG_CASE_REMIND] = "remind",
};

/* The clause that a refusal names; "7" is section 7 of the policy (opening, closing). */
static const char *const clauses[VG_CASE_N_FACTS] = {
    [VG_CASE_IDENTIFY] = "P1",
    [VG_CASE_CONTRACT_FOUND] = "P1",
    [VG_CASE_TAKE] = "P9",
    [VG_CASE_RELEASE] = "P9",
    [VG_CASE_NOTE] = "P8",
    [VG_CASE_REPLY] = "P6",
    [VG_CASE_CLASSIFY] = "P6",
    [VG_CASE_ASK] = "P8",
    [VG_CASE_CLIENT_WRITES] = "P6",
    [VG_CASE_REMOTE_SESSION] = "P8",
    [VG_CASE_ESCALATE] = "P9",
    [VG_CASE_SUPPLIER_TICKET] = "P9",
    [VG_CASE_SUPPLIER_ASKS] = "P9",
    [VG_CASE_SUPPLIER_ENDS] = "P9",
    [VG_CASE_VISIT] = "P16",
    [VG_CASE_RETURN_ASKED] = "P10",
    [VG_CASE_RETURN_CONFIRMED] = "P10",
    [VG_CASE_RETURN_OVER] = "P10",
    [VG_CASE_ALARM_JOINS] = "P7",
    [VG_CASE_ALARMS_CLEARED] = "P7",
    [VG_CASE_SETTLED] = "7",
    [VG_CASE_RECURS] = "7",
    [VG_CASE_MODE_CHANGES] = "P2",
    [VG_CASE_HAND_OVER] = "P2",
    [VG_CASE_INTERVENE] = "P5",
    [VG_CASE_STAND_DOWN] = "P5",
    [VG_CASE_RESOLVE] = "P6",
    [VG_CASE_CLOSE] = "P6",
    [VG_CASE_REOPEN] = "7",
    [VG_CASE_MERGE] = "7",
    [VG_CASE_UNDO_MERGE] = "7",
    [VG_CASE_SPLIT] = "7",
    [VG_CASE_VOID] = "P6",
    [VG_CASE_REMIND] = "P8",
};

const struct vg_machine vg_casestate_machine = {
    "case", states, VG_CASE_N_STATES, facts, VG_CASE_N_FACTS, &cells[0][0]};

const char *
vg_casestate_text(enum vg_case_state state)
{
	return states[state];
}

int
vg_casestate_parse(const char *text)
{
	return vg_machine_state(&vg_casestate_machine, text);
}

bool
vg_casestate_is_open(enum vg_case_state state)
{
	return state != CL && state != MG && state != VD;
}

bool
vg_casestate_settles(enum vg_case_state state)
{
	return state == QU || state == OB || state == NW || state == RS;
}

/* The command that opens the way, for the sentence of a refusal. */
static const char *
mend(enum vg_case_fact fact, enum vg_case_state state)
{
	if (state == CL || state == RS || state == VD)
		return "vigie case reopen";
	if (state == MG)
		return "work in the case it was merged into, or vigie case undo";
	if (fact == VG_CASE_UNDO_MERGE)
		return "vigie case show names its merges";
	if (state == TR)
		return "vigie case identify";
	if (fact == VG_CASE_RELEASE)
		return state == NW ? "vigie case take" : "vigie case assign";
	if (state == OB)
		return "vigie case intervene";
	if (state == QU)
		return "record the contract in the tree, then vigie case identify";
	if (fact == VG_CASE_VOID)
		return "vigie case resolve, or close";
	if (state == RT)
		return "finish its return first, vigie return list";
	return "vigie case show";
}

/* What needs a contract, a duty of ours and a known device names the clause it lacks. */
static const char *
clause_of(enum vg_case_fact fact, enum vg_case_state state)
{
	bool needs_contract = fact == VG_CASE_REMOTE_SESSION ||
	    (fact >= VG_CASE_ESCALATE && fact <= VG_CASE_SUPPLIER_ENDS);

	if (needs_contract && (state == TR || state == QU))
		return "P1";
	return needs_contract && state == OB ? "P5" : clauses[fact];
}

static int
refuse(
    const struct vg_case_guard *guard, enum vg_case_fact fact, struct vg_detail *detail)
{
	return vg_detail_set(detail, VG_EPOLICY,
	    "%s: %s is refused while the case is %s; %s", clause_of(fact, guard->state),
	    facts[fact], states[guard->state], mend(fact, guard->state));
}

/* The guards of resolve and close, in the order in which they are told. */
static int
check_ending(
    const struct vg_case_guard *g, enum vg_case_fact fact, struct vg_detail *detail)
{
	/* 1 somebody asked and was not answered */
	if (g->unanswered_request)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P6: a request is unanswered, or no relay has its answer (vigie outbox); "
		    "vigie case reply, then %s",
		    facts[fact]);
	/* 2 a unit is on its way */
	if (g->open_return)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P11: a return stands between confirmed and delivered; finish it first");
	if (g->half_confirmed_return)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P10: a return is half confirmed; vigie return reject, or cancel it");
	/* 3 the supplier still works on it */
	if (g->state == WS && g->supplier_ticket_open && !g->leave_ticket)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P9: the supplier's ticket is open; close it, or give --leave-ticket");
	/* 4 nobody learns from a case without cause and cure */
	if (!g->cause_named || !g->cure_named)
		return vg_detail_set(detail, VG_EPOLICY,
		    "7: %s needs %s; give --cause and --cure", facts[fact],
		    g->cause_named ? "the cure" : "the cause");
	return VG_OK;
}

static int
check_guards(
    const struct vg_case_guard *g, enum vg_case_fact fact, struct vg_detail *detail)
{
	if (fact == VG_CASE_RELEASE && !g->owner_acts)
		return vg_detail_set(detail, VG_EPOLICY,
		    "P9: only the owner releases a case; vigie case take it first");
	if ((fact == VG_CASE_RESOLVE || fact == VG_CASE_CLOSE) && g->state != CL)
		return check_ending(g, fact, detail);
	/* An unowned case settles only when nothing is asked and no unit is on its way. */
	if (fact == VG_CASE_SETTLED && g->state == NW &&
	    (g->owned || g->unanswered_request || g->open_return ||
		g->half_confirmed_return))
		return vg_detail_set(detail, VG_EPOLICY, "7: the case is not idle");
	return VG_OK;
}

/* Where a special cell leads. */
static int
resolve_special(const struct vg_case_guard *g, unsigned cell, enum vg_case_state *next)
{
	if (cell == GATE) {
		*next = g->by_gate == NW && g->owned ? IH : g->by_gate;
		return VG_OK;
	}
	if (cell == BACK) {
		/* From waiting-client: to hand, or to the supplier whose ticket is open. */
		*next = g->state == WC ? (g->supplier_ticket_open ? WS : IH) : g->before;
		return VG_OK;
	}
	return VG_EUNSUPPORTED;
}

int
vg_casestate_apply(const struct vg_case_guard *guard, enum vg_case_fact fact,
    enum vg_case_state *next, struct vg_detail *detail)
{
	unsigned cell = vg_machine_cell(&vg_casestate_machine, fact, guard->state);

	if (cell == VG_MACHINE_REFUSE)
		return refuse(guard, fact, detail);
	int code = check_guards(guard, fact, detail);
	if (code != VG_OK)
		return code;
	*next = guard->state;
	if (cell == VG_MACHINE_STAY)
		return VG_OK;
	if (cell >= VG_MACHINE_SPECIAL)
		return resolve_special(guard, cell, next);
	*next = (enum vg_case_state)cell;
	return VG_OK;
}

int
vg_casestate_may_merge(const struct vg_case_merge *m, struct vg_detail *detail)
{
	/* 1 whose they are is known */
	if (!m->client[0] || !m->into_client[0])
		return vg_detail_set(detail, VG_EPOLICY,
		    "7: nobody knows yet whose the %s is; vigie case identify, then merge",
		    m->client[0] ? "other" : "case");
	/* 2 one client's */
	if (strcmp(m->client, m->into_client) != 0)
		return vg_detail_set(detail, VG_EPOLICY,
		    "7: the other is another client's, %s; vigie case link ties the two",
		    m->into_client);
	/* 3 into one that is worked on */
	if (!vg_casestate_is_open(m->into_state))
		return vg_detail_set(detail, VG_EPOLICY,
		    "7: the other is %s; vigie case reopen it, or link the two",
		    states[m->into_state]);
	/* 4 what we only watch stays apart */
	if ((m->state == OB) != (m->into_state == OB))
		return vg_detail_set(detail, VG_EPOLICY,
		    "7: observed and ordinary are never one case; vigie case intervene, "
		    "or link the two");
	return VG_OK;
}
