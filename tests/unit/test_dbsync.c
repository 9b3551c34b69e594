/*
 * What is written and not yet on disk: seen at once, waited for by number, and lost aloud.
 *
 * The disk is slow or refuses where a test says so, but to the thread that waits for it alone: what
 * SQLite syncs by itself goes through.
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

#include "collector/desk/deskcore.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/file.h"
#include "lib/sql/dbcore.h"
#include "lib/sql/dbsync.h"
#include "lib/yang/packload.h"

#define T0 INT64_C(1788339600000000)

static pthread_t owner; /* of the database */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool slow;
static int refusal;     /* errno */
static int own_refusal; /* the same of what SQLite syncs */
static unsigned n_syncs, n_own, n_settings;
static bool unset;       /* SQLite takes no setting */
static size_t rewritten; /* octets of logs, by us */

int
fdatasync(int fd)
{
	int failure = 0;

	if (pthread_equal(pthread_self(), owner)) {
		n_own++;
		errno = own_refusal;
		return own_refusal ? -1 : (int)syscall(SYS_fdatasync, fd);
	}
	pthread_mutex_lock(&lock);
	while (slow)
		pthread_cond_wait(&changed, &lock);
	n_syncs++;
	failure = refusal;
	pthread_mutex_unlock(&lock);
	errno = failure;
	return failure ? -1 : (int)syscall(SYS_fdatasync, fd);
}

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

