/*
 * SQL of persons and what they wrote.
 */
#include "collector/store/storeperson.h"

#include "collector/store/sought.h"

#define AT(name) [VG_STOREPERSON_##name - VG_STOREPERSON_FIRST]

/* Rows that are only added to: an erasure may change their text, none of 'others'. */
#define ONLY_COLUMN(trigger, where, others, said)                                        \
	"DROP TRIGGER " trigger ";"                                                      \
	"CREATE TRIGGER " trigger " BEFORE UPDATE " where " WHEN NOT EXISTS"             \
	" (SELECT 1 FROM erasing) OR " others " BEGIN SELECT RAISE(ABORT, '" said        \
	"'); END;"

const char vg_storeperson_tables[] =
    "CREATE TABLE person (id INTEGER PRIMARY KEY AUTOINCREMENT, mail TEXT NOT NULL,"
    " client TEXT NOT NULL, seen INTEGER NOT NULL, erased INTEGER NOT NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX person_mail ON person (mail) WHERE mail <> '';"
    "CREATE TABLE hold (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES"
    " support_case, at INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL,"
    " released INTEGER NOT NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX hold_once ON hold (case_number) WHERE released = 0;"
    "CREATE TABLE erasing (one INTEGER PRIMARY KEY CHECK (one = 1));"
    "CREATE TABLE sought (kind TEXT NOT NULL CHECK (kind IN ('ref','word','digits')),"
    " text TEXT NOT NULL CHECK (text <> ''), PRIMARY KEY (kind, text)) WITHOUT ROWID;"
    "CREATE INDEX mail_person ON mail (person);" VG_SOUGHT_GUARD("journal_text")
	VG_SOUGHT_GUARD("mail_text") VG_SOUGHT_GUARD("outbox_text") VG_SOUGHT_GUARD(
	    "person") ONLY_COLUMN("ledger_stays", "ON ledger",
	    "(NEW.id, NEW.case_number, NEW.name, NEW.act, NEW.at, NEW.recorded, NEW.who)"
	    " IS NOT (OLD.id, OLD.case_number, OLD.name, OLD.act, OLD.at, OLD.recorded,"
	    " OLD.who)",
	    "the ledger is only added to") ONLY_COLUMN("rma_step_stays", "ON rma_step",
	    "(NEW.id, NEW.rma, NEW.what, NEW.from_state, NEW.to_state, NEW.happened,"
	    " NEW.recorded, NEW.who) IS NOT (OLD.id, OLD.rma, OLD.what, OLD.from_state,"
	    " OLD.to_state, OLD.happened, OLD.recorded, OLD.who)",
	    "P10: a step is only added") ONLY_COLUMN("mail_stays",
	    "OF taken, recorded, message_id, person, side, automatic, body_digest"
	    " ON mail",
	    "(NEW.taken, NEW.recorded, NEW.person, NEW.side, NEW.automatic,"
	    " NEW.body_digest) IS NOT (OLD.taken, OLD.recorded, OLD.person, OLD.side,"
	    " OLD.automatic, OLD.body_digest)",
	    "a mail stays as it came")
    /* A key that was taken back is one already when its words are erased. */
    "DROP TRIGGER rma_key_holds;"
    "CREATE TRIGGER rma_key_holds BEFORE UPDATE ON rma_key WHEN NEW.taken <> 0"
    " AND OLD.taken = 0 AND (SELECT state FROM rma WHERE number = OLD.rma) IN"
    " ('confirmed','numbered','shipped','delivered')"
    " BEGIN SELECT RAISE(ABORT, 'P10: a return that stands keeps both keys'); END;";

#define ENTRIES                                                                          \
	" FROM journal j JOIN journal_text t ON t.id = j.id"                             \
	" WHERE " VG_SOUGHT_IS("j.who") " OR " VG_SOUGHT_SAYS("t.text")
#define MAILS                                                                                     \
	" FROM mail m JOIN mail_text t ON t.id = m.id LEFT JOIN mail_more o"                      \
	" ON o.id = m.id WHERE " VG_SOUGHT_IS("m.person") " OR " VG_SOUGHT_SAYS(                  \
	    "(t.sender || ' ' || t.recipient || ' ' || t.cc || ' ' || t.subject || ' ' || t.text" \
	    " || ' ' || coalesce(o.reply_to || ' ' || o.envelope_from || ' ' ||"                  \
	    " o.authentication, '') || ' ' || coalesce((SELECT group_concat(p.name, ' ')"         \
	    " FROM mail_part p WHERE p.mail = m.id), ''))")
/* What left, and what a person wrote for it. */
#define WRITTEN                                                                          \
	"(coalesce(l.subject || ' ' || l.body, '') || ' ' || coalesce(t.text, ''))"
