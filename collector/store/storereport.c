/*
 * SQL of reports.
 *
 * 'solved' follows the state, whoever moves it: resolved or closed, and taken back with it.
 */
#include "collector/store/storereport.h"

#include "collector/store/storeopen.h"

#define AT(name) [VG_STOREREPORT_##name - VG_STOREREPORT_FIRST]

const char vg_storereport_tables[] =
    "ALTER TABLE support_case ADD COLUMN solved INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX target_faulty ON target (case_number) WHERE name = 'faulty-back';"
    "CREATE INDEX case_contract ON support_case (contract, opened);"
    "CREATE TRIGGER case_is_solved AFTER UPDATE OF state ON support_case"
    " WHEN NEW.state IN ('resolved','closed') AND OLD.state NOT IN ('resolved','closed')"
    " BEGIN UPDATE support_case SET solved = NEW.changed WHERE number = NEW.number; END;"
    "CREATE TRIGGER case_is_unsolved AFTER UPDATE OF state ON support_case"
    " WHEN OLD.state IN ('resolved','closed') AND NEW.state NOT IN ('resolved','closed')"
    " BEGIN UPDATE support_case SET solved = 0 WHERE number = NEW.number; END;";

static const char *const statements[] = {
    AT(CASES) =
	"SELECT c.number, c.solved,"
	" EXISTS (SELECT 1 FROM supplier_ticket t WHERE t.case_number = c.number),"
	" coalesce((SELECT max(t.at) FROM tie t WHERE t.case_number = c.number"
	"  AND t.kind = 'merge' AND t.undone = 0 AND c.state = 'merged'), 0)"
	" FROM support_case c WHERE c.contract = ?1 AND c.opened < ?3 AND c.state <> 'void'"
	" AND (c.closed = 0 OR c.closed >= ?2 OR EXISTS (SELECT 1 FROM target g"
	"  WHERE g.case_number = c.number AND g.name = 'faulty-back')) ORDER BY c.opened",
    AT(CLIENT) = "SELECT client FROM support_case WHERE contract = ?1"
		 " ORDER BY opened DESC LIMIT 1",
    AT(RUNNING) = "SELECT number FROM support_case WHERE " VG_STOREOPEN_CASE
		  " UNION SELECT case_number FROM target WHERE name = 'faulty-back'",
};

const struct vg_db_group vg_storereport_group = {
    VG_STOREREPORT_FIRST, VG_STOREREPORT_END - VG_STOREREPORT_FIRST, statements};
