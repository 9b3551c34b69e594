/*
 * Who reads what holds persons: the one rule, for every door.
 *
 * The integrator's noc, manager and admin read it; a viewer, which is also the role of a supplier's
 * user, and a user who is a client's person, whatever his role, do not.  What persons wrote in a
 * case that has been closed for long (retention requests-months) is a manager's.
 *
 * Source: docs/policy.md, Persons.
 */
#ifndef VG_COLLECTOR_DESK_PERSONS_DESKREAD_H
#define VG_COLLECTOR_DESK_PERSONS_DESKREAD_H

#include "collector/desk/desk.h"

/* Whether 'user' (borrowed) in 'role' reads what holds persons: the tree, mails, messages. */
bool
vg_deskread_persons(const struct vg_desk *desk, const char *user, enum vg_role role);

/* The same as VG_OK, or VG_EACCESS and the sentence that refuses. */
int
vg_deskread_check(const struct vg_desk *desk, const char *user, enum vg_role role,
    struct vg_detail *detail);

/* Whether he reads what persons wrote in a case that was closed at 'closed' (unset: it is not). */
bool
vg_deskread_texts(const struct vg_desk *desk, const char *user, enum vg_role role,
    struct vg_wall closed, struct vg_wall now);

/* When the case 'number' (borrowed) was closed; unset: it is open, or there is none. */
struct vg_wall
vg_deskread_closed(struct vg_desk *desk, const char *number);

/*
 * What 'who' of a journal or a message is, when it is a person's reference: "site contact",
 * "client contact", "sender", or the person's role in the tree; "" for a user.  Borrowed from the
 * tree, or static.
 */
const char *
vg_deskread_what(const struct vg_desk *desk, const char *who);

/* A person as those see him who may; all borrowed. */
struct vg_person_view {
	const char *id, *what, *name, *mail, *telephone; /* "" not known */
};
typedef void (*vg_person_cb)(const struct vg_person_view *view, void *cookie);

/* Calls 'cb' for the persons of the tree, then for the newest VG_DESK_PAGE senders. */
int
vg_deskread_list(struct vg_desk *desk, vg_person_cb cb, void *cookie);

#endif
