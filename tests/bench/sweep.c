/*
 * How long a slice of the night's sweep holds up what comes in, in a database of many rows.
 *
 *     build/release/tests/bench/sweep [ROWS [FOLDER]]      (1,000,000 and /tmp)
 *
 * ROWS raw messages of 600 octets and as many happenings over 800 days, a fifth of each as raises,
 * a tenth as alarms, half of which are over; one message in a hundred is of a case that is open and
 * stays.  The desk runs its timers, a tenth of a second of virtual time between two; each call is
 * one slice, timed to the end of its commit.  The last line is one JSON object.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "collector/desk/desk.h"
#include "collector/desk/front/desksweep.h"
#include "collector/desk/tree/desktree.h"
#include "collector/store/schema.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/clock.h"
#include "lib/os/file.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"

/* 2026-07-09T01:29:00Z: a minute before the night's time in Paris. */
#define NOW INT64_C(1783560540000000)
#define DAY INT64_C(86400000000)

enum { MAX_SLICES = 200000 };

#define ROWS                                                                             \
	"WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?1)"
/* Row i of n: 800 days ago up to now. */
#define AT "(?2 - 69120000000000 + i * (69120000000000 / ?1))"

static const char *const fill[] = {
    ROWS
    " INSERT INTO support_case (number, state, before, fault, title, subject, class,"
    " severity, ball, client, site, device, supplier, contract, mode, entitlement,"
    " entitlement_text, revision, opened, changed, rung) SELECT"
    " printf('2025-%06d', i), 'in-hand', 'new', 'standing', 'title', 'device/ne-' || i,"
    " 'power', 4, 'integrator', 'clinique-a', 'lyon-2', 'ne-' || i, 'allot', 'c-2026-7',"
    " 'delegated', 'in-force', 'P2', 1, ?2, ?2, 16 FROM c LIMIT 100",
    ROWS
    " INSERT INTO alarm (resource, kind, qualifier, device, agent, severity, cleared,"
    " created, raised, changed, text, case_number, rung, class, cause, source, serial,"
    " message) SELECT 'device/ne-' || i, 'psu-failed', '', 'ne-' || i, 'lyon-2', 4,"
    " i % 2, " AT ", " AT ", " AT ", 'text', CASE WHEN i <= 100 THEN"
    " printf('2025-%06d', i) END, 16, 'power', 78, 'poll', 'SN', i FROM c"
    " LIMIT ?1 / 10",
    ROWS " INSERT INTO raise (alarm, at) SELECT i % (?1 / 10) + 1, " AT " FROM c"
	 " LIMIT ?1 / 5",
    ROWS " INSERT INTO message (agent, spool, sequence, type, digest, source, received,"
	 " state, alarm, body) SELECT 'lyon-2', x'0011223344556677', i, 1, zeroblob(32),"
	 " '10.0.0.1', " AT ", 'applied', CASE WHEN i % 100 = 0 THEN 1 + i / 100 % 100"
	 " ELSE 101 + i % (?1 / 10 - 101) END, randomblob(600) FROM c",
    ROWS " INSERT INTO happening (at, kind, case_number, resource, text) SELECT " AT
	 ", 'alarm-raised', '', 'device/ne-' || i, 'power supply 1 has failed' FROM c",
};

static int64_t slices[MAX_SLICES], worked[MAX_SLICES]; /* wall and CPU, microseconds */

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "sweep: %s: %s\n", what, why);
	exit(1);
}

static void
make_database(const char *path, int64_t rows)
{
	char stamp[64];
	sqlite3 *db = NULL;

	if (sqlite3_open(path, &db) != SQLITE_OK)
		die(path, "not opened");
	sqlite3_exec(db, "PRAGMA journal_mode = OFF; BEGIN", NULL, NULL, NULL);
	for (size_t i = 0; i < vg_schema_plan.n_migrations; i++) {
		if (sqlite3_exec(db, vg_schema_plan.migrations[i], NULL, NULL, NULL) !=
		    SQLITE_OK)
			die("schema", sqlite3_errmsg(db));
	}
	for (size_t i = 0; i < sizeof(fill) / sizeof(fill[0]); i++) {
		sqlite3_stmt *s = NULL;
		if (sqlite3_prepare_v2(db, fill[i], -1, &s, NULL) != SQLITE_OK)
			die("database", sqlite3_errmsg(db));
		sqlite3_bind_int64(s, 1, rows);
		sqlite3_bind_int64(s, 2, NOW);
		if (sqlite3_step(s) != SQLITE_DONE)
			die("database", sqlite3_errmsg(db));
		sqlite3_finalize(s);
	}
	snprintf(stamp, sizeof(stamp), "PRAGMA user_version = %zu",
	    vg_schema_plan.n_migrations);
	sqlite3_exec(db, stamp, NULL, NULL, NULL);
	sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(db);
}

