/*
 * SQL of the sweep.
 */
#include "collector/store/storekeep.h"

#define AT(name) [VG_STOREKEEP_##name - VG_STOREKEEP_FIRST]

#define OVER "('closed','merged','void')"
#define ONLY_A_SWEEP(when)                                                               \
	"CREATE TRIGGER audit_gap_" when " BEFORE " when " ON audit_gap"                 \
	" WHEN NOT EXISTS (SELECT 1 FROM sweeping)"                                      \
	" BEGIN SELECT RAISE(ABORT, 'only a sweep tells gaps'); END;"

const char vg_storekeep_tables[] =
    "CREATE TABLE claim (contract TEXT PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE swept_case (number TEXT PRIMARY KEY REFERENCES support_case,"
    " at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE sweeping (one INTEGER PRIMARY KEY CHECK (one = 1), until INTEGER NOT NULL);"
    "CREATE TABLE audit_gap (first INTEGER NOT NULL, last INTEGER PRIMARY KEY,"
    " chain BLOB NOT NULL CHECK (length(chain) = 32), CHECK (first <= last));"
    "CREATE INDEX audit_at ON audit (at);"
    "CREATE INDEX case_over ON support_case (state, changed);"
    "CREATE INDEX mail_loose ON mail (recorded) WHERE case_number = '';"
    "DROP TRIGGER audit_is_kept;"
    "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit WHEN NOT EXISTS"
    " (SELECT 1 FROM sweeping s, audit_gap g WHERE OLD.at < s.until"
    " AND OLD.id BETWEEN g.first AND g.last AND (OLD.id < g.last OR OLD.chain = g.chain))"
    " BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;" ONLY_A_SWEEP(
	"INSERT") ONLY_A_SWEEP("UPDATE") ONLY_A_SWEEP("DELETE");

/* A case is over since it was closed; a merged one not before the one it went into. */
#define OVER_SINCE                                                                       \
	"(SELECT number FROM support_case INDEXED BY case_closed_at WHERE closed > 0"    \
	" AND closed < ?1 AND state IN " OVER " UNION ALL SELECT number FROM"            \
	" support_case WHERE state IN " OVER " AND closed <= 0 AND changed < ?1)"
#define FREE                                                                             \
	" AND c.number NOT IN (SELECT case_number FROM hold WHERE released = 0)"         \
	" AND NOT EXISTS (SELECT 1 FROM swept_case s WHERE s.number = c.number"          \
	" AND s.at >= c.changed)"                                                        \
	" AND NOT EXISTS (SELECT 1 FROM tie t JOIN support_case o ON o.number = t.other" \
	" WHERE t.case_number = c.number AND t.kind = 'merge' AND t.undone = 0"          \
	" AND o.state NOT IN " OVER ")"

