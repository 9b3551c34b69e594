/*
 * SQL of the agent.  Migrations are only ever appended.
 */
#include "agent/state/statedb.h"

#include <string.h>

#include "lib/base/text.h"

enum { CACHE_KIB = 512 }; /* a site's machine is small, and the system keeps pages too */

#define EVENT_DDL                                                                        \
	"action INTEGER NOT NULL, origin INTEGER NOT NULL, device TEXT NOT NULL,"        \
	"serial TEXT NOT NULL, resource TEXT NOT NULL, kind TEXT NOT NULL,"              \
	"qualifier TEXT NOT NULL, severity INTEGER NOT NULL, cause INTEGER NOT NULL,"    \
	"since INTEGER NOT NULL, time INTEGER NOT NULL, text TEXT NOT NULL"
#define EVENT_COLUMNS                                                                    \
	"action, origin, device, serial, resource, kind, qualifier, severity, cause, "   \
	"since,"                                                                         \
	"time, text, flapping, symptom, alone"

static const char *const migrations[] = {
    "CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1),"
    "  spool BLOB NOT NULL CHECK (length(spool) = 8), next INTEGER NOT NULL,"
    "  boots INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE TABLE standing (sequence INTEGER NOT NULL, " EVENT_DDL ","
    "  PRIMARY KEY (resource, kind, qualifier)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE message (sequence INTEGER PRIMARY KEY, " EVENT_DDL ","
    "  type INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL,"
    "  body BLOB, octets INTEGER NOT NULL, reach INTEGER NOT NULL) STRICT;"
    "CREATE TABLE last (device TEXT NOT NULL, rule TEXT NOT NULL, key TEXT NOT NULL,"
    "  text TEXT NOT NULL, PRIMARY KEY (device, rule, key)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE device (name TEXT PRIMARY KEY, family TEXT NOT NULL,"
    "  inventory TEXT NOT NULL, engine BLOB, boots INTEGER NOT NULL,"
    "  time INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
    "CREATE TABLE collector (name TEXT PRIMARY KEY, engine BLOB NOT NULL,"
    "  boots INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE claim (resource TEXT NOT NULL, kind TEXT NOT NULL,"
    "  qualifier TEXT NOT NULL, device TEXT NOT NULL, probe TEXT NOT NULL,"
    "  part TEXT NOT NULL, bad INTEGER NOT NULL, trusted INTEGER NOT NULL,"
    "  told INTEGER NOT NULL, severity INTEGER NOT NULL, at INTEGER NOT NULL,"
    "  text TEXT NOT NULL, notification TEXT NOT NULL,"
    "  PRIMARY KEY (resource, kind, qualifier)) STRICT, WITHOUT ROWID;",
    "ALTER TABLE standing ADD flapping INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE standing ADD symptom TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE message ADD flapping INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE message ADD symptom TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE raise (resource TEXT NOT NULL, kind TEXT NOT NULL,"
    "  qualifier TEXT NOT NULL, since INTEGER NOT NULL,"
    "  PRIMARY KEY (resource, kind, qualifier, since)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX raise_since ON raise (since);",
    "ALTER TABLE meta ADD personal BLOB NOT NULL DEFAULT x'';",
    "ALTER TABLE standing ADD alone INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE message ADD alone INTEGER NOT NULL DEFAULT 0;"};

