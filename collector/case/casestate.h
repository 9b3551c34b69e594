/*
 * The case's state table: what each fact or command does in each state.
 *
 *  mail, call            fault, known request
 *     |                    |  gate at fault time
 *     v                    v
 *    TR --identify--> [gate] --> NW --take, reply--> IH <--> WC     IH,WC --escalate--> WS --> IH
 *                       |  |                          ^
 *                       |  +--> QU --contract--> NW   +--> RT (both keys) --> IH (replaced)
 *                       +-----> OB --intervene------> IH --stand-down--> OB
 *    IH,WC,WS --resolve--> RS --settle--> CL --recurs, client writes--> NW   any open --merge--> MG
 *    NW --cleared, settle, unowned, nothing asked--> CL       TR..IH --void--> VD --reopen--> back
 *
 * Pure.  Source: the case's table of docs/policy.md; clauses P1-P16.
 */
#ifndef VG_COLLECTOR_CASE_CASESTATE_H
#define VG_COLLECTOR_CASE_CASESTATE_H

#include <stdbool.h>

#include "lib/base/detail.h"
#include "lib/base/machine.h"

enum vg_case_state {
	VG_CASE_TR, /* triage: client or device not known */
	VG_CASE_QU, /* quarantine: no contract in force */
	VG_CASE_OB, /* observed: the client deals direct */
	VG_CASE_NW, /* new: nobody has taken it */
	VG_CASE_IH, /* in hand */
	VG_CASE_WC, /* waiting for the client */
	VG_CASE_WS, /* with the supplier */
	VG_CASE_RT, /* in return */
	VG_CASE_RS, /* resolved: cure told, settling */
	VG_CASE_CL, /* closed */
	VG_CASE_MG, /* merged into another */
	VG_CASE_VD, /* void: no request, no fault */
	VG_CASE_N_STATES
};

enum vg_case_fact {
	VG_CASE_IDENTIFY,
	VG_CASE_CONTRACT_FOUND,
	VG_CASE_TAKE,
	VG_CASE_RELEASE,
	VG_CASE_NOTE,
	VG_CASE_REPLY,
	VG_CASE_CLASSIFY,
	VG_CASE_ASK,
	VG_CASE_CLIENT_WRITES,
	VG_CASE_REMOTE_SESSION,
	VG_CASE_ESCALATE,
	VG_CASE_SUPPLIER_TICKET,
	VG_CASE_SUPPLIER_ASKS,
	VG_CASE_SUPPLIER_ENDS,
	VG_CASE_VISIT,
	VG_CASE_RETURN_ASKED,
	VG_CASE_RETURN_CONFIRMED,
	VG_CASE_RETURN_OVER,
	VG_CASE_ALARM_JOINS,
	VG_CASE_ALARMS_CLEARED,
	VG_CASE_SETTLED,
	VG_CASE_RECURS,
	VG_CASE_MODE_CHANGES,
	VG_CASE_HAND_OVER,
	VG_CASE_INTERVENE,
	VG_CASE_STAND_DOWN,
	VG_CASE_RESOLVE,
	VG_CASE_CLOSE,
	VG_CASE_REOPEN,
	VG_CASE_MERGE,
	VG_CASE_UNDO_MERGE,
	VG_CASE_SPLIT,
	VG_CASE_VOID,
	VG_CASE_REMIND,
	VG_CASE_N_FACTS
};

/* Special cells (see lib/base/machine.h). */
enum {
	VG_CASE_CELL_GATE =
	    VG_MACHINE_SPECIAL, /* the contract at fault time decides; IH when owned */
	VG_CASE_CELL_BACK,      /* the state before */
	VG_CASE_CELL_ELSEWHERE  /* handled by the survivor, or a new case */
};

/* The table itself, for look-ups by name and for tests. */
extern const struct vg_machine vg_casestate_machine;

/* The name on every door: "new", "in-hand" ... (static), and back (-1: none). */
const char *
vg_casestate_text(enum vg_case_state state);
int
vg_casestate_parse(const char *text);

/* Whether a case in this state is open: it counts for "one open case per subject and class". */
bool
vg_casestate_is_open(enum vg_case_state state);

/* Whether a case in this state closes by itself when it is over (note 15, note 19). */
bool
vg_casestate_settles(enum vg_case_state state);

/* What the guards of a command look at. */
struct vg_case_guard {
	enum vg_case_state state;
	enum vg_case_state before;  /* the state before this one */
	enum vg_case_state by_gate; /* what the gate says now: NW, OB or QU */
	bool owned;
	bool owner_acts;         /* the actor is the owner */
	bool unanswered_request; /* P6 */
	bool open_return;        /* confirmed and not delivered: P11 */
	bool half_confirmed_return;
	bool supplier_ticket_open;
	bool cause_named, cure_named;
	bool leave_ticket;
	bool faults_cleared; /* no alarm of the case stands */
};

/* What the guards of a merge look at. */
struct vg_case_merge {
	const char *client, *into_client; /* "" not known; borrowed */
	enum vg_case_state state, into_state;
};

/*
 * Whether one case may go into another (note 20): both known, of one client, the other open,
 * ordinary with ordinary, observed with observed.
 *
 * Returns VG_OK, or VG_EPOLICY with clause 7 and the command that mends it in the detail.
 */
int
vg_casestate_may_merge(const struct vg_case_merge *merge, struct vg_detail *detail);

/*
 * What 'fact' makes of a case: gives the new state in '*next' (perhaps the same).
 *
 * Returns VG_OK; VG_EPOLICY when the table or a guard refuses, the detail holding the clause,
 * what is missing, and the command that mends it; VG_EUNSUPPORTED when the fact is handled
 * elsewhere (the survivor's business).
 */
int
vg_casestate_apply(const struct vg_case_guard *guard, enum vg_case_fact fact,
    enum vg_case_state *next, struct vg_detail *detail);

#endif
