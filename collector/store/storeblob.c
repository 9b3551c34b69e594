/*
 * SQL of what mails brought.
 */
#include "collector/store/storeblob.h"

#define AT(name) [VG_STOREBLOB_##name - VG_STOREBLOB_FIRST]

const char vg_storeblob_tables[] =
    "CREATE TABLE mail_more (id INTEGER PRIMARY KEY REFERENCES mail, raw TEXT NOT NULL,"
    " envelope_from TEXT NOT NULL, envelope_to TEXT NOT NULL, extension TEXT NOT NULL,"
    " reply_to TEXT NOT NULL, authentication TEXT NOT NULL, cut INTEGER NOT NULL,"
    " unparsed INTEGER NOT NULL, html INTEGER NOT NULL);"
    "CREATE INDEX mail_more_raw ON mail_more (raw) WHERE raw <> '';"
    "CREATE TABLE mail_part (mail INTEGER NOT NULL REFERENCES mail,"
    " number INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,"
    " size INTEGER NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),"
    " PRIMARY KEY (mail, number)) WITHOUT ROWID;"
    "CREATE INDEX mail_part_blob ON mail_part (sha256);"
    "CREATE TABLE blob_gone (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;"
    /* Whoever erases the text of a mail erases what came with it; the files go by timer. */
    "CREATE TRIGGER mail_text_gone AFTER DELETE ON mail_text BEGIN"
    " INSERT OR IGNORE INTO blob_gone SELECT raw FROM mail_more WHERE id = OLD.id"
    "  AND raw <> '';"
    " INSERT OR IGNORE INTO blob_gone SELECT sha256 FROM mail_part WHERE mail = OLD.id;"
    " DELETE FROM mail_part WHERE mail = OLD.id;"
    " DELETE FROM mail_more WHERE id = OLD.id;"
    " INSERT OR IGNORE INTO due (kind, object, at) VALUES ('blob', '', 1); END;"
    /* What one sender opened within the hour. */
    "CREATE INDEX mail_sender ON mail (person, recorded) WHERE opened = 1;";

const char vg_storeblob_date[] =
    "ALTER TABLE mail_more ADD COLUMN date TEXT NOT NULL DEFAULT '';";

