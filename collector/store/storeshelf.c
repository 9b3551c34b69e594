/*
 * SQL of what keeps alarms quiet.
 */
#include "collector/store/storeshelf.h"

#include "collector/store/sought.h"

#define AT(name) [VG_STORESHELF_##name - VG_STORESHELF_FIRST]

const char vg_storeshelf_tables[] =
    "CREATE TABLE alarm_shelf (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE CASCADE,"
    " shelf TEXT NOT NULL, at INTEGER NOT NULL);"
    "CREATE INDEX alarm_shelf_name ON alarm_shelf (shelf);"
    "CREATE TABLE alarm_work (alarm INTEGER PRIMARY KEY REFERENCES alarm ON DELETE CASCADE,"
    " work TEXT NOT NULL);"
    "INSERT INTO alarm_work SELECT id, '' FROM alarm WHERE cleared = 0 AND held = 1"
    " AND rung = 10;"
    "DROP INDEX alarm_planned;"

    /* A message that is about no case: who announced work is asked before it ends. */
    "CREATE TABLE outbox_made (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " created INTEGER NOT NULL, case_number TEXT REFERENCES support_case,"
    " what TEXT NOT NULL, role TEXT NOT NULL"
    "  CHECK (role IN ('client','noc','supplier','triage','commercial','owner','duty','lead',"
    "  'manager','supplier-escalation')),"
    " state TEXT NOT NULL DEFAULT 'waiting'"
    "  CHECK (state IN ('waiting','taken','sent','failed')),"
    " transition TEXT NOT NULL, recipient TEXT NOT NULL,"
    " language TEXT NOT NULL DEFAULT 'fr' CHECK (language IN ('fr','en')),"
    " template TEXT NOT NULL, message_id TEXT NOT NULL DEFAULT '',"
    " tries INTEGER NOT NULL DEFAULT 0, next_try INTEGER NOT NULL,"
    " reason TEXT NOT NULL DEFAULT '', body_digest BLOB,"
    " attachment TEXT NOT NULL DEFAULT '');"
    "INSERT INTO outbox_made SELECT id, created, case_number, what, role, state, transition,"
    " recipient, language, template, message_id, tries, next_try, reason, body_digest,"
    " attachment FROM outbox;"
    "CREATE TABLE outbox_text_made (id INTEGER PRIMARY KEY REFERENCES outbox_made,"
    " salt BLOB NOT NULL, text TEXT NOT NULL);"
    "INSERT INTO outbox_text_made SELECT id, salt, text FROM outbox_text;"
    "DROP TABLE outbox_text; DROP TABLE outbox;"
    "ALTER TABLE outbox_made RENAME TO outbox;"
    "ALTER TABLE outbox_text_made RENAME TO outbox_text;"
    "CREATE UNIQUE INDEX outbox_once ON outbox (case_number, transition, recipient);"
    "CREATE UNIQUE INDEX outbox_once_alone ON outbox (transition, recipient)"
    " WHERE case_number IS NULL;"
    "CREATE INDEX outbox_next ON outbox (next_try) WHERE state IN ('waiting','taken');"
    "CREATE INDEX outbox_message ON outbox (message_id) WHERE message_id <> '';"
    "CREATE INDEX outbox_open ON outbox (id) WHERE state <> 'sent';" VG_SOUGHT_GUARD(
	"outbox_text");

static const char *const statements[] = {
    AT(PUT) = "INSERT INTO alarm_shelf (alarm, shelf, at) VALUES (?1, ?2, ?3)"
	      " ON CONFLICT (alarm) DO UPDATE SET shelf = excluded.shelf",
    AT(ENDS) = "UPDATE alarm_shelf SET at = ?2 WHERE alarm = ?1",
    AT(DROP) = "DELETE FROM alarm_shelf WHERE alarm = ?1",
    AT(OF) = "SELECT shelf, at FROM alarm_shelf WHERE alarm = ?1",
    AT(ALL) = "SELECT alarm, shelf FROM alarm_shelf ORDER BY alarm",
    AT(WORK) = "INSERT INTO alarm_work (alarm, work) VALUES (?1, ?2)"
	       " ON CONFLICT (alarm) DO UPDATE SET work = excluded.work",
    AT(WORK_OF) = "SELECT work FROM alarm_work WHERE alarm = ?1",
    AT(WORK_DROP) = "DELETE FROM alarm_work WHERE alarm = ?1",
    /* What stands is looked at whole, once for each change of a shelf. */
    AT(STANDING) =
	"SELECT id, resource, kind, qualifier, class FROM alarm INDEXED BY alarm_list"
	" WHERE cleared = 0 AND id NOT IN (SELECT alarm FROM alarm_shelf)",
    AT(ALARMS_AT) = "SELECT id, kind, qualifier, cleared FROM alarm WHERE resource = ?1"
		    " ORDER BY kind, qualifier LIMIT 100",
    AT(COUNT) = "SELECT count(*) FROM alarm_shelf s JOIN alarm a ON a.id = s.alarm"
		" WHERE s.shelf = ?1 AND a.cleared = 0",
    AT(ASK) =
	"INSERT INTO outbox (created, case_number, what, role, transition, recipient,"
	" template, next_try) VALUES (?1, NULL, 'planned-ends', 'owner', ?2, ?3,"
	" 'planned-ends', ?1) ON CONFLICT (transition, recipient)"
	" WHERE case_number IS NULL DO NOTHING",
};

const struct vg_db_group vg_storeshelf_group = {
    VG_STORESHELF_FIRST, VG_STORESHELF_AFTER_LAST - VG_STORESHELF_FIRST, statements};
