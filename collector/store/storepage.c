/*
 * SQL of pages.
 */
#include "collector/store/storepage.h"

#define AT(name) [VG_STOREPAGE_##name - VG_STOREPAGE_FIRST]

#define OVER "('closed','merged','void')"
/* Looked at at once, whatever the ladder waits for. */
#define SOON(at)                                                                         \
	" INSERT INTO due (kind, object, at) VALUES ('page', NEW.number, " at ")"        \
	" ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at);"

const char vg_storepage_tables[] =
    /* told: bits of vg_page_whom; first, last, ended: 0 not */
    "CREATE TABLE paging (case_number TEXT PRIMARY KEY REFERENCES support_case,"
    " class INTEGER NOT NULL CHECK (class BETWEEN 0 AND 4), floor INTEGER NOT NULL"
    " CHECK (floor BETWEEN 0 AND 4), severity INTEGER NOT NULL, begun INTEGER NOT NULL,"
    " told INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
    " ended INTEGER NOT NULL, what TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE page (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " case_number TEXT REFERENCES support_case, person TEXT NOT NULL,"
    " whom TEXT NOT NULL CHECK (whom IN ('first','second','lead','manager','next','test')),"
    " class INTEGER NOT NULL, rung INTEGER NOT NULL, channel TEXT NOT NULL,"
    " queued INTEGER NOT NULL, acknowledged INTEGER NOT NULL DEFAULT 0,"
    " who TEXT NOT NULL DEFAULT '', ended INTEGER NOT NULL DEFAULT 0,"
    " reason TEXT NOT NULL DEFAULT '', outbox INTEGER REFERENCES outbox);"
    "CREATE INDEX page_open ON page (case_number, id) WHERE ended = 0;"
    "CREATE INDEX page_case ON page (case_number, person);"
    "CREATE INDEX page_outbox ON page (outbox);"
    "CREATE INDEX page_queued ON page (queued);"
    "CREATE INDEX page_test ON page (acknowledged) WHERE whom = 'test' AND acknowledged > 0;"
    /* Whatever opens a case, makes it worse, hands it on or ends it. */
    "CREATE TRIGGER page_opened AFTER INSERT ON support_case WHEN NEW.state NOT IN " OVER
    " BEGIN" SOON(
	"NEW.changed") " END;"
		       "CREATE TRIGGER page_moved AFTER UPDATE OF state, fault, severity, owner, worse"
		       " ON support_case WHEN NEW.severity > OLD.severity OR NEW.worse > OLD.worse"
		       " OR NEW.owner <> OLD.owner OR (NEW.fault = 'standing' AND OLD.fault = 'cleared')"
		       " OR (NEW.state <> OLD.state AND (NEW.state IN " OVER
		       " OR OLD.state IN"
		       " ('closed','merged','void','triage','quarantine','observed')))"
		       " BEGIN" SOON("NEW.changed") " END;";

#define COLUMNS                                                                          \
	"p.id, coalesce(p.case_number, ''), p.person, p.whom, p.class, p.rung,"          \
	" p.channel, p.queued, CASE WHEN o.state = 'sent' THEN 1 ELSE 0 END,"            \
	" p.acknowledged, p.who, p.ended, p.reason, coalesce(p.outbox, 0),"              \
	" coalesce(o.state, '') FROM page p LEFT JOIN outbox o ON o.id = p.outbox"

static const char *const statements[] = {
    AT(CASE_GET) = "SELECT class, floor, severity, begun, told, first, last, ended, what"
		   " FROM paging WHERE case_number = ?1",
    AT(CASE_PUT) =
	"INSERT INTO paging (case_number, class, floor, severity, begun, told, first, last,"
	" ended, what) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
	" ON CONFLICT (case_number) DO UPDATE SET class = excluded.class,"
	" floor = excluded.floor, severity = excluded.severity, begun = excluded.begun,"
	" told = excluded.told, first = excluded.first, last = excluded.last,"
	" ended = excluded.ended, what = excluded.what",
    AT(FAULTS) = "SELECT kind, severity FROM alarm WHERE case_number = ?1 AND cleared = 0"
		 " GROUP BY kind, severity",
    AT(ADD) = "INSERT INTO page (case_number, person, whom, class, rung, channel, queued)"
	      " VALUES (nullif(?1, ''), ?2, ?3, ?4, ?5, ?6, ?7)",
    AT(OUT) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try, channel) VALUES (?1, nullif(?2, ''), ?3, ?4, ?5, ?6, 'page',"
	" ?1, ?7)",
    AT(PLACE) = "UPDATE page SET outbox = ?2 WHERE id = ?1",
    AT(OPEN) =
	"SELECT p.id, p.person, p.whom, p.channel, p.queued, p.class, p.rung,"
	" p.acknowledged > 0 OR coalesce(o.state, '') = 'sent' FROM page p"
	" LEFT JOIN outbox o ON o.id = p.outbox WHERE p.case_number = ?1 AND p.ended = 0"
	" ORDER BY p.id",
    AT(END) = "UPDATE page SET ended = ?2, reason = ?3 WHERE id = ?1 AND ended = 0",
    AT(END_PERSON) = "UPDATE page SET ended = ?3, reason = ?4 WHERE case_number = ?1"
		     " AND person = ?2 AND ended = 0",
    AT(STOP) = "UPDATE outbox SET state = 'failed', reason = ?2 WHERE state = 'waiting'"
	       " AND id IN (SELECT outbox FROM page WHERE case_number = ?1)",
    AT(END_CASE) = "UPDATE page SET ended = ?2, reason = ?3 WHERE case_number = ?1"
		   " AND ended = 0",
    AT(ACK) = "UPDATE page SET acknowledged = ?2, who = ?3 WHERE id = ?1"
	      " AND acknowledged = 0",
    AT(CLOSED) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try) SELECT ?2, ?1, 'closed', 'duty', 'closed@' || ?2, p.person,"
	" 'closed', ?2 FROM page p JOIN outbox o ON o.id = p.outbox"
	" WHERE p.case_number = ?1 AND o.state IN ('sent','taken') AND o.id >"
	" coalesce((SELECT max(e.id) FROM outbox e WHERE e.case_number = ?1"
	"  AND e.recipient = p.person AND e.what = 'closed'), 0) GROUP BY p.person"
	" ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    AT(ONE) = "SELECT " COLUMNS " WHERE p.id = ?1",
    AT(LIST) = "SELECT " COLUMNS " WHERE p.id < ?1 AND (?3 = 0 OR p.ended = 0)"
	       " ORDER BY p.id DESC LIMIT ?2",
    AT(PROOF) = "SELECT person, acknowledged FROM page WHERE whom = 'test'"
		" AND acknowledged > 0 ORDER BY acknowledged DESC LIMIT 1",
    AT(SWEEP) = "DELETE FROM page WHERE id IN (SELECT id FROM page WHERE queued < ?1"
		" ORDER BY queued LIMIT ?2)",
    AT(BEHIND) = "SELECT object FROM due WHERE kind = 'page' AND at <= ?1 LIMIT ?2",
};

const struct vg_db_group vg_storepage_group = {
    VG_STOREPAGE_FIRST, VG_STOREPAGE_END_OF - VG_STOREPAGE_FIRST, statements};
