/*
 * One command's work on one case: load it, ask its table, leave state, owner, ball, journal and
 * happening behind.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CASEWORK_CASEWORK_H
#define VG_COLLECTOR_DESK_CASEWORK_CASEWORK_H

#include "collector/desk/deskact.h"
#include "collector/sla/sla.h"

/* The cause by which a resolution ends clocks. */
#define VG_CASEWORK_RESOLVED "resolved"

struct vg_casework {
	struct vg_act_call *call; /* borrowed */
	struct vg_case_row row;
	enum vg_case_state next;
	const char *kind; /* of the journal entry; NULL: the verb */
	const char
	    *owner;       /* who owns it afterwards; NULL: as the table says; "" nobody */
	const char *side; /* that moved; NULL: "integrator" */
	const char *ball; /* with whom it is then; NULL: as it was */
	int level; /* P8: 1 mail, 2 telephone or remote hand, 3 supplier; 0: as it was */
};

/*
 * Loads the case 'number' (borrowed) and asks its table what 'fact' makes of it.  VG_OK;
 * VG_ENOENT, VG_EPOLICY, VG_ERANGE with the call's detail; or the database's.
 */
int
vg_casework_begin(struct vg_casework *work, struct vg_act_call *call, const char *number,
    enum vg_case_fact fact);

/* The same of the case that the call names, by the fact of its rule. */
int
vg_casework_begin_call(struct vg_casework *work, struct vg_act_call *call);

/*
 * Section 7: whoever was told that the case 'number' (borrowed) began is told that it is over; its
 * supplier where he has it from us, no ticket of his was recorded as closed and none stays open on
 * purpose.  VG_OK or the database's.
 */
int
vg_casework_tell_end(struct vg_desk *desk, const char *number, struct vg_wall now);

/* Notes whether the call leaves the supplier's open tickets as they are: --leave-ticket. */
int
vg_casework_leave_ticket(struct vg_casework *work);

/* Leaves everything behind, 'text' (borrowed) in the journal; fills the call's result. */
int
vg_casework_finish(struct vg_casework *work, const char *text);

/* What the table of targets makes of 'fact', which happened at the call's 'at'. */
int
vg_casework_fact(struct vg_casework *work, enum vg_sla_fact fact, const char *cause);

/*
 * P6: a request that came 'at' starts first-reply when it is the first, else next-reply unless
 * that runs; where the client deals direct or no contract is in force no clock towards him runs.
 * '*started' is what began (static), "" nothing.
 */
int
vg_casework_request(struct vg_casework *work, struct vg_wall at, const char **started);

/*
 * P1: a quarantined or observed case goes to 'next' by another contract or mode: its clocks begin
 * when that happened, or 'from_opening'.  Nothing when the state stays.
 */
int
vg_casework_rejudged(
    struct vg_casework *work, const struct vg_contract *contract, bool from_opening);

/* Ends whatever runs, for 'cause'. */
int
vg_casework_end_all(struct vg_casework *work, const char *cause);

/* P6: whether a request of the case 'number' is unanswered, for its target runs. */
int
vg_casework_asked(
    struct vg_desk *desk, const char *number, struct vg_wall now, bool *asked);

/* What the gate says of the case's device at 'at': "new", "observed" or "quarantine". */
enum vg_case_state
vg_casework_gate(const struct vg_desk *desk, const char *device, struct vg_wall at,
    struct vg_entitlement *entitlement);

#endif