static void
be_slow(bool on, int failure)
{
	pthread_mutex_lock(&lock);
	slow = on;
	refusal = failure;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
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

static char folder[64], path[128];
static struct vg_db *db;
static struct vg_dbsync *syncer;
static struct vg_context *context;
static struct vg_packset *packs;
static struct vg_desk *desk;

static int
make_folder(void **state)
{
	(void)state;
	owner = pthread_self();
	be_slow(false, 0);
	own_refusal = 0;
	unset = false;
	n_syncs = 0;
	strcpy(folder, "/tmp/vigie-test-dbsync.XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/t.db", folder);
	return 0;
}

static int
remove_folder(void **state)
{
	char *command = vg_mem_format("rm -rf %s", folder);

	(void)state;
	int code = system(command);
	free(command);
	return code;
}

static int
open_file(void **state)
{
	struct vg_detail detail = {0};

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

/* --- the desk ------------------------------------------------------------------------------ */

static int
open_desk(void **state)
{
	const struct vg_wall now = {T0};
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	struct vg_buf tree;

	if (make_folder(state) != 0)
		return -1;
	vg_buf_init(&tree, 0);
	int code = vg_context_new(&context, &detail);
	if (code == VG_OK)
		code = vg_packload_folder(context, NULL, NULL, 0, &packs, &detail);
	if (code == VG_OK)
		code = vg_file_read("tests/play/two-agents.json", &tree, &detail);
	if (code == VG_OK)
		code = vg_desktree_read(
		    context, vg_buf_text(&tree), "tree", NULL, &conf, &detail);
	if (code == VG_OK)
		code = vg_desk_open(path, packs, now, &desk, &detail);
	const struct vg_desk_revision revision = {
	    vg_buf_text(&tree), "file", "vigie", ""};
	if (code == VG_OK)
		code = vg_desk_set_conf(desk, conf, &revision, now, &detail);
	vg_buf_fini(&tree);
	if (code != VG_OK)
		fprintf(stderr, "%s\n", detail.text);
	return code;
}

static int
close_desk(void **state)
{
	be_slow(false, 0);
	vg_desk_close(desk);
	vg_packset_free(packs);
	vg_context_free(context);
	return remove_folder(state);
}

/* A notification that nobody knows, another for each 'value'. */
static int
try_to_take(int64_t value, enum vg_intake_result *result, uint64_t *number)
{
	struct vg_varbind varbind = {
	    .value = {.type = VG_VALUE_INTEGER, .integer = value}};
	struct vg_trap trap = {
	    .version = 2, .received = {T0}, .varbinds = &varbind, .n_varbinds = 1};
	char oid[64];

	snprintf(oid, sizeof(oid), "1.3.6.1.4.1.99999.0.%d", (int)value);
	assert_int_equal(vg_oid_parse(oid, &trap.oid), VG_OK);
	assert_int_equal(vg_oid_parse("1.3.6.1.4.1.99999.1.0", &varbind.oid), VG_OK);
	vg_text_copy(trap.source, sizeof(trap.source), "127.0.0.7");
	return vg_desk_intake_written(
	    desk, &trap, 1, (struct vg_wall){T0}, result, NULL, number);
}

/* What came of it is as expected; gives the number to wait for. */
static uint64_t
take(int64_t value, enum vg_intake_result expected)
{
	enum vg_intake_result result;
	uint64_t number = 99;

	assert_int_equal(try_to_take(value, &result, &number), VG_OK);
	assert_int_equal(result, expected);
	return number;
}

/* A copy of what is still on its way may not be said to be on disk either. */
static void
a_copy_waits_for_what_it_is_a_copy_of(void **state)
{
	int code;

	(void)state;
	be_slow(true, 0);
	assert_int_equal(take(1, VG_INTAKE_STORED), 1);
	assert_int_equal(take(1, VG_INTAKE_KNOWN), 1);
	assert_int_equal(take(2, VG_INTAKE_STORED), 2);
	assert_int_equal(take(1, VG_INTAKE_KNOWN), 2);
	be_slow(false, 0);
	assert_int_equal(vg_dbsync_wait(vg_desk_sync(desk), &code), 2);
	assert_int_equal(take(1, VG_INTAKE_KNOWN), 0);
}

/* What a stream told and no disk had: its number is not given again, whoever goes on misses nothing. */
static void
a_start_gives_no_number_again_that_a_stream_may_have_told(void **state)
{
	struct vg_detail detail = {0};

	(void)state;
	take(1, VG_INTAKE_STORED);
	int64_t told = ask(desk->db, "SELECT max(id) FROM happening");
	assert_true(told > 0);
	vg_desk_close(desk);
	desk = NULL;
	assert_int_equal(
	    vg_desk_open(path, packs, (struct vg_wall){T0}, &desk, &detail), VG_OK);
	assert_int_equal(
	    vg_desk_tell(desk, (struct vg_wall){T0}, "agent-changed", "", "agent/a", "x"),
	    VG_OK);
	assert_true(
	    ask(desk->db, "SELECT max(id) FROM happening") > told + VG_DESK_AHEAD_MAX);
}

static int64_t last_told;

static void
hear(const struct vg_happening *happening, void *cookie)
{
	(void)cookie;
	last_told = happening->sequence;
}

/* As many as may be ahead of the disk, so that the next one would be one too many. */
static void
be_far_ahead(void)
{
	desk->ahead.on_disk = desk->ahead.told - VG_DESK_AHEAD_MAX;
}

/* A start skips so many numbers: before one beyond them is told, the others are on disk. */
static void
no_more_is_told_ahead_of_the_disk_than_a_start_skips(void **state)
{
	int64_t told;

	(void)state;
	vg_desk_set_listener(desk, hear, NULL);
	take(1, VG_INTAKE_STORED);
	be_slow(true, 0);
	take(2, VG_INTAKE_STORED);
	told = last_told;
	assert_int_equal(desk->ahead.told, told);
	be_slow(false, 0);
	be_far_ahead();
	take(3, VG_INTAKE_STORED);
	assert_true(last_told > told);
	assert_int_equal(desk->ahead.on_disk, last_told);
}

static void
what_waits_for_the_disk_and_is_refused_is_not_told(void **state)
{
	enum vg_intake_result result;
	uint64_t number;
	int64_t told;

	(void)state;
	vg_desk_set_listener(desk, hear, NULL);
	take(1, VG_INTAKE_STORED);
	told = last_told;
	be_slow(false, EIO);
	be_far_ahead();
	assert_int_equal(try_to_take(2, &result, &number), VG_EIO);
	assert_int_equal(result, VG_INTAKE_FAILED);
	assert_int_equal(last_told, told);
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
	    cmocka_unit_test_setup_teardown(
		a_copy_waits_for_what_it_is_a_copy_of, open_desk, close_desk),
	    cmocka_unit_test_setup_teardown(
		a_start_gives_no_number_again_that_a_stream_may_have_told, open_desk,
		close_desk),
	    cmocka_unit_test_setup_teardown(
		no_more_is_told_ahead_of_the_disk_than_a_start_skips, open_desk,
		close_desk),
	    cmocka_unit_test_setup_teardown(
		what_waits_for_the_disk_and_is_refused_is_not_told, open_desk,
		close_desk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
