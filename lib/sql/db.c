/*
 * SQLite behind one face.
 */
#include "lib/sql/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/sql/dbcore.h"

enum { BALLAST_SIZE = 1 << 20, BUSY_MS = 0 };

/* What is said around every message is prepared too. */
enum control { BEGIN, COMMIT, SAVE, KEEP };
static const char *const control_sql[VG_DB_N_CONTROLS] = {
    "BEGIN IMMEDIATE", "COMMIT", "SAVEPOINT s", "RELEASE s"};

int
vg_db_code(int result)
{
	switch (result & 0xFF) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return VG_OK;
	case SQLITE_CONSTRAINT:
		return VG_ECONFLICT;
	case SQLITE_FULL:
		return VG_EFULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return VG_EBUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return VG_ECORRUPT;
	case SQLITE_TOOBIG:
		return VG_ELIMIT;
	case SQLITE_ERROR:
	case SQLITE_MISMATCH:
	case SQLITE_RANGE:
	case SQLITE_MISUSE:
		return VG_EINVAL;
	default:
		return VG_EIO;
	}
}

bool
vg_db_is_disk(int code)
{
	return code == VG_EFULL || code == VG_EIO || code == VG_EBUSY ||
	    code == VG_ECORRUPT;
}

/* The operating system's word for a full disk hides inside an I/O error. */
static int
note(struct vg_db *db, int result)
{
	int code = vg_db_code(result);

	if (code == VG_EIO && sqlite3_system_errno(db->handle) == ENOSPC)
		code = VG_EFULL;
	if (code != VG_OK)
		db->failure = code;
	return code;
}

