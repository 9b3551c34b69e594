/*
 * lib/sql: opening, migrating, refusing, filling, savepoints.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/file.h"
#include "lib/sql/db.h"
#include "lib/sql/dbcore.h"
#include "tests/unit/folderbench.h"

enum { ADD, COUNT, GET, DROP, N_STATEMENTS };

static const char *const one[] = {
    "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT NOT NULL, b BLOB)"};
static const char *const two[] = {
    "CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT NOT NULL, b BLOB)",
    "ALTER TABLE t ADD COLUMN more INTEGER NOT NULL DEFAULT 7"};
static const char *const statements[N_STATEMENTS] = {
    [ADD] = "INSERT INTO t (k, v, b) VALUES (?1, ?2, ?3)",
    [COUNT] = "SELECT count(*) FROM t",
    [GET] = "SELECT v, b FROM t WHERE k = ?1",
    [DROP] = "DELETE FROM t WHERE k % 3 = ?1",
};
static const char *const statements_two[] = {
    "INSERT INTO t (k, v, b) VALUES (?1, ?2, ?3)", "SELECT sum(more) FROM t"};
static const struct vg_db_plan plan = {.migrations = one,
    .n_migrations = 1,
    .statements = statements,
    .n_statements = N_STATEMENTS};
static const struct vg_db_plan plan_two = {.migrations = two,
    .n_migrations = 2,
    .statements = statements_two,
    .n_statements = 2};

static int
make_folder(void **state)
{
	(void)state;
	return folder_make("db", "t.db");
}

static struct vg_db *
open_plan(const struct vg_db_plan *p)
{
	struct vg_db *db = NULL;
	struct vg_detail d = {0};

	assert_int_equal(vg_db_open(path, p, &db, &d), VG_OK);
	return db;
}

static int64_t
count(struct vg_db *db)
{
	assert_int_equal(vg_db_query(db, COUNT, ""), VG_OK);
	assert_true(vg_db_next(db, COUNT));
	int64_t n = vg_db_int(db, COUNT, 0);
	vg_db_done(db, COUNT);
	return n;
}

static void
values_come_back(void **state)
{
	struct vg_db *db = open_plan(&plan);
	size_t size;

	(void)state;
	assert_int_equal(vg_db_begin(db), VG_OK);
	assert_int_equal(
	    vg_db_run(db, ADD, "itb", (int64_t)1, "caf\xC3\xA9", "\0x", (size_t)2),
	    VG_OK);
	assert_int_equal(vg_db_run(db, ADD, "itn", (int64_t)2, "no blob"), VG_OK);
	assert_int_equal(vg_db_commit(db), VG_OK);
	vg_db_close(db);
	db = open_plan(&plan);
	assert_int_equal(vg_db_query(db, GET, "i", (int64_t)1), VG_OK);
	assert_true(vg_db_next(db, GET));
	assert_string_equal(vg_db_text(db, GET, 0), "caf\xC3\xA9");
	assert_memory_equal(vg_db_blob(db, GET, 1, &size), "\0x", 2);
	assert_int_equal(size, 2);
	assert_false(vg_db_next(db, GET));
	assert_int_equal(vg_db_failed(db), VG_OK);
	vg_db_close(db);
}

static void
constraints_and_savepoints(void **state)
{
	struct vg_db *db = open_plan(&plan);

	(void)state;
	assert_int_equal(vg_db_begin(db), VG_OK);
	assert_int_equal(vg_db_run(db, ADD, "itn", (int64_t)1, "a"), VG_OK);
	assert_int_equal(vg_db_save(db), VG_OK);
	assert_int_equal(vg_db_run(db, ADD, "itn", (int64_t)2, "b"), VG_OK);
	assert_int_equal(vg_db_run(db, ADD, "itn", (int64_t)1, "again"), VG_ECONFLICT);
	vg_db_undo(db);
	assert_int_equal(vg_db_save(db), VG_OK);
	assert_int_equal(vg_db_run(db, ADD, "itn", (int64_t)3, "c"), VG_OK);
	assert_int_equal(vg_db_keep(db), VG_OK);
	assert_int_equal(vg_db_commit(db), VG_OK);
	assert_int_equal(count(db), 2);
	assert_int_equal(vg_db_begin(db), VG_OK);
	assert_int_equal(vg_db_run(db, ADD, "itn", (int64_t)4, "d"), VG_OK);
	/* What was undone is no fault of who reads next; what no row can hold is no disk's. */
	assert_int_equal(vg_db_save(db), VG_OK);
	assert_int_equal(vg_db_run(db, ADD, "ttn", "no number", "e"), VG_EINVAL);
	assert_false(vg_db_is_disk(vg_db_failed(db)));
	vg_db_undo(db);
	assert_int_equal(vg_db_failed(db), VG_OK);
	vg_db_rollback(db);
	assert_int_equal(count(db), 2);
	vg_db_close(db);
}