static struct vg_desk *
open_desk(const char *path)
{
	struct vg_context *context = NULL;
	struct vg_packset *packs = NULL;
	struct vg_conf *conf = NULL;
	struct vg_desk *desk = NULL;
	struct vg_detail detail = {0};
	struct vg_buf tree;
	const struct vg_wall now = {NOW};

	vg_buf_init(&tree, 0);
	if (vg_context_new(&context, &detail) != VG_OK ||
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) != VG_OK ||
	    vg_file_read("tests/play/base.json", &tree, &detail) != VG_OK ||
	    vg_desktree_read(context, vg_buf_text(&tree), "base.json", NULL, &conf,
		&detail) != VG_OK ||
	    vg_desk_open(path, packs, now, &desk, &detail) != VG_OK)
		die("desk", detail.text);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&tree), "file", "vigie", ""};
	if (vg_desk_set_conf(desk, conf, &revision, now, &detail) != VG_OK)
		die("tree", detail.text);
	return desk;
}

static int64_t
size_of_log(const char *path)
{
	char name[256];
	FILE *log;

	snprintf(name, sizeof(name), "%s-wal", path);
	log = fopen(name, "r");
	if (!log || fseek(log, 0, SEEK_END) != 0)
		return 0;
	long size = ftell(log);
	fclose(log);
	return size;
}

static int64_t
cpu_us(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * INT64_C(1000000) +
	    use.ru_utime.tv_usec + use.ru_stime.tv_usec;
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void
remove_all(const char *path)
{
	static const char *const tails[] = {"", "-wal", ".ballast", ".applying"};
	char name[256];

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		snprintf(name, sizeof(name), "%s%s", path, tails[i]);
		unlink(name);
	}
}

int
main(int argc, char **argv)
{
	int64_t rows = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
	struct vg_wall now = {NOW}, last = {0}, next = {0};
	int64_t log = 0, sum = 0;
	char path[256];
	size_t n = 0;

	snprintf(
	    path, sizeof(path), "%s/vigie-bench-sweep.db", argc > 2 ? argv[2] : "/tmp");
	remove_all(path);
	make_database(path, rows);
	struct vg_desk *desk = open_desk(path);
	/* A new database sweeps after a day. */
	now.us += DAY + DAY / 24;
	while (n < MAX_SLICES && last.us == 0) {
		struct vg_mono began = vg_clock_mono();
		int64_t work = cpu_us();
		if (vg_desk_run_due(desk, now) != VG_OK)
			die("timers", "failed");
		worked[n] = cpu_us() - work;
		if (worked[n] > 10000)
			fprintf(stderr, "slice %zu: %.1f ms of CPU\n", n,
			    (double)worked[n] / 1e3);
		slices[n] = vg_instant_mono_since(vg_clock_mono(), began);
		sum += slices[n++];
		if (n % 50 == 0 && size_of_log(path) > log)
			log = size_of_log(path);
		now.us += 110000;
		if (vg_desksweep_times(desk, &last, &next) != VG_OK)
			die("times", "failed");
	}
	vg_desk_close(desk);
	qsort(slices, n, sizeof(slices[0]), by_size);
	qsort(worked, n, sizeof(worked[0]), by_size);
	remove_all(path);
	printf(
	    "{\"rows\": %" PRId64
	    ", \"slices\": %zu, \"median_ms\": %.2f, \"p99_ms\": %.2f,"
	    " \"longest_ms\": %.2f, \"longest_cpu_ms\": %.2f, \"sum_s\": %.2f, \"log_mib\": %.1f}\n",
	    rows, n, (double)slices[n / 2] / 1e3, (double)slices[n * 99 / 100] / 1e3,
	    (double)slices[n - 1] / 1e3, (double)worked[n - 1] / 1e3, (double)sum / 1e6,
	    (double)log / 1048576);
	return last.us ? 0 : 1;
}
