/*
 * Tables and statements of mails and messages: what came in, what waits to leave.  Bodies stand
 * beside the rows under a salted digest, so that they can be erased (storeperson.h).
 */
#ifndef VG_COLLECTOR_STORE_STOREMAIL_H
#define VG_COLLECTOR_STORE_STOREMAIL_H

#include "lib/sql/db.h"

enum vg_storemail_statement {
	VG_STOREMAIL_FIRST = 500,
	/* case, taken, recorded, message id, person, side, automatic, rung, digest, domain, its
	 * number (0: the next) */
	VG_STOREMAIL_ADD = VG_STOREMAIL_FIRST,
	VG_STOREMAIL_TEXT,  /* id, salt, sender, recipient, subject, text, cc */
	VG_STOREMAIL_PLACE, /* id, case, state, before, after, closed, target, opened */
	/* id -> case, state, before, after, closed, target, opened, taken */
	VG_STOREMAIL_GET,
	VG_STOREMAIL_STATE, /* id, state */
	/* message id, sender, subject, text, automatic, parts, date, after -> id, case */
	VG_STOREMAIL_SAME,
	VG_STOREMAIL_THREAD,  /* message id -> case, role of ours; "" a mail's */
	VG_STOREMAIL_WRITTEN, /* case, person -> side of his last that stands */
	/* case, below -> id, person, opened: the newest for the client that stands */
	VG_STOREMAIL_ASKER,
	/* state, title, class-less: number, client, site, device, supplier, contract, mode,
	 * entitlement, its text, revision, opened */
	VG_STOREMAIL_CASE_ADD,
	VG_STOREMAIL_CASE_RESTORE, /* number, state, closed, changed */
	VG_STOREMAIL_REQUESTS,    /* case -> its requests since the client was answered */
	VG_STOREMAIL_CASE_REOPEN, /* number, changed: closed no more, nobody's */
	VG_STOREMAIL_ALIKE,       /* client, device, since, not this -> number */
	VG_STOREMAIL_TICKET_CASE, /* number of a ticket or return, supplier -> case */
	/* created, case, what, role, transition, recipient, language, template, digest */
	VG_STOREMAIL_OUT_ADD,
	VG_STOREMAIL_OUT_TEXT, /* id, salt, text */
	VG_STOREMAIL_OUT_TAKE, /* id, next try, message id when it has none yet */
	/* id -> case, role, recipient, language, template, state, tries, message id, what,
	 * transition, created, way, stands, again, taken by, when its words were made, next try */
	VG_STOREMAIL_OUT_GET,
	VG_STOREMAIL_OUT_STATE,   /* id, state, next try, reason */
	VG_STOREMAIL_OUT_UNCOUNT, /* id: its way failed, which is no try of the message */
	/* id, recipient: the same to one of those it is for; its words: id, of the one before */
	VG_STOREMAIL_OUT_APART,
	VG_STOREMAIL_OUT_APART_TEXT,
	VG_STOREMAIL_OUT_APART_LETTER,
	VG_STOREMAIL_OUT_RECIPIENT, /* id, recipient */
	VG_STOREMAIL_OUT_ORIGIN,    /* id -> of which one it was set apart, or itself */
	VG_STOREMAIL_OUT_SAID, /* case, transition -> a row where it was said to anybody */
	VG_STOREMAIL_OUT_SENT, /* case, transition -> count of those that left */
	/* case, transition, since -> the reply that left first, there or where it was merged, when */
	VG_STOREMAIL_OUT_OTHER,
	/* case, now, given: its replies, and those of what was merged into it, are looked at again */
	VG_STOREMAIL_OUT_TOLD,
	/* case -> From, Reply-To, To and Cc of what was written in it for the client */
	VG_STOREMAIL_WRITERS,
	VG_STOREMAIL_WRITTEN_TEXTS, /* case -> what those mails say */
	/* case -> sender, text, authentication of what came from the supplier, the newest first */
	VG_STOREMAIL_SUPPLIERS,
	VG_STOREMAIL_TICKET_KNOWN, /* case, number -> whether it is recorded there */
	/* client, supplier -> number, title, device of its observed cases, the newest first */
	VG_STOREMAIL_OBSERVED,
	VG_STOREMAIL_OF_DEVICE, /* device, supplier -> numbers of its open cases, two at most */
	VG_STOREMAIL_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storemail_tables[], vg_storemail_told[];
extern const struct vg_db_group vg_storemail_group;

#endif
