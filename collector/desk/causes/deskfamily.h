/*
 * Supplier problems: what vigie makes of the same fault on the same model and software at several
 * clients.  A case that opens is entered in an index of families; when its family is large
 * enough, a problem is suggested and linked to its cases, none of which is merged or changed.
 *
 * Clients stay invisible to each other: what a case says of it (its journal, happenings) names the
 * problem alone, no client, case or device of another; the rest is for those who may read what
 * holds persons (deskread.h), the integrator's own.
 *
 * A problem is over when a person closes it, or forgotten when its last case has been closed for
 * long; then only cases that open afterwards make another.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKFAMILY_H
#define VG_COLLECTOR_DESK_CAUSES_DESKFAMILY_H

#include "collector/desk/desk.h"
#include "collector/desk/deskpage.h"

enum { VG_PROBLEM_NUMBER_SIZE = 16 }; /* "PB-2026-000001" */

/* One problem; all borrowed. */
struct vg_problem_view {
	const char *number, *state; /* "suggested", "closed", "forgotten" */
	const char *supplier, *model, *software, *kind;
	const char
	    *outcome; /* what it was closed as: "solved", "no-problem"; "" not by one */
	struct vg_wall opened, changed, closed;
	size_t n_cases, n_clients, n_devices;
};
typedef void (*vg_problem_cb)(const struct vg_problem_view *view, void *cookie);

/* Problems, the newest first; 'open': those that are suggested alone.  As vg_desklist_cases. */
int
vg_deskfamily_list(struct vg_desk *desk, bool open, struct vg_deskpage *page,
    vg_problem_cb cb, void *cookie);

/* The problem called 'number' (borrowed): VG_OK, or VG_ENOENT, or the database's. */
int
vg_deskfamily_one(
    struct vg_desk *desk, const char *number, vg_problem_cb cb, void *cookie);

/* A case of a problem; all borrowed. */
struct vg_problem_case_view {
	const char *number, *client, *device, *state;
	struct vg_wall linked;
};
typedef void (*vg_problem_case_cb)(const struct vg_problem_case_view *view, void *cookie);

/* The cases of the problem 'number' (borrowed), in their order. */
int
vg_deskfamily_cases(
    struct vg_desk *desk, const char *number, vg_problem_case_cb cb, void *cookie);

/*
 * The problem of the case 'number' (borrowed) that was linked last, into 'problem' ("" none), and
 * how many cases it has elsewhere: of other devices.  VG_OK, or the database's.
 */
int
vg_deskfamily_of_case(struct vg_desk *desk, const char *number,
    char problem[VG_PROBLEM_NUMBER_SIZE], size_t *elsewhere);

#endif
