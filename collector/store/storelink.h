/*
 * Tables and statements of what a case gathers: supplier's tickets, ties to other cases, its
 * level and ball.
 */
#ifndef VG_COLLECTOR_STORE_STORELINK_H
#define VG_COLLECTOR_STORE_STORELINK_H

#include "lib/sql/db.h"

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
	VG_STORELINK_TICKET_OPEN,   /* case -> count */
	VG_STORELINK_TIE_ADD,       /* case, other, kind, at, who */
	VG_STORELINK_TIE_UNDO,      /* case, other, kind, at */
	VG_STORELINK_TIE_OF,        /* case, kind -> other, at */
	VG_STORELINK_ALARMS_TO,     /* from, into: they remember where they came from */
	VG_STORELINK_ALARMS_BACK,   /* from, into */
	VG_STORELINK_TICKETS_TO,    /* from, into */
	VG_STORELINK_TICKETS_BACK,  /* from, into */
	VG_STORELINK_CASE_CLASSIFY, /* number, what the request is */
	VG_STORELINK_CASE_REQUEST,  /* number -> what the request is */
	VG_STORELINK_OPENED_FOR,    /* number, request, also where it has none (1) */
	VG_STORELINK_OPEN_FOR,      /* subject, request -> number */
	VG_STORELINK_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storelink_tables[];
extern const struct vg_db_group vg_storelink_group;

#endif
