/*
 * SQL of agents' silence.
 */
#include "collector/store/storesilence.h"

#include "collector/store/storeopen.h"

#define AT(name) [VG_STORESILENCE_##name - VG_STORESILENCE_FIRST]

const char vg_storesilence_tables[] =
    /* 'base': silence counts from then; 'back': when it was heard again, 0 while it is silent. */
    "CREATE TABLE silence (agent TEXT PRIMARY KEY, base INTEGER NOT NULL,"
    " stage INTEGER NOT NULL CHECK (stage BETWEEN 1 AND 3), deaf INTEGER NOT NULL DEFAULT 0,"
    " back INTEGER NOT NULL DEFAULT 0, missed INTEGER NOT NULL DEFAULT 0,"
    " last INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
    "CREATE TABLE beat (agent TEXT PRIMARY KEY, at INTEGER NOT NULL,"
    " offset_ms INTEGER NOT NULL, cycle_age_ms INTEGER NOT NULL, cycle_ms INTEGER NOT NULL,"
    " digest TEXT NOT NULL, agrees INTEGER NOT NULL, lost INTEGER NOT NULL,"
    " held INTEGER NOT NULL, interval_ms INTEGER NOT NULL) WITHOUT ROWID;"
    /* An agent that was silent already is so by the new table too. */
    "INSERT INTO silence (agent, base, stage, last)"
    " SELECT name, heard, 1, heard FROM agent WHERE state = 'silent';";

