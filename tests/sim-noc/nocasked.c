/*
 * What the checks ask of the database.
 */
#include "tests/sim-noc/nocasked.h"

#include "collector/store/storeopen.h"

#define OPEN VG_STOREOPEN_CASE

static const char *const asked_sql[VG_NOCASKED_N] = {
    [VG_NOCASKED_CASE] =
	"SELECT state, subject, class, severity, fault, opened, closed, rung,"
	" entitlement, mode, owner, device, site FROM support_case WHERE number = ?1",
    [VG_NOCASKED_SAME] =
	"SELECT count(*) FROM support_case WHERE subject = ?1 AND class = ?2 AND " OPEN
	" AND class <> ''",
    [VG_NOCASKED_LEDGER] = "SELECT name, part, act FROM ledger WHERE case_number = ?1"
			   " ORDER BY name, part, id",
    [VG_NOCASKED_BARE_TARGET] =
	"SELECT name FROM target t WHERE case_number = ?1 AND NOT EXISTS"
	" (SELECT 1 FROM ledger l WHERE l.case_number = t.case_number"
	" AND l.name = t.name AND l.part = t.part) LIMIT 1",
    [VG_NOCASKED_WARNING] =
	"SELECT t.warned, EXISTS (SELECT 1 FROM due WHERE kind = 'warn' AND object ="
	" ?1 || '/' || ?2 || CASE ?3 WHEN '' THEN '' ELSE '/' || ?3 END)"
	" FROM target t WHERE t.case_number = ?1 AND t.name = ?2 AND t.part = ?3",
    [VG_NOCASKED_SETTLES] =
	"SELECT EXISTS (SELECT 1 FROM due WHERE kind = 'settle' AND object = ?1)"
	" OR EXISTS (SELECT 1 FROM rma WHERE case_number = ?1 AND (state = 'half-confirmed'"
	" OR state = 'confirmed' OR state = 'numbered' OR state = 'shipped'"
	" OR state = 'delivered'))"
	" OR EXISTS (SELECT 1 FROM mail WHERE case_number = +?1 AND state = 'request'"
	" AND taken > coalesce((SELECT max(happened) FROM journal WHERE case_number = ?1"
	" AND (kind = 'reply' OR kind = 'call')), -1))",
    [VG_NOCASKED_STANDING] =
	"SELECT EXISTS (SELECT 1 FROM alarm WHERE case_number = ?1),"
	" EXISTS (SELECT 1 FROM alarm WHERE case_number = ?1 AND cleared = 0),"
	/* What is held down, or covered by work, has not come to the case yet. */
	" EXISTS (SELECT 1 FROM alarm WHERE case_number = ?1 AND cleared = 0 AND held = 0)",
    [VG_NOCASKED_ORIGIN] =
	"SELECT EXISTS (SELECT 1 FROM alarm WHERE case_number = ?1)"
	" OR EXISTS (SELECT 1 FROM alarm_left WHERE case_number = ?1)"
	" OR EXISTS (SELECT 1 FROM mail WHERE case_number = +?1)"
	" OR EXISTS (SELECT 1 FROM journal WHERE case_number = ?1 AND who <> 'vigie')",
    [VG_NOCASKED_RAISED] =
	"SELECT kind, severity, raised FROM alarm WHERE case_number = ?1",
    [VG_NOCASKED_TOLD] =
	/*
	 * Whoever was told of it and not of its end: of a merged one that is told in the survivor.
	 */
    "SELECT recipient FROM (SELECT recipient,"
    " max(CASE WHEN case_number = ?1 AND (what = 'opened' OR what = 'reopened'"
    " OR what = 'quarantine') THEN id END) AS told,"
    " max(CASE WHEN case_number = ?1 AND what = 'closed' THEN id"
    " WHEN what = 'merged' AND part = ?1 THEN id END) AS ended"
    " FROM outbox WHERE case_number IN (SELECT ?1 UNION SELECT other FROM tie"
    " WHERE case_number = ?1 AND kind = 'merge') AND recipient LIKE 'role:%'"
    " GROUP BY recipient) WHERE told > coalesce(ended, 0) LIMIT 1",
    [VG_NOCASKED_ALARM] =
	"SELECT resource, kind, severity, cleared, pending, held, flapping, rung, role,"
	" coalesce(case_number, ''), raised, source,"
	" EXISTS (SELECT 1 FROM due WHERE kind = 'hold' AND object = ?2),"
	" EXISTS (SELECT 1 FROM due WHERE kind = 'flap' AND object = ?2),"
	" (SELECT state FROM support_case WHERE number = case_number),"
	/* One row for all that a shelf, or a work, brings back at its end. */
	" EXISTS (SELECT 1 FROM due WHERE kind = 'shelf' OR kind = 'planned'),"
	" known, EXISTS (SELECT 1 FROM due WHERE kind = 'clear' AND object = ?2)"
	" FROM alarm WHERE id = ?1",
    [VG_NOCASKED_MESSAGE] =
	"SELECT state FROM message WHERE agent = ?1 AND spool = ?2 AND sequence = ?3"
	" AND agent <> ''",
    [VG_NOCASKED_TRUTH] =
	"SELECT cleared FROM alarm WHERE resource = ?1 AND kind = ?2 AND qualifier = ''",
};

static sqlite3_stmt *asked[VG_NOCASKED_N];

sqlite3_stmt *
vg_nocasked_ask(struct vg_nocworld *world, enum vg_nocasked which)
{
	if (asked[which])
		sqlite3_reset(asked[which]);
	else if (sqlite3_prepare_v3(world->raw, asked_sql[which], -1,
		     SQLITE_PREPARE_PERSISTENT, &asked[which], NULL) != SQLITE_OK)
		vg_nocworld_wrong(world, "what is asked can be asked", "%s: %s",
		    asked_sql[which], sqlite3_errmsg(world->raw));
	return asked[which];
}

sqlite3_stmt *
vg_nocasked_of(struct vg_nocworld *world, enum vg_nocasked which, const char *number)
{
	sqlite3_stmt *s = vg_nocasked_ask(world, which);

	sqlite3_bind_text(s, 1, number, -1, SQLITE_STATIC);
	return s;
}

const char *
vg_nocasked_text(sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return text ? text : "";
}

void
vg_nocasked_let_go(void)
{
	for (int i = 0; i < VG_NOCASKED_N; i++) {
		sqlite3_finalize(asked[i]);
		asked[i] = NULL;
	}
}
