/*
 * A file is opened: looked at before anything is written, configured, brought to the newest
 * version, and its statements prepared.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/sql/dbcore.h"

enum { BUSY_MS = 0 };

/* What is said around every message is prepared too. */
static const char *const control_sql[VG_DB_N_CONTROLS] = {
    [VG_DB_BEGIN] = "BEGIN IMMEDIATE",
    [VG_DB_COMMIT] = "COMMIT",
    [VG_DB_SAVE] = "SAVEPOINT s",
    [VG_DB_KEEP] = "RELEASE s"};

/* The check may say several lines; a message is one. */
static int
tell_damage(const char *path, const char *said, struct vg_detail *detail)
{
	char *line = vg_mem_text(said);

	for (char *at = line; (at = strchr(at, '\n')) != NULL;)
		*at = ' ';
	int code = vg_detail_set(detail, VG_ECORRUPT,
	    "%s: damaged, left as it is (PRAGMA quick_check: %s)", path, line);
	free(line);
	return code;
}

/*
 * Reads the whole file, or of one larger than 'whole_size' (0: none is) its head, with which
 * SQLite compares its length.
 */
static int
check_integrity(
    struct vg_db *db, const char *path, int64_t whole_size, struct vg_detail *detail)
{
	bool whole = whole_size == 0 || vg_db_file_size(path) <= whole_size;
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(db->handle,
	    whole ? "PRAGMA quick_check(1)" : "PRAGMA quick_check(sqlite_schema)", -1,
	    &statement, NULL);
	int code = VG_OK;

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	const char *said = result == SQLITE_ROW
	    ? (const char *)sqlite3_column_text(statement, 0)
	    : sqlite3_errmsg(db->handle);
	if (vg_db_code(result) == VG_EBUSY)
		code =
		    vg_detail_set(detail, VG_EBUSY, "%s: another process holds it", path);
	else if (result != SQLITE_ROW || !said || strcmp(said, "ok") != 0)
		code = tell_damage(path, said ? said : "?", detail);
	sqlite3_finalize(statement);
	return code;
}

/* The statements of a new file in one transaction: what is cut off is an empty file again. */
static int
run_fresh(struct vg_db *db, const struct vg_db_fresh *fresh)
{
	char *stamp = vg_mem_format("PRAGMA user_version = %zu", fresh->version);
	int code = vg_db_script(db, "BEGIN IMMEDIATE");

	for (size_t i = 0; code == VG_OK && i < fresh->n_tables; i++)
		code = vg_db_script(db, fresh->tables[i]);
	for (size_t i = 0; code == VG_OK && i < fresh->n_rules; i++)
		code = vg_db_script(db, fresh->rules[i]);
	if (code == VG_OK)
		code = vg_db_script(db, stamp);
	if (code == VG_OK)
		code = vg_db_script(db, "COMMIT");
	free(stamp);
	return code;
}

static int
make_new(struct vg_db *db, const char *path, const struct vg_db_plan *plan,
    struct vg_detail *detail)
{
	if (!plan->fresh || plan->fresh->version > plan->n_migrations ||
	    vg_db_ask(db, "PRAGMA user_version") != 0 ||
	    vg_db_ask(db, "SELECT count(*) FROM sqlite_schema") != 0)
		return VG_OK;
	int code = run_fresh(db, plan->fresh);
	db->is_new = code == VG_OK;
	if (code != VG_OK)
		vg_detail_set(
		    detail, code, "%s: made new: %s", path, sqlite3_errmsg(db->handle));
	return code;
}

static int
migrate(struct vg_db *db, const char *path, const struct vg_db_plan *plan,
    struct vg_detail *detail)
{
	int64_t version = vg_db_ask(db, "PRAGMA user_version");

	if (version < 0 || (size_t)version > plan->n_migrations)
		return vg_detail_set(detail, VG_EUNSUPPORTED,
		    "%s: version %lld is newer than this program's %zu", path,
		    (long long)version, plan->n_migrations);
	for (size_t i = (size_t)version; i < plan->n_migrations; i++) {
		char *stamp = vg_mem_format("PRAGMA user_version = %zu", i + 1);
		int code = vg_db_script(db, "BEGIN IMMEDIATE");
		if (code == VG_OK)
			code = vg_db_script(db, plan->migrations[i]);
		if (code == VG_OK)
			code = vg_db_script(db, stamp);
		if (code == VG_OK)
			code = vg_db_script(db, "COMMIT");
		free(stamp);
		if (code != VG_OK) {
			vg_detail_set(detail, code, "%s: to version %zu: %s", path, i + 1,
			    sqlite3_errmsg(db->handle));
			return code;
		}
	}
	return VG_OK;
}

