/*
 * SQL of what a case gathers.
 */
#include "collector/store/storelink.h"

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

    /* The case that a merge took it from. */
    "ALTER TABLE alarm ADD COLUMN came_from TEXT NOT NULL DEFAULT '';"

    "CREATE TABLE supplier_ticket (case_number TEXT NOT NULL REFERENCES support_case,"
    " number TEXT NOT NULL, opened INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0,"
    " came_from TEXT NOT NULL DEFAULT '',"
    " PRIMARY KEY (case_number, number)) WITHOUT ROWID;"

    "CREATE TABLE tie (id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES"
    " support_case, other TEXT NOT NULL REFERENCES support_case, kind TEXT NOT NULL"
    " CHECK (kind IN ('link','merge','split','recurs','follows')), at INTEGER NOT NULL,"
    " who TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0, CHECK (case_number <> other));"
    "CREATE UNIQUE INDEX tie_once ON tie (case_number, other, kind) WHERE undone = 0;"
    "CREATE TRIGGER tie_is_kept BEFORE DELETE ON tie"
    " BEGIN SELECT RAISE(ABORT, 'a tie is undone, never deleted'); END;";

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
    AT(TICKET_OPEN) =
	"SELECT count(*) FROM supplier_ticket WHERE case_number = ?1 AND closed = 0",
    AT(TIE_ADD) = "INSERT INTO tie (case_number, other, kind, at, who)"
		  " VALUES (?1, ?2, ?3, ?4, ?5)",
    AT(TIE_UNDO) = "UPDATE tie SET undone = ?4 WHERE case_number = ?1 AND other = ?2"
		   " AND kind = ?3 AND undone = 0",
    AT(TIE_OF) = "SELECT other, at FROM tie WHERE case_number = ?1 AND kind = ?2"
		 " AND undone = 0 ORDER BY id DESC LIMIT 1",
    AT(ALARMS_TO) = "UPDATE alarm SET case_number = ?2, came_from = ?1"
		    " WHERE case_number = ?1",
    AT(ALARMS_BACK) = "UPDATE alarm SET case_number = ?1, came_from = ''"
		      " WHERE case_number = ?2 AND came_from = ?1",
    AT(TICKETS_TO) = "UPDATE supplier_ticket SET case_number = ?2, came_from = ?1"
		     " WHERE case_number = ?1",
    AT(TICKETS_BACK) = "UPDATE supplier_ticket SET case_number = ?1, came_from = ''"
		       " WHERE case_number = ?2 AND came_from = ?1",
    AT(CASE_CLASSIFY) = "UPDATE support_case SET request = ?2 WHERE number = ?1",
    AT(CASE_REQUEST) = "SELECT request FROM support_case WHERE number = ?1",
    AT(OPENED_FOR) = "UPDATE support_case SET opened_for = ?2 WHERE number = ?1"
		     " AND (opened_for <> '' OR ?3)",
    AT(OPEN_FOR) = "SELECT number FROM support_case WHERE subject = ?1"
		   " AND opened_for = ?2 AND state NOT IN ('closed','merged','void')",
};

const struct vg_db_group vg_storelink_group = {
    VG_STORELINK_FIRST, VG_STORELINK_END - VG_STORELINK_FIRST, statements};