static const char *const statements[] = {
    AT(BEGIN) = "INSERT INTO sweeping (one, until) VALUES (1, ?1)",
    AT(END) = "DELETE FROM sweeping",
    AT(CLAIMS_CLEAR) = "DELETE FROM claim",
    AT(CLAIMS_ADD) = "INSERT OR IGNORE INTO claim (contract) VALUES (?1)",
    AT(CASES) =
	"SELECT c.number FROM " OVER_SINCE " o JOIN support_case c ON c.number = o.number"
	" WHERE c.contract NOT IN (SELECT contract FROM claim)" FREE " LIMIT ?2",
    AT(VOIDS) = "SELECT c.number FROM support_case c WHERE c.state = 'void'"
		" AND c.changed < ?1 AND c.client = ''" FREE " LIMIT ?2",
    /* What vigie itself says names nobody. */
    AT(CASE_ENTRIES) = "DELETE FROM journal_text WHERE id IN (SELECT id FROM journal"
		       " WHERE case_number = ?1 AND who <> 'vigie')",
    AT(CASE_MAILS) = "DELETE FROM mail_text WHERE id IN (SELECT id FROM mail"
		     " WHERE case_number = ?1)",
    AT(CASE_OUTS) = "DELETE FROM outbox_text WHERE id IN (SELECT id FROM outbox"
		    " WHERE case_number = ?1)",
    /* Also of those that told it with others. */
    AT(CASE_LETTERS) = "DELETE FROM outbox_letter WHERE id IN (SELECT id FROM outbox"
		       " WHERE case_number = ?1 UNION SELECT outbox FROM page"
		       " WHERE case_number = ?1)",
    AT(CASE_TITLE) = "UPDATE support_case SET title = 'request by mail' WHERE number = ?1"
		     " AND EXISTS (SELECT 1 FROM mail m WHERE m.case_number = ?1"
		     " AND m.opened = 1)",
    AT(CASE_SWEPT) = "INSERT INTO swept_case (number, at) VALUES (?1, ?2)"
		     " ON CONFLICT (number) DO UPDATE SET at = excluded.at",
    AT(LOOSE_MAILS) =
	"DELETE FROM mail_text WHERE id IN (SELECT m.id FROM mail m JOIN mail_text t"
	" ON t.id = m.id WHERE m.case_number = '' AND m.recorded < ?1 LIMIT ?2)",
    AT(SENDERS) =
	"UPDATE person SET mail = '', client = '', erased = ?3 WHERE id IN"
	" (SELECT p.id FROM person p WHERE p.mail <> '' AND p.seen < ?1 AND NOT EXISTS"
	"  (SELECT 1 FROM mail m LEFT JOIN mail_text t ON t.id = m.id LEFT JOIN"
	"   support_case c ON c.number = m.case_number WHERE m.person = 'sender-' || p.id"
	"   AND (t.id IS NOT NULL OR c.state NOT IN " OVER ")) LIMIT ?2)",
    AT(TREE_TEXTS) =
	"DELETE FROM revision_text WHERE (revision, mark) IN (SELECT t.revision, t.mark"
	" FROM revision_text t WHERE t.revision IN (SELECT r.id FROM revision r WHERE"
	"  (SELECT n.at FROM revision n WHERE n.id > r.id ORDER BY n.id LIMIT 1) < ?1)"
	" LIMIT ?2)",
    /* Acts on a case go after its texts. */
    AT(ACTS) = "SELECT a.id, a.chain FROM audit a WHERE a.at < ?1 AND NOT EXISTS"
	       " (SELECT 1 FROM support_case c WHERE c.number = a.object AND NOT EXISTS"
	       "  (SELECT 1 FROM swept_case s WHERE s.number = c.number"
	       "   AND s.at >= c.changed)) ORDER BY a.at, a.id LIMIT ?2",
    AT(ACT_DROP) = "DELETE FROM audit WHERE id = ?1",
    AT(GAP_ON) = "UPDATE audit_gap SET last = ?1, chain = ?2 WHERE last = ?3",
    AT(GAP_ADD) = "INSERT INTO audit_gap (first, last, chain) VALUES (?1, ?2, ?3)",
    AT(GAP_JOIN) = "UPDATE audit_gap SET first = (SELECT g.first FROM audit_gap g"
		   " WHERE g.last = ?1) WHERE first = ?1 + 1 AND EXISTS"
		   " (SELECT 1 FROM audit_gap g WHERE g.last = ?1)",
    AT(GAP_JOINED) = "DELETE FROM audit_gap WHERE last = ?1 AND EXISTS"
		     " (SELECT 1 FROM audit_gap g WHERE g.first <= ?1 AND g.last > ?1)",
    AT(GAPS) = "SELECT first, last, chain FROM audit_gap ORDER BY last",
    AT(GAP_TOLD) = "SELECT result FROM audit WHERE what = 'audit-sweep'"
		   " ORDER BY id DESC LIMIT 1",
    AT(NEXT) = "SELECT at FROM due WHERE kind = 'sweep' AND object = ''",
    AT(BACK) = "UPDATE due SET at = ?3 WHERE kind = ?1 AND at > ?2",
};

const struct vg_db_group vg_storekeep_group = {
    VG_STOREKEEP_FIRST, VG_STOREKEEP_END_OF - VG_STOREKEEP_FIRST, statements};
