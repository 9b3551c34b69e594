/*
 * Tables and statements of persons and what they wrote.
 *
 * Senders whom the tree does not know get a row and a reference here; mail, journal and outbox
 * name persons by reference only.  What persons wrote stands in journal_text, mail_text and
 * outbox_text; those and the rows of persons change only while the table erasing holds its row,
 * which vg_deskperson's erase alone writes, inside its transaction.
 */
#ifndef VG_COLLECTOR_STORE_STOREPERSON_H
#define VG_COLLECTOR_STORE_STOREPERSON_H

#include "lib/sql/db.h"

enum vg_storeperson_statement {
	VG_STOREPERSON_FIRST = 600,
	VG_STOREPERSON_ADD = VG_STOREPERSON_FIRST, /* mail, client, seen -> row */
	VG_STOREPERSON_BY_MAIL,                    /* mail -> id */
	VG_STOREPERSON_GET,                        /* id -> mail, client, seen, erased */
	VG_STOREPERSON_ERASING,                    /* begins */
	VG_STOREPERSON_ERASED,                     /* ends */
	VG_STOREPERSON_BLANK,                      /* id, at */
	/*
	 * Each of what follows takes reference, mail, name, telephone ("" not known) and means
	 * what that person wrote, and what holds one of his words.
	 */
	VG_STOREPERSON_ENTRIES, /* -> id, case, happened, kind, text */
	VG_STOREPERSON_MAILS,   /* -> id, case, taken, sender, subject, text */
	VG_STOREPERSON_OUTS,    /* -> id, case, created, text */
	VG_STOREPERSON_HELD,    /* -> case, reason */
	VG_STOREPERSON_DROP_ENTRIES,
	VG_STOREPERSON_DROP_MAILS,
	VG_STOREPERSON_DROP_OUTS,
	VG_STOREPERSON_DROP_TITLES,
	VG_STOREPERSON_DROP_ENDINGS,
	VG_STOREPERSON_DROP_HAPPENINGS,
	VG_STOREPERSON_HOLD_ADD,  /* case, at, who, reason */
	VG_STOREPERSON_HOLD_END,  /* case, at */
	VG_STOREPERSON_HOLD_OPEN, /* case -> count */
	VG_STOREPERSON_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storeperson_tables[];
extern const struct vg_db_group vg_storeperson_group;

#endif
