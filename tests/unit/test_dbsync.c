/*
 * What is written and not yet on disk: seen at once, waited for by number, and lost aloud.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/sql/dbcore.h"
#include "lib/sql/dbsync.h"
#include "tests/unit/slowdisk.h"

static unsigned n_settings;
static bool unset;       /* SQLite takes no setting */
static size_t rewritten; /* octets of logs, by us */

/* SQLite's own go by another name. */
ssize_t
pwrite(int fd, const void *data, size_t size, off_t at)
{
	rewritten += size;
	return syscall(SYS_pwrite64, fd, data, size, at);
}

int
sqlite3_exec(sqlite3 *of, const char *sql, int (*cb)(void *, int, char **, char **),
    void *cookie, char **said)
{
	int (*real)(sqlite3 *, const char *, int (*)(void *, int, char **, char **),
	    void *, char **);

	*(void **)&real = dlsym(RTLD_NEXT, "sqlite3_exec");
	if (strstr(sql, "synchronous")) {
		n_settings++;
		if (unset)
			return SQLITE_NOMEM;
	}
	return real(of, sql, cb, cookie, said);
}

enum { ADD, COUNT, ADD_TOLD, N_STATEMENTS };

static const char *const migrations[] = {"CREATE TABLE t (k INTEGER PRIMARY KEY)"};
static const char *const statements[N_STATEMENTS] = {
    [ADD] = "INSERT INTO t (k) VALUES (?1)",
    [COUNT] = "SELECT count(*) FROM t",
    [ADD_TOLD] = "INSERT INTO t (k) VALUES (?1) RETURNING k"};
static const struct vg_db_plan plan = {.migrations = migrations,
    .n_migrations = 1,
    .statements = statements,
    .n_statements = N_STATEMENTS};

static struct vg_db *db;
static struct vg_dbsync *syncer;

static int
open_file(void **state)
{
	struct vg_detail detail = {0};

	unset = false;
	if (make_folder(state) != 0 || vg_db_open(path, &plan, &db, &detail) != VG_OK)
		return -1;
	syncer = vg_dbsync_new(db, &detail);
	return syncer ? 0 : -1;
}

static int
close_file(void **state)
{
	be_slow(false, 0);
	vg_dbsync_free(syncer);
	vg_db_close(db);
	return remove_folder(state);
}

static int64_t
ask(struct vg_db *of, const char *text)
{
	return vg_db_ask(of, text);
}

static void
add(int64_t key)
{
	assert_int_equal(vg_db_run(db, ADD, "i", key), VG_OK);
}

/* --- a database ---------------------------------------------------------------------------- */

static void
what_is_written_is_seen_before_it_is_on_disk(void **state)
{
	int code = -1;

	(void)state;
	be_slow(true, 0);
	assert_int_equal(vg_dbsync_under_way(syncer), 0);
	unsigned before = n_own;
	assert_int_equal(vg_db_begin_written(db), VG_OK);
	add(1);
	assert_int_equal(vg_db_commit(db), VG_OK);
	assert_int_equal(n_own, before);
	assert_int_equal(ask(db, "SELECT count(*) FROM t"), 1);
	assert_int_equal(vg_dbsync_ask(syncer), 1);
	assert_int_equal(vg_dbsync_ended(syncer, &code), 0);
	assert_int_equal(code, VG_OK);
	assert_int_equal(vg_dbsync_under_way(syncer), 1);
	be_slow(false, 0);
	assert_int_equal(vg_dbsync_wait(syncer, &code), 1);
	assert_int_equal(code, VG_OK);
	assert_int_equal(vg_dbsync_under_way(syncer), 0);
	assert_int_equal(n_syncs, 1);
}

/* A commit that waits, waits: whether what was written before it was kept, or undone. */
static void
a_commit_waits_again_after_one_that_did_not(void **state)
{
	(void)state;
	for (int64_t i = 0; i < 2; i++) {
		assert_int_equal(vg_db_begin_written(db), VG_OK);
		add(2 * i + 1);
		if (i == 0)
			assert_int_equal(vg_db_commit(db), VG_OK);
		else
			vg_db_rollback(db);
		unsigned before = n_own;
		assert_int_equal(vg_db_begin(db), VG_OK);
		add(2 * i + 2);
		assert_int_equal(vg_db_commit(db), VG_OK);
		assert_true(n_own > before);
	}
	assert_int_equal(ask(db, "SELECT count(*) FROM t"), 3);
}

