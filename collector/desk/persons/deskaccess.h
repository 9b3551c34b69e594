/*
 * Who may do what: the one function that every door asks before it looks at anything else.
 *
 * Everything that a door serves has a row: a data resource, a command, an action, a stream, an edit
 * of the tree.  What has none is denied to everybody.  A row says the least role, who below the
 * ladder of roles may it too, and to whom of a client's persons and suppliers' users it is open;
 * what of it they see is then the client scope's affair (collector/desk/deskscope.h).
 *
 * Source: RFC 8341 (default deny; groups are the roles); docs/policy.md, Persons.
 */
#ifndef VG_COLLECTOR_DESK_PERSONS_DESKACCESS_H
#define VG_COLLECTOR_DESK_PERSONS_DESKACCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "collector/conf/conf.h"
#include "lib/base/detail.h"

enum vg_access { VG_ACCESS_READ, VG_ACCESS_RUN, VG_ACCESS_EDIT, VG_ACCESS_FOLLOW };

enum vg_access_whose {
	VG_ACCESS_CLIENTS, /* also a client's person: his part of it */
	VG_ACCESS_STAFF,   /* the integrator's and the suppliers' users */
	VG_ACCESS_PERSONS /* holds persons, or what a stranger sent: the integrator's alone */
};

struct vg_access_row {
	enum vg_access what;
	const char
	    *name; /* "vigie-cases:cases", "vigie-cases:take", the stream "vigie" */
	enum vg_role least;
	enum vg_access_whose whose;
};

/* The i-th row, the commands of the desk among them; false past the last. */
bool
vg_deskaccess_at(size_t i, struct vg_access_row *row);

/*
 * VG_OK when 'user' in 'role' may; else VG_EACCESS and a sentence that says what he may instead.
 * Pure.
 */
int
vg_deskaccess_check(const struct vg_conf *conf, const char *user, enum vg_role role,
    enum vg_access what, const char *name, struct vg_detail *detail);

/* Whether it is for 'role': at least the row's, or one below the ladder of whom it is asked for. */
bool
vg_deskaccess_reaches(const struct vg_access_row *row, enum vg_role role);

/* "read", "run", "edit", "follow". */
const char *
vg_deskaccess_text(enum vg_access what);

#endif
