/*
 * SQL of the slices.
 */
#include "collector/store/storesweep.h"

#include "collector/store/storeopen.h"

#define AT(name) [VG_STORESWEEP_##name - VG_STORESWEEP_FIRST]

/* Each row that came had to be entered into these; nothing else asks by them. */
const char vg_storesweep_tables[] =
    "DROP INDEX IF EXISTS message_received;"
    "DROP INDEX IF EXISTS happening_at;"
    "DROP INDEX IF EXISTS raise_at;"
    "DROP INDEX IF EXISTS evidence_loose;"
    /* Written anew by each sweep: alarms have no index by message. */
    "CREATE TABLE kept_message (id INTEGER PRIMARY KEY);";

/* Of all alarms there ever were few belong to no case. */
const char vg_storesweep_forgotten[] =
    "CREATE INDEX alarm_forgotten ON alarm (changed) WHERE " VG_STORESWEEP_OF_NO_CASE ";";

#define WALK(table, id, at)                                                              \
	"SELECT max(id), max(CASE WHEN at < ?3 THEN id END) FROM (SELECT " id            \
	" AS id, " at " AS at FROM " table " WHERE " id " > ?1 ORDER BY " id             \
	" LIMIT ?2)"
#define SLICE(id) id " > ?1 AND " id " <= ?2"

/* A case 'c' that is not over, or that somebody holds. */
#define WORKED                                                                           \
	"((" VG_STOREOPEN_CASE_C ") OR c.number IN (SELECT case_number"                  \
	" FROM hold WHERE released = 0))"

/*
 * The alarms that stand, and those that are over in a case somebody works on, by the indexes of
 * what is open: an alarm may be told of twice.
 */
#define KEPT_BY(what)                                                                    \
	"SELECT " what " FROM alarm WHERE cleared = 0 AND message > 0"                   \
	" UNION ALL SELECT " what " FROM support_case c INDEXED BY case_open"            \
	" CROSS JOIN alarm a ON a.case_number = c.number"                                \
	" WHERE " VG_STOREOPEN_CASE_C " AND a.cleared = 1 AND a.message > 0"             \
	" UNION ALL SELECT " what " FROM hold h"                                         \
	" CROSS JOIN alarm a ON a.case_number = h.case_number"                           \
	" WHERE h.released = 0 AND a.cleared = 1 AND a.message > 0"

/*
 * What a standing list may still name, what a case in work is about; and the newest one, whoever
 * sent it: SQLite numbers behind it, and marks, acts and decisions say "behind message N".
 */
#define KEPT                                                                                                            \
	" AND id < (SELECT max(id) FROM message) AND NOT EXISTS (SELECT 1 FROM kept_message k WHERE k.id = message.id)" \
	" AND NOT EXISTS (SELECT 1 FROM alarm a JOIN support_case c"                                                    \
	"  ON c.number = a.case_number WHERE a.id = message.alarm AND " WORKED ")"

static const char *const statements[] = {
    AT(MESSAGE_WALK) = WALK("message", "id", "received"),
    /*
     * What waits stays; those that are applied are counted (collector/desk/record/deskmessage.c).
     */
    AT(MESSAGE_DROP_OTHERS) = "DELETE FROM message WHERE " SLICE(
	"id") " AND received < ?3"
	      " AND state IN ('stored','unapplied','history')" KEPT,
    AT(MESSAGE_DROP) =
	"DELETE FROM message WHERE " SLICE("id") " AND received < ?3"
						 " AND state = 'applied'" KEPT,
    AT(KEEP_CLEAR) = "DELETE FROM kept_message",
    AT(KEEP_ADD) = "INSERT OR IGNORE INTO kept_message (id) SELECT a.message FROM alarm a"
		   " LEFT JOIN support_case c ON c.number = a.case_number"
		   " WHERE " SLICE("a.id") " AND a.message > 0"
					   " AND (a.cleared = 0 OR " WORKED ")",
    AT(KEEP_COUNT) = "SELECT count(*) FROM (" KEPT_BY("1") " LIMIT ?1)",
    AT(KEEP_FEW) = "INSERT OR IGNORE INTO kept_message (id) " KEPT_BY("message"),
    AT(HAPPENING_WALK) = WALK("happening", "id", "at"),
    AT(HAPPENING_DROP) = "DELETE FROM happening WHERE " SLICE(
	"id") " AND at < ?3 AND NOT EXISTS"
	      " (SELECT 1 FROM support_case c WHERE c.number = happening.case_number"
	      "  AND " WORKED ")",
    AT(RAISE_WALK) = WALK("raise", "rowid", "at"),
    AT(RAISE_DROP) = "DELETE FROM raise WHERE " SLICE(
	"rowid") " AND at < ?3 AND NOT EXISTS"
		 " (SELECT 1 FROM alarm a JOIN support_case c ON c.number = a.case_number"
		 "  WHERE a.id = alarm AND " WORKED ")",
    AT(EVIDENCE_WALK) = WALK("evidence", "id", "received"),
    AT(EVIDENCE_DROP) = "DELETE FROM evidence WHERE " SLICE(
	"id") " AND received < ?3 AND case_number = ''",
    AT(MESSAGE_HIGHEST) = "SELECT max(sequence) FROM message WHERE agent = ?1"
			  " AND state = 'waiting' AND spool = ?2",
    AT(ALARM_WALK) = WALK("alarm", "id", "changed"),
    AT(ALARM_DROP) = "DELETE FROM alarm WHERE id IN (" VG_STORESWEEP_FORGOTTEN ")",
    AT(ALARM_RAISES) = "DELETE FROM raise WHERE alarm IN (" VG_STORESWEEP_FORGOTTEN ")",
};

const struct vg_db_group vg_storesweep_group = {
    VG_STORESWEEP_FIRST, VG_STORESWEEP_END - VG_STORESWEEP_FIRST, statements};
