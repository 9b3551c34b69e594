/*
 * One command's work on one return: load it and its case, ask the return's table, leave behind
 * what follows: state, keys, number, units, clocks, the case's move, journal, who is told.
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RETURNS_DESKRETURNWORK_H
#define VG_COLLECTOR_DESK_RETURNS_DESKRETURNWORK_H

#include "collector/desk/casework/casework.h"
#include "collector/desk/casework/deskreturnrow.h"

struct vg_deskreturnwork {
	struct vg_act_call *call; /* borrowed */
	struct vg_return_row row;
	struct vg_return_guard guard; /* its texts borrow from row, case and call */
	enum vg_return_fact fact;
	struct vg_return_outcome outcome;
	struct vg_casework of_case;
	struct vg_wall start; /* of the replacement clock, should it start now */
};

/*
 * Loads the return that the call is about and fills what the guards ask of it, its case and
 * its contract; what the command says is the caller's to add to 'guard'.
 * VG_OK; VG_ENOENT, VG_ERANGE with the call's detail; or the database's.
 */
int
vg_deskreturnwork_load(struct vg_deskreturnwork *work, struct vg_act_call *call);

/*
 * Asks the return's table what 'fact' makes of it, and its case's table of what follows.
 * VG_OK; VG_EPOLICY, VG_ERANGE with the call's detail ('outcome' may propose a number).
 */
int
vg_deskreturnwork_apply(struct vg_deskreturnwork *work, enum vg_return_fact fact);

/*
 * Carries the outcome out, 'text' (borrowed) in the journal; fills the call's result.  What
 * belongs to one fact alone (a shipment, an outcome) is written by the caller before it.
 */
int
vg_deskreturnwork_finish(struct vg_deskreturnwork *work, const char *text);

/* Loads it by number for the desk itself; the actor is vigie, at 'call's own times. */
int
vg_deskreturnwork_load_by(
    struct vg_deskreturnwork *work, struct vg_act_call *call, const char *number);

#endif
