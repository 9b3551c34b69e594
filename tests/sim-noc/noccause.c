/*
 * Who waits for whom.
 */
#include "tests/sim-noc/noccause.h"

#include "collector/store/storeopen.h"

#define HAS_ROW(kind, alarm)                                                             \
	"EXISTS (SELECT 1 FROM due d WHERE d.kind = '" kind "' AND d.object ="           \
	" CAST(" alarm ".id AS TEXT))"
#define STANDS_ROW(row, and)                                                             \
	"SELECT d.object FROM due d WHERE d.kind = '" row "' AND NOT EXISTS (SELECT 1"   \
	" FROM alarm a WHERE a.id = CAST(d.object AS INTEGER) AND a.cleared = 0" and     \
	    ")"                                                                          \
	    " LIMIT 1"
#define IS_OPEN VG_STOREOPEN_CASE

/* Each gives a row while it does not hold: what was seen. */
static const struct rule {
	const char *what, *sql;
} of_alarm[] = {
    /*
     * Its own clear, or the row that brings it back, ends it; a silence has its stages.  A lost
     * link is that of another one of its case, which goes on itself.
     */
    {"a standing symptom has its cause in its open case, or waits to go on",
	"SELECT s.resource || ' ' || s.kind || ' of ' || s.case_number FROM alarm a"
	" JOIN alarm s ON s.case_number = a.case_number AND s.cleared = 0"
	" WHERE a.id = ?1 AND s.role = 'symptom' AND s.pending = 0"
	" AND EXISTS (SELECT 1 FROM support_case c WHERE c.number = s.case_number"
	" AND " IS_OPEN ") AND NOT EXISTS (SELECT 1 FROM alarm k"
	" WHERE k.case_number = s.case_number AND k.cleared = 0"
	" AND (k.role = 'cause' OR " HAS_ROW("hold",
	    "k") "))"
		 " AND NOT " HAS_ROW("hold", "s") " AND NOT " HAS_ROW("flap",
		     "s") " AND NOT EXISTS (SELECT 1 FROM due d WHERE d.kind = 'silent'"
			  " AND 'agent/' || d.object = s.resource) LIMIT 1"},
};

static const struct rule of_all[] = {
    {"no hold outlives what it waits for", STANDS_ROW("hold", "")},
    {"no row of a clear outlives it", STANDS_ROW("clear", " AND a.pending = 1")},
    {"no quiet time outlives what comes and goes",
	STANDS_ROW("flap", " AND a.flapping = 1")},
    {"no case that is over waits to settle",
	"SELECT d.object FROM due d WHERE d.kind = 'settle' AND NOT EXISTS (SELECT 1"
	" FROM support_case c WHERE c.number = d.object AND " IS_OPEN ") LIMIT 1"},
};

enum {
	N_OF_ALARM = sizeof(of_alarm) / sizeof(of_alarm[0]),
	N_OF_ALL = sizeof(of_all) / sizeof(of_all[0])
};

static sqlite3_stmt *asked_alarm[N_OF_ALARM], *asked_all[N_OF_ALL];

static void
ask(struct vg_nocworld *world, const struct rule *rule, sqlite3_stmt **s, int64_t id)
{
	if (!*s &&
	    sqlite3_prepare_v3(world->raw, rule->sql, -1, SQLITE_PREPARE_PERSISTENT, s,
		NULL) != SQLITE_OK) {
		vg_nocworld_wrong(world, "what is asked can be asked", "%s: %s",
		    rule->sql, sqlite3_errmsg(world->raw));
		return;
	}
	if (id)
		sqlite3_bind_int64(*s, 1, id);
	if (sqlite3_step(*s) != SQLITE_DONE)
		vg_nocworld_wrong(
		    world, rule->what, "%s", (const char *)sqlite3_column_text(*s, 0));
	sqlite3_reset(*s);
}

void
vg_noccause_touched(struct vg_nocworld *world, int64_t id)
{
	for (size_t i = 0; i < N_OF_ALARM; i++)
		ask(world, &of_alarm[i], &asked_alarm[i], id);
}

void
vg_noccause_all(struct vg_nocworld *world)
{
	for (size_t i = 0; i < N_OF_ALL; i++)
		ask(world, &of_all[i], &asked_all[i], 0);
}

void
vg_noccause_let_go(void)
{
	for (size_t i = 0; i < N_OF_ALARM; i++) {
		sqlite3_finalize(asked_alarm[i]);
		asked_alarm[i] = NULL;
	}
	for (size_t i = 0; i < N_OF_ALL; i++) {
		sqlite3_finalize(asked_all[i]);
		asked_all[i] = NULL;
	}
}
