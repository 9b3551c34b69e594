/*
 * SQL of messages that are not taken.
 */
#include "collector/store/storeheld.h"

#define AT(name) [VG_STOREHELD_##name - VG_STOREHELD_FIRST]

#define TOLD_OF(column, transition)                                                      \
	"UPDATE outbox SET " column " = created WHERE state = 'waiting'"                 \
	" AND EXISTS (SELECT 1 FROM outbox n WHERE n.case_number = outbox.case_number"   \
	"  AND n.recipient = 'role:noc' AND n.transition = '" transition                 \
	"@' || outbox.id);"

#define NOTE(column) "UPDATE outbox SET " column " = ?2 WHERE id = ?1 AND " column " = 0"
#define WITHIN(column) column " > 0 AND " column " >= ?1 AND " column " < ?2"
#define ALL(column)                                                                      \
	"SELECT count(*), min(" column "), max(" column "),"                             \
	" coalesce(sum(state IN ('waiting','taken')), 0)"                                \
	" FROM outbox WHERE " WITHIN(column)
#define WHY(column)                                                                      \
	"SELECT reason FROM outbox WHERE " WITHIN(column) " AND reason <> ''"            \
							  " ORDER BY " column            \
							  " DESC LIMIT 1"

const char vg_storeheld_columns[] =
    /* When the noc was told that it is refused so far, or while others are taken; 0: it was not. */
    "ALTER TABLE outbox ADD COLUMN told_held INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE outbox ADD COLUMN told_refused INTEGER NOT NULL DEFAULT 0;"
    "CREATE INDEX outbox_told_held ON outbox (told_held) WHERE told_held > 0;"
    "CREATE INDEX outbox_told_refused ON outbox (told_refused) WHERE told_refused > 0;"
    /* What an older version told of. */
    TOLD_OF("told_held", "held") TOLD_OF("told_refused", "refused");

const char vg_storeheld_silent[] =
    /* What is looked through are those that matter. */
    "DROP INDEX outbox_open;"
    "CREATE INDEX outbox_open ON outbox (id) WHERE state <> 'sent'"
    " AND NOT " VG_STOREHELD_SILENT(
	"") ";"
	    "CREATE INDEX outbox_silent ON outbox (id) WHERE " VG_STOREHELD_SILENT(
		"") ";";

static const char *const statements[] = {
    AT(SILENT_N) = "SELECT count(*) FROM (SELECT 1 FROM outbox INDEXED BY outbox_silent"
		   " WHERE " VG_STOREHELD_SILENT("") " LIMIT ?1)",
    AT(HELD) = NOTE("told_held"),
    AT(REFUSED) = NOTE("told_refused"),
    AT(HELD_ALL) = ALL("told_held"),
    AT(REFUSED_ALL) = ALL("told_refused"),
    AT(HELD_WHY) = WHY("told_held"),
    AT(REFUSED_WHY) = WHY("told_refused"),
    AT(ADD) = "INSERT INTO outbox (created, case_number, what, role, transition,"
	      " recipient, template, next_try)"
	      " VALUES (?1, NULL, ?2, 'noc', ?3, 'role:noc', 'held', ?4)"
	      " ON CONFLICT (transition, recipient) WHERE case_number IS NULL DO NOTHING",
    AT(WORDS) = "UPDATE outbox SET line = ?2 WHERE id = ?1 AND message_id = ''",
};

const struct vg_db_group vg_storeheld_group = {
    VG_STOREHELD_FIRST, VG_STOREHELD_END - VG_STOREHELD_FIRST, statements};