static int
run_script(struct vg_db *db, const char *sql)
{
	return note(db, sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

/* One integer of a pragma; -1 when it cannot be had. */
static int64_t
ask_int(struct vg_db *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t value = -1;

	if (sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

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

static int64_t
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

/*
 * Reads the whole file, or of one larger than 'whole_size' (0: none is) its head, with which
 * SQLite compares its length.
 */
static int
check_integrity(
    struct vg_db *db, const char *path, int64_t whole_size, struct vg_detail *detail)
{
	bool whole = whole_size == 0 || size_of(path) <= whole_size;
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

static int
migrate(struct vg_db *db, const char *path, const struct vg_db_plan *plan,
    struct vg_detail *detail)
{
	int64_t version = ask_int(db, "PRAGMA user_version");

	if (version < 0 || (size_t)version > plan->n_migrations)
		return vg_detail_set(detail, VG_EUNSUPPORTED,
		    "%s: version %lld is newer than this program's %zu", path,
		    (long long)version, plan->n_migrations);
	for (size_t i = (size_t)version; i < plan->n_migrations; i++) {
		char *stamp = vg_mem_format("PRAGMA user_version = %zu", i + 1);
		int code = run_script(db, "BEGIN IMMEDIATE");
		if (code == VG_OK)
			code = run_script(db, plan->migrations[i]);
		if (code == VG_OK)
			code = run_script(db, stamp);
		if (code == VG_OK)
			code = run_script(db, "COMMIT");
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
	db->n_statements = n;
	int code = prepare(db, path, &own, detail);
	for (size_t i = 0; code == VG_OK && i < plan->n_groups; i++)
		code = prepare(db, path, plan->groups[i], detail);
	for (size_t i = 0; code == VG_OK && i < VG_DB_N_CONTROLS; i++)
		code = note(db,
		    sqlite3_prepare_v3(db->handle, control_sql[i], -1,
			SQLITE_PREPARE_PERSISTENT, &db->controls[i], NULL));
	return code;
}

static int
run_pragmas(struct vg_db *db, const char *path, const char *const *pragmas, size_t n,
    struct vg_detail *detail)
{
	for (size_t i = 0; i < n; i++) {
		int code = run_script(db, pragmas[i]);
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
	    /* A thousand pages are brought into the file; what one large transaction left goes. */
	    "PRAGMA wal_autocheckpoint = 1000", "PRAGMA journal_size_limit = 8388608"};
	static const char *const losing[] = {"PRAGMA synchronous = NORMAL",
	    "PRAGMA secure_delete = OFF", "PRAGMA journal_size_limit = 16777216"};
	int code =
	    run_pragmas(db, path, pragmas, sizeof(pragmas) / sizeof(pragmas[0]), detail);

	if (code == VG_OK && plan->may_lose)
		code = run_pragmas(
		    db, path, losing, sizeof(losing) / sizeof(losing[0]), detail);
	if (code == VG_OK && plan->cache_kib)
		code = run_number(db, path, "cache_size = -", plan->cache_kib, detail);
	return code;
}

int
vg_db_open(const char *path, const struct vg_db_plan *plan, struct vg_db **db,
    struct vg_detail *detail)
{
	struct vg_db *d = vg_mem_zero(sizeof(*d));
	bool in_memory = strcmp(path, ":memory:") == 0;
	int code;

	int result = sqlite3_open_v2(path, &d->handle,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (result != SQLITE_OK) {
		code = vg_detail_set(detail, VG_EIO, "%s: %s", path,
		    d->handle ? sqlite3_errmsg(d->handle) : "memory exhausted");
		goto fail;
	}
	sqlite3_extended_result_codes(d->handle, 1);
	sqlite3_busy_timeout(d->handle, BUSY_MS);
	/* A statement is prepared once, not again for each value that a partial index could know. */
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	/* Closing a damaged file must not write what its log holds into it. */
	sqlite3_db_config(d->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	code = check_integrity(d, path, plan->whole_size, detail);
	if (code == VG_OK)
		sqlite3_db_config(d->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
	if (code == VG_OK)
		code = configure(d, path, plan, detail);
	if (code == VG_OK)
		code = migrate(d, path, plan, detail);
	if (code == VG_OK)
		code = vg_db_prepare(d, path, plan, detail);
	if (code != VG_OK)
		goto fail;
	if (!in_memory && !plan->may_lose) {
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
	free(db->ballast);
	free(db->log);
	free(db);
}

static int
run_control(struct vg_db *db, enum control which)
{
	int result = sqlite3_step(db->controls[which]);
	int code = note(db, result);

	sqlite3_reset(db->controls[which]);
	return code;
}

int
vg_db_begin(struct vg_db *db)
{
	db->failure = VG_OK;
	db->depth = 0;
	return run_control(db, BEGIN);
}

int
vg_db_commit(struct vg_db *db)
{
	int code = run_control(db, COMMIT);

	if (code != VG_OK)
		vg_db_rollback(db);
	return code;
}

void
vg_db_rollback(struct vg_db *db)
{
	if (!sqlite3_get_autocommit(db->handle))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	db->depth = 0;
}

bool
vg_db_in_transaction(const struct vg_db *db)
{
	return !sqlite3_get_autocommit(db->handle);
}

int
vg_db_save(struct vg_db *db)
{
	int code = run_control(db, SAVE);

	if (code == VG_OK)
		db->depth++;
	return code;
}

int
vg_db_keep(struct vg_db *db)
{
	db->depth--;
	return run_control(db, KEEP);
}

void
vg_db_undo(struct vg_db *db)
{
	db->depth--;
	sqlite3_exec(db->handle, "ROLLBACK TO s; RELEASE s", NULL, NULL, NULL);
	db->failure = VG_OK;
}

/* Binds one argument of 'types'; texts are copied when the statement outlives the call. */
static int
bind_one(sqlite3_stmt *statement, int at, char type, va_list *args, bool copy)
{
	void (*keep)(void *) = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;

	if (type == 'i')
		return sqlite3_bind_int64(statement, at, va_arg(*args, int64_t));
	if (type == 't')
		return sqlite3_bind_text(
		    statement, at, va_arg(*args, const char *), -1, keep);
	if (type == 'b') {
		const void *data = va_arg(*args, const void *);
		size_t size = va_arg(*args, size_t);
		return sqlite3_bind_blob64(statement, at, data, size, keep);
	}
	return type == 'n' ? sqlite3_bind_null(statement, at) : SQLITE_MISUSE;
}

static int
bind_all(sqlite3_stmt *statement, const char *types, va_list *args, bool copy)
{
	int result = SQLITE_OK;

	sqlite3_reset(statement);
	for (int i = 0; types[i] && result == SQLITE_OK; i++)
		result = bind_one(statement, i + 1, types[i], args, copy);
	return result;
}

int
vg_db_run(struct vg_db *db, size_t number, const char *types, ...)
{
	sqlite3_stmt *statement = db->statements[number];
	va_list args;

	va_start(args, types);
	int result = bind_all(statement, types, &args, false);
	va_end(args);
	while (result == SQLITE_OK || result == SQLITE_ROW)
		result = sqlite3_step(statement);
	int code = note(db, result);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return code;
}

int
vg_db_query(struct vg_db *db, size_t number, const char *types, ...)
{
	va_list args;

	if (!vg_db_in_transaction(db))
		db->failure = VG_OK;
	va_start(args, types);
	int result = bind_all(db->statements[number], types, &args, true);
	va_end(args);
	return note(db, result);
}

bool
vg_db_next(struct vg_db *db, size_t number)
{
	int result = sqlite3_step(db->statements[number]);

	if (result == SQLITE_ROW)
		return true;
	note(db, result);
	vg_db_done(db, number);
	return false;
}

void
vg_db_done(struct vg_db *db, size_t number)
{
	sqlite3_reset(db->statements[number]);
	sqlite3_clear_bindings(db->statements[number]);
}

int64_t
vg_db_int(struct vg_db *db, size_t number, int column)
{
	return sqlite3_column_int64(db->statements[number], column);
}

const char *
vg_db_text(struct vg_db *db, size_t number, int column)
{
	const unsigned char *text = sqlite3_column_text(db->statements[number], column);

	return text ? (const char *)text : "";
}

const void *
vg_db_blob(struct vg_db *db, size_t number, int column, size_t *size)
{
	const void *data = sqlite3_column_blob(db->statements[number], column);

	*size = (size_t)sqlite3_column_bytes(db->statements[number], column);
	return data ? data : "";
}

bool
vg_db_is_null(struct vg_db *db, size_t number, int column)
{
	return sqlite3_column_type(db->statements[number], column) == SQLITE_NULL;
}

int64_t
vg_db_changes(const struct vg_db *db)
{
	return sqlite3_changes(db->handle);
}

int64_t
vg_db_changed(const struct vg_db *db)
{
	return sqlite3_total_changes64(db->handle);
}

int64_t
vg_db_last_id(const struct vg_db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

const char *
vg_db_error(const struct vg_db *db)
{
	return sqlite3_errmsg(db->handle);
}

int
vg_db_failed(const struct vg_db *db)
{
	return db->failure;
}

void
vg_db_limit_pages(struct vg_db *db, int64_t n_pages)
{
	char *sql = vg_mem_format("PRAGMA max_page_count = %lld",
	    n_pages > 0 ? (long long)n_pages : 4294967294LL);

	(void)ask_int(db, sql);
	free(sql);
}

void
vg_db_measure(struct vg_db *db, struct vg_db_sizes *sizes)
{
	int64_t page = ask_int(db, "PRAGMA page_size");

	sizes->file = ask_int(db, "PRAGMA page_count") * page;
	sizes->spare = ask_int(db, "PRAGMA freelist_count") * page;
	sizes->log = db->log ? size_of(db->log) : 0;
}

int
vg_db_checkpoint(struct vg_db *db)
{
	/* The row says "busy" without an error when a reader holds the log; we are the only one. */
	int64_t busy = ask_int(db, "PRAGMA wal_checkpoint(TRUNCATE)");

	if (busy < 0)
		return note(db, sqlite3_extended_errcode(db->handle));
	return busy == 0 ? VG_OK : VG_EBUSY;
}

int
vg_db_scrub(struct vg_db *db)
{
	/* Not in memory: the copy is as large as the file. */
	int code = run_script(db, "PRAGMA temp_store = FILE");

	if (code == VG_OK)
		code = run_script(db, "VACUUM");
	(void)run_script(db, "PRAGMA temp_store = MEMORY");
	return code == VG_OK ? vg_db_checkpoint(db) : code;
}

bool
vg_db_release_ballast(struct vg_db *db)
{
	return db->ballast && unlink(db->ballast) == 0;
}

int
vg_db_make_ballast(struct vg_db *db)
{
	if (!db->ballast)
		return VG_OK;
	int fd = open(db->ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return VG_EIO;
	int cause = posix_fallocate(fd, 0, BALLAST_SIZE);
	close(fd);
	if (cause)
		unlink(db->ballast);
	return cause == 0 ? VG_OK : cause == ENOSPC ? VG_EFULL : VG_EIO;
}
