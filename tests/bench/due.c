/*
 * The due times of many open cases: reading their ledgers from a database and computing, against
 * reading alone.
 *
 *     build/release/tests/bench/due [CASES [ROUNDS]]        (100,000 and 15)
 *
 * Hours and working days by turns, in eight calendars of two zones, one case in four with a pause.
 * Both are run once a round, so that what else the machine does falls on both alike; figures are
 * medians, CPU is getrusage's of this process.  The last line is one JSON object.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "collector/sla/sla.h"
#include "collector/store/schema.h"
#include "collector/store/storeopen.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"
#include "lib/yang/calendarload.h"
#include "lib/zone/zone.h"

enum { N_CALENDARS = 8, MAX_ROWS = 64 };

/* 2026-07-09T12:00:00Z, a Thursday. */
#define NOW INT64_C(1783598400000000)

#define CASES                                                                            \
	"WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?1)"
#define NUMBER "printf('2026-%06d', i)"
#define NAME                                                                             \
	"CASE i % 4 WHEN 0 THEN 'client-told' WHEN 1 THEN 'first-reply'"                 \
	" WHEN 2 THEN 'replacement' ELSE 'resolution' END"
/* Up to two days ago, so that the clocks stand at every hour of a week. */
#define BEGAN "(?2 - i * 7919 % 172800 * 1000000)"

static const char *const fill[] = {
    CASES
    " INSERT INTO support_case (number, state, before, fault, title, subject, class,"
    " severity, ball, client, site, device, supplier, contract, mode, entitlement,"
    " entitlement_text, revision, opened, changed, rung) SELECT " NUMBER ", 'in-hand',"
    " 'new', 'standing', 'title', 'device/ne-' || i, 'power', 4, 'integrator', 'c', 's',"
    " 'ne-' || i, 'allot', 'c-' || i / 4 % 8, 'delegated', 'in-force', 'P2', 1, ?2, ?2, 16"
    " FROM c",
    CASES " INSERT INTO target (case_number, name, part) SELECT " NUMBER ", " NAME
	  ", '' FROM c WHERE ?2",
    CASES
    " INSERT INTO ledger (case_number, name, part, act, at, recorded, who, cause, revision)"
    " SELECT " NUMBER ", " NAME ", '', 1, " BEGAN ", ?2, 'vigie', 'P7', 1 FROM c",
    CASES
    " INSERT INTO ledger (case_number, name, part, act, at, recorded, who, cause, revision)"
    " SELECT " NUMBER ", " NAME ", '', 2, " BEGAN
    " + 600000000, ?2, 'claire', 'waiting-client', 1 FROM c"
    " WHERE i % 4 = 3",
    CASES
    " INSERT INTO ledger (case_number, name, part, act, at, recorded, who, cause, revision)"
    " SELECT " NUMBER ", " NAME ", '', 3, " BEGAN
    " + 4200000000, ?2, 'claire', 'waiting-client', 1 FROM c"
    " WHERE i % 4 = 3",
};

static const char read_all[] =
    "SELECT c.number, t.name, CAST(substr(c.contract, 3) AS INTEGER), CASE t.name"
    " WHEN 'replacement' THEN 6 WHEN 'resolution' THEN 144000 ELSE 14400 END, l.act, l.at"
    " FROM support_case c"
    " JOIN target t ON t.case_number = c.number JOIN ledger l ON l.case_number = t.case_number"
    " AND l.name = t.name AND l.part = t.part WHERE " VG_STOREOPEN_CASE_C
    " ORDER BY c.number, t.name, l.id";

static struct vg_calendar calendars[N_CALENDARS];

/* A target as it is read, row by row. */
struct gathered {
	char number[16];
	struct vg_sla_terms terms;
	struct vg_ledger_row rows[MAX_ROWS];
	size_t n_rows;
	size_t n_cases, n_late; /* computed so far */
	int64_t sum; /* of what was read or computed, so that nothing is left out */
};

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "due: %s: %s\n", what, why);
	exit(1);
}