static void
versions_go_forward_only(void **state)
{
	struct vg_db *db = open_plan(&plan);
	struct vg_detail d = {0};

	(void)state;
	assert_int_equal(vg_db_run(db, ADD, "itn", (int64_t)1, "old"), VG_OK);
	vg_db_close(db);
	db = open_plan(&plan_two);
	assert_int_equal(vg_db_query(db, 1, ""), VG_OK);
	assert_true(vg_db_next(db, 1));
	assert_int_equal(vg_db_int(db, 1, 0), 7);
	vg_db_done(db, 1);
	vg_db_close(db);
	assert_int_equal(vg_db_open(path, &plan, &db, &d), VG_EUNSUPPORTED);
	assert_non_null(strstr(d.text, path));
}

/* Half the pages are overwritten: the file must be refused and stay as it is. */
static void
a_damaged_file_is_left_alone(void **state)
{
	struct vg_db *db = open_plan(&plan);
	struct vg_buf before, after;
	struct vg_detail d = {0};

	(void)state;
	for (int64_t i = 0; i < 500; i++)
		vg_db_run(
		    db, ADD, "itn", i, "some text that fills pages and pages of it");
	vg_db_close(db);
	FILE *f = fopen(path, "r+b");
	assert_non_null(f);
	for (long at = 4096; at < 16384; at += 64) {
		fseek(f, at, SEEK_SET);
		fwrite("rubbish!", 1, 8, f);
	}
	fclose(f);
	vg_buf_init(&before, 0);
	vg_buf_init(&after, 0);
	vg_file_read(path, &before, &d);
	assert_int_equal(vg_db_open(path, &plan, &db, &d), VG_ECORRUPT);
	assert_non_null(strstr(d.text, path));
	assert_non_null(strstr(d.text, "quick_check"));
	vg_file_read(path, &after, &d);
	assert_int_equal(before.size, after.size);
	assert_memory_equal(before.data, after.data, before.size);
	vg_buf_fini(&before);
	vg_buf_fini(&after);
	assert_int_equal(
	    vg_file_write(path, "this is no database at all", 26, 0600, &d), VG_OK);
	assert_int_equal(vg_db_open(path, &plan, &db, &d), VG_ECORRUPT);
}

/* Overwrites the last page but one, or cuts it off. */
static void
spoil(bool cut)
{
	FILE *f = fopen(path, "r+b");
	long size;

	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	size = ftell(f);
	fseek(f, size - 8192, SEEK_SET);
	for (int i = 0; !cut && i < 512; i++)
		fwrite("rubbish!", 1, 8, f);
	fclose(f);
	if (cut)
		assert_int_equal(truncate(path, size - 8192), 0);
}

/* A large file's head and length are looked at, its middle when it is read. */
static void
a_large_file_is_opened_by_its_head(void **state)
{
	struct vg_db_plan large = plan;
	struct vg_detail d = {0};
	struct vg_db *db = open_plan(&plan);

	(void)state;
	large.whole_size = 4096;
	for (int64_t i = 0; i < 5000; i++)
		vg_db_run(
		    db, ADD, "itn", i, "some text that fills pages and pages of it");
	vg_db_close(db);
	spoil(false);
	assert_int_equal(vg_db_open(path, &plan, &db, &d), VG_ECORRUPT);
	assert_int_equal(vg_db_open(path, &large, &db, &d), VG_OK);
	vg_db_close(db);
	spoil(true);
	assert_int_equal(vg_db_open(path, &large, &db, &d), VG_ECORRUPT);
	assert_non_null(strstr(d.text, "quick_check"));
	assert_int_equal(vg_file_write(path,
			     "this is no database at all, but long enough", 43, 0600, &d),
	    VG_OK);
	large.whole_size = 8;
	assert_int_equal(vg_db_open(path, &large, &db, &d), VG_ECORRUPT);
}

