/*
 * SQL of senders.
 */
#include "collector/store/storesender.h"

#define AT(name) [VG_STORESENDER_##name - VG_STORESENDER_FIRST]

const char vg_storesender_tables[] =
    "CREATE TABLE device_address (device TEXT NOT NULL, address TEXT NOT NULL,"
    " heard INTEGER NOT NULL, PRIMARY KEY (address, device)) WITHOUT ROWID;"
    "CREATE INDEX device_address_of ON device_address (device);"
    /* 1: v1, v2c, or SNMPv3 without a digest raised it; anybody may clear it. */
    "ALTER TABLE alarm ADD COLUMN plain INTEGER NOT NULL DEFAULT 0;"
    "UPDATE alarm SET plain = 1 WHERE agent = '' AND source = 'trap';";

static const char *const statements[] = {
    AT(ADDRESS_PUT) = "INSERT INTO device_address (device, address, heard)"
		      " VALUES (?1, ?2, ?3) ON CONFLICT (address, device) DO UPDATE SET"
		      " heard = excluded.heard",
    AT(ADDRESS_OLD) = "DELETE FROM device_address WHERE device = ?1 AND heard < ?2",
    AT(ADDRESS_AT) = "SELECT device FROM device_address WHERE address = ?1"
		     " ORDER BY device LIMIT 2",
    AT(MESSAGE) = "SELECT body FROM message WHERE id = ?1",
    AT(AGENT_SOURCE) =
	"SELECT m.source FROM agent a JOIN message m ON m.agent = a.name"
	" AND m.spool = a.spool AND m.sequence = a.applied AND m.agent <> ''"
	" WHERE a.name = ?1",
    AT(REFUSED) = "SELECT resource FROM alarm WHERE agent = '' AND cleared = 0"
		  " AND kind = 'credential-refused'",
};

const struct vg_db_group vg_storesender_group = {.first = VG_STORESENDER_FIRST,
    .n = VG_STORESENDER_END_OF - VG_STORESENDER_FIRST,
    .statements = statements};