/* --- the database -------------------------------------------------------------------------- */

static void
run_fill(sqlite3 *db, const char *sql, int64_t cases)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		die("database", sqlite3_errmsg(db));
	sqlite3_bind_int64(s, 1, cases);
	sqlite3_bind_int64(s, 2, NOW);
	if (sqlite3_step(s) != SQLITE_DONE)
		die("database", sqlite3_errmsg(db));
	sqlite3_finalize(s);
}

static sqlite3 *
make_database(const char *path, int64_t cases)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		die(path, "not opened");
	sqlite3_exec(db, "PRAGMA journal_mode = OFF; BEGIN", NULL, NULL, NULL);
	for (size_t i = 0; i < vg_schema_plan.n_migrations; i++) {
		if (sqlite3_exec(db, vg_schema_plan.migrations[i], NULL, NULL, NULL) !=
		    SQLITE_OK)
			die("schema", sqlite3_errmsg(db));
	}
	for (size_t i = 0; i < sizeof(fill) / sizeof(fill[0]); i++)
		run_fill(db, fill[i], cases);
	sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	return db;
}

/* --- calendars ----------------------------------------------------------------------------- */

static void
load_calendars(void)
{
	static const char *const names[] = {"always", "office", "ouvrables", "ouvres"};
	static struct vg_context *context;
	static struct vg_calendarset *set;
	static struct vg_zone martinique;
	struct vg_detail detail = {0};

	if (vg_context_new(&context, &detail) != VG_OK ||
	    vg_calendarload_folder(context, NULL, &set, &detail) != VG_OK)
		die("calendars", detail.text);
	if (vg_zone_load("America/Martinique", &martinique) != VG_OK)
		die("zone", "America/Martinique");
	for (size_t i = 0; i < N_CALENDARS; i++) {
		calendars[i] = *vg_calendarset_find(set, names[i % 4]);
		if (i >= 4)
			calendars[i].zone = &martinique;
	}
}

/* --- the two ways -------------------------------------------------------------------------- */

static void
compute(struct gathered *g)
{
	const struct vg_wall now = {NOW};
	struct vg_target_state state;

	if (!g->n_rows)
		return;
	if (vg_sla_compute(g->rows, g->n_rows, &g->terms, now, &state) != VG_OK)
		die(g->number, "has no due time");
	g->n_cases++;
	g->n_late += vg_instant_is_set(state.breached);
	g->sum += state.due.us;
	g->n_rows = 0;
}

static void
begin_target(struct gathered *g, sqlite3_stmt *s, const char *number)
{
	int target = vg_sla_target((const char *)sqlite3_column_text(s, 1));
	int64_t calendar = sqlite3_column_int64(s, 2);

	snprintf(g->number, sizeof(g->number), "%s", number);
	g->terms = (struct vg_sla_terms){.target = (enum vg_target)target,
	    .calendar = &calendars[calendar % N_CALENDARS],
	    .unit = target == VG_TARGET_REPLACEMENT ? VG_UNIT_DAYS : VG_UNIT_HOURS,
	    .amount = (uint32_t)sqlite3_column_int64(s, 3)};
}

static void
take_row(struct gathered *g, sqlite3_stmt *s)
{
	const char *number = (const char *)sqlite3_column_text(s, 0);

	if (strcmp(number, g->number) != 0) {
		compute(g);
		begin_target(g, s, number);
	}
	if (g->n_rows == MAX_ROWS)
		die(number, "has too many rows");
	g->rows[g->n_rows++] =
	    (struct vg_ledger_row){.act = (enum vg_ledger_act)sqlite3_column_int64(s, 4),
		.at = {sqlite3_column_int64(s, 5)}};
}

/* Every column is fetched; nothing is made of it. */
static void
pass_row(struct gathered *g, sqlite3_stmt *s)
{
	g->sum += sqlite3_column_text(s, 0)[6] + sqlite3_column_text(s, 1)[0];
	for (int column = 2; column < 6; column++)
		g->sum += sqlite3_column_int64(s, column);
}

