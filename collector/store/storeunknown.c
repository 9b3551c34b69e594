/*
 * SQL of notifications that nothing was made of.
 */
#include "collector/store/storeunknown.h"

#define AT(name) [VG_STOREUNKNOWN_##name - VG_STOREUNKNOWN_FIRST]

const char vg_storeunknown_tables[] =
    "CREATE TABLE unknown (id INTEGER PRIMARY KEY AUTOINCREMENT, oid TEXT NOT NULL,"
    " device TEXT NOT NULL, source TEXT NOT NULL, agent TEXT NOT NULL,"
    " count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
    " message INTEGER NOT NULL, text TEXT NOT NULL, evidence INTEGER NOT NULL DEFAULT 0,"
    " CHECK ((device = '') <> (source = '')), UNIQUE (oid, device, source));"
    "CREATE INDEX unknown_last ON unknown (last, id);"
    /* What the alarms say of those that came before.  What an agent heard is not our message. */
    "INSERT OR IGNORE INTO unknown (oid, device, source, agent, count, first, last, message,"
    " text) SELECT qualifier, device, '', agent, 1 + repeats, created, raised,"
    "  CASE WHEN agent = '' THEN message ELSE 0 END, text"
    " FROM alarm WHERE kind = 'unclassified-notification' AND device <> '';";

#define COLUMNS                                                                              \
	"u.id, u.oid, u.device, u.source, u.agent, u.count, u.first, u.last, u.message,"     \
	" u.evidence, u.text, EXISTS (SELECT 1 FROM alarm a WHERE a.resource = 'device/' ||" \
	" u.device AND a.kind = 'unclassified-notification' AND a.qualifier = u.oid"         \
	" AND a.cleared = 0)"

/* What stands of rows that were heard. */
#define ENDS(where)                                                                      \
	"SELECT u.oid, coalesce(a.device, ''), coalesce(a.agent, '') FROM unknown u"     \
	" LEFT JOIN alarm a ON a.resource = 'device/' || u.device"                       \
	" AND a.kind = 'unclassified-notification' AND a.qualifier = u.oid"              \
	" AND a.cleared = 0 WHERE " where

static const char *const statements[] = {
    /* A message of 0 is none of its own: what an agent heard comes with its evidence. */
    AT(AGAIN) = "UPDATE unknown SET count = count + 1, last = ?5, agent = ?4, text = ?7,"
		" message = ?6"
		" WHERE oid = ?1 AND device = ?2 AND source = ?3",
    AT(ADD) =
	"INSERT INTO unknown (oid, device, source, agent, count, first, last, message,"
	" text) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5, ?6, ?7)",
    AT(BOUND) = "DELETE FROM unknown WHERE (SELECT count(*) FROM unknown)"
		" > " VG_STOREUNKNOWN_MOST
		" AND id = (SELECT id FROM unknown ORDER BY last, id LIMIT 1)",
    AT(PROOF) = "UPDATE unknown SET evidence = (SELECT id FROM evidence WHERE agent = ?3"
		" AND spool = ?4 AND sequence = ?5) WHERE oid = ?1 AND device = ?2"
		" AND source = ''",
    AT(LIST) = "SELECT " COLUMNS " FROM unknown u WHERE (u.last, u.id) < (?1, ?2)"
	       " AND (?4 = '' OR u.device = ?4) ORDER BY u.last DESC, u.id DESC LIMIT ?3",
    AT(CROWDED) = "SELECT count(*) >= " VG_STOREUNKNOWN_ALARMS
		  " AND sum(qualifier = ?2) = 0 FROM alarm WHERE device = ?1"
		  " AND kind = 'unclassified-notification' AND cleared = 0",
    AT(ONE) = "SELECT " COLUMNS " FROM unknown u WHERE u.id = ?1",
    AT(BODY) = "SELECT body FROM message WHERE id = ?1 AND agent = ''",
    AT(PARTS) =
	"SELECT e.body FROM evidence f JOIN evidence e ON e.agent = f.agent"
	" AND e.spool = f.spool AND e.sequence >= f.sequence"
	" AND e.sequence < f.sequence + f.parts WHERE f.id = ?1 ORDER BY e.sequence",
    AT(OF_ID) = ENDS("u.id = ?1"),
    AT(OF_OID) = ENDS("u.oid = ?1"),
    AT(STANDING) = "SELECT a.qualifier, a.device, a.agent FROM alarm a WHERE a.agent = ''"
		   " AND a.cleared = 0 AND a.kind = 'unclassified-notification'"
		   " AND a.device <> ''",
};

const struct vg_db_group vg_storeunknown_group = {
    VG_STOREUNKNOWN_FIRST, VG_STOREUNKNOWN_END - VG_STOREUNKNOWN_FIRST, statements};
