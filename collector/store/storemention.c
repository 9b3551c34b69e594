/*
 * SQL of what mails name.
 */
#include "collector/store/storemention.h"

#define AT(name) [VG_STOREMENTION_##name - VG_STOREMENTION_FIRST]

const char vg_storemention_tables[] =
    "ALTER TABLE mail_text ADD COLUMN cc TEXT NOT NULL DEFAULT '';"
    "CREATE TABLE mail_party (mail INTEGER NOT NULL REFERENCES mail,"
    " side TEXT NOT NULL CHECK (side IN ('client','supplier')), name TEXT NOT NULL,"
    " place TEXT NOT NULL CHECK (place IN ('to','cc')),"
    " PRIMARY KEY (mail, side, name)) WITHOUT ROWID;"
    "CREATE TRIGGER mail_party_gone AFTER DELETE ON mail_text"
    " BEGIN DELETE FROM mail_party WHERE mail = OLD.id; END;"
    "CREATE TABLE mail_number (mail INTEGER NOT NULL REFERENCES mail,"
    " kind TEXT NOT NULL CHECK (kind IN ('ticket','rma')), number TEXT NOT NULL,"
    " supplier TEXT NOT NULL, declined INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (mail, kind)) WITHOUT ROWID;"
    "CREATE INDEX rma_number_is ON rma_number (number);"
    "CREATE INDEX unit_check_case ON unit_check (case_number);";

const char vg_storemention_decided[] =
    /* Who accepted or declined a number that a mail proposed, and when; 0: nobody yet. */
    "ALTER TABLE mail_number ADD COLUMN decided_by TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE mail_number ADD COLUMN decided INTEGER NOT NULL DEFAULT 0;";

const char vg_storemention_found[] =
    "CREATE INDEX mail_number_is ON mail_number (number);";

const char vg_storemention_several[] =
    /* A mail may propose several of a kind: a person says which. */
    "CREATE TABLE mail_number_new (mail INTEGER NOT NULL REFERENCES mail,"
    " kind TEXT NOT NULL CHECK (kind IN ('ticket','rma')), number TEXT NOT NULL,"
    " supplier TEXT NOT NULL, declined INTEGER NOT NULL DEFAULT 0,"
    " decided_by TEXT NOT NULL DEFAULT '', decided INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (mail, kind, number)) WITHOUT ROWID;"
    "INSERT INTO mail_number_new (mail, kind, number, supplier, declined, decided_by, decided)"
    " SELECT mail, kind, number, supplier, declined, decided_by, decided FROM mail_number;"
    "DROP TABLE mail_number; ALTER TABLE mail_number_new RENAME TO mail_number;"
    "CREATE INDEX mail_number_is ON mail_number (number);";

/* Whether somebody recorded number 'n' of mail 'm' in its case. */
#define RECORDED                                                                         \
	"CASE n.kind WHEN 'ticket' THEN EXISTS (SELECT 1 FROM supplier_ticket t"         \
	" WHERE t.case_number = m.case_number AND t.number = n.number)"                  \
	" ELSE EXISTS (SELECT 1 FROM rma_number x JOIN rma r ON r.number = x.rma"        \
	" WHERE x.number = n.number AND x.state <> 'proposed'"                           \
	" AND r.case_number = m.case_number) END"

static const char *const statements[] = {
    AT(NUMBER_PUT) = "INSERT INTO mail_number (mail, kind, number, supplier)"
		     " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    AT(NUMBERS) = "SELECT n.kind, n.number, CASE WHEN n.declined THEN 'declined'"
		  " WHEN " RECORDED " THEN 'recorded' ELSE 'proposed' END"
		  " FROM mail_number n JOIN mail m ON m.id = n.mail"
		  " WHERE n.mail = ?1 ORDER BY n.kind DESC, n.number",
    AT(DECLINE) = "UPDATE mail_number SET declined = 1, decided_by = ?4, decided = ?5"
		  " WHERE mail = ?1 AND decided = 0"
		  " AND (kind = ?2 OR ?2 = '') AND (number = ?3 OR ?3 = '')",
    AT(OF_CASE) =
	"SELECT 'ticket', number, 'recorded', 0, closed FROM supplier_ticket"
	" WHERE case_number = ?1 UNION ALL"
	" SELECT n.kind, n.number, 'proposed', max(n.mail), 0 FROM mail m"
	" JOIN mail_number n ON n.mail = m.id WHERE m.case_number = ?1"
	" AND n.declined = 0 AND NOT " RECORDED " GROUP BY n.kind, n.number LIMIT 200",
    AT(ACCEPTED) = "UPDATE mail_number SET decided_by = ?3, decided = ?4"
		   " WHERE number = ?2 AND declined = 0 AND decided = 0"
		   " AND mail IN (SELECT id FROM mail WHERE case_number = ?1)",
    AT(STORY) =
	"SELECT n.kind, n.number, CASE WHEN n.declined THEN 'declined'"
	" WHEN " RECORDED " THEN 'recorded' ELSE 'proposed' END,"
	" n.mail, n.supplier, m.taken, n.decided_by, n.decided"
	" FROM mail m JOIN mail_number n ON n.mail = m.id"
	" WHERE m.case_number = ?1 ORDER BY n.mail, n.kind DESC, n.number LIMIT 200",
    AT(RETURNS) = "SELECT number FROM rma WHERE case_number = ?1"
		  " AND state IN ('suggested','half-confirmed','confirmed','numbered')"
		  " ORDER BY number LIMIT 20",
    AT(PARTY_PUT) = "INSERT INTO mail_party (mail, side, name, place)"
		    " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    AT(PARTIES) = "SELECT side, name, place FROM mail_party WHERE mail = ?1"
		  " ORDER BY place DESC, side DESC, name",
    AT(PROPOSED) =
	"SELECT m.case_number, c.client, max(m.id) FROM mail_number n"
	" JOIN mail m ON m.id = n.mail"
	" JOIN support_case c ON c.number = m.case_number"
	" WHERE n.number = ?1 AND n.supplier = ?2 AND n.declined = 0 AND c.supplier = ?2"
	/* Of several of its kind nobody knows which is meant. */
	" AND NOT EXISTS (SELECT 1 FROM mail_number o WHERE o.mail = n.mail"
	" AND o.kind = n.kind AND o.number <> n.number AND o.declined = 0)"
	" AND CASE n.kind WHEN 'ticket' THEN NOT EXISTS (SELECT 1 FROM supplier_ticket t"
	" WHERE t.case_number = m.case_number)"
	" ELSE NOT EXISTS (SELECT 1 FROM rma_number x JOIN rma r ON r.number = x.rma"
	" WHERE r.case_number = m.case_number AND x.state = 'in-force') END"
	" GROUP BY m.case_number ORDER BY c.closed > 0, c.client <> '', max(m.id) DESC LIMIT 2",
};

const struct vg_db_group vg_storemention_group = {
    VG_STOREMENTION_FIRST, VG_STOREMENTION_END - VG_STOREMENTION_FIRST, statements};