static void
write_ahead(int64_t key)
{
	assert_int_equal(vg_db_begin_written(db), VG_OK);
	add(key);
	assert_int_equal(vg_db_commit(db), VG_OK);
}

static void
add_by_query(int64_t key)
{
	assert_int_equal(vg_db_query(db, ADD_TOLD, "i", key), VG_OK);
	assert_true(vg_db_next(db, ADD_TOLD));
	assert_false(vg_db_next(db, ADD_TOLD));
}

static void
add_in_savepoint(int64_t key)
{
	assert_int_equal(vg_db_save(db), VG_OK);
	add(key);
	assert_int_equal(vg_db_keep(db), VG_OK);
}

static void
add_and_scrub(int64_t key)
{
	(void)key;
	assert_int_equal(vg_db_scrub(db), VG_OK);
}

/* By whichever way: none of them slips through as what was written before it did. */
static void
whatever_writes_next_waits(void **state)
{
	void (*const ways[])(int64_t) = {
	    add, add_by_query, add_in_savepoint, add_and_scrub};

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		write_ahead(2 * (int64_t)i);
		unsigned before = n_own;
		ways[i](2 * (int64_t)i + 1);
		assert_true(n_own > before);
		assert_int_equal(ask(db, "PRAGMA synchronous"), 2);
	}
}

/* One setting for a row of batches, whoever reads between them. */
static void
batches_in_a_row_set_it_once(void **state)
{
	(void)state;
	write_ahead(0);
	unsigned before = n_settings, own = n_own;
	for (int64_t i = 1; i <= 20; i++) {
		write_ahead(i);
		assert_int_equal(vg_db_query(db, COUNT, ""), VG_OK);
		assert_true(vg_db_next(db, COUNT));
		assert_int_equal(vg_db_int(db, COUNT, 0), i + 1);
		vg_db_done(db, COUNT);
	}
	assert_int_equal(n_settings, before);
	assert_int_equal(n_own, own);
}

static void
what_cannot_be_set_to_wait_is_not_written(void **state)
{
	(void)state;
	write_ahead(1);
	unset = true;
	assert_int_equal(vg_db_begin(db), VG_EIO);
	assert_false(vg_db_in_transaction(db));
	assert_int_equal(vg_db_run(db, ADD, "i", INT64_C(2)), VG_EIO);
	assert_int_equal(vg_db_query(db, ADD_TOLD, "i", INT64_C(3)), VG_EIO);
	assert_int_equal(vg_db_save(db), VG_EIO);
	assert_int_equal(vg_db_scrub(db), VG_EIO);
	assert_int_equal(ask(db, "SELECT count(*) FROM t"), 1);
	unset = false;
	unsigned before = n_own;
	add(4);
	assert_true(n_own > before);
	assert_int_equal(ask(db, "SELECT count(*) FROM t"), 2);
}

static void
askings_that_meet_a_sync_share_the_next(void **state)
{
	int code;

	(void)state;
	be_slow(true, 0);
	for (uint64_t i = 1; i <= 50; i++)
		assert_int_equal(vg_dbsync_ask(syncer), i);
	be_slow(false, 0);
	assert_int_equal(vg_dbsync_wait(syncer, &code), 50);
	assert_in_range(n_syncs, 1, 2);
}

static void
a_disk_that_refuses_is_told_and_nothing_ends_after_it(void **state)
{
	int code;

	(void)state;
	be_slow(false, EIO);
	vg_dbsync_ask(syncer);
	assert_int_equal(vg_dbsync_wait(syncer, &code), 0);
	assert_int_equal(code, VG_EIO);
	be_slow(false, 0);
	vg_dbsync_ask(syncer);
	assert_int_equal(vg_dbsync_wait(syncer, &code), 0);
	assert_int_equal(code, VG_EIO);
}

static bool
log_stands(void)
{
	char *log = vg_mem_format("%s-wal", path);
	bool stands = vg_db_file_size(log) > 0;

	free(log);
	return stands;
}

static void
open_again(void)
{
	struct vg_detail detail = {0};

	vg_dbsync_free(syncer);
	syncer = NULL;
	vg_db_close(db);
	db = NULL;
	assert_true(log_stands());
	rewritten = 0;
	unsigned before = n_own;
	assert_int_equal(vg_db_open(path, &plan, &db, &detail), VG_OK);
	assert_true(n_own > before);
}