static void
a_full_file_says_so_and_recovers(void **state)
{
	struct vg_db *db = open_plan(&plan);
	int code = VG_OK;
	int64_t i;
	char ballast[160];
	struct stat st;

	(void)state;
	vg_db_limit_pages(db, 20);
	for (i = 0; i < 10000 && code == VG_OK; i++)
		code = vg_db_run(
		    db, ADD, "itn", i, "some text that fills pages and pages of it");
	assert_int_equal(code, VG_EFULL);
	assert_int_equal(count(db), i - 1);
	vg_db_limit_pages(db, 0);
	assert_int_equal(vg_db_run(db, ADD, "itn", i, "room again"), VG_OK);
	snprintf(ballast, sizeof(ballast), "%s.ballast", path);
	assert_int_equal(stat(ballast, &st), 0);
	assert_true(vg_db_release_ballast(db));
	assert_int_not_equal(stat(ballast, &st), 0);
	assert_int_equal(vg_db_make_ballast(db), VG_OK);
	assert_int_equal(stat(ballast, &st), 0);
	vg_db_close(db);
}

static void
one_owner_at_a_time(void **state)
{
	struct vg_db *db = open_plan(&plan);

	(void)state;
	vg_db_run(db, ADD, "itn", (int64_t)1, "mine");
	pid_t child = fork();
	if (child == 0) {
		struct vg_db *other = NULL;
		struct vg_detail d = {0};
		_exit(vg_db_open(path, &plan, &other, &d) == VG_EBUSY ? 0 : 1);
	}
	int status = -1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	vg_db_close(db);
}

/* Whether the file or its log holds 'text'. */
static bool
on_disk(const char *text)
{
	bool found = false;

	for (int i = 0; i < 2 && !found; i++) {
		char name[160];
		snprintf(name, sizeof(name), "%s%s", path, i ? "-wal" : "");
		FILE *file = fopen(name, "rb");
		assert_non_null(file);
		char *octets = vg_mem_zero(8 << 20);
		size_t n = fread(octets, 1, 8 << 20, file);
		found = memmem(octets, n, text, strlen(text)) != NULL;
		free(octets);
		fclose(file);
	}
	return found;
}

static void
what_went_is_not_on_disk(void **state)
{
	struct vg_db *db = open_plan(&plan);
	char text[600];

	(void)state;
	/* Rows of many sizes in no order, so that pages are balanced and cells move. */
	for (int64_t i = 0; i < 3000; i++) {
		int64_t k = i * 7919 % 3001;
		snprintf(text, sizeof(text), "%s-%0*d", k % 3 ? "kept" : "zebulon",
		    (int)(k % 400) + 1, 0);
		assert_int_equal(vg_db_run(db, ADD, "itn", k, text), VG_OK);
	}
	assert_int_equal(vg_db_run(db, DROP, "i", (int64_t)0), VG_OK);
	assert_true(on_disk("zebulon"));
	int64_t n = count(db);
	/* Not while somebody reads; nothing is lost by asking. */
	assert_int_equal(vg_db_query(db, COUNT, ""), VG_OK);
	assert_true(vg_db_next(db, COUNT));
	assert_int_equal(vg_db_scrub(db), VG_EINVAL);
	vg_db_done(db, COUNT);
	assert_int_equal(count(db), n);
	assert_int_equal(vg_db_scrub(db), VG_OK);
	assert_false(on_disk("zebulon"));
	assert_true(on_disk("kept"));
	assert_int_equal(count(db), n);
	vg_db_close(db);
}

/* A value that a partial index could be chosen by is no cause to prepare the statement again. */
static void
a_statement_is_prepared_once(void **state)
{
	static const char *const partial[] = {
	    "CREATE TABLE t (k INTEGER, v TEXT NOT NULL);"
	    "CREATE INDEX of_none ON t (k) WHERE v = ''"};
	static const char *const asks[] = {"SELECT k FROM t WHERE k = ?1 AND v = ?2"};
	const struct vg_db_plan p = {.migrations = partial,
	    .n_migrations = 1,
	    .statements = asks,
	    .n_statements = 1};

	(void)state;
	struct vg_db *db = open_plan(&p);
	for (int64_t i = 0; i < 9; i++)
		assert_int_equal(
		    vg_db_run(db, 0, "it", i, i % 2 ? "a long one" : ""), VG_OK);
	assert_int_equal(
	    sqlite3_stmt_status(db->statements[0], SQLITE_STMTSTATUS_REPREPARE, 0), 0);
	vg_db_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(values_come_back, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		constraints_and_savepoints, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		versions_go_forward_only, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		a_damaged_file_is_left_alone, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		a_large_file_is_opened_by_its_head, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		a_full_file_says_so_and_recovers, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		one_owner_at_a_time, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		what_went_is_not_on_disk, make_folder, remove_folder),
	    cmocka_unit_test_setup_teardown(
		a_statement_is_prepared_once, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
