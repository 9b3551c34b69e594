/*
 * SQL of foreign SNMP engines.
 */
#include "collector/store/storeengine.h"

#define AT(name) [VG_STOREENGINE_##name - VG_STOREENGINE_FIRST]

const char vg_storeengine_tables[] =
    "CREATE TABLE engine (engine BLOB PRIMARY KEY, boots INTEGER NOT NULL,"
    " time INTEGER NOT NULL, heard INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX engine_heard ON engine (heard);";

static const char *const statements[] = {
    AT(PUT) = "INSERT INTO engine (engine, boots, time, heard) VALUES (?1, ?2, ?3, ?4)"
	      " ON CONFLICT (engine) DO UPDATE SET boots = excluded.boots,"
	      " time = excluded.time, heard = excluded.heard"
	      " WHERE (excluded.boots, excluded.time) > (boots, time)",
    AT(BOUND) = "DELETE FROM engine WHERE engine IN (SELECT engine FROM engine"
		" ORDER BY heard LIMIT max(0, (SELECT count(*) FROM engine) - ?1))",
    AT(LIST) = "SELECT engine, boots, time, heard FROM engine ORDER BY heard",
    AT(DROP) = "DELETE FROM engine WHERE engine = ?1",
};

const struct vg_db_group vg_storeengine_group = {.first = VG_STOREENGINE_FIRST,
    .n = VG_STOREENGINE_END_OF - VG_STOREENGINE_FIRST,
    .statements = statements};
