/*
 * The return's state table: one faulty unit, from the suggestion to the last leg.
 *
 *  SG --key--> HC --other key--> CF --number--> NU --ship--> SH --deliver--> DE --replace--> RP --> CD
 *   ^           |                 |              ^            |               |               |
 *   +-withdraw--+ <---withdraw----+--------------+--(supplier)+               |               |
 *                                                +--not-arrived---------------+--bad-unit-----+
 *  SG,HC --reject--> RJ        SG..NU --cancel, healed--> CA <--recall (manager)-- SH,DE
 *  CD --reopen (manager)--> RP         RJ,CA --reopen (manager)--> SG
 *
 * It says what a fact makes of the return and what the desk has to carry out beside it; it keeps
 * no clock and no number.  The unit's own way is collector/rma/unitstate.h.
 *
 * Pure.  Source: the return's table and the table of modes and duties of docs/policy.md;
 * clauses P1, P2, P5, P10-P12, P14.
 */
#ifndef VG_COLLECTOR_RMA_RETURNSTATE_H
#define VG_COLLECTOR_RMA_RETURNSTATE_H

#include <stdbool.h>
#include <stdint.h>

#include "collector/contract/contract.h"
#include "collector/rma/unitstate.h"
#include "lib/base/detail.h"
#include "lib/base/machine.h"
#include "lib/time/instant.h"

enum vg_return_state {
	VG_RETURN_SG, /* suggested */
	VG_RETURN_HC, /* half-confirmed: one key */
	VG_RETURN_CF, /* confirmed: both keys */
	VG_RETURN_NU, /* numbered */
	VG_RETURN_SH, /* shipped */
	VG_RETURN_DE, /* delivered */
	VG_RETURN_RP, /* replaced */
	VG_RETURN_CD, /* closed */
	VG_RETURN_RJ, /* rejected */
	VG_RETURN_CA, /* cancelled */
	VG_RETURN_N_STATES
};

enum vg_return_fact {
	VG_RETURN_CONFIRM_INTEGRATOR,
	VG_RETURN_CONFIRM_SUPPLIER,
	VG_RETURN_REFUSE_SUPPLIER,
	VG_RETURN_WITHDRAW_INTEGRATOR,
	VG_RETURN_WITHDRAW_SUPPLIER,
	VG_RETURN_REJECT,
	VG_RETURN_NUMBER,
	VG_RETURN_SHIP,
	VG_RETURN_NOT_ARRIVED, /* lost, refused, sent back */
	VG_RETURN_DELIVER,
	VG_RETURN_BAD_UNIT, /* dead, wrong, damaged, incomplete */
	VG_RETURN_REPLACE,  /* exchanged, repaired or substitute */
	VG_RETURN_REPAIRED_ON_SITE,
	VG_RETURN_CLIENT_HOLDS,
	VG_RETURN_LOAN,
	VG_RETURN_LAPSE,
	VG_RETURN_HEALED,
	VG_RETURN_CANCEL,
	VG_RETURN_RECALL,      /* cancel with recall */
	VG_RETURN_SERIAL_SEEN, /* by poll: vg_swap_judge says what follows */
	VG_RETURN_FAULTY, /* a step of the unit: ask here first, then vg_unitstate_apply */
	VG_RETURN_CONTRACT_CHANGES,
	VG_RETURN_LEGS_ENDED,
	VG_RETURN_REOPEN,
	VG_RETURN_N_FACTS
};

/* The special cell of a key: confirmed when the other one is held, else half-confirmed. */
enum { VG_RETURN_CELL_KEY = VG_MACHINE_SPECIAL };

enum vg_return_flow { VG_RETURN_ADVANCE, VG_RETURN_FIRST };

enum vg_return_cure { VG_RETURN_EXCHANGED, VG_RETURN_REPAIRED, VG_RETURN_SUBSTITUTE };

enum { VG_RETURN_PROVE_IN_S = 24 * 3600 };

