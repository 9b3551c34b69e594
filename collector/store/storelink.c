/*
 * SQL of what a case gathers.
 */
#include "collector/store/storelink.h"

#include "collector/store/storeopen.h"

#define AT(name) [VG_STORELINK_##name - VG_STORELINK_FIRST]

const char vg_storelink_tables[] =
    /* Cases of a mail or a call have no class of faults. */
    "DROP INDEX case_one_open;"
    "CREATE UNIQUE INDEX case_one_open ON support_case (subject, class)"
    " WHERE state NOT IN ('closed','merged','void') AND class <> '';"
    /* What a person opened a case for; one open case of a subject for each. */
    "ALTER TABLE support_case ADD COLUMN opened_for TEXT NOT NULL DEFAULT '' CHECK (opened_for IN"
    " ('','malfunction','question','service','software','commercial'));"
    "CREATE UNIQUE INDEX case_one_request ON support_case (subject, opened_for)"
    " WHERE state NOT IN ('closed','merged','void') AND opened_for <> '' AND subject <> '';"
    "ALTER TABLE support_case ADD COLUMN level INTEGER NOT NULL DEFAULT 1"
    " CHECK (level BETWEEN 1 AND 3);"
    /* P6: every request is a malfunction until a person says otherwise. */
    "ALTER TABLE support_case ADD COLUMN request TEXT NOT NULL DEFAULT 'malfunction';"

    "CREATE TABLE supplier_ticket (case_number TEXT NOT NULL REFERENCES support_case,"
    " number TEXT NOT NULL, opened INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (case_number, number)) WITHOUT ROWID;"

    "CREATE TABLE tie (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES"
    " support_case, other TEXT NOT NULL REFERENCES support_case, kind TEXT NOT NULL"
    " CHECK (kind IN ('link','merge','split','recurs','follows')), at INTEGER NOT NULL,"
    " who TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0, CHECK (case_number <> other));"
    "CREATE UNIQUE INDEX tie_once ON tie (case_number, other, kind) WHERE undone = 0;"
    "CREATE TRIGGER tie_is_kept BEFORE DELETE ON tie"
    " BEGIN SELECT RAISE(ABORT, 'a tie is undone, never deleted'); END;"

    /* What went with a merge or a split, and the clocks that it moved: its undoing asks. */
    "CREATE TABLE tie_part (tie INTEGER NOT NULL REFERENCES tie, what TEXT NOT NULL"
    " CHECK (what IN ('alarm','ticket','return','visit','order')), part TEXT NOT NULL,"
    " PRIMARY KEY (tie, what, part)) WITHOUT ROWID;"
    "CREATE TABLE tie_clock (tie INTEGER NOT NULL REFERENCES tie, case_number TEXT NOT NULL,"
    " name TEXT NOT NULL, part TEXT NOT NULL, start INTEGER NOT NULL, due INTEGER NOT NULL,"
    " left_us INTEGER NOT NULL, PRIMARY KEY (tie, case_number, name, part)) WITHOUT ROWID;"

    /* Where an entry is shown since a split; the last row decides. */
    "CREATE TABLE journal_place (id INTEGER PRIMARY KEY, entry INTEGER NOT NULL"
    " REFERENCES journal, case_number TEXT NOT NULL REFERENCES support_case);"
    "CREATE INDEX journal_place_entry ON journal_place (entry, id);"
    "CREATE INDEX journal_place_case ON journal_place (case_number);"
    "CREATE TRIGGER journal_place_stays BEFORE UPDATE ON journal_place"
    " BEGIN SELECT RAISE(ABORT, 'a place is only added'); END;"
    "CREATE TRIGGER journal_place_is_kept BEFORE DELETE ON journal_place"
    " BEGIN SELECT RAISE(ABORT, 'a place is only added'); END;";

#define MOVE(table, kind, key)                                                           \
	"UPDATE OR IGNORE " table                                                        \
	" SET case_number = ?3 WHERE case_number = ?2 AND " key                          \
	" IN (SELECT part FROM tie_part WHERE tie = ?1 AND what = '" kind "')"

/* --leave-ticket: it is left open on purpose when the case is over. */
const char vg_storelink_stays[] =
    "ALTER TABLE supplier_ticket ADD COLUMN stays INTEGER NOT NULL DEFAULT 0;";

