/*
 * SQL of ways out.
 */
#include "collector/store/storeoutway.h"

#include "collector/store/storeopen.h"
#include "collector/store/storetogether.h"

#define AT(name) [VG_STOREOUTWAY_##name - VG_STOREOUTWAY_FIRST]

#define WAITS "state IN ('waiting','taken')"
/* Was asked for and not tried: whom it is for is not known yet, or its way is not in the tree. */
#define DEFERRED "(o.tries = 0 AND o.reason <> '')"
/* Its words are not made yet: it may be held on purpose, and waits from when it may leave. */
#define WORDLESS VG_STORETOGETHER_WORDLESS("o.")
/* The first of those of a way (?1) that somebody set up, by the column 'at'. */
#define SINCE(column, which, when)                                                       \
	"SELECT * FROM (SELECT " column " AS at FROM outbox o JOIN outway w"             \
	" ON w.name = o.way WHERE o.way = ?1 AND w.used > 0 AND o." WAITS                \
	" AND " which when " AND NOT " DEFERRED " ORDER BY " column " LIMIT 1)"
/* It was told, or nobody tries any more. */
#define OVER "outbox.state IN ('sent','failed')"

/* Something waits on a way that is used: it is looked at within a minute whether it is stuck. */
#define WATCHED                                                                          \
	" INSERT INTO due (kind, object, at) SELECT 'stuck', NEW.way,"                   \
	"  NEW.created + 60000000"                                                       \
	"  WHERE EXISTS (SELECT 1 FROM outway WHERE name = NEW.way AND used > 0)"        \
	"  AND NOT EXISTS (SELECT 1 FROM due WHERE kind = 'stuck' AND object = NEW.way);"

const char vg_storeoutway_tables[] =
    "ALTER TABLE outbox ADD COLUMN way TEXT NOT NULL DEFAULT 'mail';"
    /* A message that stands was asked for again while a courier had it. */
    "ALTER TABLE outbox ADD COLUMN again INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE outbox ADD COLUMN stands INTEGER NOT NULL DEFAULT 0;"
    "UPDATE outbox SET way = 'webhook' WHERE channel = 'webhook';"
    /*
     * Times; 0: never.  What no courier ever took from is not stuck while no tree named one ('used' is 1
     * then): nobody set it up.
     */
    "CREATE TABLE outway (name TEXT PRIMARY KEY, used INTEGER NOT NULL DEFAULT 0,"
    " failing INTEGER NOT NULL DEFAULT 0, fails INTEGER NOT NULL DEFAULT 0,"
    " next_try INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
    "INSERT INTO outway (name) VALUES ('mail');"
    "INSERT INTO outway (name) SELECT DISTINCT way FROM outbox WHERE way <> 'mail';"
    "CREATE INDEX outbox_way ON outbox (way, next_try, id) WHERE " WAITS ";"
    "CREATE INDEX outbox_age ON outbox (way, created) WHERE " WAITS ";"
    "CREATE INDEX outbox_taken ON outbox (way, next_try) WHERE state = 'taken';"
    "CREATE TRIGGER outway_known AFTER INSERT ON outbox BEGIN"
    " INSERT INTO outway (name) SELECT NEW.way"
    "  WHERE NOT EXISTS (SELECT 1 FROM outway WHERE name = NEW.way);" WATCHED "END;"
    "CREATE TRIGGER outway_watched AFTER UPDATE OF state ON outbox"
    " WHEN NEW.state <> OLD.state AND NEW.state IN ('waiting','taken') BEGIN" WATCHED
    "END;";

const char vg_storeoutway_taken[] =
    /* The idempotency key of the take by which it is under way; '': it had none. */
    "ALTER TABLE outbox ADD COLUMN taken_by TEXT NOT NULL DEFAULT '';";

const char vg_storeoutway_pages[] =
    "CREATE INDEX outbox_page ON outbox (way, next_try, id) WHERE " WAITS
    " AND template = 'page';";

