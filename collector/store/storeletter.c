/*
 * SQL of letters.
 */
#include "collector/store/storeletter.h"

#include "collector/store/sought.h"

#define AT(name) [VG_STORELETTER_##name - VG_STORELETTER_FIRST]

const char vg_storeletter_tables[] =
    "ALTER TABLE outbox ADD COLUMN channel TEXT NOT NULL DEFAULT 'mail'"
    " CHECK (channel IN ('mail','webhook','alertmanager'));"
    /* What a warning, or a message about a return, is about. */
    "ALTER TABLE outbox ADD COLUMN target TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE outbox ADD COLUMN part TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE outbox ADD COLUMN percent INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX outbox_receipt ON outbox (recipient, created) WHERE template = 'receipt';"
    "CREATE TABLE outbox_letter (id INTEGER PRIMARY KEY REFERENCES outbox,"
    " made INTEGER NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,"
    " in_reply_to TEXT NOT NULL, refs TEXT NOT NULL);" VG_SOUGHT_GUARD("outbox_letter");

const char vg_storeletter_went[] =
    /*
     * Whom it was written to, as how the SHA-256 of each address begins; gone with its words.
     */
    "ALTER TABLE outbox ADD COLUMN went_to TEXT NOT NULL DEFAULT '';"
    "CREATE TRIGGER outbox_went_gone AFTER DELETE ON outbox_letter"
    " BEGIN UPDATE outbox SET went_to = '' WHERE id = OLD.id AND went_to <> ''; END;";

/* What the supplier has of a case since he was told last that it is over, or no more ours. */
#define ANY_TICKET "SELECT 1 FROM supplier_ticket WHERE case_number = ?1"
#define OPEN_TICKET ANY_TICKET " AND closed = 0"
#define ESCALATION                                                                       \
	"SELECT 1 FROM outbox WHERE case_number = ?1 AND role = 'supplier'"              \
	" AND what IN ('escalation','escalation-more') AND state <> 'failed'"            \
	" AND id > coalesce((SELECT max(id) FROM outbox e WHERE e.case_number = ?1"      \
	" AND e.role = 'supplier' AND e.what IN ('closed','hand-over')"                  \
	" AND e.state <> 'failed'), 0)"

