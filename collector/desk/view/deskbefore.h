/*
 * What a case was before, and where it went: what it was about until its cause was found, and the
 * case that it was merged into.  Queries for doors.
 */
#ifndef VG_COLLECTOR_DESK_VIEW_DESKBEFORE_H
#define VG_COLLECTOR_DESK_VIEW_DESKBEFORE_H

#include "collector/desk/desk.h"

struct vg_before_view {
	struct vg_wall until; /* when its cause was found */
	const char *subject, *class, *title;
};
typedef void (*vg_before_cb)(const struct vg_before_view *view, void *cookie);

/*
 * Calls 'cb' for each thing that case 'number' (borrowed) was about, in order; VG_OK or the
 * database's.
 */
int
vg_deskbefore_list(
    struct vg_desk *desk, const char *number, vg_before_cb cb, void *cookie);

/*
 * Gives the case that 'number' (borrowed) is merged into, "" none; VG_OK or the database's error.
 */
int
vg_deskbefore_survivor(
    struct vg_desk *desk, const char *number, char into[VG_CASE_NUMBER_SIZE]);

/* Calls 'cb' for each case that is merged into 'number' (both borrowed); as the list. */
typedef void (*vg_before_merged_cb)(const char *number, void *cookie);
int
vg_deskbefore_merged(
    struct vg_desk *desk, const char *number, vg_before_merged_cb cb, void *cookie);

/* The closed case whose fault recurs in another one. */
struct vg_before_recurs {
	char number[VG_CASE_NUMBER_SIZE]; /* "" none */
	/*
	 * proposed: who had it last, while the later one is open, nobody's, and he in the tree; ""
	 */
	char owner[VG_NAME_SIZE];
};

/*
 * Gives in '*recurs' the case whose fault recurs in 'number' (borrowed); VG_OK or the database's
 * error.
 */
int
vg_deskbefore_recurs(
    struct vg_desk *desk, const char *number, struct vg_before_recurs *recurs);

/* Calls 'cb' for each case in which the fault of 'number' recurs; as vg_deskbefore_merged. */
int
vg_deskbefore_recurred(
    struct vg_desk *desk, const char *number, vg_before_merged_cb cb, void *cookie);

#endif