/* The table itself, for look-ups by name and for tests. */
extern const struct vg_machine vg_returnstate_machine;

/* The name on every door: "suggested", "half-confirmed" ... (static), and back (-1: none). */
const char *
vg_returnstate_text(enum vg_return_state state);
int
vg_returnstate_parse(const char *text);

/* "exchanged", "repaired", "substitute" (static), and back (-1: none). */
const char *
vg_returnstate_cure_text(enum vg_return_cure cure);
int
vg_returnstate_cure_parse(const char *text);

/*
 * Whether the return is not over.  Of these, a replaced one leaves its place free: the unit that
 * serves there now may need a return of its own (note i of the table).
 */
bool
vg_returnstate_is_open(enum vg_return_state state);

/* Whether it stands between confirmed and delivered: its case is in-return, and held (P11). */
static inline bool
vg_returnstate_stands(enum vg_return_state state)
{
	return state >= VG_RETURN_CF && state <= VG_RETURN_DE;
}

/* A key that is held. */
struct vg_return_key {
	bool held;
	const char *recorder; /* who recorded it, borrowed */
};

/*
 * What the guards look at: facts of the return, its case and contract, and what the command
 * says.  Texts are borrowed; NULL and "" mean "not named".  What a fact does not ask for may
 * stay zero.
 */
struct vg_return_guard {
	/* the return */
	enum vg_return_state state;
	struct vg_return_key integrator, supplier;
	enum vg_return_flow flow;
	enum vg_unit_state unit;      /* where the faulty unit is */
	bool others_out;              /* a recalled or lent unit has not ended its way */
	const char *old_serial;       /* of the faulty unit */
	const char *announced_serial; /* of the unit that was shipped */
	struct vg_wall replaced;      /* when it became replaced */
	bool met_by_loan;             /* a lent unit met the clock (loan-counts) */
	bool alarm_cleared;           /* the alarm that began it */
	bool settled;                 /* and the settling time has passed */
	bool in_doa_window;           /* a new return would be of kind doa, else repeat */

	/* contract and case: those of the case's opening (P2) */
	enum vg_mode mode;
	unsigned duties;       /* bits of enum vg_duty; VG_DUTY_ALL when delegated */
	bool intervened;       /* P5: the integrator took an observed case over */
	bool promised;         /* with --promise: clocks run towards the client */
	bool two_people;       /* P10: the keys need two recorders */
	bool starts_at_number; /* P11: replacement-starts rma-number, else confirmed */
	bool met_at_delivered; /* P11: replacement-met delivered, else replaced */
	bool loan_counts;
	uint32_t prove_in_s; /* 0: VG_RETURN_PROVE_IN_S */

	/* who acts, when it happened, and what is said */
	const char *actor;
	bool person;        /* not a rule or a mail: only persons turn keys */
	bool manager;       /* the actor has the role */
	struct vg_wall now; /* when the fact happened (--at) */
	const char *reason;
	const char *check, *result, *engineer; /* of the integrator's key */
	const char
	    *evidence; /* of the supplier's key: stored mail, ticket update, named call */
	const char *number;  /* the RMA number */
	bool number_misfits; /* it does not look as the supplier's pattern says */
	const char *carrier; /* of ship */
	const char *proof;   /* of deliver, not-arrived: the carrier's or client's word */
	const char *ball;    /* of not-arrived: with whom it is; NULL: carrier */
	enum vg_return_cure cure;
	const char *new_serial;    /* of replace and loan */
	bool seen_by_poll;         /* the new serial */
	const char *unseen;        /* why it was not */
	const char *standing;      /* why the alarm still stands */
	const char *agreement;     /* the client's, a reference */
	const char *supplier_word; /* of repaired on site, a reference */
	const char *way_back;      /* of recall: how the replacement goes back */
};

