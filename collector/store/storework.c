/*
 * SQL of visits, work orders.
 */
#include "collector/store/storework.h"

#include <stddef.h>

#define AT(name) [VG_STOREWORK_##name - VG_STOREWORK_FIRST]

const char vg_storework_tables[] =
    "CREATE TABLE work_order (number TEXT PRIMARY KEY,"
    " case_number TEXT NOT NULL REFERENCES support_case, state TEXT NOT NULL CHECK (state IN"
    "  ('asked','proposed','ordered','planned','done','declined','lapsed','cancelled')),"
    " what TEXT NOT NULL, who TEXT NOT NULL, opened INTEGER NOT NULL,"
    " moved INTEGER NOT NULL, technical TEXT NOT NULL DEFAULT '',"
    " commercial TEXT NOT NULL DEFAULT '', proposal TEXT NOT NULL DEFAULT '',"
    " valid_until INTEGER NOT NULL DEFAULT 0, reference TEXT NOT NULL DEFAULT '',"
    " by_whom TEXT NOT NULL DEFAULT '', by_quote INTEGER NOT NULL DEFAULT 0,"
    " CHECK (state <> 'proposed' OR (technical <> '' AND commercial <> ''"
    "  AND proposal <> '' AND valid_until > 0)),"
    " CHECK (state NOT IN ('ordered','planned','done') OR"
    "  (reference <> '' AND by_whom <> ''))) WITHOUT ROWID;"
    "CREATE INDEX work_order_case ON work_order (case_number);"
    "CREATE INDEX work_order_list ON work_order (opened, number);"
    "CREATE TRIGGER work_order_is_kept BEFORE DELETE ON work_order"
    " BEGIN SELECT RAISE(ABORT, 'P16: an order is never deleted'); END;"
    "CREATE TRIGGER work_order_begins BEFORE INSERT ON work_order"
    " WHEN NEW.state <> 'asked'"
    " BEGIN SELECT RAISE(ABORT, 'P16: an order begins as asked'); END;"
    "CREATE TABLE work_order_move (old TEXT NOT NULL, new TEXT NOT NULL,"
    " PRIMARY KEY (old, new)) WITHOUT ROWID;"
    "INSERT INTO work_order_move VALUES ('asked','proposed'),('asked','cancelled'),"
    "('proposed','ordered'),('proposed','declined'),('proposed','lapsed'),"
    "('proposed','cancelled'),('ordered','planned'),('ordered','cancelled'),"
    "('planned','ordered'),('planned','done'),('planned','cancelled');"
    "CREATE TRIGGER work_order_rungs BEFORE UPDATE OF state ON work_order"
    " WHEN NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM work_order_move"
    "  WHERE old = OLD.state AND new = NEW.state)"
    " BEGIN SELECT RAISE(ABORT, 'P16: no rung is skipped'); END;"

    "CREATE TABLE visit (number TEXT PRIMARY KEY,"
    " case_number TEXT NOT NULL REFERENCES support_case, rma TEXT REFERENCES rma,"
    " work_order TEXT REFERENCES work_order, kind TEXT NOT NULL CHECK (kind IN"
    "  ('rma-proof','rma-swap','on-order')), state TEXT NOT NULL CHECK (state IN"
    "  ('planned','begun','no-access','done','refused','cancelled')),"
    " planned_for INTEGER NOT NULL, who TEXT NOT NULL, opened INTEGER NOT NULL,"
    " moved INTEGER NOT NULL, found TEXT NOT NULL DEFAULT '',"
    " finding TEXT NOT NULL DEFAULT '' CHECK (finding IN ('','confirms','denies')),"
    " CHECK (kind <> 'rma-proof' OR rma IS NOT NULL),"
    " CHECK (kind <> 'on-order' OR work_order IS NOT NULL)) WITHOUT ROWID;"
    "CREATE INDEX visit_case ON visit (case_number);"
    "CREATE INDEX visit_list ON visit (planned_for, number);"
    "CREATE INDEX visit_rma ON visit (rma) WHERE rma IS NOT NULL;"
    "CREATE INDEX visit_order ON visit (work_order) WHERE work_order IS NOT NULL;"
    "CREATE TRIGGER visit_is_kept BEFORE DELETE ON visit"
    " BEGIN SELECT RAISE(ABORT, 'P16: a visit is never deleted'); END;";

static const char *const statements[] = {
    AT(VISIT_ADD) =
	"INSERT INTO visit (number, case_number, rma, work_order, kind, state,"
	" planned_for, who, opened, moved) VALUES (?1, ?2, nullif(?3, ''),"
	" nullif(?4, ''), ?5, 'planned', ?6, ?7, ?8, ?8)",
    AT(VISIT_GET) =
	"SELECT number, case_number, coalesce(rma, ''), coalesce(work_order, ''),"
	" kind, state, planned_for, who, opened, moved, found, finding FROM visit"
	" WHERE number = ?1",
    AT(VISIT_STATE) = "UPDATE visit SET state = ?2, moved = ?3 WHERE number = ?1",
    AT(VISIT_WHEN) = "UPDATE visit SET planned_for = ?2 WHERE number = ?1",
    AT(VISIT_FOUND) = "UPDATE visit SET found = ?2, finding = ?3 WHERE number = ?1",
    AT(VISIT_OF) = "SELECT number, state FROM visit WHERE work_order = ?1 AND state IN"
		   " ('planned','begun','no-access') ORDER BY number",
    AT(ORDER_ADD) =
	"INSERT INTO work_order (number, case_number, state, what, who, opened,"
	" moved) VALUES (?1, ?2, 'asked', ?3, ?4, ?5, ?5)",
    AT(ORDER_GET) =
	"SELECT number, case_number, state, what, who, opened, moved, technical,"
	" commercial, proposal, valid_until, reference, by_whom, by_quote"
	" FROM work_order WHERE number = ?1",
    AT(ORDER_STATE) = "UPDATE work_order SET state = ?2, moved = ?3 WHERE number = ?1",
    AT(ORDER_PROPOSED) = "UPDATE work_order SET technical = ?2, commercial = ?3,"
			 " proposal = ?4, valid_until = ?5 WHERE number = ?1",
    AT(ORDER_ORDERED) =
	"UPDATE work_order SET reference = ?2, by_whom = ?3, by_quote = ?4"
	" WHERE number = ?1",
    AT(MOVES) = "SELECT 1 FROM work_order_move WHERE old = ?1 AND new = ?2",
    AT(VISIT_LIST) =
	"SELECT number, case_number, coalesce(rma, ''), coalesce(work_order, ''),"
	" kind, state, planned_for, who, opened, moved, found, finding FROM visit"
	" WHERE ?1 OR state IN ('planned','begun','no-access')"
	" ORDER BY planned_for, number LIMIT 1000",
    AT(ORDER_LIST) =
	"SELECT number, case_number, state, what, who, opened, moved, technical,"
	" commercial, proposal, valid_until, reference, by_whom, by_quote"
	" FROM work_order WHERE ?1 OR state IN ('asked','proposed','ordered','planned')"
	" ORDER BY opened, number LIMIT 1000",
};

const struct vg_db_group vg_storework_group = {
    VG_STOREWORK_FIRST, VG_STOREWORK_END - VG_STOREWORK_FIRST, statements};
