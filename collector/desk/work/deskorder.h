/*
 * Work orders: their rows, and the steps that visits ask of them.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_WORK_DESKORDER_H
#define VG_COLLECTOR_DESK_WORK_DESKORDER_H

#include "collector/desk/deskact.h"
#include "collector/desk/desknumber.h"
#include "collector/work/orderstate.h"

struct vg_order_row {
	char number[VG_DESK_NUMBER_SIZE]; /* "": none */
	char case_number[VG_CASE_NUMBER_SIZE];
	enum vg_order_state state;
	char what[VG_TEXT_SIZE], who[VG_NAME_SIZE];
	struct vg_wall opened, moved;
	char proposal[VG_TEXT_SIZE], reference[VG_TEXT_SIZE], by_whom[VG_TEXT_SIZE];
	struct vg_wall valid_until; /* unset: nothing is proposed */
};

/* Reads order 'number' (borrowed).  VG_OK (found or not) or the database's. */
int
vg_deskorder_get(struct vg_desk *desk, const char *number, struct vg_order_row *row);

/*
 * What follows from a visit: 'fact' is VG_ORDER_FACT_PLAN, _UNPLAN or _DONE.  Nothing changes
 * when the order's table refuses.  VG_OK or the database's.
 */
int
vg_deskorder_follow(struct vg_desk *desk, const char *number, enum vg_order_fact fact,
    struct vg_wall at, struct vg_wall now);

/* The day until which a proposal was valid has passed: it lapses (P16). */
int
vg_deskorder_lapse(struct vg_desk *desk, const char *number, struct vg_wall at);

/* Commands; each returns as a rule's 'carry' does. */
int
vg_deskorder_ask(struct vg_act_call *call);
int
vg_deskorder_propose(struct vg_act_call *call);
int
vg_deskorder_ordered(struct vg_act_call *call);
int
vg_deskorder_done(struct vg_act_call *call);
int
vg_deskorder_decline(struct vg_act_call *call);
int
vg_deskorder_cancel(struct vg_act_call *call);

#endif
