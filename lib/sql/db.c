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

enum { BALLAST_SIZE = 1 << 20, CHECKPOINT_PAGES = 1000 };

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
int
vg_db_note(struct vg_db *db, int result)
{
	int code = vg_db_code(result);

	if (code == VG_EIO && sqlite3_system_errno(db->handle) == ENOSPC)
		code = VG_EFULL;
	/* What is refused may be what was written before and said to be on its way. */
	if (code != VG_OK && db->ahead &&
	    sqlite3_extended_errcode(db->handle) == SQLITE_IOERR_FSYNC)
		vg_db_distrust(db);
	if (code != VG_OK)
		db->failure = code;
	return code;
}

int
vg_db_script(struct vg_db *db, const char *sql)
{
	return vg_db_note(db, sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

int64_t
vg_db_ask(struct vg_db *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t value = -1;

	if (sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

int64_t
vg_db_file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

static int
run_control(struct vg_db *db, enum vg_db_control which)
{
	int result = sqlite3_step(db->controls[which]);
	int code = vg_db_note(db, result);

	sqlite3_reset(db->controls[which]);
	return code;
}

/* Each commit from now on is on disk when it returns, as configured; or nothing is written. */
static int
be_strict(struct vg_db *db)
{
	if (db->refused)
		return db->failure = VG_EIO;
	if (!db->lax)
		return VG_OK;
	/* SQLite takes it between transactions only. */
	if (vg_db_script(db, "PRAGMA synchronous = FULL") != VG_OK)
		return db->failure = VG_EIO;
	db->lax = false;
	return VG_OK;
}

/* A statement that writes outside of a transaction is one of its own. */
static int
heed_disk(struct vg_db *db, sqlite3_stmt *statement)
{
	bool commits =
	    sqlite3_get_autocommit(db->handle) && !sqlite3_stmt_readonly(statement);

	return (db->lax || db->refused) && commits ? be_strict(db) : VG_OK;
}

static int
begin(struct vg_db *db)
{
	db->failure = VG_OK;
	db->depth = 0;
	return run_control(db, VG_DB_BEGIN);
}

int
vg_db_begin(struct vg_db *db)
{
	int code = be_strict(db);

	return code == VG_OK ? begin(db) : code;
}

int
vg_db_begin_written(struct vg_db *db)
{
	int code = db->refused ? VG_EIO : VG_OK;

	/* It stays so from one such transaction to the next: SQLite parses a setting each time. */
	if (code == VG_OK && !db->lax) {
		db->lax = db->ahead = true;
		code = vg_db_script(db, "PRAGMA synchronous = NORMAL");
	}
	if (code == VG_OK)
		return begin(db);
	return db->failure = code;
}

/* After a commit that has succeeded: a disk that refuses now is told to nobody by SQLite. */
static int
bring_pages(void *cookie, sqlite3 *handle, const char *name, int n)
{
	struct vg_db *db = cookie;
	int result = n < CHECKPOINT_PAGES ? SQLITE_OK
					  : sqlite3_wal_checkpoint_v2(handle, name,
						SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	if (db->ahead && (result & 0xff) == SQLITE_IOERR)
		vg_db_distrust(db);
	return SQLITE_OK;
}

void
vg_db_watch_log(struct vg_db *db)
{
	sqlite3_wal_hook(db->handle, bring_pages, db);
}

void
vg_db_distrust(struct vg_db *db)
{
	db->refused = true;
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_wal_hook(db->handle, NULL, NULL);
}

int
vg_db_commit(struct vg_db *db)
{
	int code = run_control(db, VG_DB_COMMIT);

	if (code == VG_OK)
		return VG_OK;
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
	/* Outside of a transaction it begins one. */
	int code = sqlite3_get_autocommit(db->handle) ? be_strict(db) : VG_OK;

	if (code == VG_OK)
		code = run_control(db, VG_DB_SAVE);
	if (code == VG_OK)
		db->depth++;
	return code;
}

int
vg_db_keep(struct vg_db *db)
{
	db->depth--;
	return run_control(db, VG_DB_KEEP);
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

/*
 * Has statement 'number' ready: prepared now if it was not yet, and the disk heeded where it
 * writes.
 */
static int
make_ready(struct vg_db *db, size_t number)
{
	if (!db->statements[number] && db->texts[number]) {
		int code = vg_db_note(db,
		    sqlite3_prepare_v3(db->handle, db->texts[number], -1,
			SQLITE_PREPARE_PERSISTENT, &db->statements[number], NULL));
		if (code != VG_OK)
			return code;
	}
	return heed_disk(db, db->statements[number]);
}

int
vg_db_run(struct vg_db *db, size_t number, const char *types, ...)
{
	int code = make_ready(db, number);
	sqlite3_stmt *statement = db->statements[number];
	va_list args;

	if (code != VG_OK)
		return code;
	va_start(args, types);
	int result = bind_all(statement, types, &args, false);
	va_end(args);
	while (result == SQLITE_OK || result == SQLITE_ROW)
		result = sqlite3_step(statement);
	code = vg_db_note(db, result);
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
	int code = make_ready(db, number);
	if (code != VG_OK)
		return code;
	va_start(args, types);
	int result = bind_all(db->statements[number], types, &args, true);
	va_end(args);
	return vg_db_note(db, result);
}

bool
vg_db_next(struct vg_db *db, size_t number)
{
	int result = sqlite3_step(db->statements[number]);

	if (result == SQLITE_ROW)
		return true;
	vg_db_note(db, result);
	vg_db_done(db, number);
	return false;
}

void
vg_db_done(struct vg_db *db, size_t number)
{
	if (!db->statements[number])
		return;
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

	(void)vg_db_ask(db, sql);
	free(sql);
}

void
vg_db_measure(struct vg_db *db, struct vg_db_sizes *sizes)
{
	int64_t page = vg_db_ask(db, "PRAGMA page_size");

	sizes->file = vg_db_ask(db, "PRAGMA page_count") * page;
	sizes->spare = vg_db_ask(db, "PRAGMA freelist_count") * page;
	sizes->log = db->log ? vg_db_file_size(db->log) : 0;
}

int
vg_db_checkpoint(struct vg_db *db)
{
	if (db->refused)
		return VG_EIO;
	/* The row says "busy" without an error when a reader holds the log; we are the only one. */
	int64_t busy = vg_db_ask(db, "PRAGMA wal_checkpoint(TRUNCATE)");

	if (busy < 0)
		return vg_db_note(db, sqlite3_extended_errcode(db->handle));
	return busy == 0 ? VG_OK : VG_EBUSY;
}

int
vg_db_scrub(struct vg_db *db)
{
	int code = be_strict(db);

	/* Not in memory: the copy is as large as the file. */
	if (code == VG_OK)
		code = vg_db_script(db, "PRAGMA temp_store = FILE");
	if (code == VG_OK)
		code = vg_db_script(db, "VACUUM");
	(void)vg_db_script(db, "PRAGMA temp_store = MEMORY");
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