static const char *const statements[] = {
    AT(GET) =
	"SELECT base, stage, deaf, back, missed, last FROM silence WHERE agent = ?1",
    AT(PUT) =
	"INSERT INTO silence (agent, base, stage, last) VALUES (?1, ?2, 1, ?3)"
	" ON CONFLICT (agent) DO UPDATE SET base = excluded.base, stage = 1, deaf = 0,"
	" back = 0, missed = 0, last = excluded.last",
    AT(STAGE) = "UPDATE silence SET stage = ?2 WHERE agent = ?1",
    AT(DEAF) = "UPDATE silence SET deaf = 1 WHERE agent = ?1",
    AT(BACK) = "INSERT INTO silence (agent, base, stage, back) VALUES (?1, ?2, 1, ?2)"
	       " ON CONFLICT (agent) DO UPDATE SET back = excluded.back, deaf = 0",
    AT(MISSED) = "UPDATE silence SET missed = missed + 1 WHERE agent = ?1",
    AT(DROP) = "DELETE FROM silence WHERE agent = ?1",
    /* Also those whose time has come and who wait for their turn. */
    AT(ALL) = "SELECT agent, base, deaf, back FROM silence UNION ALL"
	      " SELECT object, at - ?1, 0, 0 FROM due WHERE kind = 'silent' AND at <= ?2"
	      " AND object NOT IN (SELECT agent FROM silence WHERE back = 0)",
    AT(AGENTS) = "SELECT name FROM agent UNION SELECT agent FROM silence UNION"
		 " SELECT object FROM due WHERE kind = 'silent'",
    AT(FREE) = "UPDATE silence SET deaf = 0 WHERE deaf = 1",
    AT(FREE_DUE) =
	"INSERT INTO due (kind, object, at) SELECT 'silent', agent, ?1 FROM silence"
	" WHERE deaf = 1 AND back = 0 ON CONFLICT (kind, object) DO UPDATE SET"
	" at = max(at, excluded.at)",
    AT(EARLIER) = "INSERT INTO due (kind, object, at) VALUES ('silent', ?1, ?2)"
		  " ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at)",
    AT(LATER) = "UPDATE due SET at = max(at, ?1) WHERE kind IN ('silent','list','deaf')",
    AT(LATER_DEAF) =
	"UPDATE due SET at = max(at, ?1) WHERE kind = 'hold' AND object IN"
	" (SELECT CAST(id AS TEXT) FROM alarm WHERE resource = ?2 AND kind = 'collector-deaf'"
	" AND qualifier = '' AND cleared = 0)",
    AT(STEP_DUE) =
	"UPDATE due SET at = at + ?1 WHERE kind IN ('silent','list','deaf','told')",
    AT(STEP_HEARD) = "UPDATE agent SET heard = heard + ?1",
    AT(STEP_BASE) = "UPDATE silence SET base = base + ?1,"
		    " last = CASE WHEN last > 0 THEN last + ?1 ELSE 0 END,"
		    " back = CASE WHEN back > 0 THEN back + ?1 ELSE 0 END",
    AT(CASES_UNKNOWN) =
	"UPDATE support_case SET fault = 'not-known', changed = ?2 WHERE fault = 'standing'"
	" AND " VG_STOREOPEN_CASE
	" AND number IN (SELECT case_number FROM alarm WHERE agent = ?1"
	" AND agent <> '' AND cleared = 0) AND NOT EXISTS (SELECT 1 FROM alarm a"
	" WHERE a.case_number = number AND a.cleared = 0 AND a.known = 1)",
    AT(CASES_KNOWN) =
	"UPDATE support_case SET fault = 'standing', changed = ?2 WHERE fault = 'not-known'"
	" AND number IN (SELECT case_number FROM alarm WHERE agent = ?1 AND agent <> ''"
	" AND cleared = 0 AND known = 1)",
    AT(KNOWN_AGAIN) = "UPDATE alarm SET known = 1 WHERE agent = ?1 AND agent <> ''"
		      " AND cleared = 0 AND known = 0",
    AT(CASE) = "UPDATE support_case SET fault = 'not-known' WHERE number = ?1"
	       " AND fault = 'standing' AND NOT EXISTS (SELECT 1 FROM alarm a"
	       " WHERE a.case_number = ?1 AND a.cleared = 0 AND a.known = 1)",
    AT(CLEARS) = "INSERT OR IGNORE INTO due (kind, object, at)"
		 " SELECT 'clear', CAST(id AS TEXT), ?2 FROM alarm WHERE agent = ?1"
		 " AND agent <> '' AND cleared = 0 AND pending = 1",
    AT(COUNT) = "SELECT count(*), coalesce(max(severity), 0) FROM alarm WHERE agent = ?1"
		" AND agent <> '' AND cleared = 0 AND known = 0",
    AT(STANDING) =
	"SELECT a.resource, a.kind, a.qualifier, coalesce(m.sequence, 0) FROM alarm a"
	" LEFT JOIN message m ON m.id = a.message WHERE a.agent = ?1 AND a.agent <> ''"
	" AND a.cleared = 0 AND a.pending = 0 ORDER BY a.resource, a.kind, a.qualifier",
    AT(PARENT) =
	"SELECT a.resource, c.number, a.raised FROM support_case c JOIN alarm a"
	" ON a.case_number = c.number AND a.cleared = 0 WHERE c.subject IN (?1, ?2)"
	" AND " VG_STOREOPEN_CASE_C " AND a.kind = ?3 AND a.raised BETWEEN ?4 AND ?5"
	" ORDER BY a.raised, a.id LIMIT 1",
    AT(PAGE) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try) VALUES (?1, ?2, ?3, 'duty', ?4, 'role:duty', 'page', ?1)"
	" ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    AT(BEAT_GET) =
	"SELECT at, offset_ms, cycle_age_ms, cycle_ms, digest, agrees, lost, held,"
	" interval_ms FROM beat WHERE agent = ?1",
    AT(BEAT_PUT) =
	"INSERT INTO beat (agent, at, offset_ms, cycle_age_ms, cycle_ms, digest, agrees,"
	" lost, held, interval_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
	" ON CONFLICT (agent) DO UPDATE SET at = excluded.at, offset_ms = excluded.offset_ms,"
	" cycle_age_ms = excluded.cycle_age_ms, cycle_ms = excluded.cycle_ms,"
	" digest = excluded.digest, agrees = excluded.agrees, lost = excluded.lost,"
	" held = excluded.held, interval_ms = excluded.interval_ms",
    AT(SUMMARY) =
	"SELECT (SELECT count(*) FROM silence WHERE back = 0),"
	" (SELECT count(*) FROM silence WHERE back > 0),"
	" (SELECT count(*) FROM alarm WHERE cleared = 0 AND agent <> '' AND known = 0)",
};

const struct vg_db_group vg_storesilence_group = {VG_STORESILENCE_FIRST,
    VG_STORESILENCE_AFTER_LAST - VG_STORESILENCE_FIRST, statements};