#define OUTS                                                                             \
	" FROM outbox o LEFT JOIN outbox_text t ON t.id = o.id"                          \
	" LEFT JOIN outbox_letter l ON l.id = o.id WHERE (t.id IS NOT NULL OR"           \
	" l.id IS NOT NULL) AND (" VG_SOUGHT_IS("o.recipient") " OR " VG_SOUGHT_SAYS(    \
	    WRITTEN) ")"
#define HIS_CASES "(SELECT case_number FROM mail WHERE " VG_SOUGHT_IS("person") ")"

static const char *const statements[] = {
    AT(ADD) = "INSERT INTO person (mail, client, seen) VALUES (?1, ?2, ?3)",
    AT(BY_MAIL) = "SELECT id FROM person WHERE mail = ?1 AND mail <> ''",
    AT(GET) = "SELECT mail, client, seen, erased FROM person WHERE id = ?1",
    AT(LIST) = "SELECT id, mail FROM person WHERE mail <> '' ORDER BY id DESC LIMIT 1000",
    AT(ERASING) = "INSERT INTO erasing (one) VALUES (1)",
    AT(ERASED) = "DELETE FROM erasing",
    AT(BLANK) = "UPDATE person SET mail = '', client = '', erased = ?2 WHERE id = ?1",
    AT(CALLED) = "SELECT DISTINCT t.sender FROM mail m JOIN mail_text t ON t.id = m.id"
		 " WHERE m.person = ?1 LIMIT 100",
    AT(SEEK_REF) = "INSERT OR IGNORE INTO sought (kind, text) VALUES ('ref', ?1)",
    AT(SEEK_WORD) =
	"INSERT OR IGNORE INTO sought (kind, text) VALUES ('word', lower(?1))",
    AT(SEEK_DIGITS) = "INSERT OR IGNORE INTO sought (kind, text)"
		      " SELECT 'digits', " VG_SOUGHT_DIGITS("?1"),
    AT(FORGET) = "DELETE FROM sought",
    AT(ENTRIES) =
	"SELECT j.id, j.case_number, j.happened, j.kind, t.text" ENTRIES " ORDER BY j.id",
    AT(MAILS) = "SELECT m.id, m.case_number, m.taken, t.sender, t.subject, t.text" MAILS
		" ORDER BY m.id",
    AT(OUTS) = "SELECT o.id, o.case_number, o.created, coalesce(l.body, t.text)" OUTS
	       " ORDER BY o.id",
    AT(HELD) = "SELECT h.case_number, h.reason FROM hold h WHERE h.released = 0"
	       " AND h.case_number IN (SELECT j.case_number" ENTRIES
	       " UNION SELECT m.case_number" MAILS " UNION SELECT o.case_number" OUTS
	       ") LIMIT 1",
    AT(DROP_ENTRIES) = "DELETE FROM journal_text WHERE id IN (SELECT j.id" ENTRIES ")",
    AT(DROP_MAILS) = "DELETE FROM mail_text WHERE id IN (SELECT m.id" MAILS ")",
    AT(DROP_LETTERS) = "DELETE FROM outbox_letter WHERE id IN (SELECT o.id" OUTS ")",
    AT(DROP_OUTS) = "DELETE FROM outbox_text WHERE id IN (SELECT o.id" OUTS ")",
    /* The title of a case by mail is what its sender wrote. */
    AT(DROP_TITLES) = "UPDATE support_case SET title = 'request by mail' WHERE number IN"
		      " (SELECT case_number FROM mail WHERE opened = 1 AND " VG_SOUGHT_IS(
			  "person") ") OR " VG_SOUGHT_SAYS("title"),
    AT(DROP_HAPPENINGS) =
	"UPDATE happening SET text = '' WHERE (case_number <> '' AND case_number IN"
	" " HIS_CASES ") OR " VG_SOUGHT_SAYS("text"),
    AT(DROP_PROOFS) =
	"DELETE FROM proof_body WHERE " VG_SOUGHT_SAYS("CAST(body AS TEXT)"),
    AT(DROP_MESSAGES) = "UPDATE message SET body = x'' WHERE length(body) > 0"
			" AND " VG_SOUGHT_SAYS("CAST(body AS TEXT)"),
    AT(HOLD_ADD) = "INSERT INTO hold (case_number, at, who, reason)"
		   " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    AT(HOLD_END) =
	"UPDATE hold SET released = ?2 WHERE case_number = ?1 AND released = 0",
    AT(HOLD_OPEN) = "SELECT count(*) FROM hold WHERE case_number = ?1 AND released = 0",
#define PROSE_SQL(name, table, column)                                                   \
	AT(DROP_##name) =                                                                \
	    "UPDATE " table " SET " column " = 'erased' WHERE " VG_SOUGHT_SAYS(column),
    VG_STOREPERSON_PROSE(PROSE_SQL)
#undef PROSE_SQL
};

const struct vg_db_group vg_storeperson_group = {
    VG_STOREPERSON_FIRST, VG_STOREPERSON_END - VG_STOREPERSON_FIRST, statements};
