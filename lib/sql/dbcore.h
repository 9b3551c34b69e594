/*
 * What the files of this room share.  Not for other rooms: their headers are db.h and dbcopy.h.
 */
#ifndef VG_LIB_SQL_DBCORE_H
#define VG_LIB_SQL_DBCORE_H

#include <sqlite3.h>

#include "lib/sql/db.h"

enum vg_db_control {
	VG_DB_BEGIN,
	VG_DB_COMMIT,
	VG_DB_SAVE,
	VG_DB_KEEP,
	VG_DB_N_CONTROLS
};

struct vg_db {
	sqlite3 *handle;
	sqlite3_stmt *controls[VG_DB_N_CONTROLS]; /* owned: BEGIN, COMMIT ... */
	sqlite3_stmt *
	    *statements;    /* owned, n_statements of them; NULL: not prepared yet */
	const char **texts; /* owned: of those that are prepared when they are asked */
	size_t n_statements;
	bool is_new;   /* made by us, just now: all statements fit */
	char *ballast; /* path of the reserve file, NULL in memory */
	char *log;     /* path of the write-ahead log, NULL in memory */
	int failure;   /* VG_OK or the last failure */
	int depth;     /* savepoints open */
	bool lax;      /* a commit is written, not synced, until 'be_strict' */
	bool ahead;    /* some of what is committed was not synced by that */
	bool refused; /* what was written did not come to disk: nothing more is written */
};

/* db.c: what SQLite's 'result' is called here. */
int
vg_db_code(int result);

/* db.c: the same, kept for vg_db_failed; a full disk is told from other trouble. */
int
vg_db_note(struct vg_db *db, int result);

/* db.c: runs 'sql' (borrowed), which may be several statements; VG_OK, or as vg_db_note. */
int
vg_db_script(struct vg_db *db, const char *sql);

/* db.c: one integer, of a pragma; -1 when it cannot be had. */
int64_t
vg_db_ask(struct vg_db *db, const char *sql);

/* db.c: octets; 0: there is no such file. */
int64_t
vg_db_file_size(const char *path);

/* db.c: of the log a thousand pages are brought into the file whenever a commit finds so many. */
void
vg_db_watch_log(struct vg_db *db);

/* db.c: what was written may not be on disk: nothing more is written, nor brought into the file. */
void
vg_db_distrust(struct vg_db *db);

/*
 * dbopen.c: prepares all statements of 'plan', or, where the tables were made by us just now and
 * fit for certain, has each prepared when it is asked first; VG_OK, or VG_EIO with detail.
 */
int
vg_db_prepare(struct vg_db *db, const char *path, const struct vg_db_plan *plan,
    struct vg_detail *detail);

#endif
