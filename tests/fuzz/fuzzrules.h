/*
 * What must always hold of a collector's database, as statements that give no row while it does:
 * fuzz_desk asks them after each step, sim-noc now and then.
 */
#ifndef VG_TESTS_FUZZ_FUZZRULES_H
#define VG_TESTS_FUZZ_FUZZRULES_H

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "collector/store/storeopen.h"

/* Says what does not hold and what was seen of it; does not return. */
typedef void (*fuzzrules_broken_cb)(const char *what, const char *seen);

static const struct {
	const char *what, *sql;
} fuzzrules[] = {
    {"one open case for a subject and class",
	"SELECT subject || ' ' || class FROM support_case WHERE " VG_STOREOPEN_CASE
	" AND class <> '' GROUP BY subject, class HAVING count(*) > 1"},
    {"an alarm's case exists",
	"SELECT a.resource FROM alarm a WHERE a.case_number IS NOT NULL AND NOT EXISTS"
	" (SELECT 1 FROM support_case c WHERE c.number = a.case_number)"},
    {"no standing alarm is left in a case that was merged away",
	"SELECT a.resource FROM alarm a JOIN support_case c ON c.number = a.case_number"
	" WHERE a.cleared = 0 AND c.state = 'merged'"},
    {"each alarm has a rung of the ladder",
	"SELECT resource || ' ' || rung FROM alarm WHERE rung NOT BETWEEN 1 AND 16"},
    {"one alarm for a resource, kind and qualifier",
	"SELECT resource FROM alarm GROUP BY resource, kind, qualifier HAVING count(*) > 1"},
    {"an open case of a fault has had an alarm",
	"SELECT number FROM support_case c WHERE " VG_STOREOPEN_CASE
	" AND fault = 'standing' AND NOT EXISTS (SELECT 1 FROM alarm a"
	" WHERE a.case_number = c.number)"},
    {"no message is left as stored", "SELECT id FROM message WHERE state = 'stored'"},
    {"as many messages are applied as are counted",
	"SELECT value FROM meta WHERE name = 'messages-applied' AND value <>"
	" (SELECT count(*) FROM message WHERE state = 'applied' AND id <="
	" (SELECT value FROM meta WHERE name = 'messages-counted'))"},
    {"what waits in an agent's spool has a time to be given up",
	"SELECT m.agent FROM message m JOIN agent a ON a.name = m.agent AND a.spool = m.spool"
	" WHERE m.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM due d WHERE d.kind = 'hole'"
	" AND d.object = m.agent)"},
    {"nothing waits that is not beyond what was applied",
	"SELECT m.id FROM message m JOIN agent a ON a.name = m.agent AND a.spool = m.spool"
	" WHERE m.state = 'waiting' AND m.sequence <= a.applied"},
    {"a message is told once",
	"SELECT agent FROM message WHERE agent <> '' GROUP BY agent, spool, sequence"
	" HAVING count(*) > 1"},
    {"a ledger belongs to a target",
	"SELECT l.id FROM ledger l WHERE NOT EXISTS (SELECT 1 FROM target t WHERE"
	" t.case_number = l.case_number AND t.name = l.name AND t.part = l.part)"},
    {"a ledger begins with a start",
	"SELECT id FROM ledger l WHERE act <> 1 AND NOT EXISTS (SELECT 1 FROM ledger f WHERE"
	" f.case_number = l.case_number AND f.name = l.name AND f.part = l.part"
	" AND f.id < l.id AND f.act = 1)"},
    {"a clock starts once until it rests",
	"SELECT l.id FROM ledger l WHERE act = 1 AND (SELECT p.act FROM ledger p WHERE"
	" p.case_number = l.case_number AND p.name = l.name AND p.part = l.part AND p.id < l.id"
	" ORDER BY p.id DESC LIMIT 1) = 1"},
    {"a journal has a text for each line, or has erased it",
	"SELECT j.id FROM journal j WHERE length(j.chain) <> 32"},
    {"evidence is of an alarm that exists",
	"SELECT id FROM evidence e WHERE alarm <> 0 AND NOT EXISTS"
	" (SELECT 1 FROM alarm a WHERE a.id = e.alarm)"},
    {"keys of tables meet", "SELECT \"table\" FROM pragma_foreign_key_check"},
};

enum { FUZZRULES_N = sizeof(fuzzrules) / sizeof(fuzzrules[0]) };

static sqlite3_stmt *fuzzrules_asked[FUZZRULES_N];

/* Before the connection is closed that was asked. */
static inline void
fuzzrules_let_go(void)
{
	for (size_t i = 0; i < FUZZRULES_N; i++) {
		sqlite3_finalize(fuzzrules_asked[i]);
		fuzzrules_asked[i] = NULL;
	}
}

/* Asks all of them on 'db', the same connection each time until fuzzrules_let_go. */
static inline void
fuzzrules_check(sqlite3 *db, fuzzrules_broken_cb broken)
{
	sqlite3_stmt **asked = fuzzrules_asked;

	for (size_t i = 0; i < FUZZRULES_N; i++) {
		if (!asked[i] &&
		    sqlite3_prepare_v3(db, fuzzrules[i].sql, -1,
			SQLITE_PREPARE_PERSISTENT, &asked[i], NULL) != SQLITE_OK)
			broken(fuzzrules[i].what, sqlite3_errmsg(db));
		if (sqlite3_step(asked[i]) != SQLITE_DONE)
			broken(fuzzrules[i].what,
			    (const char *)sqlite3_column_text(asked[i], 0));
		sqlite3_reset(asked[i]);
	}
}

/* The number that 'sql' gives. */
static inline int64_t
fuzzrules_count(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK ||
	    sqlite3_step(s) != SQLITE_ROW)
		abort();
	int64_t n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return n;
}

/* What an input came to. */
static inline void
fuzzrules_tell(sqlite3 *db, int n_steps)
{
	fprintf(stderr, "%d steps: %lld messages, %lld alarms, %lld cases\n", n_steps,
	    (long long)fuzzrules_count(db, "SELECT count(*) FROM message"),
	    (long long)fuzzrules_count(db, "SELECT count(*) FROM alarm"),
	    (long long)fuzzrules_count(db, "SELECT count(*) FROM support_case"));
}

#endif