static const char *const statements[VG_STATEDB_N] = {
    [VG_STATEDB_META_GET] = "SELECT spool, next, personal FROM meta",
    [VG_STATEDB_META_MAKE] = "INSERT INTO meta (one, spool, next) VALUES (1, ?1, 1)",
    [VG_STATEDB_META_KEY] = "UPDATE meta SET personal = ?1",
    [VG_STATEDB_META_NEXT] = "UPDATE meta SET next = ?1",
    [VG_STATEDB_STANDING_PUT] =
	"INSERT OR REPLACE INTO standing (sequence, " EVENT_COLUMNS ")"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    [VG_STATEDB_STANDING_DROP] =
	"DELETE FROM standing WHERE resource = ?1 AND kind = ?2 AND qualifier = ?3",
    [VG_STATEDB_STANDING_ALL] =
	"SELECT sequence, " EVENT_COLUMNS " FROM standing ORDER BY sequence",
    [VG_STATEDB_LAST_PUT] =
	"INSERT OR REPLACE INTO last (device, rule, key, text) VALUES (?1, ?2, ?3, ?4)",
    [VG_STATEDB_LAST_DROP] = "DELETE FROM last WHERE device = ?1",
    [VG_STATEDB_LAST_OF] = "SELECT rule, key, text FROM last WHERE device = ?1",
    [VG_STATEDB_DEVICE_PUT] =
	"INSERT OR REPLACE INTO device (name, family, inventory, engine, boots, time, at)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [VG_STATEDB_DEVICE_GET] =
	"SELECT family, inventory, engine, boots, time, at FROM device WHERE name = ?1",
    [VG_STATEDB_DEVICE_UNTOLD] = "UPDATE device SET inventory = ''",
    [VG_STATEDB_DEVICE_DROP] = "DELETE FROM device WHERE name = ?1",
    [VG_STATEDB_COLLECTOR_PUT] =
	"INSERT OR REPLACE INTO collector (name, engine, boots) VALUES (?1, ?2, ?3)",
    [VG_STATEDB_COLLECTOR_GET] = "SELECT engine, boots FROM collector WHERE name = ?1",
    [VG_STATEDB_MESSAGE_PUT] =
	"INSERT OR REPLACE INTO message (sequence, " EVENT_COLUMNS ","
	" type, part, parts, body, octets, reach) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
	" ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
    [VG_STATEDB_MESSAGE_AFTER] =
	"SELECT sequence, " EVENT_COLUMNS ", type, part, parts, body FROM message"
	" WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
    [VG_STATEDB_MESSAGE_DROP] = "DELETE FROM message WHERE sequence = ?1",
    [VG_STATEDB_MESSAGE_DROP_RANGE] =
	"DELETE FROM message WHERE sequence BETWEEN ?1 AND ?2",
    [VG_STATEDB_MESSAGE_COUNT] =
	"SELECT count(*), total(type = ?1), total(octets) FROM message",
    [VG_STATEDB_MESSAGE_SEEN] =
	"SELECT type, reach, octets FROM message WHERE sequence = ?1",
    [VG_STATEDB_MESSAGE_BEFORE] =
	"SELECT sequence, type, reach FROM message WHERE sequence < ?1"
	" ORDER BY sequence DESC LIMIT 1",
    /*
     * Repeats: of one fault's messages in a row that tell that it stands, all but the first (which
     * opens it) and the last (which says how it is now).
     */
    [VG_STATEDB_MESSAGE_REPEATS] =
	"SELECT sequence FROM (SELECT sequence, type, lag(type) OVER one AS before,"
	"  lead(type) OVER one AS after FROM message WHERE type IN (1, 2, 3)"
	"  WINDOW one AS (PARTITION BY resource, kind, qualifier ORDER BY sequence))"
	" WHERE sequence > ?1 AND type <> 3 AND after IN (1, 2)"
	"  AND (type = 2 OR before IN (1, 2)) ORDER BY sequence LIMIT ?2",
    /* What is no fault has no severity; what tells a fault that stands still is kept. */
    [VG_STATEDB_MESSAGE_LEAST] =
	"SELECT sequence FROM message AS m WHERE sequence > ?1 AND type <> ?3"
	" AND NOT EXISTS (SELECT 1 FROM standing AS s WHERE s.resource = m.resource"
	"  AND s.kind = m.kind AND s.qualifier = m.qualifier AND s.since = m.since)"
	" ORDER BY severity, sequence LIMIT ?2",
    [VG_STATEDB_MESSAGE_AGED] = "SELECT max(sequence) FROM message"
				" WHERE sequence > ?1 AND time < ?2",
    [VG_STATEDB_MESSAGE_TYPE] = "SELECT 1 FROM message WHERE type = ?1 LIMIT 1",
    [VG_STATEDB_MESSAGE_OLDEST] = "SELECT sequence, time FROM message"
				  " ORDER BY sequence LIMIT 1 OFFSET ?1",
    [VG_STATEDB_META_BOOT] = "UPDATE meta SET boots = boots + 1 RETURNING boots",
    [VG_STATEDB_CLAIM_PUT] =
	"INSERT OR REPLACE INTO claim (resource, kind, qualifier, device, probe, part,"
	" bad, trusted, told, severity, at, text, notification)"
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    [VG_STATEDB_CLAIM_DROP] =
	"DELETE FROM claim WHERE resource = ?1 AND kind = ?2 AND qualifier = ?3",
    [VG_STATEDB_CLAIM_ALL] =
	"SELECT resource, kind, qualifier, device, probe, part, bad, trusted, told,"
	" severity, at, text, notification FROM claim ORDER BY at",
    /* Told again it is the same raise. */
    [VG_STATEDB_RAISE_PUT] = "INSERT OR IGNORE INTO raise (resource, kind, qualifier,"
			     " since) VALUES (?1, ?2, ?3, ?4)",
    [VG_STATEDB_RAISE_AGED] = "DELETE FROM raise WHERE since < ?1",
    [VG_STATEDB_RAISE_ALL] =
	"SELECT resource, kind, qualifier, since FROM raise ORDER BY since",
};

int
vg_statedb_open(const char *path, struct vg_db **db, struct vg_detail *detail)
{
	static const struct vg_db_plan plan = {
	    .migrations = migrations,
	    .n_migrations = sizeof(migrations) / sizeof(migrations[0]),
	    .statements = statements,
	    .n_statements = VG_STATEDB_N,
	    .cache_kib = CACHE_KIB,
	};

	return vg_db_open(path, &plan, db, detail);
}

void
vg_statedb_read_event(
    struct vg_db *db, enum vg_statedb_statement statement, struct vg_event *event)
{
	int c = VG_STATEDB_EVENT;

	memset(event, 0, sizeof(*event));
	event->key.sequence = (uint64_t)vg_db_int(db, statement, 0);
	event->action = (enum vg_action)vg_db_int(db, statement, c++);
	event->origin = (enum vg_origin)vg_db_int(db, statement, c++);
	vg_text_copy(
	    event->device, sizeof(event->device), vg_db_text(db, statement, c++));
	vg_text_copy(
	    event->serial, sizeof(event->serial), vg_db_text(db, statement, c++));
	vg_text_copy(
	    event->resource, sizeof(event->resource), vg_db_text(db, statement, c++));
	vg_text_copy(event->kind, sizeof(event->kind), vg_db_text(db, statement, c++));
	vg_text_copy(
	    event->qualifier, sizeof(event->qualifier), vg_db_text(db, statement, c++));
	event->severity = (enum vg_severity)vg_db_int(db, statement, c++);
	event->cause = (int)vg_db_int(db, statement, c++);
	event->since.us = vg_db_int(db, statement, c++);
	event->agent_time.us = vg_db_int(db, statement, c++);
	vg_text_copy(event->text, sizeof(event->text), vg_db_text(db, statement, c++));
	event->flapping = vg_db_int(db, statement, c++) != 0;
	vg_text_copy(
	    event->symptom_of, sizeof(event->symptom_of), vg_db_text(db, statement, c++));
	event->alone = vg_db_int(db, statement, c) != 0;
}