static const char *const statements[] = {
    AT(CASE_BALL) = "UPDATE support_case SET ball = ?2 WHERE number = ?1",
    AT(CASE_LEVEL) = "UPDATE support_case SET level = max(level, ?2) WHERE number = ?1",
    AT(CASE_IDENTIFY) = "UPDATE support_case SET client = ?2, site = ?3, device = ?4,"
			" supplier = ?5, subject = ?6 WHERE number = ?1",
    AT(BALL_OF) = "SELECT ball FROM support_case WHERE number = ?1",
    AT(CASE_ENTITLE) =
	"UPDATE support_case SET contract = ?2, mode = ?3, entitlement = ?4,"
	" entitlement_text = ?5 WHERE number = ?1",
    AT(CASE_BEFORE) = "UPDATE support_case SET before = ?2 WHERE number = ?1",
    AT(TICKET_ADD) = "INSERT INTO supplier_ticket (case_number, number, opened)"
		     " VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET closed = 0",
    AT(TICKET_CLOSE) =
	"UPDATE supplier_ticket SET closed = ?2 WHERE case_number = ?1 AND closed = 0",
    AT(TICKET_STAYS) =
	"UPDATE supplier_ticket SET stays = ?2 WHERE case_number = ?1 AND closed = 0",
    AT(TICKET_OPEN) =
	"SELECT count(*) FROM supplier_ticket WHERE case_number = ?1 AND closed = 0",
    AT(TIE_ADD) = "INSERT INTO tie (case_number, other, kind, at, who)"
		  " VALUES (?1, ?2, ?3, ?4, ?5)",
    AT(TIE_UNDO) = "UPDATE tie SET undone = ?4 WHERE case_number = ?1 AND other = ?2"
		   " AND kind = ?3 AND undone = 0",
    AT(TIE_OF) = "SELECT other, at FROM tie WHERE case_number = ?1 AND kind = ?2"
		 " AND undone = 0 ORDER BY id DESC LIMIT 1",
    AT(CASE_CLASSIFY) = "UPDATE support_case SET request = ?2 WHERE number = ?1",
    AT(CASE_REQUEST) = "SELECT request FROM support_case WHERE number = ?1",
    AT(OPENED_FOR) = "UPDATE support_case SET opened_for = ?2 WHERE number = ?1"
		     " AND (opened_for <> '' OR ?3)",
    AT(OPEN_FOR) = "SELECT number FROM support_case WHERE subject = ?1"
		   " AND opened_for = ?2 AND " VG_STOREOPEN_CASE,
    AT(TIE_ID) = "SELECT id FROM tie WHERE case_number = ?1 AND kind = ?2"
		 " AND undone = 0 ORDER BY id DESC LIMIT 1",
    AT(PARTS_ALL) =
	"INSERT INTO tie_part (tie, what, part)"
	" SELECT ?1, 'alarm', id FROM alarm WHERE case_number = ?2 UNION ALL"
	" SELECT ?1, 'ticket', number FROM supplier_ticket WHERE case_number = ?2 UNION ALL"
	" SELECT ?1, 'return', number FROM rma WHERE case_number = ?2 UNION ALL"
	" SELECT ?1, 'visit', number FROM visit WHERE case_number = ?2 UNION ALL"
	" SELECT ?1, 'order', number FROM work_order WHERE case_number = ?2",
    AT(PART_ADD) = "INSERT OR IGNORE INTO tie_part (tie, what, part) VALUES (?1, ?2, ?3)",
    AT(PART_VISITS) = "INSERT OR IGNORE INTO tie_part (tie, what, part)"
		      " SELECT ?1, 'visit', number FROM visit WHERE rma = ?2",
    AT(MOVE_ALARMS) = MOVE("alarm", "alarm", "CAST(id AS TEXT)"),
    AT(MOVE_TICKETS) = MOVE("supplier_ticket", "ticket", "number"),
    AT(MOVE_RETURNS) = MOVE("rma", "return", "number"),
    AT(MOVE_VISITS) = MOVE("visit", "visit", "number"),
    AT(MOVE_ORDERS) = MOVE("work_order", "order", "number"),
    /* A message that was lost later moves a clock by a tie that moved one before. */
    AT(CLOCK_KEEP) =
	"INSERT OR REPLACE INTO tie_clock (tie, case_number, name, part, start, due,"
	" left_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    AT(CLOCK_KEPT) = "SELECT start, due, left_us FROM tie_clock WHERE tie = ?1"
		     " AND case_number = ?2 AND name = ?3 AND part = ?4",
    AT(ALARMS_IN) = "SELECT count(*), count(*) FILTER (WHERE cleared = 0)"
		    " FROM alarm WHERE case_number = ?1",
    AT(CASE_FAULT) =
	"UPDATE support_case SET fault = ?2, severity = max(severity, coalesce((SELECT"
	" max(severity) FROM alarm WHERE case_number = ?1), 0)) WHERE number = ?1",
    AT(SUGGESTIONS_PRUNE) =
	"DELETE FROM suggestion WHERE case_number = ?1 AND resource NOT IN"
	" (SELECT resource FROM alarm WHERE case_number = ?1)",
    AT(ENTRY_SHOWN) = "SELECT 1 FROM journal j WHERE j.id = ?2 AND" VG_STORELINK_SHOWN,
    AT(ENTRY_PLACE) = "INSERT INTO journal_place (entry, case_number) VALUES (?1, ?2)",
    AT(CASE_SPLIT) =
	"INSERT INTO support_case (number, state, before, fault, title, subject, class,"
	" severity, owner, ball, client, site, device, supplier, contract, mode,"
	" entitlement, entitlement_text, revision, opened, changed, rung, level,"
	" request)"
	" SELECT ?2, ?3, ?3, 'none', ?4, ?5, ?6, 0, ?7, ball, client, site, ?8, supplier,"
	" contract, mode, entitlement, entitlement_text, revision, opened, ?9, 0, level,"
	" request"
	" FROM support_case WHERE number = ?1",
    AT(VISIT_ORDERED) =
	"SELECT number FROM visit WHERE rma = ?1 AND work_order IS NOT NULL"
	" AND state IN ('planned','begun','no-access') LIMIT 1",
    AT(HAPPENED) = "SELECT coalesce(min(happened), 0), coalesce(max(happened), 0)"
		   " FROM journal WHERE case_number = ?1 AND kind = ?2",
};

const struct vg_db_group vg_storelink_group = {
    VG_STORELINK_FIRST, VG_STORELINK_END - VG_STORELINK_FIRST, statements};
