/*
 * Queries on returns, for doors; each calls 'cb' once a row, in order; what it gives is borrowed
 * for the call.
 */
#ifndef VG_COLLECTOR_DESK_RETURNS_DESKRETURNVIEW_H
#define VG_COLLECTOR_DESK_RETURNS_DESKRETURNVIEW_H

#include "collector/desk/desk.h"

/* Texts are "" and instants unset when not known. */
struct vg_return_view {
	const char *number, *case_number, *state, *kind, *flow;
	int64_t attempt;
	const char *device, *resource, *part, *serial, *rule, *who;
	struct vg_wall opened, moved, replaced, clock;
	const char *announced, *seen, *new_serial, *lent, *outcome;
	const char *rma;     /* the number in force */
	const char *unit;    /* where the faulty unit is */
	const char *missing; /* what it waits for, in words (static) */
	bool stuck;          /* longer than it should */
};
typedef void (*vg_return_cb)(const struct vg_return_view *view, void *cookie);

/* The returns of a case, by number. */
int
vg_deskreturnview_of_case(struct vg_desk *desk, const char *case_number,
    struct vg_wall now, vg_return_cb cb, void *cookie);

/*
 * Returns, the newest first; or with 'open' those that are not over, the oldest first.  'page'
 * and what is returned as in collector/desk/desklist.h.
 */
int
vg_deskreturnview_list(struct vg_desk *desk, bool open, struct vg_deskpage *page,
    struct vg_wall now, vg_return_cb cb, void *cookie);

/* One return; VG_ENOENT when there is none. */
int
vg_deskreturnview_one(struct vg_desk *desk, const char *number, struct vg_wall now,
    vg_return_cb cb, void *cookie);

/* What a return gathers, each kind in the order in which it came. */
struct vg_return_key_view {
	const char *side, *who, *check, *result, *engineer, *evidence, *why;
	struct vg_wall given, taken;
};
struct vg_return_number_view {
	const char *number, *state, *who;
	struct vg_wall at;
};
struct vg_return_shipment_view {
	int64_t attempt;
	const char *carrier, *tracking, *serial, *ship_to, *how, *proof;
	struct vg_wall sent, ended;
};
struct vg_return_unit_view {
	const char *role, *serial, *state, *data, *carrier, *tracking;
	struct vg_wall changed;
};
struct vg_return_check_view {
	const char *result, *check, *text, *who;
	struct vg_wall at;
};
struct vg_return_parts {
	void (*key)(const struct vg_return_key_view *view, void *cookie);
	void (*number)(const struct vg_return_number_view *view, void *cookie);
	void (*shipment)(const struct vg_return_shipment_view *view, void *cookie);
	void (*unit)(const struct vg_return_unit_view *view, void *cookie);
	void (*check)(const struct vg_return_check_view *view, void *cookie);
};

/* Calls the functions of 'parts' (borrowed) for all that return 'number' gathers. */
int
vg_deskreturnview_parts(struct vg_desk *desk, const char *number,
    const struct vg_return_parts *parts, void *cookie);

#endif