/*
 * What the disk refused stands in the system's memory: nothing is put behind it, nor into the file,
 * and who opens it next brings the whole log to disk first.
 */
static void
what_was_refused_is_written_anew_before_it_is_believed(void **state)
{
	int code;

	(void)state;
	write_ahead(1);
	be_slow(false, EIO);
	vg_dbsync_ask(syncer);
	vg_dbsync_wait(syncer, &code);
	be_slow(false, 0);
	assert_int_equal(vg_db_begin(db), VG_EIO);
	assert_int_equal(vg_db_begin_written(db), VG_EIO);
	assert_int_equal(vg_db_run(db, ADD, "i", INT64_C(2)), VG_EIO);
	assert_int_equal(vg_db_checkpoint(db), VG_EIO);
	size_t log = (size_t)vg_db_file_size(db->log);
	open_again();
	assert_int_equal(rewritten, log);
	assert_int_equal(ask(db, "SELECT count(*) FROM t"), 1);
	add(3);
}

/* A commit that waits brings what was written before it, too: what it is refused, they are. */
static void
a_commit_that_is_refused_ends_what_was_written_before(void **state)
{
	int code;

	(void)state;
	write_ahead(1);
	assert_int_equal(vg_dbsync_ask(syncer), 1);
	assert_int_equal(vg_dbsync_wait(syncer, &code), 1);
	write_ahead(2);
	own_refusal = EIO;
	assert_int_equal(vg_db_begin(db), VG_OK);
	add(3);
	assert_int_equal(vg_db_commit(db), VG_EIO);
	own_refusal = 0;
	assert_int_equal(vg_dbsync_ask(syncer), 2);
	assert_int_equal(vg_dbsync_wait(syncer, &code), 1);
	assert_int_equal(code, VG_EIO);
	assert_int_equal(vg_db_begin(db), VG_EIO);
	open_again();
}

/* Where each commit waited, the one that was refused is the only one that is not there. */
static void
a_commit_that_is_refused_alone_is_tried_again(void **state)
{
	(void)state;
	own_refusal = EIO;
	assert_int_equal(vg_db_begin(db), VG_OK);
	add(3);
	assert_int_equal(vg_db_commit(db), VG_EIO);
	own_refusal = 0;
	assert_int_equal(vg_db_begin(db), VG_OK);
	add(3);
	assert_int_equal(vg_db_commit(db), VG_OK);
}

/* SQLite has said by then that the commit is done; the sync of the log was for all before it. */
static void
a_log_that_is_refused_on_its_way_into_the_file_is_known(void **state)
{
	int64_t key = 1;

	(void)state;
	write_ahead(key++);
	own_refusal = EIO;
	while (key < 5000 && vg_db_begin_written(db) == VG_OK) {
		add(key++);
		assert_int_equal(vg_db_commit(db), VG_OK);
	}
	assert_in_range(key, 500, 1500);
	own_refusal = 0;
	assert_int_equal(vg_db_begin(db), VG_EIO);
}

static void
what_is_in_memory_is_never_on_disk(void **state)
{
	struct vg_detail detail = {0};
	struct vg_db *memory;

	(void)state;
	assert_int_equal(vg_db_open(":memory:", &plan, &memory, &detail), VG_OK);
	assert_null(vg_dbsync_new(memory, &detail));
	assert_int_equal(detail.code, VG_EUNSUPPORTED);
	vg_db_close(memory);
}

int
main(void)
{
#define OF(f) cmocka_unit_test_setup_teardown(f, open_file, close_file)
	const struct CMUnitTest tests[] = {
	    OF(what_is_written_is_seen_before_it_is_on_disk),
	    OF(a_commit_waits_again_after_one_that_did_not),
	    OF(whatever_writes_next_waits),
	    OF(batches_in_a_row_set_it_once),
	    OF(what_cannot_be_set_to_wait_is_not_written),
	    OF(askings_that_meet_a_sync_share_the_next),
	    OF(a_disk_that_refuses_is_told_and_nothing_ends_after_it),
	    OF(what_was_refused_is_written_anew_before_it_is_believed),
	    OF(a_commit_that_is_refused_ends_what_was_written_before),
	    OF(a_commit_that_is_refused_alone_is_tried_again),
	    OF(a_log_that_is_refused_on_its_way_into_the_file_is_known),
	    cmocka_unit_test(what_is_in_memory_is_never_on_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
