/*
 * SQL of what case rules say of a case, of families and of supplier problems.
 */
#include "collector/store/storefamily.h"

#include "collector/store/storeopen.h"

#define AT(name) [VG_STOREFAMILY_##name - VG_STOREFAMILY_FIRST]

#define WAS_OPEN "state NOT IN ('closed','merged','void')" /* in a migration */
#define QUEUE_ORDER "calm, next_due, ease, number"
/* Tens: whether it is calm; ones: its priority. */
#define RANKS " calm = 10 * (worse = 0 AND owner <> '') + priority, ease = -severity"
#define QUEUE(whose)                                                                     \
	"SELECT number, calm, next_due, ease FROM support_case WHERE " VG_STOREOPEN_CASE \
	    whose " AND (" QUEUE_ORDER ") > (?1, ?2, ?3, ?4)"                            \
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
    ", owner, client, state) WHERE " WAS_OPEN " AND queue <> '';";

const char vg_storefamily_tables[] =
    /* What opened lately, by what makes a family of it; swept by its age. */
    "CREATE TABLE family_case (case_number TEXT NOT NULL REFERENCES support_case,"
    " kind TEXT NOT NULL, supplier TEXT NOT NULL, model TEXT NOT NULL,"
    " software TEXT NOT NULL, client TEXT NOT NULL, device TEXT NOT NULL,"
    " opened INTEGER NOT NULL, PRIMARY KEY (case_number, kind)) WITHOUT ROWID;"
    "CREATE INDEX family_key ON family_case (supplier, model, software, kind, opened);"
    "CREATE INDEX family_opened ON family_case (opened);"
    "CREATE TABLE problem (number TEXT PRIMARY KEY,"
    " state TEXT NOT NULL CHECK (state IN ('suggested','closed','forgotten')),"
    " supplier TEXT NOT NULL, model TEXT NOT NULL, software TEXT NOT NULL,"
    " kind TEXT NOT NULL, opened INTEGER NOT NULL, changed INTEGER NOT NULL,"
    " closed INTEGER NOT NULL DEFAULT 0, outcome TEXT NOT NULL DEFAULT '') WITHOUT ROWID;"
    "CREATE UNIQUE INDEX problem_one_open ON problem (supplier, model, software, kind)"
    " WHERE state = 'suggested';"
    "CREATE INDEX problem_closed ON problem (supplier, model, software, kind, closed)"
    " WHERE state <> 'suggested';"
    "CREATE INDEX problem_list_open ON problem (number) WHERE state = 'suggested';"
    "CREATE TABLE problem_case (problem TEXT NOT NULL REFERENCES problem,"
    " case_number TEXT NOT NULL REFERENCES support_case, client TEXT NOT NULL,"
    " device TEXT NOT NULL, linked INTEGER NOT NULL,"
    " PRIMARY KEY (problem, case_number)) WITHOUT ROWID;"
    "CREATE INDEX problem_of_case ON problem_case (case_number, linked);";

#define FAMILY "supplier = ?1 AND model = ?2 AND software = ?3 AND kind = ?4"

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
    AT(ENTER) =
	"INSERT INTO family_case (case_number, kind, supplier, model, software, client,"
	" device, opened) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
	" ON CONFLICT (case_number, kind) DO UPDATE SET model = excluded.model,"
	" software = excluded.software, opened = excluded.opened",
    AT(NEAR) = "SELECT case_number, client, device FROM family_case WHERE " FAMILY
	       " AND opened > ?5 ORDER BY opened DESC LIMIT ?6",
    AT(OPEN_OF) =
	"SELECT number, 0 FROM problem WHERE " FAMILY " AND state = 'suggested'",
    AT(CLOSED_OF) = "SELECT '', closed FROM problem WHERE " FAMILY
		    " AND state <> 'suggested' ORDER BY closed DESC LIMIT 1",
    AT(ADD) = "INSERT INTO problem (number, state, supplier, model, software, kind,"
	      " opened, changed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
    AT(LINK) = "INSERT OR IGNORE INTO problem_case (problem, case_number, client, device,"
	       " linked) VALUES (?1, ?2, ?3, ?4, ?5)",
    AT(END_IT) = "UPDATE problem SET state = ?2, outcome = ?3, closed = ?4, changed = ?4"
		 " WHERE number = ?1",
    AT(ONE) =
	"SELECT p.number, p.state, p.supplier, p.model, p.software, p.kind, p.outcome,"
	" p.opened, max(p.changed, coalesce(max(c.linked), 0)), p.closed,"
	" count(c.case_number), count(DISTINCT c.client), count(DISTINCT c.device)"
	" FROM problem p LEFT JOIN problem_case c ON c.problem = p.number"
	" WHERE p.number = ?1 GROUP BY p.number",
    AT(LIST) = "SELECT number, 0, 0, 0 FROM problem WHERE number < ?1"
	       " ORDER BY number DESC LIMIT ?2",
    AT(LIST_OPEN) = "SELECT number, 0, 0, 0 FROM problem INDEXED BY problem_list_open"
		    " WHERE state = 'suggested' AND number < ?1"
		    " ORDER BY number DESC LIMIT ?2",
    AT(CASES) = "SELECT c.case_number, c.client, c.device, s.state, c.linked"
		" FROM problem_case c JOIN support_case s ON s.number = c.case_number"
		" WHERE c.problem = ?1 ORDER BY c.case_number",
    AT(OF_CASE) =
	"SELECT c.problem, (SELECT count(*) FROM problem_case o WHERE"
	" o.problem = c.problem AND o.device <> c.device) FROM problem_case c"
	" WHERE c.case_number = ?1 ORDER BY c.linked DESC, c.problem DESC LIMIT 1",
    AT(LIFE) = "SELECT coalesce(max(s.state NOT IN ('closed','merged','void')), 0),"
	       " coalesce(max(s.closed), 0) FROM problem_case c"
	       " JOIN support_case s ON s.number = c.case_number WHERE c.problem = ?1",
    AT(SWEEP) = "DELETE FROM family_case WHERE opened < ?1 AND case_number IN"
		" (SELECT case_number FROM family_case WHERE opened < ?1 ORDER BY opened"
		" LIMIT ?2)",
    AT(OLDEST) = "SELECT opened FROM family_case ORDER BY opened LIMIT 1",
};

const struct vg_db_group vg_storefamily_group = {
    VG_STOREFAMILY_FIRST, VG_STOREFAMILY_END - VG_STOREFAMILY_FIRST, statements};
