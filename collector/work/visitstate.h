/*
 * The visit's state table: who may go on site, and what comes of it.
 *
 *  none --plan--> planned --begin--> begun --done--> DONE
 *                 ^ |  | |             |
 *            plan,| |  | +--refused--> REFUSED (by the client; its return stays)
 *            move | |  +--cancel-----> CANCELLED
 *                 | +--no-access--> no-access <--no-access-- begun
 *                 +------------------+
 *
 * Kinds: rma-proof proves a fault, at the integrator's own cost (P12); rma-swap installs a
 * replacement, on order or by the duty swap; on-order is any other work (P16).
 *
 * Pure.  Source: the visit's table of docs/policy.md; clauses P1, P2, P5, P12, P16.
 */
#ifndef VG_COLLECTOR_WORK_VISITSTATE_H
#define VG_COLLECTOR_WORK_VISITSTATE_H

#include <stdbool.h>

#include "collector/contract/contract.h"
#include "collector/rma/returnstate.h"
#include "collector/work/orderstate.h"
#include "lib/base/detail.h"
#include "lib/base/machine.h"

enum vg_visit_kind { VG_VISIT_RMA_PROOF, VG_VISIT_RMA_SWAP, VG_VISIT_ON_ORDER };

enum vg_visit_state {
	VG_VISIT_NONE, /* there is none yet */
	VG_VISIT_PLANNED,
	VG_VISIT_BEGUN,
	VG_VISIT_NO_ACCESS,
	VG_VISIT_DONE, /* from here on: ends */
	VG_VISIT_REFUSED,
	VG_VISIT_CANCELLED,
	VG_VISIT_N_STATES
};

enum vg_visit_fact {
	VG_VISIT_FACT_PLAN,
	VG_VISIT_FACT_MOVE, /* another date */
	VG_VISIT_FACT_BEGIN,
	VG_VISIT_FACT_DONE,
	VG_VISIT_FACT_NO_ACCESS,
	VG_VISIT_FACT_REFUSED, /* by the client */
	VG_VISIT_FACT_CANCEL,
	VG_VISIT_N_FACTS
};

/* What a visit rma-proof found of the fault. */
enum vg_visit_finding { VG_VISIT_OPEN, VG_VISIT_CONFIRMS, VG_VISIT_DENIES };

/* The table itself, for look-ups by name and for tests. */
extern const struct vg_machine vg_visitstate_machine;

/* "none", "planned" ... "cancelled" (static), and back (-1: none of them). */
const char *
vg_visitstate_text(enum vg_visit_state state);
int
vg_visitstate_parse(const char *text);

/* "rma-proof", "rma-swap", "on-order" (static), and back (-1: none). */
const char *
vg_visitstate_kind_text(enum vg_visit_kind kind);
int
vg_visitstate_kind_parse(const char *text);

/* What the guards look at.  Texts are borrowed; NULL and "" mean "not named". */
struct vg_visit_guard {
	enum vg_visit_state state;
	enum vg_visit_kind kind;
	enum vg_order_state order; /* VG_ORDER_NONE: the visit names no order */
	enum vg_mode mode;         /* of the case's opening; VG_MODE_NONE: no contract */
	unsigned duties;           /* bits of enum vg_duty; VG_DUTY_ALL when delegated */
	bool intervened;           /* P5: the integrator took an observed case over */
	bool has_return;           /* of rma-proof: the return it is for */
	enum vg_return_state return_state;
	bool contested;                /* the supplier contests the numbered return */
	bool integrator_held;          /* the integrator's key is held */
	const char *found;             /* of done: what was found and done, in words */
	enum vg_visit_finding finding; /* of done, rma-proof */
	const char *reason;            /* of refused, cancel, no-access */
};

/* What the desk carries out beside the state (bits). */
enum vg_visit_effect {
	VG_VISIT_ORDER_PLAN = 1, /* order fact plan */
	VG_VISIT_ORDER_UNPLAN =
	    2, /* order fact visit cancelled, if no other visit is planned */
	VG_VISIT_ORDER_DONE = 4, /* order fact done, if no other visit is planned */
	VG_VISIT_PROPOSE_KEY =
	    8, /* propose the integrator's key, the finding as its check */
	VG_VISIT_PROPOSE_WITHDRAW =
	    16,                 /* propose to take it back, or to reject the return */
	VG_VISIT_OUR_COST = 32, /* booked to the integrator (P12) */
	VG_VISIT_TELL_CLIENT = 64
};

struct vg_visit_outcome {
	enum vg_visit_state next; /* perhaps the same */
	unsigned effects;         /* bits of enum vg_visit_effect */
	const char *ball;         /* "client" ... (static); NULL: stays with whom it is */
};

/*
 * What 'fact' makes of a visit.  Plan, move and begin look at order, return and duty again.
 *
 * Returns VG_OK and fills '*outcome'; VG_EPOLICY when the table or a guard refuses, the detail
 * holding the clause, what is missing, and the command that mends it ('*outcome' then says
 * "stays, nothing follows").
 */
int
vg_visitstate_apply(const struct vg_visit_guard *guard, enum vg_visit_fact fact,
    struct vg_visit_outcome *outcome, struct vg_detail *detail);

#endif
