/*
 * Queries on visits and work orders, for doors; each calls 'cb' once a row, in order; what it
 * gives is borrowed for the call.
 */
#ifndef VG_COLLECTOR_DESK_WORK_DESKWORKVIEW_H
#define VG_COLLECTOR_DESK_WORK_DESKWORKVIEW_H

#include "collector/desk/desk.h"

/* Texts are "" and instants unset when not known. */
struct vg_visit_view {
	const char *number, *case_number, *state, *kind, *rma, *order, *who, *found,
	    *finding;
	struct vg_wall planned_for, moved;
};
typedef void (*vg_visit_cb)(const struct vg_visit_view *view, void *cookie);

struct vg_order_view {
	const char *number, *case_number, *state, *what, *who, *proposal, *reference,
	    *by_whom;
	struct vg_wall moved, valid_until;
};
typedef void (*vg_order_cb)(const struct vg_order_view *view, void *cookie);

/*
 * Visits by the day for which they are planned, orders by the day on which they were asked for;
 * those that are not over, or with 'all' the others too; VG_DESK_PAGE at most.  VG_OK or the
 * database's.
 */
int
vg_deskworkview_visits(struct vg_desk *desk, bool all, vg_visit_cb cb, void *cookie);
int
vg_deskworkview_orders(struct vg_desk *desk, bool all, vg_order_cb cb, void *cookie);

#endif
