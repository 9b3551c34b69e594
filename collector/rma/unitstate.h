/*
 * The way back of one unit: the faulty one of a return, a recalled replacement, or a unit that
 * was lent meanwhile.  It runs beside the return's own table (collector/rma/returnstate.h).
 *
 *  at-client --collected--> collected --sent--> sent --received--> received --accepted--> ACCEPTED
 *     |  |                     |                 | ^                  |
 *     |  +-------sent----------|-----------------+ |found             +--no-fault-found--> no-fault-found
 *     |                        +------lost---> lost<-----lost---sent      let-go, charged, sent-back |
 *     +--scrapped--> SCRAPPED                                    ACCEPTED, CHARGED, SENT-BACK <------+
 *  at-client, collected, lost --charged--> CHARGED      at-client ... lost --waived--> WAIVED
 *
 * Pure.  Source: the faulty unit's table of docs/policy.md; clauses P10, P11.
 */
#ifndef VG_COLLECTOR_RMA_UNITSTATE_H
#define VG_COLLECTOR_RMA_UNITSTATE_H

#include <stdbool.h>

#include "lib/base/detail.h"
#include "lib/base/machine.h"

enum vg_unit_state {
	VG_UNIT_AT_CLIENT,
	VG_UNIT_COLLECTED, /* packed, pick-up asked */
	VG_UNIT_SENT,
	VG_UNIT_RECEIVED, /* by whom it goes back to */
	VG_UNIT_NO_FAULT, /* no fault found: disputed */
	VG_UNIT_LOST,
	VG_UNIT_ACCEPTED, /* from here on: ends */
	VG_UNIT_CHARGED,
	VG_UNIT_SENT_BACK,
	VG_UNIT_WAIVED,
	VG_UNIT_SCRAPPED,
	VG_UNIT_N_STATES
};

enum vg_unit_fact {
	VG_UNIT_FACT_COLLECTED,
	VG_UNIT_FACT_SENT,
	VG_UNIT_FACT_RECEIVED,
	VG_UNIT_FACT_ACCEPTED,
	VG_UNIT_FACT_NO_FAULT,
	VG_UNIT_FACT_LET_GO, /* the dispute is let go: taken as accepted */
	VG_UNIT_FACT_CHARGED,
	VG_UNIT_FACT_SENT_BACK, /* to the client */
	VG_UNIT_FACT_LOST,
	VG_UNIT_FACT_FOUND,
	VG_UNIT_FACT_WAIVED, /* the supplier does not want it, or lets the loss go */
	VG_UNIT_FACT_SCRAPPED,
	VG_UNIT_N_FACTS
};

enum vg_unit_role { VG_UNIT_FAULTY, VG_UNIT_RECALLED, VG_UNIT_LENT };

/* The client's word on the data in the unit (P10). */
enum vg_unit_data {
	VG_UNIT_DATA_UNKNOWN,
	VG_UNIT_DATA_WIPED,
	VG_UNIT_DATA_KEPT,
	VG_UNIT_DATA_AS_IS
};

/* The table itself, for look-ups by name and for tests. */
extern const struct vg_machine vg_unitstate_machine;

/* "at-client", "collected" ... "scrapped" (static), and back (-1: none). */
const char *
vg_unitstate_text(enum vg_unit_state state);
int
vg_unitstate_parse(const char *text);

/* The fact called 'text' ("sent", "no-fault-found" ...), or -1. */
int
vg_unitstate_fact(const char *text);

/* "wiped", "medium-kept", "as-it-is", "" while unknown (static), and back (-1: none). */
const char *
vg_unitstate_data_text(enum vg_unit_data data);
int
vg_unitstate_data_parse(const char *text);

/* Whether the unit's way is over: one of the two legs that the return waits for. */
bool
vg_unitstate_is_ended(enum vg_unit_state state);

/* Whether the unit has left the client: what flow return-first waits for before it ships. */
bool
vg_unitstate_has_left(enum vg_unit_state state);

/* What the guards of a fact look at.  Texts are borrowed; NULL and "" mean "not named". */
struct vg_unit_guard {
	enum vg_unit_state state;
	enum vg_unit_role role;
	bool both_keys;  /* of its return, now or once: a faulty unit leaves only then */
	bool holds_data; /* what the pack's rule says of the part */
	enum vg_unit_data data; /* the client's word */
	const char *carrier;    /* of sent; "by hand" is a carrier */
	bool supplier_word;     /* of waived and scrapped */
	bool client_word;       /* of scrapped */
};

/* What the desk carries out beside the state (bits). */
enum vg_unit_effect {
	VG_UNIT_BACK_MEET = 1, /* target faulty-back is met */
	VG_UNIT_BACK_END = 2,  /* it ends unmet: the unit will never be sent */
	VG_UNIT_ENDED =
	    4, /* this leg is over: look at the return's legs (both legs ended) */
	VG_UNIT_DISPUTE =
	    8, /* the supplier contests the fault: tell owner and commercial queue */
	VG_UNIT_TELL_CLIENT = 16
};

struct vg_unit_outcome {
	enum vg_unit_state next; /* perhaps the same */
	unsigned effects;        /* bits of enum vg_unit_effect */
	const char *ball;        /* "client" ... (static); NULL: stays with whom it is */
};

/*
 * What 'fact' makes of a unit.  Faulty-back is the faulty unit's alone: for the other roles
 * no VG_UNIT_BACK_* comes; a meeting or end of a target that no longer runs changes nothing (a
 * unit lost on its way and found is sent a second time).
 *
 * Returns VG_OK and fills '*outcome'; VG_EPOLICY when the table or a guard refuses, the detail
 * holding the clause, what is missing, and the command that mends it ('*outcome' then says
 * "stays, nothing follows").
 */
int
vg_unitstate_apply(const struct vg_unit_guard *guard, enum vg_unit_fact fact,
    struct vg_unit_outcome *outcome, struct vg_detail *detail);

#endif
