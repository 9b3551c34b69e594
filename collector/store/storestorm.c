/*
 * SQL of storms.
 */
#include "collector/store/storestorm.h"

#define AT(name) [VG_STORESTORM_##name - VG_STORESTORM_FIRST]

const char vg_storestorm_tables[] =
    "CREATE TABLE storm (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL,"
    " device TEXT NOT NULL, resource TEXT NOT NULL, began INTEGER NOT NULL,"
    " last INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,"
    " folded INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0,"
    " passed INTEGER NOT NULL DEFAULT 0, looked INTEGER NOT NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX storm_on ON storm (source) WHERE ended = 0;"
    /* What is swept by its age is found by its age. */
    "CREATE INDEX storm_ended ON storm (ended) WHERE ended > 0;"
    /* 'other': names past those that a storm keeps; 'unread': nobody looked; 'news': taken
     * all the same. */
    "CREATE TABLE storm_name (id INTEGER PRIMARY KEY, storm INTEGER NOT NULL REFERENCES storm,"
    " kind TEXT NOT NULL CHECK (kind IN"
    " ('named','other','unread','news')), oid TEXT NOT NULL,"
    " count INTEGER NOT NULL DEFAULT 0, UNIQUE (storm, oid, kind));"
    "CREATE TABLE storm_count (name INTEGER NOT NULL REFERENCES storm_name,"
    " second INTEGER NOT NULL, span INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (name, second, span)) WITHOUT ROWID;"
    /* A name's sum is what its seconds add up to, whoever adds. */
    "CREATE TRIGGER storm_count_new AFTER INSERT ON storm_count BEGIN"
    " UPDATE storm_name SET count = count + NEW.count WHERE id = NEW.name; END;"
    "CREATE TRIGGER storm_count_more AFTER UPDATE OF count ON storm_count BEGIN"
    " UPDATE storm_name SET count = count + NEW.count - OLD.count WHERE id = NEW.name; END;"
    /* 0: the last one that was read; else how many had been, with it. */
    "CREATE TABLE storm_sample (storm INTEGER NOT NULL REFERENCES storm,"
    " number INTEGER NOT NULL, at INTEGER NOT NULL, raw BLOB NOT NULL,"
    " PRIMARY KEY (storm, number)) WITHOUT ROWID;";

#define COLUMNS "id, source, device, resource, began, last, ended, folded, unread, passed"

static const char *const statements[] = {
    AT(BEGIN) = "INSERT INTO storm (source, device, resource, began, last)"
		" VALUES (?1, ?2, ?3, ?4, ?4)",
    AT(TOTALS) = "UPDATE storm SET last = ?2, folded = ?3, unread = ?4, passed = ?5,"
		 " looked = ?6 WHERE id = ?1",
    AT(NAME) = "INSERT INTO storm_name (storm, kind, oid) VALUES (?1, ?2, ?3)"
	       " ON CONFLICT DO NOTHING",
    AT(COUNT) =
	"INSERT INTO storm_count (name, second, span, count)"
	" SELECT id, ?4, ?5, ?6 FROM storm_name WHERE storm = ?1 AND oid = ?3 AND kind = ?2"
	" ON CONFLICT (name, second, span) DO UPDATE SET count = count + excluded.count",
    AT(SAMPLE) =
	"INSERT INTO storm_sample (storm, number, at, raw) VALUES (?1, ?2, ?3, ?4)"
	" ON CONFLICT (storm, number) DO UPDATE SET at = excluded.at,"
	" raw = excluded.raw",
    AT(END) = "UPDATE storm SET ended = ?2 WHERE id = ?1",
    AT(OPEN_OF) =
	"SELECT s.id, s.began, s.last, s.folded, s.unread, s.passed, s.looked,"
	" (SELECT count(*) FROM storm_name n JOIN storm_count c ON c.name = n.id"
	" WHERE n.storm = s.id), s.device, s.resource FROM storm s WHERE s.source = ?1 AND s.ended = 0",
    AT(OTHERS) =
	"SELECT count(*) FROM storm WHERE ended = 0 AND resource = ?1 AND id <> ?2",
    AT(LIST) = "SELECT " COLUMNS " FROM storm WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
    AT(ONE) = "SELECT " COLUMNS " FROM storm WHERE id = ?1",
    AT(NAMES) = "SELECT id, kind, oid, count FROM storm_name WHERE storm = ?1"
		" ORDER BY count DESC, id",
    AT(SECONDS) = "SELECT second, span, count FROM storm_count WHERE name = ?1"
		  " ORDER BY second DESC, span DESC LIMIT ?2",
    AT(SAMPLES) = "SELECT number, at, raw FROM storm_sample WHERE storm = ?1"
		  " ORDER BY number = 0, number",
    AT(WALK) = "SELECT coalesce(max(id), 0), ?3 FROM"
	       " (SELECT id FROM storm WHERE id > ?1 ORDER BY id LIMIT ?2)",
    /* A few storms at a time, found by id: each of these looks at no others. */
    AT(DROP_SECONDS) =
	"DELETE FROM storm_count WHERE (name, second, span) IN"
	" (SELECT c.name, c.second, c.span FROM storm s JOIN storm_name n ON n.storm = s.id"
	" JOIN storm_count c ON c.name = n.id WHERE s.id > ?1 AND s.id <= ?2"
	" AND s.ended > 0 AND s.ended < ?3 LIMIT ?4)",
    AT(DROP_SAMPLES) =
	"DELETE FROM storm_sample WHERE (storm, number) IN"
	" (SELECT a.storm, a.number FROM storm s JOIN storm_sample a ON a.storm = s.id"
	" WHERE s.id > ?1 AND s.id <= ?2 AND s.ended > 0 AND s.ended < ?3 LIMIT ?4)",
    AT(DROP_NAMES) =
	"DELETE FROM storm_name WHERE id IN"
	" (SELECT n.id FROM storm s JOIN storm_name n ON n.storm = s.id"
	" WHERE s.id > ?1 AND s.id <= ?2 AND s.ended > 0 AND s.ended < ?3 LIMIT ?4)",
    AT(DROP) =
	"DELETE FROM storm WHERE id IN (SELECT id FROM storm WHERE id > ?1 AND id <= ?2"
	" AND ended > 0 AND ended < ?3 LIMIT ?4)",
};

const struct vg_db_group vg_storestorm_group = {
    VG_STORESTORM_FIRST, VG_STORESTORM_AFTER_LAST - VG_STORESTORM_FIRST, statements};