static const char *const statements[] = {
    AT(PUT) = "INSERT INTO outbox_letter (id, made, subject, body, in_reply_to, refs)"
	      " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    AT(GET) = "SELECT made, subject, body, in_reply_to, refs FROM outbox_letter"
	      " WHERE id = ?1",
    AT(WROTE) =
	"SELECT id, what, created, state,"
	" EXISTS (SELECT 1 FROM outbox_letter l WHERE l.id = outbox.id) FROM outbox"
	" WHERE case_number = ?1 AND transition >= 'wrote@' AND transition < 'wrote@~'"
	" AND role = ?2"
	" ORDER BY transition DESC LIMIT 1",
    AT(WROTE_BOTH) = "UPDATE outbox SET what = ?2 WHERE id = ?1",
    AT(ROW) =
	"SELECT coalesce(o.case_number, ''), o.what, o.role, o.transition,"
	" o.recipient, o.template, o.message_id, o.attachment, o.channel, o.target,"
	" o.part, o.percent, o.created, coalesce(t.text, ''), o.tries, o.state,"
	" o.language, o.way, o.stands, o.taken_by, o.line, o.round FROM outbox o LEFT JOIN outbox_text t ON t.id = o.id"
	" WHERE o.id = ?1",
    AT(LANGUAGE) = "UPDATE outbox SET language = ?2 WHERE id = ?1",
    AT(DEFER) = "UPDATE outbox SET state = 'waiting', next_try = ?2, reason = ?3"
		" WHERE id = ?1",
    AT(STOP) = "UPDATE outbox SET state = 'failed', next_try = ?2, reason = ?3"
	       " WHERE id = ?1",
    AT(WARN) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try, target, part, percent) VALUES (?1, ?2, ?3, ?4, ?3,"
	" 'role:' || ?4, ?6, ?5, ?7, ?8, ?9)"
	" ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    AT(ADD_PART) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try, part) VALUES (?1, ?2, ?3, ?4, ?3 || '@' || ?1,"
	" 'role:' || ?4, 'target', ?1, ?5)"
	" ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    AT(THREAD) =
	"SELECT message_id FROM (SELECT message_id, taken AS at, 0 AS ours FROM mail"
	" WHERE case_number = ?1 AND message_id <> '' AND (person = ?2"
	"  OR (?2 = 'role:client' AND side = 'client')"
	"  OR (?2 IN ('role:supplier','role:supplier-escalation') AND side = 'supplier'))"
	" UNION ALL SELECT message_id, created, id FROM outbox WHERE case_number = ?1"
	" AND recipient = ?2 AND id < ?3 AND message_id <> '' AND channel = 'mail'"
	" AND state IN ('sent','taken')) ORDER BY at DESC, ours DESC LIMIT 20",
    /* What waits will leave, and what was sent says in next_try when. */
    AT(ANSWERED) =
	"SELECT count(*) FROM outbox WHERE recipient IN (SELECT ?1 UNION"
	" SELECT 'sender-' || id FROM person WHERE mail = ?4 || ?5 AND mail <> '' UNION"
	" SELECT 'sender-' || id FROM person WHERE mail > ?4 || '+' AND mail < ?4 || ','"
	"  AND mail <> '' AND substr(mail, -length(?5)) = ?5)"
	" AND created > ?2 - 432000000000 AND id < ?3 AND template = 'receipt'"
	" AND (state IN ('waiting','taken') OR (state = 'sent' AND next_try > ?2"
	"  AND next_try <= ?2 + 3600000000))",
    AT(ASKED) = "SELECT min(taken) FROM mail WHERE case_number = ?1 AND automatic = 0"
		" AND side = 'client'",
    AT(STANDING) = "SELECT text, resource, severity, raised, kind, qualifier FROM alarm"
		   " WHERE case_number = ?1 AND cleared = 0"
		   " ORDER BY role, severity DESC, raised, id LIMIT 21",
    AT(RETURN) = "SELECT number FROM rma WHERE case_number = ?1"
		 " ORDER BY changed DESC, number DESC LIMIT 1",
    AT(MERGED) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try, part) SELECT ?1, ?2, 'merged', role,"
	" 'merged@' || ?1 || ' ' || ?3, recipient, 'target', ?1, ?3 FROM"
	" (SELECT role, " VG_STORELETTER_TOLD " AS recipient FROM outbox o"
	" WHERE case_number = ?3 AND template <> 'event' AND what IN"
	" ('opened','reopened','quarantine','merged') AND id > coalesce((SELECT max(id)"
	" FROM outbox e WHERE e.case_number = ?3 AND " VG_STORELETTER_SAME
	" AND e.what = 'closed' AND e.state <> 'failed'), 0)"
	" UNION SELECT 'client', 'role:client') WHERE true"
	" ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    AT(REOPENED) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try) SELECT ?1, ?2, CASE WHEN o.what = 'receipt' THEN o.what"
	" WHEN o.role = 'client' THEN 'reopened' ELSE ?3 END, o.role, 'reopened@' || ?1,"
	" " VG_STORELETTER_TOLD ", 'reopened', ?1 FROM outbox o WHERE case_number = ?2"
	" AND template <> 'event' AND what IN"
	" ('opened','reopened','quarantine','merged','receipt') AND EXISTS"
	" (SELECT 1 FROM outbox e WHERE e.case_number = ?2 AND " VG_STORELETTER_SAME
	" AND e.what = 'closed' AND e.state <> 'failed' AND e.id > o.id"
	" AND e.created = (SELECT max(l.created) FROM outbox l WHERE l.case_number = ?2 AND l.what = 'closed'))"
	" GROUP BY " VG_STORELETTER_TOLD
	" ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    AT(TICKET) =
	"SELECT number FROM supplier_ticket WHERE case_number = ?1 AND closed = 0"
	" ORDER BY opened DESC, number DESC LIMIT 1",
    AT(ESCALATED) = "SELECT EXISTS (" OPEN_TICKET ") OR (NOT EXISTS (" ANY_TICKET ")"
		    " AND EXISTS (" ESCALATION "))",
    AT(SUPPLIER_ENDED) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try) SELECT ?2, ?1, 'closed', 'supplier', 'closed@' || ?2,"
	" 'role:supplier', 'closed', ?2 WHERE EXISTS (" ESCALATION ")"
	" AND (NOT EXISTS (" ANY_TICKET ") OR EXISTS (" OPEN_TICKET " AND stays = 0))"
	" ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    AT(WENT_TO) = "UPDATE outbox SET went_to = ?2 WHERE id = ?1",
};

const struct vg_db_group vg_storeletter_group = {
    VG_STORELETTER_FIRST, VG_STORELETTER_END - VG_STORELETTER_FIRST, statements};
