/*
 * SQL of persons and what they wrote.
 */
#include "collector/store/storeperson.h"

#define AT(name) [VG_STOREPERSON_##name - VG_STOREPERSON_FIRST]

#define GUARD(table)                                                                     \
	"CREATE TRIGGER " table "_stays BEFORE UPDATE ON " table                         \
	" WHEN NOT EXISTS (SELECT 1 FROM erasing)"                                       \
	" BEGIN SELECT RAISE(ABORT, 'only an erasure touches " table "'); END;"          \
	"CREATE TRIGGER " table "_is_kept BEFORE DELETE ON " table                       \
	" WHEN NOT EXISTS (SELECT 1 FROM erasing)"                                       \
	" BEGIN SELECT RAISE(ABORT, 'only an erasure touches " table "'); END;"

const char vg_storeperson_tables[] =
    "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, mail TEXT NOT NULL,"
    " client TEXT NOT NULL, seen INTEGER NOT NULL, erased INTEGER NOT NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX person_mail ON person (mail) WHERE mail <> '';"
    "CREATE TABLE hold (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES"
    " support_case, at INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL,"
    " released INTEGER NOT NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX hold_once ON hold (case_number) WHERE released = 0;"
    "CREATE TABLE erasing (one INTEGER PRIMARY KEY CHECK (one = 1));" GUARD(
	"journal_text") GUARD("mail_text") GUARD("outbox_text") GUARD("person");

/* Whether 'column' holds the mail, the name or the telephone. */
#define SAYS(column)                                                                     \
	"((?2 <> '' AND instr(lower(" column "), lower(?2)) > 0)"                        \
	" OR (?3 <> '' AND instr(lower(" column "), lower(?3)) > 0)"                     \
	" OR (?4 <> '' AND instr(" column ", ?4) > 0))"

#define ENTRIES                                                                          \
	" FROM journal j JOIN journal_text t ON t.id = j.id"                             \
	" WHERE j.who = ?1 OR " SAYS("t.text")
#define MAILS                                                                            \
	" FROM mail m JOIN mail_text t ON t.id = m.id WHERE m.person = ?1 OR " SAYS(     \
	    "t.sender || ' ' || t.recipient || ' ' || t.subject || ' ' || t.text")
#define OUTS                                                                             \
	" FROM outbox o JOIN outbox_text t ON t.id = o.id"                               \
	" WHERE o.recipient = ?1 OR " SAYS("t.text")

static const char *const statements[] = {
    AT(ADD) = "INSERT INTO person (mail, client, seen) VALUES (?1, ?2, ?3)",
    AT(BY_MAIL) = "SELECT id FROM person WHERE mail = ?1 AND mail <> ''",
    AT(GET) = "SELECT mail, client, seen, erased FROM person WHERE id = ?1",
    AT(ERASING) = "INSERT INTO erasing (one) VALUES (1)",
    AT(ERASED) = "DELETE FROM erasing",
    AT(BLANK) = "UPDATE person SET mail = '', client = '', erased = ?2 WHERE id = ?1",
    AT(ENTRIES) =
	"SELECT j.id, j.case_number, j.happened, j.kind, t.text" ENTRIES " ORDER BY j.id",
    AT(MAILS) = "SELECT m.id, m.case_number, m.taken, t.sender, t.subject, t.text" MAILS
		" ORDER BY m.id",
    AT(OUTS) = "SELECT o.id, o.case_number, o.created, t.text" OUTS " ORDER BY o.id",
    AT(HELD) = "SELECT h.case_number, h.reason FROM hold h WHERE h.released = 0"
	       " AND h.case_number IN (SELECT j.case_number" ENTRIES
	       " UNION SELECT m.case_number" MAILS " UNION SELECT o.case_number" OUTS
	       ") LIMIT 1",
    AT(DROP_ENTRIES) = "DELETE FROM journal_text WHERE id IN (SELECT j.id" ENTRIES ")",
    AT(DROP_MAILS) = "DELETE FROM mail_text WHERE id IN (SELECT m.id" MAILS ")",
    AT(DROP_OUTS) = "DELETE FROM outbox_text WHERE id IN (SELECT o.id" OUTS ")",
    /* The title of a case by mail is what its sender wrote. */
    AT(DROP_TITLES) = "UPDATE support_case SET title = 'request by mail' WHERE number IN"
		      " (SELECT case_number FROM mail WHERE person = ?1 AND opened = 1)"
		      " OR " SAYS("title"),
    AT(DROP_ENDINGS) =
	"UPDATE support_case SET cause = CASE WHEN " SAYS("cause") " THEN 'erased' ELSE cause END, cure = CASE WHEN " SAYS(
	    "cure") " THEN"
		    " 'erased' ELSE cure END WHERE ?1 <> '' AND " SAYS(
			"cause || ' ' || cure"),
    AT(DROP_HAPPENINGS) =
	"UPDATE happening SET text = '' WHERE case_number IN (SELECT case_number FROM"
	" mail WHERE person = ?1 AND case_number <> '') OR " SAYS("text"),
    AT(HOLD_ADD) = "INSERT INTO hold (case_number, at, who, reason)"
		   " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    AT(HOLD_END) =
	"UPDATE hold SET released = ?2 WHERE case_number = ?1 AND released = 0",
    AT(HOLD_OPEN) = "SELECT count(*) FROM hold WHERE case_number = ?1 AND released = 0",
};

const struct vg_db_group vg_storeperson_group = {
    VG_STOREPERSON_FIRST, VG_STOREPERSON_END - VG_STOREPERSON_FIRST, statements};