static int
prepare(struct vg_db *db, const char *path, const struct vg_db_group *group,
    struct vg_detail *detail)
{
	for (size_t i = 0; i < group->n; i++) {
		db->texts[group->first + i] = group->statements[i];
		if (db->is_new)
			continue;
		sqlite3_stmt **statement = &db->statements[group->first + i];
		int result = sqlite3_prepare_v3(db->handle, group->statements[i], -1,
		    SQLITE_PREPARE_PERSISTENT, statement, NULL);
		if (result != SQLITE_OK)
			return vg_detail_set(detail, VG_EIO, "%s: statement %zu: %s",
			    path, group->first + i, sqlite3_errmsg(db->handle));
	}
	return VG_OK;
}

int
vg_db_prepare(struct vg_db *db, const char *path, const struct vg_db_plan *plan,
    struct vg_detail *detail)
{
	const struct vg_db_group own = {0, plan->n_statements, plan->statements};
	size_t n = own.n;

	for (size_t i = 0; i < plan->n_groups; i++) {
		const struct vg_db_group *g = plan->groups[i];
		n = g->first + g->n > n ? g->first + g->n : n;
	}
	db->statements = vg_mem_array(n, sizeof(sqlite3_stmt *));
	db->texts = vg_mem_array(n, sizeof(*db->texts));
	db->n_statements = n;
	int code = prepare(db, path, &own, detail);
	for (size_t i = 0; code == VG_OK && i < plan->n_groups; i++)
		code = prepare(db, path, plan->groups[i], detail);
	for (size_t i = 0; code == VG_OK && i < VG_DB_N_CONTROLS; i++)
		code = vg_db_note(db,
		    sqlite3_prepare_v3(db->handle, control_sql[i], -1,
			SQLITE_PREPARE_PERSISTENT, &db->controls[i], NULL));
	return code;
}

static int
run_pragmas(struct vg_db *db, const char *path, const char *const *pragmas, size_t n,
    struct vg_detail *detail)
{
	for (size_t i = 0; i < n; i++) {
		int code = vg_db_script(db, pragmas[i]);
		if (code == VG_EBUSY)
			return vg_detail_set(
			    detail, code, "%s: another process holds it", path);
		if (code != VG_OK)
			return vg_detail_set(detail, code, "%s: %s: %s", path, pragmas[i],
			    sqlite3_errmsg(db->handle));
	}
	return VG_OK;
}

static int
run_number(struct vg_db *db, const char *path, const char *setting, int64_t number,
    struct vg_detail *detail)
{
	char *pragma = vg_mem_format("PRAGMA %s%lld", setting, (long long)number);
	int code = run_pragmas(db, path, (const char *const[]){pragma}, 1, detail);

	free(pragma);
	return code;
}

static bool
is_in_memory(const char *path)
{
	return strcmp(path, ":memory:") == 0;
}

/* Exclusive locking: nobody else may open the file while we hold it, not even to read. */
static int
configure(struct vg_db *db, const char *path, const struct vg_db_plan *plan,
    struct vg_detail *detail)
{
	static const char *const pragmas[] = {"PRAGMA locking_mode = EXCLUSIVE",
	    "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
	    "PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF",
	    "PRAGMA temp_store = MEMORY",
	    /* What was erased must not be read out of free pages. */
	    "PRAGMA secure_delete = ON",
	    /* What one large transaction left of the log goes. */
	    "PRAGMA journal_size_limit = 8388608"};
	static const char *const losing[] = {"PRAGMA synchronous = NORMAL",
	    "PRAGMA secure_delete = OFF", "PRAGMA journal_size_limit = 16777216"};
	int code =
	    run_pragmas(db, path, pragmas, sizeof(pragmas) / sizeof(pragmas[0]), detail);