static const char *const statements[] = {
    AT(MORE_ADD) =
	"INSERT INTO mail_more (id, raw, envelope_from, envelope_to, extension, reply_to,"
	" authentication, cut, unparsed, html, date)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    AT(PART_ADD) = "INSERT INTO mail_part (mail, number, name, type, size, sha256)"
		   " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    AT(SAME) = "SELECT m.id, m.case_number FROM mail_more o JOIN mail m ON m.id = o.id"
	       " WHERE o.raw = ?1 AND o.raw <> '' AND o.envelope_from = ?2"
	       " AND o.envelope_to = ?3 LIMIT 1",
    /* A case that a person called void is no case of anybody's copy. */
    AT(TWIN) =
	"SELECT m.case_number, o.authentication, o.envelope_from FROM mail n"
	" CROSS JOIN mail_text s ON s.id = n.id CROSS JOIN mail_more x ON x.id = n.id"
	" CROSS JOIN mail m ON m.id IN (SELECT id FROM mail WHERE person = n.person"
	"  ORDER BY id DESC LIMIT 50)"
	" CROSS JOIN mail_text t ON t.id = m.id CROSS JOIN mail_more o ON o.id = m.id"
	" WHERE n.id = ?1 AND m.id <> n.id AND m.state = 'request' AND m.case_number <> ''"
	" AND NOT EXISTS (SELECT 1 FROM support_case c WHERE c.number = m.case_number"
	"  AND c.state = 'void') AND " VG_STOREBLOB_ALIKE
	" AND abs(m.recorded - n.recorded) < CASE x.date WHEN '' THEN ?3 ELSE ?2 END"
	" ORDER BY m.id DESC",
    AT(PROVED) = "SELECT authentication FROM mail_more WHERE id = ?1",
    AT(COPY) =
	"SELECT c.id, c.taken FROM mail m CROSS JOIN mail c ON c.case_number = m.case_number"
	" CROSS JOIN mail_text t ON t.id = m.id CROSS JOIN mail_text u ON u.id = c.id"
	" CROSS JOIN mail_more o ON o.id = m.id CROSS JOIN mail_more n ON n.id = c.id"
	" WHERE m.id = ?1 AND m.case_number <> '' AND c.id > m.id AND c.state = 'filed'"
	" AND c.automatic = 0 AND c.side = 'client' AND c.person = m.person"
	" AND m.message_id = '' AND c.message_id = '' AND u.sender = t.sender"
	" AND u.subject = t.subject AND u.text = t.text AND n.date = o.date"
	" ORDER BY c.id LIMIT 1",
    AT(NAMED) = "SELECT (SELECT count(*) FROM mail_more WHERE raw = ?1 AND raw <> '')"
		" + (SELECT count(*) FROM mail_part WHERE sha256 = ?1)",
    AT(CASES) = "SELECT case_number FROM mail WHERE id IN (SELECT id FROM mail_more"
		" WHERE raw = ?1 AND raw <> '' UNION SELECT mail FROM mail_part"
		" WHERE sha256 = ?1) ORDER BY id DESC LIMIT 100",
    AT(GONE) = "SELECT sha256 FROM blob_gone ORDER BY sha256 LIMIT 100",
    AT(GONE_DROP) = "DELETE FROM blob_gone WHERE sha256 = ?1",
    AT(ALL) = "SELECT sha256 FROM (SELECT raw AS sha256 FROM mail_more WHERE raw > ?1"
	      " AND raw <> '' UNION SELECT sha256 FROM mail_part WHERE sha256 > ?1)"
	      " ORDER BY sha256 LIMIT ?2",
    AT(LIST) =
	"SELECT " VG_STOREBLOB_COLUMNS " WHERE m.id < ?1 ORDER BY m.id DESC LIMIT ?2",
    AT(ONE) = "SELECT " VG_STOREBLOB_COLUMNS " WHERE m.id = ?1",
    AT(PARTS) = "SELECT number, name, type, size, sha256 FROM mail_part WHERE mail = ?1"
		" ORDER BY number",
    AT(RECENT) =
	"SELECT count(*), (SELECT case_number FROM mail WHERE person = ?1"
	"  AND recorded > ?2 AND recorded <= ?2 + 3600000000 AND opened = 1"
	"  ORDER BY recorded DESC, id DESC LIMIT 1)"
	" FROM mail WHERE person = ?1 AND recorded > ?2 AND opened = 1"
	/* Of the hour behind ?2: what lies later is of a clock that was ahead. */
	" AND recorded <= ?2 + 3600000000",
    AT(SENT) =
	"SELECT id, coalesce(case_number, ''), role, recipient, template, state, went_to"
	" FROM outbox WHERE message_id = ?1 AND message_id <> '' ORDER BY id LIMIT 65",
    AT(PLACED) =
	"SELECT m.person, m.side, m.automatic, m.taken, coalesce(t.subject, ''),"
	" coalesce(t.text, ''), coalesce(t.sender, ''), m.state, m.opened, m.case_number,"
	" coalesce(t.recipient, ''), coalesce(o.envelope_from, ''), coalesce(t.cc, ''),"
	" coalesce(o.cut, 0), coalesce(o.unparsed, 0), t.id IS NULL"
	" FROM mail m LEFT JOIN mail_text t ON t.id = m.id"
	" LEFT JOIN mail_more o ON o.id = m.id WHERE m.id = ?1",
};

const struct vg_db_group vg_storeblob_group = {
    VG_STOREBLOB_FIRST, VG_STOREBLOB_END - VG_STOREBLOB_FIRST, statements};
