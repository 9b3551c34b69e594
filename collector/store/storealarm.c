/*
 * SQL of alarms as RFC 8632 has them.
 */
#include "collector/store/storealarm.h"

#define AT(name) [VG_STOREALARM_##name - VG_STOREALARM_FIRST]

/* The time for a new row of 'table' of alarm 'alarm' at 'at': no two are the same. */
#define UNIQUE_TIME(table, alarm_id, at)                                                 \
	"max(" at ", coalesce((SELECT max(at) + 1 FROM " table                           \
	" WHERE alarm = " alarm_id "), 0))"

/* Says 'state' of one alarm. */
#define SAY(alarm_id, at, who, state, text)                                               \
	"INSERT INTO alarm_operator (alarm, at, operator, state, text) VALUES (" alarm_id \
	", " UNIQUE_TIME("alarm_operator", alarm_id, at) ", " who ", '" state "', " text  \
							 ");"

/* Says it of all alarms of the case NEW. */
#define SAY_OF_CASE(who, state, text)                                                    \
	"INSERT INTO alarm_operator (alarm, at, operator, state, text)"                  \
	" SELECT id, " UNIQUE_TIME("alarm_operator", "alarm.id",                         \
	    "NEW.changed") ", " who ", '" state "', " text                               \
			   " FROM alarm WHERE case_number = NEW.number;"

#define CHANGED                                                                              \
	"INSERT INTO alarm_change (alarm, at, severity, text) VALUES (NEW.id, " UNIQUE_TIME( \
	    "alarm_change", "NEW.id",                                                        \
	    "NEW.changed") ", CASE WHEN NEW.cleared <> 0 THEN 0 ELSE NEW.severity END, NEW.text);"

const char vg_storealarm_tables[] =
    "CREATE TABLE alarm_change (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " alarm INTEGER NOT NULL REFERENCES alarm ON DELETE CASCADE, at INTEGER NOT NULL,"
    " severity INTEGER NOT NULL, text TEXT NOT NULL);"
    "CREATE UNIQUE INDEX alarm_change_of ON alarm_change (alarm, at);"
    "CREATE TABLE alarm_operator (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " alarm INTEGER NOT NULL REFERENCES alarm ON DELETE CASCADE, at INTEGER NOT NULL,"
    " operator TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN"
    "  ('none', 'ack', 'closed', 'shelved', 'un-shelved')), text TEXT NOT NULL);"
    "CREATE UNIQUE INDEX alarm_operator_of ON alarm_operator (alarm, at);"
    "CREATE TABLE alarm_state (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE CASCADE,"
    " state TEXT NOT NULL DEFAULT 'none', purged INTEGER NOT NULL DEFAULT 0);"

    "INSERT INTO alarm_change (alarm, at, severity, text)"
    " SELECT id, changed, CASE WHEN cleared <> 0 THEN 0 ELSE severity END, text FROM alarm"
    " ORDER BY changed, id;"
    "INSERT INTO alarm_operator (alarm, at, operator, state, text)"
    " SELECT alarm, at, 'vigie', 'shelved', shelf FROM alarm_shelf;"
    "INSERT INTO alarm_state (alarm, state) SELECT alarm, 'shelved' FROM alarm_shelf;";