static void
walk(
    sqlite3_stmt *s, void (*row)(struct gathered *g, sqlite3_stmt *s), struct gathered *g)
{
	memset(g, 0, sizeof(*g));
	while (sqlite3_step(s) == SQLITE_ROW)
		row(g, s);
	sqlite3_reset(s);
	compute(g);
}

/* --- measuring ----------------------------------------------------------------------------- */

struct figures {
	double *wall, *cpu; /* milliseconds, one a round */
};

static double
cpu_ms(void)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e3 +
	    (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e3;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double
median(double *values, size_t n)
{
	qsort(values, n, sizeof(*values), compare);
	return values[n / 2];
}

static void
measure(sqlite3_stmt *s, void (*row)(struct gathered *g, sqlite3_stmt *s),
    struct gathered *g, struct figures *f, size_t round)
{
	double cpu = cpu_ms();
	struct vg_mono begun = vg_clock_mono();

	walk(s, row, g);
	f->wall[round] = (double)vg_instant_mono_since(vg_clock_mono(), begun) / 1e3;
	f->cpu[round] = cpu_ms() - cpu;
}

static struct figures
figures_of(size_t n)
{
	return (struct figures){
	    vg_mem_array(n, sizeof(double)), vg_mem_array(n, sizeof(double))};
}

static void
bench(sqlite3 *db, int64_t cases, size_t rounds)
{
	struct figures floor = figures_of(rounds), all = figures_of(rounds);
	struct gathered passed, computed;
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v2(db, read_all, -1, &s, NULL) != SQLITE_OK)
		die("read", sqlite3_errmsg(db));
	walk(s, pass_row, &passed); /* the file is in memory from here on */
	for (size_t i = 0; i < rounds; i++) {
		measure(s, i % 2 ? take_row : pass_row, i % 2 ? &computed : &passed,
		    i % 2 ? &all : &floor, i);
		measure(s, i % 2 ? pass_row : take_row, i % 2 ? &passed : &computed,
		    i % 2 ? &floor : &all, i);
		if ((int64_t)computed.n_cases != cases)
			die("computed", "not every case");
	}
	double read_ms = median(floor.wall, rounds), ms = median(all.wall, rounds);
	double read_cpu = median(floor.cpu, rounds), cpu = median(all.cpu, rounds);
	printf("%" PRId64
	       " due times, %zu of them past: %.1f ms (CPU %.1f); reading alone "
	       "%.1f ms (CPU %.1f); %.2f us a due time\n",
	    cases, computed.n_late, ms, cpu, read_ms, read_cpu,
	    (ms - read_ms) * 1e3 / (double)cases);
	printf("{\"cases\": %" PRId64
	       ", \"rounds\": %zu, \"ms\": %.1f, \"cpu_ms\": %.1f, "
	       "\"floor_ms\": %.1f, \"floor_cpu_ms\": %.1f, \"sums_cpu_ms\": %.1f, "
	       "\"ratio\": %.2f, \"cpu_ratio\": %.2f}\n",
	    cases, rounds, ms, cpu, read_ms, read_cpu, cpu - read_cpu, ms / read_ms,
	    cpu / read_cpu);
	sqlite3_finalize(s);
	free(floor.wall);
	free(floor.cpu);
	free(all.wall);
	free(all.cpu);
}

int
main(int argc, char **argv)
{
	int64_t cases = argc > 1 ? strtoll(argv[1], NULL, 10) : 100000;
	long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 15;
	char path[] = "/tmp/vigie-due.XXXXXX";
	int fd;

	if (cases < 1 || cases > 999999 || rounds < 1 || rounds > 10000)
		die("usage", "due [CASES [ROUNDS]]");
	load_calendars();
	fd = mkstemp(path);
	if (fd < 0)
		die(path, "not made");
	close(fd);
	sqlite3 *db = make_database(path, cases);
	bench(db, cases, (size_t)rounds);
	sqlite3_close(db);
	unlink(path);
	return 0;
}
