/*
 * SQL of pages.
 */
#include "collector/store/storepage.h"

#include "collector/store/sought.h"
#include "collector/store/storeopen.h"
#include "collector/store/storetogether.h"

#define AT(name) [VG_STOREPAGE_##name - VG_STOREPAGE_FIRST]

#define NEWS VG_STORETOGETHER_NEWS

/* Its words are out, or will be: what others share goes on also when this one is over. */
#define WENT                                                                             \
	"(o.state IN ('sent','taken')"                                                   \
	" OR (o.state = 'waiting' AND NOT " VG_STORETOGETHER_WORDLESS("o.") "))"

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

/* Why a page was sent is no closed list; what people did after one is kept. */
const char vg_storepage_more[] =
    "CREATE TABLE page_new (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " case_number TEXT REFERENCES support_case, person TEXT NOT NULL, whom TEXT NOT NULL,"
    " class INTEGER NOT NULL, rung INTEGER NOT NULL, channel TEXT NOT NULL,"
    " queued INTEGER NOT NULL, acknowledged INTEGER NOT NULL DEFAULT 0,"
    " who TEXT NOT NULL DEFAULT '', by TEXT NOT NULL DEFAULT ''"
    " CHECK (by IN ('','command','mail')), ended INTEGER NOT NULL DEFAULT 0,"
    " reason TEXT NOT NULL DEFAULT '', outbox INTEGER REFERENCES outbox);"
    "INSERT INTO page_new (id, case_number, person, whom, class, rung, channel, queued,"
    " acknowledged, who, by, ended, reason, outbox) SELECT id, case_number, person, whom,"
    " class, rung, channel, queued, acknowledged, who,"
    " CASE WHEN acknowledged > 0 THEN 'command' ELSE '' END, ended, reason, outbox"
    " FROM page;"
    "DROP TABLE page; ALTER TABLE page_new RENAME TO page;"
    "CREATE INDEX page_open ON page (case_number, id) WHERE ended = 0;"
    "CREATE INDEX page_case ON page (case_number, person, id);"
    "CREATE INDEX page_outbox ON page (outbox);"
    "CREATE INDEX page_queued ON page (queued);"
    "CREATE INDEX page_person ON page (person, queued);"
    "CREATE INDEX page_test ON page (person, channel, queued) WHERE whom = 'test';"
    /* From the taking of a case by who was paged for it until he has it no more. */
    "CREATE TABLE intervention (id INTEGER PRIMARY KEY, person TEXT NOT NULL,"
    " case_number TEXT NOT NULL REFERENCES support_case, class INTEGER NOT NULL,"
    " begun INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0,"
    " reason TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX intervention_open ON intervention (case_number) WHERE ended = 0;"
    "CREATE INDEX intervention_person ON intervention (person, begun);"
    "CREATE INDEX intervention_begun ON intervention (begun);"
    /* Whom this idleness was told: bits of vg_page_whom, since the entry at 'acted'. */
    "CREATE TABLE idle (case_number TEXT PRIMARY KEY REFERENCES support_case,"
    " acted INTEGER NOT NULL, told INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX alarm_severity ON alarm (severity, id) WHERE cleared = 0;"
    "CREATE TRIGGER page_resolved AFTER UPDATE OF state ON support_case"
    " WHEN NEW.state = 'resolved' AND OLD.state <> 'resolved' BEGIN" SOON(
	"NEW.changed") " END;"
		       /*
		        * What no relay takes is passed on at once; what was stopped here is
		        * nobody's news.
		        */
		       "CREATE TRIGGER page_failed AFTER UPDATE OF state ON outbox"
		       " WHEN NEW.state = 'failed' AND OLD.state = 'taken' AND NEW.template = 'page'"
		       " AND NEW.case_number IS NOT NULL BEGIN"
		       " INSERT INTO due (kind, object, at) VALUES ('page', NEW.case_number, NEW.next_try)"
		       " ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at); END;";

/* Pages of one person, and those of ladders that run, are listed by their number. */
const char vg_storepage_listed[] =
    "CREATE INDEX page_of ON page (person, id);"
    "CREATE INDEX page_standing ON page (id) WHERE ended = 0;";

