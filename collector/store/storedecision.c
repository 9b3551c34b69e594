/*
 * SQL of decisions.
 */
#include "collector/store/storedecision.h"

#include "collector/store/storeopen.h"
#include "collector/store/storesweep.h"

#define AT(name) [VG_STOREDECISION_##name - VG_STOREDECISION_FIRST]

const char vg_storedecision_tables[] =
    "CREATE TABLE decision (id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
    " alarm INTEGER NOT NULL, previous INTEGER NOT NULL,"
    " way INTEGER NOT NULL, flags INTEGER NOT NULL, action INTEGER NOT NULL,"
    " severity INTEGER NOT NULL, before INTEGER NOT NULL,"
    /* How long before 'at' it began and was said, in microseconds. */
    " began INTEGER NOT NULL, said INTEGER NOT NULL, case_number TEXT,"
    /* Until when it waits; 0: for nothing. */
    " until INTEGER NOT NULL, span INTEGER NOT NULL, n INTEGER NOT NULL,"
    " revision INTEGER NOT NULL, subject TEXT, rule TEXT, name TEXT, parent TEXT,"
    " contract TEXT, clause TEXT, reason TEXT, about TEXT);"
    "ALTER TABLE alarm ADD COLUMN decision INTEGER NOT NULL DEFAULT 0;"
    /* An alarm that comes back in another case, or is given to one, was a member of the first. */
    "CREATE TABLE alarm_left (case_number TEXT NOT NULL, alarm INTEGER NOT NULL,"
    " PRIMARY KEY (case_number, alarm)) WITHOUT ROWID;"
    "CREATE INDEX alarm_left_alarm ON alarm_left (alarm);"
    "CREATE TRIGGER alarm_leaves AFTER UPDATE OF case_number ON alarm"
    " WHEN OLD.case_number <> '' AND OLD.case_number <> coalesce(NEW.case_number, '')"
    " BEGIN INSERT OR IGNORE INTO alarm_left (case_number, alarm)"
    " VALUES (OLD.case_number, OLD.id); END;";

const char vg_storedecision_told[] =
    "ALTER TABLE decision ADD COLUMN told TEXT;"
    /* What was merged into a case is asked of it. */
    "CREATE INDEX tie_into ON tie (other) WHERE kind = 'merge' AND undone = 0;";

#define COLUMNS                                                                                \
	"at, alarm, previous, way, flags, action, severity, before, began, said, case_number," \
	" until, span, n, revision, subject, rule, name, parent, contract, clause,"            \
	" reason, about, told"
#define VALUES                                                                           \
	"?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"   \
	" ?19, ?20, ?21, ?22, ?23, ?24, ?25"

/* What its case was about then, where a cause took it over since. */
#define WAS                                                                              \
	"(SELECT r.subject FROM case_rekey r WHERE r.case_number = d.case_number"        \
	" AND r.at >= d.at AND r.alarm <> d.alarm ORDER BY r.id LIMIT 1)"

#define READ                                                                                     \
	"SELECT d.id, d.at, d.alarm, d.way, d.flags, d.action, d.severity, d.before,"            \
	" d.at - d.began, d.at - d.said, d.case_number, d.until,"                                \
	" d.span, d.n, d.revision, coalesce(d.subject, " WAS                                     \
	", c.subject), d.rule, d.name,"                                                          \
	" d.parent, d.contract, d.clause, d.reason, coalesce(a.resource, d.about),"              \
	" a.kind, a.qualifier, a.class, m.agent, m.sequence, d.previous, d.told FROM decision d" \
	" LEFT JOIN alarm a ON a.id = d.alarm"                                                   \
	" LEFT JOIN support_case c ON c.number = d.case_number"                                  \
	" LEFT JOIN message m ON m.id = d.id >> 20 AND d.id & 1048575 < 524288"

#define MESSAGE "agent, sequence, type, source, received, state, alarm, body FROM message"

/* A case 'c' that is not over, or that somebody holds. */
#define WORKED                                                                           \
	"((" VG_STOREOPEN_CASE_C ") OR c.number IN (SELECT case_number"                  \
	" FROM hold WHERE released = 0))"

static const char *const statements[] = {
    AT(ADD) = "INSERT INTO decision (id, " COLUMNS ") VALUES (?1, " VALUES ")",
    AT(NEXT_OWN) = "SELECT max((SELECT coalesce(max(id), 0) FROM decision) + 1,"
		   " ((SELECT coalesce(max(id), 0) FROM message) << 20) + 524288)",
    AT(HIGHEST) = "SELECT coalesce(max(id), 0) FROM decision",
    AT(TAKEN) = "SELECT EXISTS (SELECT 1 FROM decision WHERE id >= ?1 AND id < ?2)",
    AT(SAID) = "UPDATE alarm SET decision = ?2 WHERE id = ?1",
    AT(LAST) = READ " WHERE d.id < ?1 ORDER BY d.id DESC LIMIT ?2",
    AT(ONE) = READ " WHERE d.id = ?1",
    AT(STEP) = "SELECT previous, case_number, way FROM decision WHERE id = ?1",
    AT(HEAD) = "SELECT decision FROM alarm WHERE id = ?1",
    AT(OF_MESSAGE) = READ " WHERE d.id >= ?1 AND d.id <= ?2 ORDER BY d.id",
    AT(MEMBERS) = "SELECT id FROM alarm WHERE case_number = ?1"
		  " UNION ALL SELECT alarm FROM alarm_left WHERE case_number = ?1",
    AT(WALK) = "SELECT max(id), max(CASE WHEN at < ?3 THEN id END)"
	       " FROM (SELECT id, at FROM decision WHERE id > ?1 ORDER BY id LIMIT ?2)",
    AT(DROP) =
	"DELETE FROM decision WHERE id > ?1 AND id <= ?2 AND at < ?3"
	" AND NOT EXISTS (SELECT 1 FROM support_case c WHERE c.number = decision.case_number"
	" AND " WORKED ") AND NOT EXISTS (SELECT 1 FROM alarm a JOIN support_case c"
	" ON c.number = a.case_number WHERE a.id = decision.alarm AND " WORKED ")",
    AT(DROP_LEFT) = "DELETE FROM alarm_left WHERE alarm IN (" VG_STORESWEEP_FORGOTTEN ")",
    AT(MESSAGE) = "SELECT id, " MESSAGE " WHERE id = ?1",
    AT(MESSAGES) = "SELECT id, " MESSAGE " WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
    AT(NUMBER) =
	"SELECT max(m.id) FROM (SELECT spool FROM agent WHERE name = ?1"
	" UNION ALL SELECT spool FROM spool_ended WHERE agent = ?1) s"
	" JOIN message m ON m.agent = ?1 AND m.spool = s.spool AND m.sequence = ?2"
	" AND m.agent <> ''",
    AT(ALARM) =
	"SELECT id FROM alarm WHERE resource = ?1 AND kind = ?2 AND qualifier = ?3",
    AT(HOLE) =
	"SELECT coalesce((SELECT at FROM due WHERE kind = 'hole' AND object = ?1), 0),"
	" applied FROM agent WHERE name = ?1",
    AT(OF_ALARM) = "UPDATE decision SET alarm = ?2 WHERE id = ?1",
    AT(BEHIND) = "UPDATE decision SET previous = ?1 WHERE previous = 0"
		 " AND id = (SELECT decision FROM alarm WHERE id = ?2)",
};

const struct vg_db_group vg_storedecision_group = {
    VG_STOREDECISION_FIRST, VG_STOREDECISION_END - VG_STOREDECISION_FIRST, statements};
