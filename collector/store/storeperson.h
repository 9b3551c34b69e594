/*
 * Tables and statements of persons and what they wrote.
 *
 * Senders whom the tree does not know get a row and a reference here; mail, journal and outbox
 * name persons by reference only.  What persons wrote stands in journal_text, mail_text and
 * outbox_text; those and the rows of persons change only while the table erasing holds its row,
 * which an erasure or a sweep alone writes, inside its transaction.
 *
 * A search fills the table sought first (collector/store/sought.h) and empties it last; what
 * follows between them means what the persons sought wrote, and what holds one of their words.
 */
#ifndef VG_COLLECTOR_STORE_STOREPERSON_H
#define VG_COLLECTOR_STORE_STOREPERSON_H

#include "lib/sql/db.h"

/*
 * Where people write in tables that no chain covers: X(name of the statement, table, column).
 * An erasure leaves 'erased' in the place of a text that holds a word.
 */
#define VG_STOREPERSON_PROSE(X)                                                          \
	X(CAUSE, "support_case", "cause")                                                \
	X(CURE, "support_case", "cure")                                                  \
	X(LEDGER, "ledger", "cause")                                                     \
	X(HOLD, "hold", "reason")                                                        \
	X(REASON, "outbox", "reason")                                                    \
	X(WHAT, "outbox", "what")                                                        \
	X(SENT_AS, "mail", "message_id")                                                 \
	X(ALARM, "alarm", "text")                                                        \
	X(ALARM_CHANGE, "alarm_change", "text")                                          \
	X(ALARM_SAID, "alarm_operator", "text")                                          \
	X(CHECK, "rma_key", "check_done")                                                \
	X(RESULT, "rma_key", "result")                                                   \
	X(ENGINEER, "rma_key", "engineer")                                               \
	X(EVIDENCE, "rma_key", "evidence")                                               \
	X(WHY, "rma_key", "why")                                                         \
	X(TRACKING, "rma_shipment", "tracking")                                          \
	X(PROOF, "rma_shipment", "proof")                                                \
	X(STEP, "rma_step", "text")                                                      \
	X(ORDER, "work_order", "what")                                                   \
	X(TECHNICAL, "work_order", "technical")                                          \
	X(COMMERCIAL, "work_order", "commercial")                                        \
	X(PROPOSAL, "work_order", "proposal")                                            \
	X(REFERENCE, "work_order", "reference")                                          \
	X(BY_WHOM, "work_order", "by_whom")                                              \
	X(FOUND, "visit", "found")                                                       \
	X(CARRIER, "rma_shipment", "carrier")                                            \
	X(UNIT_CARRIER, "rma_unit", "carrier")                                           \
	X(UNIT_TRACKING, "rma_unit", "tracking")                                         \
	X(CHECKED, "unit_check", "what")                                                 \
	X(CHECK_TEXT, "unit_check", "text")                                              \
	X(ADVICE, "suggestion", "checked")                                               \
	X(ENTITLEMENT, "support_case", "entitlement_text")                               \
	X(TOKEN, "login_token", "label")

enum vg_storeperson_statement {
	VG_STOREPERSON_FIRST = 600,
	VG_STOREPERSON_ADD = VG_STOREPERSON_FIRST, /* mail, client, seen -> row */
	VG_STOREPERSON_BY_MAIL,                    /* mail -> id */
	VG_STOREPERSON_GET,                        /* id -> mail, client, seen, erased */
	VG_STOREPERSON_LIST,                       /* -> id, mail */
	VG_STOREPERSON_ERASING,                    /* begins */
	VG_STOREPERSON_ERASED,                     /* ends */
	VG_STOREPERSON_BLANK,                      /* id, at */
	VG_STOREPERSON_CALLED,      /* reference -> how his mails call the sender */
	VG_STOREPERSON_SEEK_REF,    /* reference */
	VG_STOREPERSON_SEEK_WORD,   /* word */
	VG_STOREPERSON_SEEK_DIGITS, /* telephone */
	VG_STOREPERSON_FORGET,      /* ends the search */
	VG_STOREPERSON_ENTRIES,     /* -> id, case, happened, kind, text */
	VG_STOREPERSON_MAILS,       /* -> id, case, taken, sender, subject, text */
	VG_STOREPERSON_OUTS,        /* -> id, case, created, text */
	VG_STOREPERSON_HELD,        /* -> case, reason */
	VG_STOREPERSON_DROP_ENTRIES,
	VG_STOREPERSON_DROP_MAILS,
	VG_STOREPERSON_DROP_LETTERS,
	VG_STOREPERSON_DROP_OUTS,
	VG_STOREPERSON_DROP_TITLES,
	VG_STOREPERSON_DROP_HAPPENINGS,
	VG_STOREPERSON_DROP_PROOFS,   /* bodies of evidence; what proves them stays */
	VG_STOREPERSON_DROP_MESSAGES, /* raw notifications */
	VG_STOREPERSON_HOLD_ADD,      /* case, at, who, reason */
	VG_STOREPERSON_HOLD_END,      /* case, at */
	VG_STOREPERSON_HOLD_OPEN,     /* case -> count */
#define PROSE_NUMBER(name, table, column) VG_STOREPERSON_DROP_##name,
	VG_STOREPERSON_PROSE(PROSE_NUMBER)
#undef PROSE_NUMBER
	    VG_STOREPERSON_END
};

/* One step of the database's version, and the statements over its tables. */
extern const char vg_storeperson_tables[];
extern const struct vg_db_group vg_storeperson_group;

#endif