#define COLUMNS                                                                          \
	"p.id, coalesce(p.case_number, ''), p.person, p.whom, p.class, p.rung,"          \
	" p.channel, p.queued, CASE WHEN o.state = 'sent' THEN 1 ELSE 0 END,"            \
	" p.acknowledged, p.who, p.ended, p.reason, coalesce(p.outbox, 0),"              \
	" coalesce(o.state, ''), p.by FROM page p LEFT JOIN outbox o ON o.id = p.outbox"

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
		 " AND NOT EXISTS (SELECT 1 FROM alarm_shelf s WHERE s.alarm = alarm.id)"
		 " GROUP BY kind, severity",
    AT(ADD) = "INSERT INTO page (case_number, person, whom, class, rung, channel, queued)"
	      " VALUES (nullif(?1, ''), ?2, ?3, ?4, ?5, ?6, ?7)",
    AT(OUT) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try, channel, way) VALUES (?1, nullif(?2, ''), ?3, ?4, ?5, ?6, ?8,"
	" ?1, ?7, ?9)",
    AT(PLACE) = "UPDATE page SET outbox = ?2 WHERE id = ?1",
    AT(OPEN) =
	"SELECT p.id, p.person, p.whom, p.channel, CASE WHEN " VG_STORETOGETHER_WORDLESS(
	    "o.") " AND o.reason = '' THEN max(p.queued, o.next_try) ELSE p.queued END, p.class, p.rung,"
		  " p.acknowledged > 0 OR coalesce(o.state, '') = 'sent',"
		  " coalesce(o.state, '') = 'failed' FROM page p"
		  " LEFT JOIN outbox o ON o.id = p.outbox WHERE p.case_number = ?1 AND p.ended = 0"
		  " ORDER BY p.id",
    AT(END) = "UPDATE page SET ended = ?2, reason = ?3 WHERE id = ?1 AND ended = 0",
    AT(END_PERSON) = "UPDATE page SET ended = ?3, reason = ?4 WHERE case_number = ?1"
		     " AND person = ?2 AND ended = 0",
    AT(STOP) = "UPDATE outbox SET state = 'failed', reason = ?2 WHERE state = 'waiting'"
	       " AND id IN (SELECT outbox FROM page WHERE case_number = ?1"
	       " AND (?3 = '' OR person = ?3) AND whom NOT IN (" NEWS "))"
	       " AND NOT " VG_STORETOGETHER_SHARED /* with others than ?1 */,
    AT(END_CASE) = "UPDATE page SET ended = ?2, reason = ?3 WHERE case_number = ?1"
		   " AND ended = 0",
    AT(ACK) = "UPDATE page SET acknowledged = ?2, who = ?3, by = ?4 WHERE id = ?1"
	      " AND acknowledged = 0",
    AT(CLOSED) =
	"SELECT p.person, p.channel FROM page p JOIN outbox o ON o.id = p.outbox"
	" WHERE p.case_number = ?1 AND (p.person, p.channel) > (?2, ?3)"
	" AND p.whom NOT IN (" NEWS ") AND " WENT
	" AND p.id > coalesce((SELECT max(e.id) FROM page e WHERE e.case_number = ?1"
	"  AND e.person = p.person AND e.channel = p.channel AND e.whom = 'closed'), 0)"
	" GROUP BY p.person, p.channel ORDER BY p.person, p.channel LIMIT ?4",
    AT(ONE) = "SELECT " COLUMNS " WHERE p.id = ?1",
    AT(LIST) = "SELECT " COLUMNS " WHERE p.id < ?1 ORDER BY p.id DESC LIMIT ?2",
    AT(LIST_OPEN) = "SELECT " COLUMNS " WHERE p.id < ?1 AND p.ended = 0"
		    " ORDER BY p.id DESC LIMIT ?2",
    AT(LIST_PERSON) = "SELECT " COLUMNS " WHERE p.person = ?3 AND p.id < ?1"
		      " ORDER BY p.id DESC LIMIT ?2",
    AT(LIST_PERSON_OPEN) = "SELECT " COLUMNS " WHERE p.person = ?3 AND p.id < ?1"
			   " AND p.ended = 0 ORDER BY p.id DESC LIMIT ?2",
    /*
     * A test proves a channel when the person had it from the relay: next_try of what was
     * sent is when.  Who knows the number from the command that asked for it had nothing.
     * An answer by mail names the message that it had, and may be here before the courier
     * has told of it.
     */
    AT(PROOF) =
	"SELECT max(p.queued), max(CASE WHEN o.state = 'sent' AND (p.by = 'mail'"
	" OR p.acknowledged >= o.next_try AND ?3 IN ('', p.who)) THEN p.acknowledged ELSE 0 END)"
	" FROM page p LEFT JOIN outbox o ON o.id = p.outbox"
	" WHERE p.person = ?1 AND p.channel = ?2 AND p.whom = 'test'",
    AT(SWEEP) = "DELETE FROM page WHERE id IN (SELECT id FROM page WHERE queued < ?1"
		" ORDER BY queued LIMIT ?2)",
    /* Whoever answers an earlier page of the ladder has answered all of it. */
    AT(LAST) = "SELECT p.channel, (SELECT max(a.acknowledged) FROM page a"
	       " WHERE a.case_number = ?1 AND a.person = ?2 AND a.queued >= ?3),"
	       " p.ended = 0 AND p.acknowledged = 0"
	       " AND coalesce(o.state, '') IN ('waiting','taken') FROM page p"
	       " LEFT JOIN outbox o ON o.id = p.outbox WHERE p.case_number = ?1"
	       " AND p.person = ?2 AND p.queued >= ?3 AND p.whom NOT IN (" NEWS ")"
	       " ORDER BY p.id DESC LIMIT 1",
    /*
     * What is as urgent and left, or may yet; a message that carries several is one.  What was made
     * before the clock was set back, and later by its new time, counts from when it was queued.
     */
    AT(HOUR) =
	"SELECT count(*), coalesce(max(at), 0), coalesce(sum(at > ?4), 0),"
	" coalesce(min(CASE WHEN at > ?4 THEN at END), 0) FROM (SELECT CASE"
	"  WHEN " VG_STORETOGETHER_WORDLESS(
	    "o.") " THEN max(min(p.queued), o.next_try)"
		  "  ELSE coalesce((SELECT l.made FROM outbox_letter l WHERE l.id = o.id"
		  "   AND l.made <= ?5), CASE WHEN o.state = 'sent' AND o.next_try <= ?5"
		  "   THEN o.next_try ELSE min(p.queued) END) END AS at"
		  "  FROM page p JOIN outbox o ON o.id = p.outbox"
		  "  WHERE p.person = ?1 AND p.queued > ?2 AND p.queued <= ?5 AND p.class <= ?3"
		  "  AND p.whom NOT IN ('test'," NEWS
		  ") AND o.state <> 'failed' GROUP BY p.outbox)",
    AT(TOLD) = "SELECT p.person, p.channel FROM page p JOIN outbox o ON o.id = p.outbox"
	       " WHERE p.case_number = ?1 AND (p.person, p.channel) > (?2, ?3)"
	       " AND p.whom NOT IN (" NEWS ") AND " WENT " AND p.queued >= ?5"
	       " GROUP BY p.person, p.channel ORDER BY p.person, p.channel LIMIT ?4",
    AT(REACHED) = "SELECT 1 FROM page p JOIN outbox o ON o.id = p.outbox"
		  " WHERE p.case_number = ?1 AND p.person = ?2 AND p.queued >= ?3"
		  " AND p.whom NOT IN (" NEWS ") AND " WENT " LIMIT 1",
    AT(OF_MESSAGE) =
	"SELECT id, person, channel, whom, class, rung, acknowledged,"
	" coalesce(case_number, '') FROM page WHERE outbox = ?1 ORDER BY id LIMIT 1",
    AT(OF_MAIL) =
	"SELECT p.id, p.person, coalesce(p.case_number, ''), p.acknowledged FROM outbox o"
	" JOIN page p ON p.outbox = o.id WHERE o.message_id = ?1 AND o.message_id <> ''"
	" ORDER BY p.id LIMIT 1",
    AT(RUNNING) = "SELECT case_number, told, class FROM paging WHERE ended = 0"
		  " AND case_number > ?1 ORDER BY case_number LIMIT ?2",
    AT(BEGIN_WORK) = "INSERT INTO intervention (person, case_number, class, begun)"
		     " VALUES (?1, ?2, ?3, ?4)",
    AT(OPEN_WORK) = "SELECT id, person, begun FROM intervention WHERE case_number = ?1"
		    " AND ended = 0",
    AT(END_WORK) = "UPDATE intervention SET ended = ?2, reason = ?3 WHERE id = ?1",
    AT(SWEEP_WORK) = "DELETE FROM intervention WHERE id IN (SELECT id FROM intervention"
		     " WHERE begun < ?1 AND ended > 0 ORDER BY begun LIMIT ?2)",
    /* What the desk wrote itself is nobody's word. */
    AT(ACTED) = "SELECT recorded FROM journal WHERE case_number = ?1 AND who <> 'vigie'"
		" ORDER BY id DESC LIMIT 1",
    AT(IDLE_GET) = "SELECT acted, told FROM idle WHERE case_number = ?1",
    AT(IDLE_PUT) = "INSERT INTO idle (case_number, acted, told) VALUES (?1, ?2, ?3)"
		   " ON CONFLICT (case_number) DO UPDATE SET acted = excluded.acted,"
		   " told = excluded.told",
    AT(IDLE_DROP) = "DELETE FROM idle WHERE case_number = ?1",
    AT(OWNED) =
	"SELECT number FROM support_case WHERE owner = ?1 AND number > ?2"
	" AND " VG_STOREOPEN_CASE " AND state <> 'resolved' ORDER BY number LIMIT ?3",
    AT(STANDING) = "SELECT kind, severity, resource, text, raised,"
		   " coalesce(case_number, '') FROM alarm WHERE cleared = 0"
		   " AND (severity, id) > (?1, ?2) ORDER BY severity, id LIMIT ?3",
    /* Of the person who is sought (collector/store/sought.h). */
    AT(SOUGHT) =
	"SELECT p.id, coalesce(p.case_number, ''), p.queued, 'W' || p.class || ', '"
	" || p.whom || ', by ' || p.channel, CASE WHEN p.acknowledged > 0 THEN"
	" 'acknowledged by ' || p.by || ' at '"
	" || datetime(p.acknowledged / 1000000, 'unixepoch') || ' UTC'"
	" ELSE '' END, p.reason FROM page p WHERE " VG_SOUGHT_IS(
	    "p.person") " ORDER BY p.id",
    AT(SOUGHT_WORK) =
	"SELECT id, case_number, begun, 'W' || class, CASE WHEN ended > 0 THEN 'until '"
	" || datetime(ended / 1000000, 'unixepoch') || ' UTC' ELSE '' END,"
	" reason FROM intervention WHERE " VG_SOUGHT_IS("person") " ORDER BY id",
    AT(DROP) = "DELETE FROM page WHERE " VG_SOUGHT_IS("person"),
    AT(DROP_WORK) = "DELETE FROM intervention WHERE " VG_SOUGHT_IS("person"),
    AT(SUPERSEDE) =
	"UPDATE outbox SET state = 'failed', reason = 'told again by a newer page'"
	" WHERE state = 'waiting' AND id IN (SELECT outbox FROM page"
	" WHERE case_number = ?1 AND person = ?2 AND channel = ?3"
	" AND whom NOT IN ('test'," NEWS "))"
	" AND NOT " VG_STORETOGETHER_SHARED /* with others than ?1 */,
    AT(BEHIND) = "SELECT object FROM due WHERE kind = 'page' AND at <= ?1 LIMIT ?2",
};

const struct vg_db_group vg_storepage_group = {
    VG_STOREPAGE_FIRST, VG_STOREPAGE_END_OF - VG_STOREPAGE_FIRST, statements};