const char vg_storealarm_rules[] =
    "CREATE TRIGGER alarm_change_first AFTER INSERT ON alarm BEGIN " CHANGED " END;"
    "CREATE TRIGGER alarm_change_next AFTER UPDATE OF severity, cleared ON alarm"
    " WHEN NEW.severity <> OLD.severity OR (NEW.cleared = 0) <> (OLD.cleared = 0)"
    " BEGIN " CHANGED " END;"
    "CREATE TRIGGER alarm_change_goes AFTER INSERT ON alarm_change"
    " WHEN NEW.id > 32 BEGIN DELETE FROM alarm_change WHERE alarm = NEW.alarm AND at <"
    " (SELECT min(at) FROM (SELECT at FROM alarm_change WHERE alarm = NEW.alarm"
    " ORDER BY at DESC LIMIT 32)); END;"

    "CREATE TRIGGER alarm_again AFTER UPDATE OF cleared ON alarm"
    " WHEN NEW.cleared = 0 AND OLD.cleared <> 0 AND"
    " (SELECT state FROM alarm_state WHERE alarm = NEW.id) = 'closed' BEGIN " SAY(
	"NEW.id", "NEW.changed", "'vigie'", "none",
	"'raised again'") " END;"
			  "CREATE TRIGGER alarm_worse AFTER UPDATE OF severity ON alarm"
			  " WHEN NEW.severity > OLD.severity AND NEW.cleared = 0 AND"
			  " (SELECT state FROM alarm_state WHERE alarm = NEW.id) = 'ack' BEGIN " SAY(
			      "NEW.id", "NEW.changed", "'vigie'", "none",
			      "'worse'") " END;"
					 "CREATE TRIGGER alarm_case_taken AFTER UPDATE OF owner ON support_case"
					 " WHEN NEW.owner <> '' AND NEW.owner <> OLD.owner BEGIN " SAY_OF_CASE(
					     "NEW.owner", "ack",
					     "'case ' || NEW.number") " END;"
								      "CREATE TRIGGER alarm_case_closed AFTER UPDATE OF state ON support_case"
								      " WHEN NEW.state = 'closed' AND OLD.state <> 'closed' BEGIN " SAY_OF_CASE(
									  "CASE WHEN NEW.owner <> '' THEN NEW.owner ELSE 'vigie' END",
									  "closed",
									  "'case ' || NEW.number || ': ' ||"
									  " CASE WHEN NEW.cure <> '' THEN NEW.cure ELSE 'cleared' END") " END;"
																	"CREATE TRIGGER alarm_shelved AFTER INSERT ON alarm_shelf BEGIN " SAY(
																	    "NEW.alarm",
																	    "NEW.at",
																	    "'vigie'",
																	    "shelved",
																	    "NEW.shelf") " END;"
																			 "CREATE TRIGGER alarm_unshelved AFTER DELETE ON alarm_shelf BEGIN " SAY(
																			     "OLD.alarm",
																			     "(SELECT changed FROM alarm WHERE id = OLD.alarm)",
																			     "'vigie'",
																			     "un-shelved",
																			     "OLD.shelf") " END;"
																					  "CREATE TRIGGER alarm_said AFTER INSERT ON alarm_operator BEGIN"
																					  " INSERT INTO alarm_state (alarm, state) VALUES (NEW.alarm,"
																					  "  CASE NEW.state WHEN 'un-shelved' THEN 'none' ELSE NEW.state END)"
																					  " ON CONFLICT (alarm) DO UPDATE SET state = excluded.state; END;";

/*
 * A shelf lets go at the time that its row is given last, and says nothing of an alarm that went
 * with it.  What changes is in the list again, whatever its sender's clock says: no time but its
 * own is before it.
 */
/* clang-format off */
const char vg_storealarm_again[] =
    "DROP TRIGGER alarm_unshelved;"
    "CREATE TRIGGER alarm_unshelved AFTER DELETE ON alarm_shelf"
    " WHEN EXISTS (SELECT 1 FROM alarm WHERE id = OLD.alarm) BEGIN "
    SAY("OLD.alarm", "OLD.at", "'vigie'", "un-shelved", "OLD.shelf") " END;"
    "CREATE TRIGGER alarm_listed_again AFTER INSERT ON alarm_change WHEN (SELECT purged"
    " FROM alarm_state WHERE alarm = NEW.alarm) > (SELECT changed FROM alarm"
    " WHERE id = NEW.alarm) BEGIN UPDATE alarm_state SET purged ="
    " (SELECT changed FROM alarm WHERE id = NEW.alarm) - 1 WHERE alarm = NEW.alarm; END;";
/* clang-format on */

/* Whoever says something again and again fills no disk: the audit has all of it. */
const char vg_storealarm_said[] =
    "CREATE TRIGGER alarm_said_goes AFTER INSERT ON alarm_operator WHEN NEW.id > 32 BEGIN"
    " DELETE FROM alarm_operator WHERE alarm = NEW.alarm AND at <"
    " (SELECT min(at) FROM (SELECT at FROM alarm_operator WHERE alarm = NEW.alarm"
    " ORDER BY at DESC LIMIT 32)); END;";

