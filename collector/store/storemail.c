/*
 * SQL of mails and messages.
 */
#include "collector/store/storemail.h"

#include "collector/store/storeopen.h"

#define AT(name) [VG_STOREMAIL_##name - VG_STOREMAIL_FIRST]

/*
 * A reply that an older version queued is looked at as one of this is.  What is over for longer than a relay
 * is tried stays over: where no courier ever ran each reply of years waits.
 */
const char vg_storemail_told[] =
    "INSERT OR IGNORE INTO due (kind, object, at) SELECT 'told', CAST(o.id AS TEXT),"
    " o.created + 180000000 FROM outbox o JOIN support_case c ON c.number = o.case_number"
    " WHERE o.template = 'reply' AND o.state IN ('waiting','taken')"
    " AND (c.state NOT IN ('closed','merged','void')"
    "  OR o.created > (SELECT max(at) FROM happening) - 432000000000);";

const char vg_storemail_tables[] =
    /* A message says once to whom, in which words, and what became of it. */
    "ALTER TABLE outbox RENAME TO outbox_before;"
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, created INTEGER NOT NULL,"
    " case_number TEXT NOT NULL REFERENCES support_case, what TEXT NOT NULL,"
    " role TEXT NOT NULL"
    "  CHECK (role IN ('client','noc','supplier','triage','commercial','owner','duty','lead',"
    "  'manager','supplier-escalation')),"
    " state TEXT NOT NULL DEFAULT 'waiting'"
    "  CHECK (state IN ('waiting','taken','sent','failed')),"
    " transition TEXT NOT NULL, recipient TEXT NOT NULL,"
    " language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr','en')),"
    " template TEXT NOT NULL, message_id TEXT NOT NULL DEFAULT '',"
    " tries INTEGER NOT NULL DEFAULT 0, next_try INTEGER NOT NULL,"
    " reason TEXT NOT NULL DEFAULT '', body_digest BLOB,"
    /* The bundle that goes with it: for whom it is masked, and the head of the evidence. */
    " attachment TEXT NOT NULL DEFAULT '');"
    "INSERT INTO outbox (id, created, case_number, what, role, state, transition, recipient,"
    " template, next_try) SELECT id, created, case_number, what, role, state,"
    " what || '@' || id, 'role:' || role, CASE WHEN what IN"
    " ('opened','reopened','worse','quarantine') THEN what ELSE 'target' END, created"
    " FROM outbox_before;"
    "DROP TABLE outbox_before;"
    "CREATE UNIQUE INDEX outbox_once ON outbox (case_number, transition, recipient);"
    "CREATE INDEX outbox_next ON outbox (next_try) WHERE state IN ('waiting','taken');"
    "CREATE INDEX outbox_message ON outbox (message_id) WHERE message_id <> '';"
    "CREATE TABLE outbox_text (id INTEGER PRIMARY KEY REFERENCES outbox, salt BLOB NOT NULL,"
    " text TEXT NOT NULL);"

    "CREATE TABLE mail (id INTEGER PRIMARY KEY AUTOINCREMENT, case_number TEXT NOT NULL,"
    " taken INTEGER NOT NULL, recorded INTEGER NOT NULL, message_id TEXT NOT NULL,"
    " person TEXT NOT NULL, side TEXT NOT NULL, automatic INTEGER NOT NULL,"
    " rung INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'filed'"
    "  CHECK (state IN ('filed','request','dismissed')),"
    " before TEXT NOT NULL DEFAULT '', after TEXT NOT NULL DEFAULT '',"
    " closed INTEGER NOT NULL DEFAULT 0, target TEXT NOT NULL DEFAULT '',"
    " opened INTEGER NOT NULL DEFAULT 0, body_digest BLOB NOT NULL);"
    "CREATE INDEX mail_message ON mail (message_id) WHERE message_id <> '';"
    "CREATE INDEX mail_case ON mail (case_number, id);"
    "CREATE TRIGGER mail_stays BEFORE UPDATE OF taken, recorded, message_id, person, side,"
    " automatic, body_digest ON mail"
    " BEGIN SELECT RAISE(ABORT, 'a mail stays as it came'); END;"
    "CREATE TRIGGER mail_is_kept BEFORE DELETE ON mail"
    " BEGIN SELECT RAISE(ABORT, 'a mail stays as it came'); END;"
    "CREATE TABLE mail_text (id INTEGER PRIMARY KEY REFERENCES mail, salt BLOB NOT NULL,"
    " sender TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL,"
    " text TEXT NOT NULL);";

