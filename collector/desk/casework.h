/*
 * One command's work on one case: load it, ask its table, leave state, owner, ball, journal and
 * happening behind.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CASEWORK_H
#define VG_COLLECTOR_DESK_CASEWORK_H

#include "collector/desk/deskact.h"

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

/* Leaves everything behind, 'text' (borrowed) in the journal; fills the call's result. */
int
vg_casework_finish(struct vg_casework *work, const char *text);

/* Meets or ends each of the 'n' targets 'which' that runs, for 'cause'. */
int
vg_casework_clocks(struct vg_casework *work, const enum vg_target *which, size_t n,
    enum vg_ledger_act act, const char *cause);

/* A person's word reached the client: what promised one is met (P6, P7). */
int
vg_casework_told(struct vg_casework *work, const char *cause);

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
