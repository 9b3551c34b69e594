/*
 * SQL of units: places, checks, what stands around them.
 */
#include "collector/store/storeunit.h"

#include "collector/store/storeopen.h"

#define AT(name) [VG_STOREUNIT_##name - VG_STOREUNIT_FIRST]

const char vg_storeunit_tables[] =
    "CREATE TABLE unit_check (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES"
    " support_case, resource TEXT NOT NULL, rule TEXT NOT NULL,"
    " what TEXT NOT NULL CHECK (what <> ''),"
    " result TEXT NOT NULL CHECK (result IN ('confirms','denies','unclear')),"
    " text TEXT NOT NULL, who TEXT NOT NULL, happened INTEGER NOT NULL,"
    " recorded INTEGER NOT NULL);"
    "CREATE INDEX unit_check_of ON unit_check (resource, happened);"
    /* An erasure (the table erasing holds its row) may change what was said, nothing else. */
    "CREATE TRIGGER unit_check_stays BEFORE UPDATE ON unit_check"
    " WHEN NOT EXISTS (SELECT 1 FROM erasing) OR (NEW.id, NEW.case_number, NEW.resource,"
    " NEW.rule, NEW.result, NEW.who, NEW.happened, NEW.recorded) IS NOT (OLD.id,"
    " OLD.case_number, OLD.resource, OLD.rule, OLD.result, OLD.who, OLD.happened,"
    " OLD.recorded)"
    " BEGIN SELECT RAISE(ABORT, 'P13: a check is only added'); END;"
    "CREATE TRIGGER unit_check_is_kept BEFORE DELETE ON unit_check"
    " BEGIN SELECT RAISE(ABORT, 'P13: a check is only added'); END;"

    /* part is '' for the device itself; gone is 0 while the unit is there. */
    "CREATE TABLE unit_place (id INTEGER PRIMARY KEY, serial TEXT NOT NULL COLLATE NOCASE"
    " CHECK (serial <> ''), device TEXT NOT NULL, part TEXT NOT NULL,"
    " since INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0,"
    " UNIQUE (serial, device, part));"
    "CREATE INDEX unit_place_of ON unit_place (device, part, since);"
    "CREATE UNIQUE INDEX unit_place_one ON unit_place (device, part) WHERE gone = 0;";

#define STANDING                                                                          \
	"SELECT resource, kind, class, coalesce(case_number, '') AS case_number, raised," \
	" id FROM alarm WHERE "

/* When the last replacement in place 'resource' of device ?1 was received. */
#define RECEIVED(resource)                                                               \
	"SELECT coalesce((SELECT max(ended) FROM rma_shipment WHERE rma = r.number"      \
	" AND how = 'delivered'), r.replaced) FROM rma r WHERE r.device = ?1"            \
	" AND r.resource = " resource " AND r.replaced > 0"                              \
	" AND r.outcome IN ('exchanged','substitute')"                                   \
	" ORDER BY r.replaced DESC LIMIT 1"

/* Each event asks for the open cases near it. */
const char vg_storeunit_near[] = "CREATE INDEX case_device_open ON support_case (device)"
				 " WHERE state NOT IN ('closed','merged','void');"
				 "CREATE INDEX case_site_open ON support_case (site)"
				 " WHERE state NOT IN ('closed','merged','void');";

static const char *const statements[] = {
    AT(CHECK_ADD) = "INSERT INTO unit_check (case_number, resource, rule, what, result,"
		    " text, who, happened, recorded)"
		    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    AT(CHECKS) = "SELECT result, what, text, who, happened FROM unit_check"
		 " WHERE resource = ?1 AND (case_number = ?2 OR happened >= ?3)"
		 " AND happened > ?4 ORDER BY happened, id",
    /* '+' keeps SQLite from walking all that stand; each is found by one of the three. */
    AT(STANDING) = "SELECT resource, kind, class, case_number FROM (" STANDING
		   "cleared = 0 AND device = ?1 UNION ALL " STANDING
		   "+cleared = 0 AND resource = ?2 AND device <> ?1 UNION ALL " STANDING
		   /* '0' follows '/': what begins with the site's name and a slash. */
		   "+cleared = 0 AND resource > ?2 || '/' AND resource < ?2 || '0'"
		   " AND device <> ?1) ORDER BY raised, id",
    /* By the open cases: what was ever suggested only grows, and each event asks. */
    AT(SUGGESTED) =
	"SELECT number FROM (SELECT number FROM support_case INDEXED BY case_device_open"
	" WHERE " VG_STOREOPEN_CASE " AND device = ?1"
	" UNION ALL SELECT number FROM support_case INDEXED BY case_site_open"
	" WHERE " VG_STOREOPEN_CASE " AND site = ?2 AND device <> ?1) near WHERE EXISTS"
	" (SELECT 1 FROM suggestion s WHERE s.case_number = near.number) ORDER BY number",
    AT(LOOK) = "INSERT INTO due (kind, object, at) SELECT DISTINCT 'suggest',"
	       " s.case_number, ?1 FROM support_case c INDEXED BY case_open"
	       " CROSS JOIN suggestion s ON c.number = s.case_number"
	       " WHERE " VG_STOREOPEN_CASE_C
	       " ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at)",
    AT(RAISE) =
	"SELECT min(at) FROM (SELECT at FROM raise WHERE alarm = ?1 ORDER BY at DESC"
	" LIMIT ?2 + 1) HAVING count(*) > ?2",
    AT(RECEIVED) = "SELECT (SELECT replaced FROM rma WHERE device = ?1 AND resource = ?2"
		   " AND replaced > 0 ORDER BY replaced DESC LIMIT 1),"
		   " (" RECEIVED("?2") "), (" RECEIVED("?3") ")",
    AT(PUT) = "INSERT INTO unit_place (serial, device, part, since)"
	      " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (serial, device, part) DO UPDATE SET"
	      " since = CASE WHEN gone > 0 THEN excluded.since ELSE since END, gone = 0",
    AT(LEAVE) = "UPDATE unit_place SET gone = ?4 WHERE gone = 0 AND"
		" ((serial = ?1 AND NOT (device = ?2 AND part = ?3))"
		" OR (device = ?2 AND part = ?3 AND serial <> ?1))",
    AT(LAST) = "SELECT serial, gone, since, (SELECT count(*) FROM unit_place"
	       " WHERE device = ?1 AND part = ?2) FROM unit_place"
	       " WHERE device = ?1 AND part = ?2 ORDER BY since DESC, id DESC LIMIT 1",
    AT(ELSEWHERE) = "SELECT device, part, gone FROM unit_place WHERE serial = ?1 AND NOT"
		    " (device = ?2 AND part = ?3)"
		    " ORDER BY gone = 0 DESC, gone DESC, id DESC LIMIT 64",
    AT(WAS) = "SELECT 1 FROM unit_place WHERE serial = ?1 AND device = ?2"
	      " AND part = ?3 AND gone > 0",
    AT(PARTS) = "SELECT part, serial, since FROM unit_place WHERE device = ?1"
		" AND part <> '' AND gone = 0 ORDER BY part LIMIT 1000",
    AT(EMPTY) = "UPDATE device SET serial = '' WHERE name = ?1"
		" AND serial = ?2 COLLATE NOCASE",
};

const struct vg_db_group vg_storeunit_group = {
    VG_STOREUNIT_FIRST, VG_STOREUNIT_END - VG_STOREUNIT_FIRST, statements};