static const char *const statements[] = {
    AT(ADD) = "INSERT INTO mail (case_number, taken, recorded, message_id, person, side,"
	      " automatic, rung, body_digest, domain, id)"
	      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, nullif(?11, 0))",
    AT(TEXT) = "INSERT INTO mail_text (id, salt, sender, recipient, subject, text, cc)"
	       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    AT(PLACE) = "UPDATE mail SET case_number = ?2, state = ?3, before = ?4, after = ?5,"
		" closed = ?6, target = ?7, opened = ?8 WHERE id = ?1",
    AT(GET) = "SELECT case_number, state, before, after, closed, target, opened, taken"
	      " FROM mail WHERE id = ?1",
    AT(STATE) = "UPDATE mail SET state = ?2 WHERE id = ?1",
    AT(SAME) =
	"SELECT m.id, m.case_number FROM mail m JOIN mail_text t ON t.id = m.id"
	" WHERE m.message_id = ?1 AND m.message_id <> '' AND t.sender = ?2 AND t.subject = ?3"
	" AND t.text = ?4 AND (m.automatic = 0 OR ?5 = 1) AND m.recorded > ?8"
	" AND coalesce((SELECT date FROM mail_more WHERE id = m.id), '') = ?7"
	" AND coalesce((SELECT group_concat(sha256, ' ') FROM (SELECT sha256 FROM mail_part"
	"  WHERE mail = m.id ORDER BY number)), '') = ?6 LIMIT 1",
    AT(THREAD) = "SELECT case_number, role FROM outbox WHERE message_id = ?1"
		 " AND message_id <> '' UNION ALL"
		 " SELECT case_number, '' FROM mail WHERE message_id = ?1"
		 " AND message_id <> '' AND case_number <> '' LIMIT 1",
    AT(WRITTEN) = "SELECT side FROM mail WHERE case_number = ?1 AND person = ?2"
		  " AND state <> 'dismissed' ORDER BY id DESC LIMIT 1",
    AT(ASKER) = "SELECT id, person, opened FROM mail WHERE case_number = ?1 AND id < ?2"
		" AND side = 'client' AND automatic = 0 AND state <> 'dismissed'"
		" ORDER BY id DESC LIMIT 1",
    AT(CASE_ADD) =
	"INSERT INTO support_case (number, state, before, fault, title, subject, class,"
	" severity, ball, client, site, device, supplier, contract, mode, entitlement,"
	" entitlement_text, revision, opened, changed, rung) VALUES (?1, ?2, ?2, 'none', ?3,"
	" ?4, '', 0, 'integrator', ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, 0)",
    AT(CASE_RESTORE) = "UPDATE support_case SET before = state, state = ?2, closed = ?3,"
		       " changed = ?4 WHERE number = ?1",
    AT(REQUESTS) = "WITH said(at) AS (SELECT coalesce(max(happened), -1) FROM journal"
		   "  WHERE case_number = ?1 AND kind IN ('reply','call'))"
		   " SELECT (SELECT count(*) FROM mail, said WHERE case_number = ?1"
		   "  AND state = 'request' AND taken > said.at)"
		   " + (SELECT count(*) FROM support_case, said WHERE number = ?1"
		   "  AND opened_for = 'malfunction' AND opened >= said.at)",
    AT(CASE_REOPEN) = "UPDATE support_case SET closed = 0, owner = '', changed = ?2"
		      " WHERE number = ?1",
    AT(ALIKE) = "SELECT number FROM support_case WHERE client = ?1 AND client <> ''"
		" AND " VG_STOREOPEN_CASE
		" AND ((device = ?2 AND device <> '') OR opened > ?3) AND number <> ?4"
		" ORDER BY device = ?2 DESC, opened DESC, number DESC LIMIT 1",
    /* Of a client with more the newest. */
    AT(OBSERVED) =
	"SELECT number, title, device FROM support_case WHERE client = ?1 AND client <> ''"
	" AND " VG_STOREOPEN_CASE " AND state = 'observed' AND supplier = ?2"
	" ORDER BY opened DESC LIMIT 100",
    AT(OF_DEVICE) = "SELECT number FROM support_case WHERE device = ?1"
		    " AND " VG_STOREOPEN_CASE " AND supplier = ?2 LIMIT 2",
    AT(TICKET_CASE) =
	"SELECT t.case_number, t.closed, t.opened FROM supplier_ticket t"
	" JOIN support_case c ON c.number = t.case_number"
	" WHERE t.number = ?1 AND c.supplier = ?2 UNION ALL"
	" SELECT r.case_number, 0, x.at FROM rma_number x JOIN rma r ON r.number = x.rma"
	" JOIN support_case c ON c.number = r.case_number"
	" WHERE x.number = ?1 AND x.state = 'in-force' AND c.supplier = ?2"
	" ORDER BY 2, 3 DESC LIMIT 1",
    AT(OUT_ADD) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" language, template, body_digest, attachment, next_try) VALUES (?1, nullif(?2, ''),"
	" ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?1) ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    AT(OUT_TEXT) = "INSERT INTO outbox_text (id, salt, text) VALUES (?1, ?2, ?3)",
    AT(OUT_TAKE) =
	"UPDATE outbox SET state = 'taken', tries = tries + 1, next_try = ?2,"
	" taken_by = ?4, message_id = CASE WHEN message_id = '' THEN ?3 ELSE message_id END"
	" WHERE id = ?1",
    AT(OUT_GET) = "SELECT case_number, role, recipient, language, template, state, tries,"
		  " message_id, what, transition, created, way, stands, again, taken_by,"
		  " coalesce((SELECT made FROM outbox_letter l WHERE l.id = outbox.id),"
		  "  created), next_try FROM outbox WHERE id = ?1",
    AT(OUT_STATE) =
	"UPDATE outbox SET state = ?2, next_try = ?3, reason = ?4 WHERE id = ?1",
    AT(OUT_UNCOUNT) = "UPDATE outbox SET tries = max(1, tries - 1) WHERE id = ?1",
    AT(OUT_APART) =
	"INSERT INTO outbox (created, case_number, what, role, state, transition, recipient,"
	" language, template, message_id, tries, next_try, reason, body_digest, attachment,"
	" channel, target, part, percent, way, line) SELECT created, case_number, what, role,"
	" 'waiting', transition, ?2, language, template, message_id, tries, next_try, reason,"
	" body_digest, attachment, channel, target, part, percent, way, line FROM outbox"
	" WHERE id = ?1 ON CONFLICT DO NOTHING",
    AT(OUT_APART_TEXT) = "INSERT INTO outbox_text (id, salt, text)"
			 " SELECT ?1, salt, text FROM outbox_text WHERE id = ?2",
    AT(OUT_APART_LETTER) =
	"INSERT INTO outbox_letter (id, made, subject, body, in_reply_to, refs)"
	" SELECT ?1, made, subject, body, in_reply_to, refs FROM outbox_letter WHERE id = ?2",
    AT(OUT_RECIPIENT) = "UPDATE OR IGNORE outbox SET recipient = ?2 WHERE id = ?1",
    AT(OUT_ORIGIN) = "SELECT coalesce(min(o.id), ?1) FROM outbox o"
		     " WHERE o.message_id = (SELECT message_id FROM outbox WHERE id = ?1)"
		     " AND o.message_id <> ''",
    AT(WRITERS) =
	"SELECT t.sender, coalesce(o.reply_to, ''), t.recipient, t.cc FROM mail m"
	" JOIN mail_text t ON t.id = m.id LEFT JOIN mail_more o ON o.id = m.id"
	" WHERE m.case_number = ?1 AND m.side = 'client' AND m.state <> 'dismissed'"
	" ORDER BY m.id DESC LIMIT 1000",
    AT(WRITTEN_TEXTS) =
	"SELECT t.text FROM mail m JOIN mail_text t ON t.id = m.id"
	" WHERE m.case_number = ?1 AND m.side = 'client' AND m.state <> 'dismissed'"
	" ORDER BY m.id DESC LIMIT 1000",
    AT(SUPPLIERS) =
	"SELECT t.sender, t.text, coalesce(o.authentication, '') FROM mail m"
	" JOIN mail_text t ON t.id = m.id LEFT JOIN mail_more o ON o.id = m.id"
	" WHERE m.case_number = ?1 AND m.side = 'supplier' AND m.state <> 'dismissed'"
	" ORDER BY m.id DESC LIMIT 200",
    AT(TICKET_KNOWN) =
	"SELECT EXISTS (SELECT 1 FROM supplier_ticket WHERE case_number = ?1 AND number = ?2)"
	" OR EXISTS (SELECT 1 FROM rma_number x JOIN rma r ON r.number = x.rma"
	" WHERE x.number = ?2 AND x.state <> 'proposed' AND r.case_number = ?1)",
    AT(OUT_SAID) = "SELECT 1 FROM outbox WHERE case_number = ?1 AND transition = ?2"
		   " LIMIT 1",
    AT(OUT_SENT) = "SELECT count(*) FROM outbox WHERE case_number = ?1"
		   " AND transition = ?2 AND state = 'sent'",
    /* Whose next try is when it was sent; of a survivor what was written in it since the merge. */
    AT(OUT_OTHER) =
	"WITH RECURSIVE goes(number, since) AS (SELECT ?1, ?3 UNION"
	" SELECT t.other, max(t.at, goes.since) FROM goes JOIN tie t"
	"  ON t.case_number = goes.number AND t.kind = 'merge' AND t.undone = 0)"
	" SELECT o.id, o.next_try FROM goes JOIN outbox o ON o.case_number = goes.number"
	" WHERE o.template = 'reply' AND o.state = 'sent'"
	" AND NOT (o.case_number = ?1 AND o.transition = ?2) AND o.created >= goes.since"
	" ORDER BY o.next_try, o.id LIMIT 1",
    AT(OUT_TOLD) =
	"WITH RECURSIVE gone(number) AS (SELECT ?1 UNION"
	" SELECT t.case_number FROM gone JOIN tie t"
	"  ON t.other = gone.number AND t.kind = 'merge' AND t.undone = 0)"
	" INSERT INTO due (kind, object, at) SELECT 'told', CAST(o.id AS TEXT),"
	" min(max(?2, o.created + ?3), ?2 + ?3) FROM gone JOIN outbox o ON o.case_number = gone.number"
	" WHERE o.template = 'reply' ON CONFLICT (kind, object) DO NOTHING",
};

const struct vg_db_group vg_storemail_group = {
    VG_STOREMAIL_FIRST, VG_STOREMAIL_END - VG_STOREMAIL_FIRST, statements};
