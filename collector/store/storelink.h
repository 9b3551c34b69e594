/*
 * Tables and statements of what a case gathers: supplier's tickets, ties to other cases, its
 * level and ball.
 */
#ifndef VG_COLLECTOR_STORE_STORELINK_H
#define VG_COLLECTOR_STORE_STORELINK_H

#include "lib/sql/db.h"

/*
 * Whether the entry 'j' of the journal is shown in case ?1: its own unless a split took it away
 * (it comes back when the case that took it is merged into this one), and what a split gave it.
 */
#define VG_STORELINK_PLACE                                                               \
	"(SELECT p.case_number FROM journal_place p WHERE p.entry = j.id"                \
	" ORDER BY p.id DESC LIMIT 1)"
#define VG_STORELINK_SHOWN                                                               \
	" (coalesce(" VG_STORELINK_PLACE ", j.case_number) = ?1 OR (j.case_number = ?1"  \
	" AND EXISTS (SELECT 1 FROM tie m WHERE m.case_number = " VG_STORELINK_PLACE     \
	" AND m.other = ?1 AND m.kind = 'merge' AND m.undone = 0)))"

enum vg_storelink_statement {
	VG_STORELINK_FIRST = 200,
	VG_STORELINK_CASE_BALL = VG_STORELINK_FIRST, /* number, ball */
	VG_STORELINK_CASE_LEVEL,                     /* number, level: never lower */
	VG_STORELINK_CASE_IDENTIFY, /* number, client, site, device, supplier, subject */
	VG_STORELINK_BALL_OF,       /* case -> with whom the ball is */
	VG_STORELINK_CASE_ENTITLE,  /* number, contract, mode, entitlement, its text */
	VG_STORELINK_CASE_BEFORE,   /* number, state before */
	VG_STORELINK_TICKET_ADD,    /* case, number, opened */
	VG_STORELINK_TICKET_CLOSE,  /* case, closed: all that are open */
	VG_STORELINK_TICKET_STAYS, /* case, whether those that are open stay so on purpose */
	VG_STORELINK_TICKET_OPEN,   /* case -> count */
	VG_STORELINK_TIE_ADD,       /* case, other, kind, at, who */
	VG_STORELINK_TIE_UNDO,      /* case, other, kind, at */
	VG_STORELINK_TIE_OF,        /* case, kind -> other, at */
	VG_STORELINK_CASE_CLASSIFY, /* number, what the request is */
	VG_STORELINK_CASE_REQUEST,  /* number -> what the request is */
	VG_STORELINK_OPENED_FOR,    /* number, request, also where it has none (1) */
	VG_STORELINK_OPEN_FOR,      /* subject, request -> number */
	VG_STORELINK_TIE_ID,        /* case, kind -> id */
	VG_STORELINK_PARTS_ALL,     /* tie, case: all that it has */
	VG_STORELINK_PART_ADD,      /* tie, what, part */
	VG_STORELINK_PART_VISITS,   /* tie, return: the visits for it */
	VG_STORELINK_MOVE_ALARMS,   /* tie, from, to: those of its parts that are there */
	VG_STORELINK_MOVE_TICKETS,
	VG_STORELINK_MOVE_RETURNS,
	VG_STORELINK_MOVE_VISITS,
	VG_STORELINK_MOVE_ORDERS,
	VG_STORELINK_CLOCK_KEEP,        /* tie, case, target, start, due, left */
	VG_STORELINK_CLOCK_KEPT,        /* tie, case, target -> start, due, left */
	VG_STORELINK_ALARMS_IN,         /* case -> alarms, those that stand */
	VG_STORELINK_CASE_FAULT,        /* case, fault: and the severity its alarms had */
	VG_STORELINK_SUGGESTIONS_PRUNE, /* case: those of units that are gone */
	VG_STORELINK_ENTRY_SHOWN, /* case, sequence -> a row when it is shown there */
	VG_STORELINK_ENTRY_PLACE, /* sequence, case */
	/* old, new, state, title, subject, class, owner, device, changed */
	VG_STORELINK_CASE_SPLIT,
	VG_STORELINK_VISIT_ORDERED, /* return -> a visit on order that is not over */
	VG_STORELINK_HAPPENED, /* case, kind -> first and last instant of such an entry */
	VG_STORELINK_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storelink_tables[], vg_storelink_stays[];
extern const struct vg_db_group vg_storelink_group;

#endif
