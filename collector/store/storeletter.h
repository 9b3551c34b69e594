/*
 * Tables and statements of letters: by which way a message leaves, what it is about, and its words
 * as they were made when it was taken first, so that every try sends the same.
 */
#ifndef VG_COLLECTOR_STORE_STORELETTER_H
#define VG_COLLECTOR_STORE_STORELETTER_H

#include "lib/sql/db.h"

/*
 * Of a message 'o' that told of a beginning: who hears of the end.  A recipient who was set apart from
 * those of a role, or the rest of them, was written to as the role; a receipt is one person's.
 */
#define VG_STORELETTER_TOLD                                                              \
	"CASE o.what WHEN 'receipt' THEN o.recipient ELSE 'role:' || o.role END"
/* Whether the message 'e' went to the same. */
#define VG_STORELETTER_SAME                                                              \
	"CASE o.what WHEN 'receipt' THEN e.recipient = o.recipient ELSE e.role = o.role END"

enum vg_storeletter_statement {
	VG_STORELETTER_FIRST = 3050,
	/* id, made, subject, body, in reply to, references */
	VG_STORELETTER_PUT = VG_STORELETTER_FIRST,
	/* id -> made, subject, body, in reply to, references */
	VG_STORELETTER_GET,
	/* id -> case, what, role, transition, recipient, template, message id, attachment, channel,
	 * target, part, percent, created, what a person wrote, tries, state,
	 * language, way, whether it stands */
	VG_STORELETTER_ROW,
	VG_STORELETTER_LANGUAGE, /* id, language */
	VG_STORELETTER_DEFER,    /* id, next try, reason: it waits, nothing was tried */
	VG_STORELETTER_STOP,     /* id, now, reason: it never leaves */
	/* created, case, what, role, next try, template, target, part, percent */
	VG_STORELETTER_WARN,
	/* created, case, what, role, part: as VG_SQL_OUTBOX_ADD, about a return */
	VG_STORELETTER_ADD_PART,
	/* case, recipient, before this id -> message ids of what he wrote and got, newest first */
	VG_STORELETTER_THREAD,
	/*
	 * recipient, since, before this id, his mailbox without an extension ("zoe") and its domain
	 * ("@clinique-a.example") -> how many automatic answers he got since, or gets
	 */
	VG_STORELETTER_ANSWERED,
	VG_STORELETTER_ASKED, /* case -> when its first request came */
	VG_STORELETTER_STANDING, /* case -> text, resource, severity, raised, kind, qualifier of what stands */
	VG_STORELETTER_RETURN, /* case -> number of its return that changed last */
	/*
	 * at, survivor, the case that went into it: tells the client, and each who was told that it
	 * opened and not that it ended
	 */
	VG_STORELETTER_MERGED,
	/*
	 * at, case, what those inside read: tells each who was told of its last end that it is open again;
	 * whose request it was as its receipt, so that he hears of the end again
	 */
	VG_STORELETTER_REOPENED,
	VG_STORELETTER_TICKET, /* case -> the newest of the supplier's numbers that is open */
	VG_STORELETTER_ESCALATED, /* case -> whether its supplier has it from us */
	/* case, now: the supplier who has it is told that it is over, unless his ticket stays */
	VG_STORELETTER_SUPPLIER_ENDED,
	VG_STORELETTER_WENT_TO, /* id, marks of the addresses that it is written to */
	/* case, role -> id, what, created, state, whether its words are made: the last "wrote" */
	VG_STORELETTER_WROTE,
	VG_STORELETTER_WROTE_BOTH, /* id, what it says instead */
	VG_STORELETTER_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storeletter_tables[], vg_storeletter_went[];
extern const struct vg_db_group vg_storeletter_group;

#endif
