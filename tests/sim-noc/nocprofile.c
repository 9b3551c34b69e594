/*
 * What a simulation asks of SQLite.
 */
#include "tests/sim-noc/nocprofile.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/mem.h"

enum { ROOM = 4096, SHOWN = 60, TEXT = 150 };

/* One statement; found by its text, for each desk prepares it anew. */
struct asked {
	char *sql; /* owned; NULL: the place is free */
	uint64_t runs, instructions, scanned, prepared; /* again */
};

static struct asked asked[ROOM];
static uint64_t beyond; /* runs of statements for which there was no room */

static struct asked *
find(const char *sql)
{
	size_t at = (size_t)vg_hash_text(sql) % ROOM;

	for (size_t i = 0; i < ROOM; i++, at = (at + 1) % ROOM) {
		if (!asked[at].sql)
			asked[at].sql = vg_mem_text(sql);
		if (strcmp(asked[at].sql, sql) == 0)
			return &asked[at];
	}
	return NULL;
}

static uint64_t
take(sqlite3_stmt *statement, int counter)
{
	return (uint64_t)(uint32_t)sqlite3_stmt_status(statement, counter, 1);
}

/* SQLite tells of each run of a statement that has ended. */
static int
note_run(unsigned event, void *cookie, void *statement, void *ns)
{
	struct asked *a = find(sqlite3_sql(statement));

	(void)event;
	(void)cookie;
	(void)ns;
	if (!a) {
		beyond++;
		return 0;
	}
	a->runs++;
	a->instructions += take(statement, SQLITE_STMTSTATUS_VM_STEP);
	a->scanned += take(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP);
	a->prepared += take(statement, SQLITE_STMTSTATUS_REPREPARE);
	return 0;
}

void
vg_nocprofile_watch(sqlite3 *db)
{
	sqlite3_trace_v2(db, SQLITE_TRACE_PROFILE, note_run, NULL);
}

static int
by_instructions(const void *a, const void *b)
{
	const struct asked *x = a, *y = b;

	return x->instructions > y->instructions ? -1 : x->instructions < y->instructions;
}

/* On one line, cut where it does not fit. */
static void
print_sql(const char *sql)
{
	char text[TEXT + 1];
	size_t n = 0;

	for (; *sql && n < TEXT; sql++) {
		bool blank = strchr(" \t\n", *sql) != NULL;
		if (!blank || (n > 0 && text[n - 1] != ' '))
			text[n++] = blank ? ' ' : *sql;
	}
	text[n] = '\0';
	puts(text);
}

void
vg_nocprofile_print(double years)
{
	double runs = (double)beyond, instructions = 0;

	qsort(asked, ROOM, sizeof(asked[0]), by_instructions);
	for (size_t i = 0; i < ROOM; i++) {
		runs += (double)asked[i].runs;
		instructions += (double)asked[i].instructions;
	}
	printf("a device-year: %.0f statements, %.0f instructions of SQLite\n",
	    runs / years, instructions / years);
	puts("   share     runs  instructions  of a run  rows scanned  prepared");
	for (size_t i = 0; i < SHOWN && asked[i].runs; i++) {
		const struct asked *a = &asked[i];
		printf("%7.2f%% %8.2f %13.1f %9.1f %13.1f %9.2f  ",
		    100 * (double)a->instructions / instructions, (double)a->runs / years,
		    (double)a->instructions / years,
		    (double)a->instructions / (double)a->runs, (double)a->scanned / years,
		    (double)a->prepared / years);
		print_sql(a->sql);
	}
}

void
vg_nocprofile_fini(void)
{
	for (size_t i = 0; i < ROOM; i++)
		free(asked[i].sql);
	memset(asked, 0, sizeof(asked));
}
