/*
 * SQL of pages that go together.
 */
#include "collector/store/storetogether.h"

#define AT(name) [VG_STORETOGETHER_##name - VG_STORETOGETHER_FIRST]
#define NEWS VG_STORETOGETHER_NEWS
#define PAGES "template >= 'page' AND template < 'pagf'"
#define WORDLESS VG_STORETOGETHER_WORDLESS("")

const char vg_storetogether_rules[] =
    "CREATE INDEX outbox_together ON outbox (recipient, template, id)"
    " WHERE state = 'waiting' AND tries = 0 AND " PAGES ";"
    /* Each case that it carried is passed on at once. */
    "DROP TRIGGER page_failed;"
    "CREATE TRIGGER page_failed AFTER UPDATE OF state ON outbox"
    " WHEN NEW.state = 'failed' AND OLD.state = 'taken' AND NEW.template = 'page' BEGIN"
    " INSERT INTO due (kind, object, at) SELECT 'page', n, NEW.next_try FROM"
    "  (SELECT NEW.case_number AS n UNION"
    "   SELECT case_number FROM page WHERE outbox = NEW.id) WHERE n IS NOT NULL"
    " ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at); END;";

const char vg_storetogether_words[] =
    "DROP INDEX outbox_together;"
    "CREATE INDEX outbox_together ON outbox (recipient, template, id)"
    " WHERE " WORDLESS " AND " PAGES ";";

static const char *const statements[] = {
    /* What tells that a way out is stuck leaves alone: that very way does not tell it. */
    AT(FIND) =
	"SELECT id, next_try FROM outbox WHERE recipient = ?1 AND template = ?2"
	" AND " WORDLESS " AND " PAGES
	" AND EXISTS (SELECT 1 FROM page p WHERE p.outbox = outbox.id AND p.channel = ?3"
	"  AND p.whom <> 'test')"
	/* What came later of a case is a message more: the first one says what was so then. */
	" AND (?2 = 'page' OR NOT EXISTS (SELECT 1 FROM page p WHERE p.outbox = outbox.id"
	"  AND p.case_number = ?4))"
	" AND NOT EXISTS (SELECT 1 FROM support_case c"
	"  WHERE c.number IN (outbox.case_number, ?4) AND substr(c.subject, 1, 10) = 'collector/')"
	" ORDER BY id DESC LIMIT 1",
    AT(LEAVES) = "UPDATE outbox SET next_try = ?2 WHERE id = ?1",
    AT(LIST) =
	/* A page says why, where that was demanded, as it does alone. */
    "SELECT p.case_number, min(p.class), c.severity, CASE WHEN p.whom IN (" NEWS ")"
    "  THEN c.title ELSE coalesce(nullif(g.what, ''), c.title) END, c.client, c.class,"
    " c.device, min(p.id), p.reason, count(*) OVER () FROM page p"
    " JOIN support_case c ON c.number = p.case_number"
    " LEFT JOIN paging g ON g.case_number = p.case_number"
    " WHERE p.outbox = ?1 AND (p.whom IN (" NEWS ")"
    "  OR NOT coalesce(" VG_STORETOGETHER_STALE("p",
	"g") ", 0))"
	     " GROUP BY p.case_number ORDER BY min(p.class), c.severity DESC, p.case_number LIMIT ?2",
    AT(CASES) = "SELECT DISTINCT case_number FROM page WHERE outbox = ?1"
		" AND case_number > ?2 ORDER BY case_number LIMIT ?3",
    AT(LOOK) =
	"INSERT INTO due (kind, object, at) SELECT DISTINCT 'page', case_number, ?2"
	" FROM page WHERE outbox = ?1 AND case_number IS NOT NULL"
	" ON CONFLICT (kind, object) DO UPDATE SET at = min(at, excluded.at)",
    /* Of a message whose words are not made he has read nothing yet. */
    AT(ACK_OF) =
	"SELECT id, coalesce(case_number, ''), person FROM page WHERE id IN (SELECT ?1 UNION"
	" SELECT l.id FROM page p JOIN outbox o ON o.id = p.outbox"
	"  JOIN page l ON l.outbox = p.outbox WHERE p.id = ?1"
	"  AND NOT " VG_STORETOGETHER_WORDLESS(
	    "o.") " AND l.whom NOT IN (" NEWS "))"
		  " AND acknowledged = 0 ORDER BY id LIMIT ?2",
    AT(DETACH) = "UPDATE page SET outbox = NULL WHERE case_number = ?1"
		 " AND (?2 = '' OR person = ?2) AND whom NOT IN (" NEWS
		 ") AND outbox IN (SELECT o.id FROM page p"
		 " JOIN outbox o ON o.id = p.outbox WHERE p.case_number = ?1"
		 " AND " VG_STORETOGETHER_WORDLESS("o.") ")",
    /* One of an earlier ladder answers nothing of this one. */
    AT(ANSWERED) =
	"UPDATE page SET outbox = NULL, ended = ?2, reason = ?3 WHERE id IN (SELECT l.id FROM page p"
	" JOIN paging g ON g.case_number = p.case_number"
	" JOIN page l ON l.case_number = p.case_number AND l.person = p.person"
	" JOIN outbox o ON o.id = l.outbox WHERE p.id = ?1 AND p.queued >= g.begun"
	" AND l.id <> ?1 AND l.ended = 0 AND l.whom NOT IN (" NEWS ")"
	" AND " VG_STORETOGETHER_WORDLESS("o.") ")",
    AT(EMPTY) = "UPDATE outbox SET state = 'failed', reason = ?2 WHERE recipient = ?1"
		" AND template = 'page' AND " WORDLESS " AND " PAGES
		" AND NOT EXISTS (SELECT 1 FROM page p WHERE p.outbox = outbox.id)",
    AT(REPOINT) =
	"UPDATE outbox SET (case_number, line) = (SELECT p.case_number, 'page W' || p.class"
	"  || ': ' || substr(coalesce(nullif(g.what, ''), c.title), 1, 200) FROM page p"
	"  JOIN support_case c ON c.number = p.case_number"
	"  LEFT JOIN paging g ON g.case_number = p.case_number"
	"  WHERE p.outbox = outbox.id ORDER BY p.id LIMIT 1)"
	" WHERE case_number = ?1 AND " WORDLESS " AND template = 'page'"
	" AND EXISTS (SELECT 1 FROM page p WHERE p.outbox = outbox.id)"
	" AND NOT EXISTS (SELECT 1 FROM page p WHERE p.outbox = outbox.id"
	"  AND p.case_number = ?1)",
    AT(PULL) =
	"UPDATE due SET at = ?1 WHERE +kind = 'page' AND at > ?1 AND at <= ?2"
	" AND object IN (SELECT case_number FROM paging WHERE case_number = due.object"
	"  AND ended = 0 AND class = ?3 AND last > 0 AND last <= ?4)",
};

const struct vg_db_group vg_storetogether_group = {
    VG_STORETOGETHER_FIRST, VG_STORETOGETHER_END - VG_STORETOGETHER_FIRST, statements};