const char vg_storeoutway_outside[] =
    /* When its relay last took something for somebody outside our house; 0: never. */
    "ALTER TABLE outway ADD COLUMN outside INTEGER NOT NULL DEFAULT 0;";

const char vg_storeoutway_rounds[] =
    /* How often it was begun anew after it was over. */
    "ALTER TABLE outbox ADD COLUMN round INTEGER NOT NULL DEFAULT 0;";

/* The last message of an event of a case (?1) to somebody (?2). */
#define LAST_TOLD(event)                                                                 \
	"coalesce((SELECT max(id) FROM outbox WHERE case_number = ?1"                    \
	" AND transition >= '" event "@' AND transition < '" event "A'"                  \
	" AND recipient = ?2), 0)"

/* Of a case, and when it ended. */
#define CASE                                                                             \
	"number, class, device, severity, state, opened, title, client, site, contract," \
	" owner, subject, "

static const char *const statements[] = {
    AT(ADD) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try, channel, way, target) VALUES (?1, ?2, ?3, 'noc', ?4,"
	" 'way:' || ?5, 'event', ?1, 'webhook', ?5, ?6)"
	" ON CONFLICT (case_number, transition, recipient) DO NOTHING",
    AT(STAND) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try, channel, way, stands) VALUES (?1, NULL, ?2, 'noc',"
	" 'stands ' || ?2, 'way:' || ?4, 'event', ?1, ?3, ?4, 1)"
	" ON CONFLICT (transition, recipient) WHERE case_number IS NULL DO UPDATE SET"
	" again = outbox.state = 'taken',"
	" created = CASE WHEN " OVER " THEN excluded.created ELSE outbox.created END,"
	" next_try = CASE WHEN " OVER " THEN max(excluded.next_try,"
	" coalesce((SELECT sent FROM outway WHERE name = ?4), 0) + 5000000) ELSE outbox.next_try END,"
	" round = outbox.round + (" OVER "),"
	" tries = CASE WHEN " OVER " THEN 0 ELSE outbox.tries END,"
	" message_id = CASE WHEN " OVER " THEN '' ELSE outbox.message_id END,"
	" reason = CASE WHEN " OVER " THEN '' ELSE outbox.reason END,"
	" state = CASE WHEN " OVER " THEN 'waiting' ELSE outbox.state END",
    AT(NEXT) =
	"SELECT o.id FROM outway JOIN outbox o ON o.id = coalesce("
	"  (SELECT p.id FROM outbox p WHERE p.way = outway.name AND p.template = 'page'"
	"  AND p.state IN ('waiting','taken') AND p.next_try <= ?1"
	"  ORDER BY p.next_try, p.id LIMIT 1),"
	"  (SELECT n.id FROM outbox n WHERE n.way = outway.name"
	"  AND n.state IN ('waiting','taken') AND n.next_try <= ?1"
	"  ORDER BY n.next_try, n.id LIMIT 1))"
	" WHERE outway.next_try <= ?1 AND (?2 = 0 OR (SELECT count(*) FROM outbox t"
	"  WHERE t.way = outway.name AND t.state = 'taken' AND t.next_try > ?1)"
	"  < CASE outway.name WHEN 'mail' THEN ?2 ELSE ?3 END)"
	" ORDER BY o.template = 'page' DESC, o.next_try, o.id LIMIT 1",
    AT(SOONEST) =
	"SELECT min(at) FROM (SELECT max(outway.next_try, o.next_try) AS at FROM outway"
	" JOIN outbox o ON o.id = (SELECT n.id FROM outbox n WHERE n.way = outway.name"
	"  AND n.state IN ('waiting','taken') AND n.next_try > CASE"
	"   WHEN outway.next_try > ?1 THEN 0 ELSE ?1 END"
	"  ORDER BY n.next_try, n.id LIMIT 1)) HAVING min(at) > 0",
    AT(FREE) = "UPDATE outway SET next_try = 0"
	       " WHERE name = (SELECT way FROM outbox WHERE id = ?1)",
    AT(FAILED) = "SELECT fails FROM outway"
		 " WHERE name = (SELECT way FROM outbox WHERE id = ?1)",
    AT(USED) = "UPDATE outway SET used = ?2 WHERE used <= 1"
	       " AND name = (SELECT way FROM outbox WHERE id = ?1)",
    AT(MEANT) = "INSERT INTO outway (name, used) VALUES (?1, 1)"
		" ON CONFLICT (name) DO UPDATE SET used = 1 WHERE used = 0",
    AT(UNMEANT) = "UPDATE outway SET used = 0 WHERE used = 1",
    AT(WORKS) = "UPDATE outway SET failing = 0, fails = 0, next_try = 0, sent = ?2,"
		" outside = CASE WHEN o.role = 'client' OR o.role LIKE 'supplier%'"
		"  THEN ?2 ELSE outside END"
		" FROM outbox o WHERE o.id = ?1 AND outway.name = o.way",
    AT(FAILS) =
	/* It begins anew when nothing waits that failed before: that was given up, or is over. */
    "UPDATE outway SET failing = CASE WHEN failing > 0 AND EXISTS (SELECT 1 FROM outbox o"
    "  WHERE o.way = outway.name AND o." WAITS " AND o.tries > 0 AND o.reason <> '')"
    " THEN failing ELSE ?2 END,"
    " next_try = ?3, fails = ?4"
    " WHERE name = (SELECT way FROM outbox WHERE id = ?1)",
    AT(GET) = "SELECT used, failing, fails, next_try, sent, outside FROM outway"
	      " WHERE name = ?1",
    AT(LIST) =
	"SELECT outway.name, outway.used, outway.failing, outway.next_try, outway.sent,"
	" (SELECT count(*) FROM outbox o WHERE o.way = outway.name AND o." WAITS "),"
	" coalesce((SELECT min(o.created) FROM outbox o WHERE o.way = outway.name"
	"  AND o." WAITS "), 0) FROM outway ORDER BY outway.name",
    AT(OLDEST) = "SELECT min(at) FROM (" SINCE("o.created", "o.message_id <> ''",
	" AND (o.next_try <= ?2 OR w.failing > 0)") " UNION ALL " SINCE("o.next_try",
	WORDLESS, " AND o.next_try <= ?2") ") HAVING min(at) > 0",
    AT(PENDING) = "SELECT min(at) FROM (" SINCE("o.created", "o.message_id <> ''",
	"") " UNION ALL " SINCE("o.next_try", WORDLESS, "") ") HAVING min(at) > 0",
    AT(CASES) = "SELECT " CASE "0 FROM support_case WHERE " VG_STOREOPEN_CASE
		" AND severity >= ?1 ORDER BY severity DESC, number LIMIT ?2",
    AT(ENDED) = "SELECT " CASE "closed FROM support_case WHERE closed > 0 AND closed > ?3"
		" AND state IN ('closed','merged','void') AND severity >= ?1"
		" ORDER BY closed DESC, number LIMIT ?2",
    AT(PAGE) =
	"SELECT person, class, rung, id FROM page WHERE outbox = ?1 ORDER BY id LIMIT 1",
    AT(RETRY) =
	"UPDATE outbox SET state = 'waiting', next_try = ?2, tries = 0, reason = '',"
	" round = round + (state = 'failed')"
	" WHERE id = ?1",
    AT(SELF) = "SELECT count(*) FILTER (WHERE own), count(*) FILTER (WHERE NOT own) FROM"
	       " (SELECT kind = 'outbox-stuck' AND resource = ?2 AS own FROM alarm"
	       "  WHERE case_number = ?1)",
    AT(TOLD) = "SELECT " LAST_TOLD("opened") ", " LAST_TOLD("closed"),
};

const struct vg_db_group vg_storeoutway_group = {
    VG_STOREOUTWAY_FIRST, VG_STOREOUTWAY_END - VG_STOREOUTWAY_FIRST, statements};