/*
 * What a purge or a compress means, and how far it is (collector/desk/view/deskpurge): NULL is any.
 * 'change' is the newest status change of when it was ordered: what changed since is not meant.
 */
const char vg_storealarm_tasks[] =
    "CREATE TABLE alarm_task (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " what TEXT NOT NULL CHECK (what IN ('purge', 'compress')), shelved INTEGER NOT NULL,"
    " cleared INTEGER NOT NULL, standing INTEGER NOT NULL, before INTEGER,"
    " least INTEGER NOT NULL, most INTEGER NOT NULL, state TEXT, operator TEXT, kind TEXT,"
    " qualifier TEXT, resource TEXT, at_once INTEGER NOT NULL, at INTEGER NOT NULL,"
    " who TEXT NOT NULL, proxy TEXT NOT NULL, door TEXT NOT NULL, change INTEGER NOT NULL,"
    " last INTEGER NOT NULL DEFAULT 0, n INTEGER NOT NULL DEFAULT 0);";

/* What is in the list: not purged since it changed last. */
#define LISTED "coalesce(s.purged, 0) <= a.changed"

static const char *const statements[] = {
    AT(CHANGES) = "SELECT at, severity, text FROM alarm_change WHERE alarm = ?1"
		  " ORDER BY at DESC LIMIT ?2",
    AT(OPERATORS) =
	"SELECT at, operator, state, text FROM alarm_operator WHERE alarm = ?1"
	" ORDER BY at DESC LIMIT 32",
    AT(STATE) =
	"SELECT coalesce((SELECT state FROM alarm_state WHERE alarm = ?1), 'none'),"
	" coalesce((SELECT purged FROM alarm_state WHERE alarm = ?1), 0),"
	" coalesce((SELECT min(at) FROM alarm_change WHERE alarm = ?1 AND at >"
	"  (SELECT purged FROM alarm_state WHERE alarm = ?1)), 0)",
    AT(SAY) = "INSERT INTO alarm_operator (alarm, at, operator, state, text) VALUES"
	      " (?1, " UNIQUE_TIME("alarm_operator", "?1", "?2") ", ?3, ?4, ?5)",
    /* A sender's clock may be ahead of ours. */
    AT(PURGE) = "INSERT INTO alarm_state (alarm, purged) VALUES (?1, max(?2,"
		" (SELECT changed + 1 FROM alarm WHERE id = ?1)))"
		" ON CONFLICT (alarm) DO UPDATE SET purged = excluded.purged",
    AT(COMPRESS) = "DELETE FROM alarm_change WHERE alarm = ?1 AND at <"
		   " (SELECT max(at) FROM alarm_change WHERE alarm = ?1)",
    AT(SUMMARY) = "SELECT a.severity, a.cleared <> 0,"
		  " coalesce(s.state, 'none') = 'closed', a.resource"
		  " FROM alarm a LEFT JOIN alarm_state s ON s.alarm = a.id"
		  " WHERE " LISTED " AND a.id NOT IN (SELECT alarm FROM alarm_shelf)",
    AT(SHELVED) = "SELECT a.resource FROM alarm_shelf s JOIN alarm a ON a.id = s.alarm",
    AT(COUNTS) = "SELECT coalesce((SELECT max(at) FROM alarm_change WHERE id ="
		 "  (SELECT max(id) FROM alarm_change)), 0),"
		 " coalesce((SELECT max(at) FROM alarm_operator WHERE id ="
		 "  (SELECT max(id) FROM alarm_operator)), 0)",
    AT(LIST) = "SELECT '', a.cleared, a.changed, a.id, a.resource FROM alarm a"
	       " LEFT JOIN alarm_state s ON s.alarm = a.id WHERE a.cleared = ?1"
	       " AND (a.changed, a.id) < (?2, ?3) AND " LISTED
	       " AND ?5 = (a.id IN (SELECT alarm FROM alarm_shelf))"
	       " ORDER BY a.changed DESC, a.id DESC LIMIT ?4",
    AT(NEWS) = "SELECT c.id, c.alarm, c.at, c.severity, c.text,"
	       " c.alarm IN (SELECT alarm FROM alarm_shelf)"
	       " FROM alarm_change c WHERE c.id > ?1 ORDER BY c.id LIMIT ?2",
    /* Senders date them: their times do not ascend with their numbers. */
    AT(NEWS_FROM) = "SELECT id FROM alarm_change WHERE at >= ?1 ORDER BY id LIMIT 1",
    AT(WORDS) = "SELECT id, alarm, at, operator, state, text FROM alarm_operator"
		" WHERE id > ?1 ORDER BY id LIMIT ?2",
    AT(OLDEST) = "SELECT coalesce(min(id), 0) FROM alarm_change",
    AT(LAST) = "SELECT coalesce((SELECT max(id) FROM alarm_change), 0),"
	       " coalesce((SELECT max(id) FROM alarm_operator), 0)",
    AT(OWNER) =
	"SELECT coalesce(a.case_number, ''), coalesce((SELECT owner FROM support_case"
	"  WHERE number = a.case_number), ''),"
	" a.id IN (SELECT alarm FROM alarm_shelf),"
	" coalesce((SELECT state NOT IN ('closed', 'merged', 'void') FROM support_case"
	"  WHERE number = a.case_number), 0),"
	" coalesce((SELECT purged FROM alarm_state WHERE alarm = a.id), 0) <= a.changed"
	" FROM alarm a WHERE a.id = ?1",
    AT(TASK_ADD) =
	"INSERT INTO alarm_task (what, shelved, cleared, standing, before, least, most,"
	" state, operator, kind, qualifier, resource, at_once, at, who, proxy, door, change)"
	" VALUES (?1, ?2, ?3, ?4, nullif(?5, 0), ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
	" ?15, ?16, ?17, coalesce((SELECT max(id) FROM alarm_change), 0))",
    AT(TASK) = "SELECT what, coalesce(resource, ''), at_once, at, who, proxy, door,"
	       " shelved, n FROM alarm_task WHERE id = ?1",
    /* An open case needs what stands, unless that alone is named. */
    AT(TASK_PICK) =
	"SELECT a.id, a.resource FROM alarm_task t CROSS JOIN alarm a ON a.id > t.last"
	" LEFT JOIN alarm_state s ON s.alarm = a.id WHERE t.id = ?1 AND " LISTED
	" AND t.shelved = (a.id IN (SELECT alarm FROM alarm_shelf))"
	" AND a.severity BETWEEN t.least AND t.most"
	" AND (t.kind IS NULL OR t.kind = a.kind)"
	" AND (t.qualifier IS NULL OR t.qualifier = a.qualifier)"
	" AND (t.before IS NULL OR a.changed < t.before)"
	" AND CASE t.what WHEN 'purge' THEN"
	"  iif(a.cleared <> 0, t.cleared, t.standing AND (t.cleared = 0 OR"
	"   coalesce(a.case_number, '') = ''))"
	"  ELSE (SELECT count(*) FROM alarm_change c WHERE c.alarm = a.id) > 1 END"
	" AND ((t.state IS NULL AND t.operator IS NULL) OR (SELECT"
	"  coalesce(o.state = t.state, 1) AND coalesce(o.operator = t.operator, 1)"
	"  FROM alarm_operator o WHERE o.alarm = a.id ORDER BY o.at DESC LIMIT 1))"
	" AND NOT EXISTS (SELECT 1 FROM alarm_change c WHERE c.alarm = a.id"
	"  AND c.id > t.change) ORDER BY a.id LIMIT ?2",
    AT(TASK_NEXT) = "UPDATE alarm_task SET last = ?2, n = n + ?3 WHERE id = ?1",
    AT(TASK_DROP) = "DELETE FROM alarm_task WHERE id = ?1",
};

const struct vg_db_group vg_storealarm_group = {
    VG_STOREALARM_FIRST, VG_STOREALARM_END - VG_STOREALARM_FIRST, statements};
