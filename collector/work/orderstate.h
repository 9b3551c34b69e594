/*
 * The work order's state table: no work on site before the client ordered it.
 *
 *  none --ask--> asked --propose--> proposed --order--> ordered --plan--> planned --done--> DONE
 *                  |                 |  |  |               ^ |               | |
 *                  |                 |  |  +--lapse-->LAPSED +-visit cancelled-+ |
 *                  |                 |  +--decline--> DECLINED                 |
 *                  +--cancel---------+-------------------- cancel -------------+--> CANCELLED
 *
 * Pure.  Source: the order's table of docs/policy.md; clause P16.
 */
#ifndef VG_COLLECTOR_WORK_ORDERSTATE_H
#define VG_COLLECTOR_WORK_ORDERSTATE_H

#include <stdbool.h>

#include "lib/base/detail.h"
#include "lib/base/machine.h"
#include "lib/time/instant.h"

enum vg_order_state {
	VG_ORDER_NONE, /* there is none yet */
	VG_ORDER_ASKED,
	VG_ORDER_PROPOSED,
	VG_ORDER_ORDERED,
	VG_ORDER_PLANNED,
	VG_ORDER_DONE, /* from here on: ends */
	VG_ORDER_DECLINED,
	VG_ORDER_LAPSED,
	VG_ORDER_CANCELLED,
	VG_ORDER_N_STATES
};

enum vg_order_fact {
	VG_ORDER_FACT_ASK,
	VG_ORDER_FACT_PROPOSE, /* again while proposed: a revised proposal */
	VG_ORDER_FACT_ORDER,   /* the client's order, or his acceptance of the quote */
	VG_ORDER_FACT_PLAN,    /* a visit under it was planned (follows from the visit) */
	VG_ORDER_FACT_UNPLAN, /* its visit was cancelled or refused (follows from the visit) */
	VG_ORDER_FACT_DONE,
	VG_ORDER_FACT_DECLINE,
	VG_ORDER_FACT_LAPSE, /* by the system */
	VG_ORDER_FACT_CANCEL,
	VG_ORDER_N_FACTS
};

/* The table itself, for look-ups by name and for tests. */
extern const struct vg_machine vg_orderstate_machine;

/* "none", "asked" ... "cancelled" (static), and back (-1: none of them). */
const char *
vg_orderstate_text(enum vg_order_state state);
int
vg_orderstate_parse(const char *text);

/* Whether an order in this state lets a visit be planned and begun. */
bool
vg_orderstate_stands(enum vg_order_state state);

/* What the guards look at.  Texts are borrowed; NULL and "" mean "not named". */
struct vg_order_guard {
	enum vg_order_state state;
	struct vg_wall now;         /* when the fact happened (--at) */
	const char *technical;      /* of propose: the technical part */
	const char *commercial;     /* of propose: the commercial part */
	const char *proposal;       /* of propose: its reference */
	struct vg_wall valid_until; /* of propose, and kept: exclusive instant */
	const char
	    *reference; /* of order: the order's or quote's; of cancel: the client's */
	bool by_quote; /* of order: an accepted quote, not an order of the client's own */
	const char *by_whom; /* of order: who ordered at the client's */
	bool visit_begun;    /* a visit under it has begun and is not done */
	const char *reason;  /* of decline, cancel */
};

/* What the desk carries out beside the state (bits). */
enum vg_order_effect {
	VG_ORDER_CANCELS_VISIT = 1, /* the planned visit falls with it */
	VG_ORDER_TELL_COMMERCIAL = 2
};

struct vg_order_outcome {
	enum vg_order_state next; /* perhaps the same */
	unsigned effects;         /* bits of enum vg_order_effect */
	const char *ball;         /* "client" ... (static); NULL: stays with whom it is */
};

/*
 * What 'fact' makes of a work order.
 *
 * Returns VG_OK and fills '*outcome'; VG_EPOLICY when the table or a guard refuses, the detail
 * holding the clause, what is missing, and the command that mends it ('*outcome' then says
 * "stays, nothing follows").
 */
int
vg_orderstate_apply(const struct vg_order_guard *guard, enum vg_order_fact fact,
    struct vg_order_outcome *outcome, struct vg_detail *detail);

#endif