/*
 * What the desk carries out beside the state (bits).  Clocks: the targets replacement,
 * second-key and faulty-back of collector/sla/sla.h; a row happens when the fact happened, but
 * the replacement clock starts at the later of the two keys' instants (or of the number).
 */
enum vg_return_effect {
	VG_RETURN_GIVES_KEY = 1 << 0,   /* store the key of the fact's side */
	VG_RETURN_TAKES_KEY = 1 << 1,   /* take the key of the fact's side back */
	VG_RETURN_CLEARS_KEYS = 1 << 2, /* reopened: both keys again */
	VG_RETURN_CLOCK_START = 1 << 3, /* replacement: a new clock */
	VG_RETURN_CLOCK_END = 1 << 4,   /* ends unmet, for 'cause' */
	VG_RETURN_CLOCK_MEET = 1 << 5,
	VG_RETURN_CLOCK_UNMEET = 1
	    << 6, /* the meeting row is taken back; it never stopped */
	VG_RETURN_SECOND_START = 1 << 7, /* second-key */
	VG_RETURN_SECOND_MEET = 1 << 8,
	VG_RETURN_SECOND_END = 1 << 9,
	VG_RETURN_BACK_START = 1 << 10, /* faulty-back */
	VG_RETURN_BACK_END = 1 << 11,
	VG_RETURN_NUMBER_KEEP = 1 << 12, /* store the number; older ones are kept */
	VG_RETURN_NUMBER_PROPOSE = 1
	    << 13, /* keep it as proposed; comes with VG_EPOLICY too */
	VG_RETURN_NUMBER_SUSPEND = 1 << 14, /* kept, but no longer in force */
	VG_RETURN_NUMBER_GIVE_BACK = 1
	    << 15, /* if it has one: tell the supplier it is free */
	VG_RETURN_NEXT_ATTEMPT = 1 << 16,
	VG_RETURN_WRITES_DELIVERED = 1
	    << 17, /* two rungs at once: the row of delivered first */
	VG_RETURN_PROPOSE_PROOF = 1 << 18, /* a visit rma-proof (P12), or more evidence */
	VG_RETURN_SERIAL_MISMATCH = 1 << 19, /* not the announced serial (P14) */
	VG_RETURN_RECALLS = 1 << 20, /* the replacement gets a way back (role recalled) */
	VG_RETURN_LENDS = 1 << 21,   /* the lent unit gets one (role lent) */
	VG_RETURN_WAIVES_UNIT = 1
	    << 22, /* the faulty unit stays: its way is written waived */
	VG_RETURN_INHERITS =
	    1 << 23, /* the new serial takes the place in the inventory (P1) */
	VG_RETURN_TELL_SUPPLIER = 1 << 24,
	VG_RETURN_TELL_CLIENT = 1 << 25,
	VG_RETURN_CASE_ENTERS = 1
	    << 26, /* case fact "a return has both keys, or falls back" */
	VG_RETURN_CASE_LEAVES = 1 << 27 /* it stands no more: ask whether another does */
};

struct vg_return_outcome {
	enum vg_return_state next; /* perhaps the same */
	unsigned effects;          /* bits of enum vg_return_effect */
	const char *cause;         /* of CLOCK_END, SECOND_END (static); NULL: none */
	const char *
	    ball; /* "client" ... (static, or the guard's); NULL: stays with whom it is */
};

/*
 * What 'fact' makes of a return.
 *
 * Returns VG_OK and fills '*outcome'; VG_EPOLICY when the table or a guard refuses, the detail
 * holding the clause, what is missing, and the command that mends it.  '*outcome' then says
 * "stays, nothing follows", but for a number that comes before both keys: the desk keeps it as
 * proposed (VG_RETURN_NUMBER_PROPOSE) and still refuses.
 */
int
vg_returnstate_apply(const struct vg_return_guard *guard, enum vg_return_fact fact,
    struct vg_return_outcome *outcome, struct vg_detail *detail);

#endif
