/*
 * lib/sql: a copy made while rows come and go, what a sealed file says, and the log's size.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/os/file.h"
#include "lib/sql/dbcopy.h"
#include "lib/sql/dbsealed.h"

enum { ADD, COUNT, DROP, FILL, N_STATEMENTS };
enum { ROWS = 4000 };

static const char *const tables[] = {
    "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT NOT NULL)"};
static const char *const statements[N_STATEMENTS] = {
    [ADD] = "INSERT INTO t (k, v) VALUES (?1, ?2 || printf('%.400c', 'x'))",
    [COUNT] = "SELECT count(*), sum(k) FROM t",
    [DROP] = "DELETE FROM t WHERE k % ?1 = 0",
    [FILL] =
	"WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)"
	" INSERT INTO t (k, v) SELECT i, printf('%.400c', 'y') FROM n",
};
static const struct vg_db_plan plan = {.migrations = tables,
    .n_migrations = 1,
    .statements = statements,
    .n_statements = N_STATEMENTS,
    .cache_kib = 64};

static char folder[64], path[128], copy_path[128];
static struct vg_db *db;

static int
open_db(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	strcpy(folder, "/tmp/vigie-test-copy.XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/t.db", folder);
	snprintf(copy_path, sizeof(copy_path), "%s/a copy?.db", folder);
	if (vg_db_open(path, &plan, &db, &detail) != VG_OK)
		return -1;
	return vg_db_run(db, FILL, "ii", (int64_t)1, (int64_t)ROWS);
}

static int
close_db(void **state)
{
	static const char *const names[] = {"t.db", "t.db-wal", "t.db.ballast",
	    "a copy?.db", "a copy?.db-wal", "a copy?.db-journal"};
	char name[128];

	(void)state;
	vg_db_close(db);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(name, sizeof(name), "%s/%s", folder, names[i]);
		unlink(name);
	}
	return rmdir(folder);
}

/* What is in the table, as one number. */
static int64_t
sum_of(struct vg_db *of)
{
	int64_t sum = -1;

	assert_int_equal(vg_db_query(of, COUNT, ""), VG_OK);
	assert_true(vg_db_next(of, COUNT));
	sum = vg_db_int(of, COUNT, 0) * 100000000 + vg_db_int(of, COUNT, 1);
	vg_db_done(of, COUNT);
	return sum;
}

/* The copy is the database as it is now, and reading it has left nothing beside it. */
static void
same_as_now(void)
{
	struct vg_detail detail = {0};
	struct vg_db *copy = NULL;
	char log[160];
	int64_t version = 0;

	assert_int_equal(vg_dbsealed_check(copy_path, &version, &detail), VG_OK);
	assert_int_equal(version, 1);
	assert_int_equal(vg_dbsealed_open(copy_path, &plan, &copy, &detail), VG_OK);
	assert_int_equal(sum_of(copy), sum_of(db));
	vg_db_close(copy);
	snprintf(log, sizeof(log), "%s-wal", copy_path);
	assert_int_not_equal(access(log, F_OK), 0);
}

/* Steps of 5 pages until the end; 'between' is called with the number of the step. */
static int
copy_all(void (*between)(int step))
{
	struct vg_detail detail = {0};
	struct vg_dbcopy *copy = NULL;
	int64_t copied = 0, all = 0;
	bool done = false;
	int steps = 0;

	assert_int_equal(vg_dbcopy_begin(db, copy_path, &copy, &detail), VG_OK);
	while (!done) {
		assert_int_equal(vg_dbcopy_step(copy, 5, &done, &detail), VG_OK);
		if (between && !done)
			between(steps);
		assert_true(++steps < 10000);
	}
	vg_dbcopy_progress(copy, &copied, &all);
	assert_int_equal(copied, all);
	vg_dbcopy_end(copy);
	return steps;
}