	vg_db_watch_log(db);
	if (code == VG_OK && plan->may_lose)
		code = run_pragmas(
		    db, path, losing, sizeof(losing) / sizeof(losing[0]), detail);
	/* Nobody reads a free page that is on no disk: it is not worth overwriting. */
	if (code == VG_OK && is_in_memory(path))
		code = vg_db_script(db, "PRAGMA secure_delete = OFF");
	if (code == VG_OK && plan->cache_kib)
		code = run_number(db, path, "cache_size = -", plan->cache_kib, detail);
	return code;
}

/* Writes all of 'fd' over itself and waits for the disk; errno, or 0. */
static int
write_anew(int fd)
{
	static char room[1 << 16];
	ssize_t n;

	for (off_t at = 0; (n = pread(fd, room, sizeof(room), at)) > 0; at += n) {
		for (ssize_t done = 0; done < n;) {
			ssize_t some =
			    pwrite(fd, room + done, (size_t)(n - done), at + done);
			if (some < 0)
				return errno;
			done += some;
		}
	}
	return n == 0 && fdatasync(fd) == 0 ? 0 : errno;
}

/*
 * What a disk has refused is read back from the system's memory as if it were there, and a sync
 * that follows is told nothing of it: what a crash left in the log is brought to disk before
 * anything is written behind it.
 *
 * Source: fsync(2), errors; lwn.net/Articles/752063 (PostgreSQL's fsync surprise).
 */
static int
bring_log(const char *path, struct vg_detail *detail)
{
	char *log = vg_mem_format("%s-wal", path);
	int fd = open(log, O_RDWR | O_CLOEXEC);
	int failure = fd >= 0 ? write_anew(fd) : errno == ENOENT ? 0 : errno;

	if (fd >= 0)
		close(fd);
	int code = !failure ? VG_OK
			    : vg_detail_set(detail, failure == ENOSPC ? VG_EFULL : VG_EIO,
				  "%s: %s", log, strerror(failure));
	free(log);
	return code;
}

int
vg_db_open(const char *path, const struct vg_db_plan *plan, struct vg_db **db,
    struct vg_detail *detail)
{
	struct vg_db *d = vg_mem_zero(sizeof(*d));
	int code;

	/*
	 * Nobody asks how much memory is in use.  Who opens second is refused, and need not say it.
	 */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	int result = sqlite3_open_v2(path, &d->handle,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (result != SQLITE_OK) {
		code = vg_detail_set(detail, VG_EIO, "%s: %s", path,
		    d->handle ? sqlite3_errmsg(d->handle) : "memory exhausted");
		goto fail;
	}
	sqlite3_extended_result_codes(d->handle, 1);
	sqlite3_busy_timeout(d->handle, BUSY_MS);
	/*
	 * A statement is prepared once, not again for each value that a partial index could know.
	 */
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	/*
	 * Closing must not write into the file what a damaged one's log holds, or what no disk
	 * holds.
	 */
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	code = check_integrity(d, path, plan->whole_size, detail);
	if (code == VG_OK)
		code = configure(d, path, plan, detail);
	if (code == VG_OK && !is_in_memory(path) && !plan->may_lose)
		code = bring_log(path, detail);
	if (code == VG_OK)
		sqlite3_db_config(d->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	if (code == VG_OK)
		code = make_new(d, path, plan, detail);
	if (code == VG_OK)
		code = migrate(d, path, plan, detail);
	if (code == VG_OK)
		code = vg_db_prepare(d, path, plan, detail);
	if (code != VG_OK)
		goto fail;
	if (!is_in_memory(path) && !plan->may_lose) {
		d->ballast = vg_mem_format("%s.ballast", path);
		d->log = vg_mem_format("%s-wal", path);
		/* No room for a reserve is no reason not to work. */
		(void)vg_db_make_ballast(d);
	}
	d->failure = VG_OK;
	*db = d;
	return VG_OK;
fail:
	vg_db_close(d);
	return code;
}

void
vg_db_close(struct vg_db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < db->n_statements; i++)
		sqlite3_finalize(db->statements[i]);
	for (size_t i = 0; i < VG_DB_N_CONTROLS; i++)
		sqlite3_finalize(db->controls[i]);
	sqlite3_close(db->handle);
	free(db->statements);
	free(db->texts);
	free(db->ballast);
	free(db->log);
	free(db);
}
