/*
 * SQL of what case rules say of a case.
 */
#include "collector/store/storefamily.h"

#define AT(name) [VG_STOREFAMILY_##name - VG_STOREFAMILY_FIRST]

/* As the partial indexes say it, word for word: else they are not used. */
#define IS_OPEN "state NOT IN ('closed','merged','void')"
#define QUEUE_ORDER "calm, next_due, ease, number"
/* Tens: whether it is calm; ones: its priority. */
#define RANKS " calm = 10 * (worse = 0 AND owner <> '') + priority, ease = -severity"
#define QUEUE(whose)                                                                     \
	"SELECT number, calm, next_due, ease FROM support_case WHERE " IS_OPEN whose     \
	" AND (" QUEUE_ORDER ") > (?1, ?2, ?3, ?4)"                                      \
	" AND ((?6 IS NULL AND ?7 = 0) OR owner = ?6 OR (?7 = 1 AND owner = ''))"        \
	" AND (?9 = '' OR client = ?9) AND (?10 = 0 OR calm % 10 = ?10)"                 \
	" ORDER BY " QUEUE_ORDER " LIMIT ?5"

const char vg_storefamily_rules[] =
    "ALTER TABLE support_case ADD COLUMN rule TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE support_case ADD COLUMN priority INTEGER NOT NULL DEFAULT 3"
    " CHECK (priority BETWEEN 1 AND 5);"
    "ALTER TABLE support_case ADD COLUMN queue TEXT NOT NULL DEFAULT '';"
    "DROP TRIGGER case_ranks_new;"
    "DROP TRIGGER case_ranks;"
    "UPDATE support_case SET" RANKS ";"
    "CREATE TRIGGER case_ranks_new AFTER INSERT ON support_case BEGIN"
    " UPDATE support_case SET" RANKS " WHERE number = NEW.number; END;"
    "CREATE TRIGGER case_ranks AFTER UPDATE OF worse, owner, severity, priority"
    " ON support_case BEGIN"
    " UPDATE support_case SET" RANKS " WHERE number = NEW.number; END;"
    "CREATE INDEX case_queue_named ON support_case (queue, " QUEUE_ORDER
    ", owner, client, state) WHERE " IS_OPEN " AND queue <> '';";

static const char *const statements[] = {
    AT(RULE_PUT) = "UPDATE support_case SET rule = ?2, priority = ?3, queue = ?4"
		   " WHERE number = ?1",
    /* The best priority of its alarms; the rule and the queue of the first that has one. */
    AT(RULE_JOIN) = "UPDATE support_case SET priority = min(priority, ?3),"
		    " queue = CASE queue WHEN '' THEN ?4 ELSE queue END,"
		    " rule = CASE rule WHEN '' THEN ?2 ELSE rule END WHERE number = ?1"
		    " AND (priority > ?3 OR (queue = '' AND ?4 <> '') OR rule = '')",
    AT(ALARM_CLASS) = "UPDATE alarm SET class = ?2 WHERE id = ?1",
    AT(DUE_SOONER) =
	"INSERT INTO due (kind, object, at) VALUES (?1, ?2, ?3)"
	" ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at)",
    AT(STANDING) = "SELECT changed, id FROM alarm WHERE cleared = 0"
		   " AND (changed, id) > (?1, ?2)"
		   " ORDER BY changed, id LIMIT 1",
    AT(QUEUE) = QUEUE(" AND queue <> '' AND queue = ?8"),
    AT(PRIORITY) = QUEUE(" AND ?8 = ''"),
};

const struct vg_db_group vg_storefamily_group = {
    VG_STOREFAMILY_FIRST, VG_STOREFAMILY_END - VG_STOREFAMILY_FIRST, statements};