static void
a_copy_is_the_database(void **state)
{
	struct vg_detail detail = {0};
	struct vg_dbcopy *copy = NULL;
	struct stat st;

	(void)state;
	assert_true(copy_all(NULL) > 50);
	same_as_now();
	assert_int_equal(stat(copy_path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(vg_dbcopy_begin(db, copy_path, &copy, &detail), VG_EEXIST);
}

static void
write_a_little(int step)
{
	if (step % 2 == 0)
		assert_int_equal(
		    vg_db_run(db, ADD, "it", (int64_t)(ROWS + 1 + step), "new"), VG_OK);
	if (step == 30)
		assert_int_equal(vg_db_run(db, DROP, "i", (int64_t)7), VG_OK);
}

static void
what_is_written_meanwhile_is_in_it(void **state)
{
	(void)state;
	/* As many steps as without: it is not begun anew by what is written. */
	assert_in_range(copy_all(write_a_little), 50, 150);
	same_as_now();
}

/* Larger than the cache, so that pages are in the log and in the copy before the rollback. */
static void
roll_back(int step)
{
	if (step != 20)
		return;
	assert_int_equal(vg_db_begin(db), VG_OK);
	assert_int_equal(vg_db_run(db, DROP, "i", (int64_t)2), VG_OK);
	vg_db_rollback(db);
}

static void
what_is_rolled_back_is_not_in_it(void **state)
{
	(void)state;
	(void)copy_all(roll_back);
	same_as_now();
}

static void
scrub_in_the_middle(int step)
{
	if (step != 20)
		return;
	assert_int_equal(vg_db_run(db, DROP, "i", (int64_t)2), VG_OK);
	assert_int_equal(vg_db_scrub(db), VG_OK);
}

static void
a_file_written_anew_meanwhile(void **state)
{
	(void)state;
	(void)copy_all(scrub_in_the_middle);
	same_as_now();
}

static void
a_damaged_copy_is_refused(void **state)
{
	struct vg_detail detail = {0};
	int64_t version = 0;
	FILE *file;

	(void)state;
	(void)copy_all(NULL);
	file = fopen(copy_path, "r+");
	assert_int_equal(fseek(file, 4096 * 60 + 8, SEEK_SET), 0);
	for (int i = 0; i < 2000; i++)
		fputc(0xA5, file);
	fclose(file);
	assert_int_equal(vg_dbsealed_check(copy_path, &version, &detail), VG_ECORRUPT);
	assert_non_null(strstr(detail.text, "integrity_check"));
}

static void
a_file_with_a_log_is_no_copy(void **state)
{
	struct vg_detail detail = {0};
	int64_t version = 0;

	(void)state;
	assert_int_equal(vg_dbsealed_check(path, &version, &detail), VG_ECORRUPT);
	assert_non_null(strstr(detail.text, "log"));
	assert_int_equal(
	    vg_dbsealed_check("/nowhere/x.db", &version, &detail), VG_ENOENT);
}

static void
another_version_is_refused(void **state)
{
	static const char *const two[] = {
	    "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT NOT NULL)",
	    "CREATE TABLE u (k INTEGER PRIMARY KEY)"};
	struct vg_db_plan newer = plan;
	struct vg_detail detail = {0};
	struct vg_db *copy = NULL;

	(void)state;
	newer.migrations = two;
	newer.n_migrations = 2;
	(void)copy_all(NULL);
	assert_int_equal(
	    vg_dbsealed_open(copy_path, &newer, &copy, &detail), VG_EUNSUPPORTED);
}

/* One transaction of 20 MiB makes a log of that size; the next ones find it cut. */
static void
the_log_is_bounded(void **state)
{
	struct vg_db_sizes sizes;

	(void)state;
	assert_int_equal(
	    vg_db_run(db, FILL, "ii", (int64_t)100000, (int64_t)150000), VG_OK);
	vg_db_measure(db, &sizes);
	assert_true(sizes.log > 16 << 20);
	for (int64_t i = 0; i < 4; i++)
		assert_int_equal(vg_db_run(db, ADD, "it", 200000 + i, "x"), VG_OK);
	vg_db_measure(db, &sizes);
	assert_true(sizes.log <= 8 << 20);
	assert_true(sizes.file > 20 << 20);
	assert_int_equal(vg_db_run(db, DROP, "i", (int64_t)1), VG_OK);
	vg_db_measure(db, &sizes);
	assert_true(sizes.spare > 20 << 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define WITH(test) cmocka_unit_test_setup_teardown(test, open_db, close_db)
	    WITH(a_copy_is_the_database),
	    WITH(what_is_written_meanwhile_is_in_it),
	    WITH(what_is_rolled_back_is_not_in_it),
	    WITH(a_file_written_anew_meanwhile),
	    WITH(a_damaged_copy_is_refused),
	    WITH(a_file_with_a_log_is_no_copy),
	    WITH(another_version_is_refused),
	    WITH(the_log_is_bounded),
#undef WITH
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
