/*
 * SQLite behind one face: the only opener of database files (docs/DESIGN.md R4).
 *
 * One connection per file, in one process, for writes, reads and checkpoints, because two of
 * them can lose data with the library that Debian 12 ships.  WAL with synchronous=FULL: what
 * vg_db_commit returned VG_OK for survives a power cut.  Statements are numbered, prepared
 * once, and bound by position; SQL text is never pasted together.
 *
 * A disk that refuses a sync has lost what nobody can name: from then on nothing is written, nor
 * brought from the log into the file (VG_EIO), and the next opening writes the whole log anew
 * before it believes it, because what it reads may stand in the system's memory alone.
 *
 * A damaged file is refused before anything is written to it, as far as it was looked at
 * (struct vg_db_plan, whole_size).
 */
#ifndef VG_LIB_SQL_DB_H
#define VG_LIB_SQL_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"

struct vg_db;

/* What a database holds; all borrowed for as long as it is open. */
/* Statements of one aggregate, numbered from 'first' on; ranges do not meet. */
struct vg_db_group {
	size_t first;
	size_t n;
	const char *const *statements;
};

/*
 * What makes of an empty file one of 'version' at once: the statements that the tables have when so
 * many migrations have run, and the rows that these leave.  It may lag behind: what is missing is
 * migrated.
 */
struct vg_db_fresh {
	size_t version;
	const char *const *tables; /* 'n_tables' statements, and 'n_rules' after them */
	size_t n_tables;
	const char *const *rules;
	size_t n_rules;
};

struct vg_db_plan {
	const char *const
	    *migrations; /* script i brings version i to i + 1; only ever appended */
	size_t n_migrations;
	const struct vg_db_fresh *fresh; /* NULL: an empty file is migrated */
	const char *const *statements;   /* numbered statements, parameters ?1 ?2 ... */
	size_t n_statements;
	const struct vg_db_group *const *groups; /* more statements; NULL: none */
	size_t n_groups;
	/*
	 * Octets: a file that is larger is not read whole when it is opened, but its head and its
	 * length are; 0: every file is.  What is damaged further on is refused when it is read.
	 */
	int64_t whole_size;
	/*
	 * Rows that may be lost: what was committed survives the end of the process, and of the
	 * power what the last checkpoint held (synchronous=NORMAL); what is deleted is not
	 * overwritten, and there is no reserve beside the file.
	 */
	bool may_lose;
	int64_t page_size; /* octets, of a new file; 0: as SQLite has it, 4,096 */
	int64_t cache_kib; /* of pages held in memory; 0: as SQLite has it, 2,000 */
};

/*
 * Opens 'path' (borrowed; ":memory:" for one that is never written), checks it, brings it to
 * the newest version and prepares all statements (of what it has made new, each when it is asked
 * first).  Gives '*db'.
 *
 * Returns VG_OK; VG_ECORRUPT for a file that is damaged or no database (untouched); VG_EBUSY
 * when another process holds it; VG_EUNSUPPORTED for a version newer than the plan; VG_EFULL;
 * VG_EIO.  The detail names file, check and what was seen.
 */
int
vg_db_open(const char *path, const struct vg_db_plan *plan, struct vg_db **db,
    struct vg_detail *detail);

/* Closes it, checkpointing what can be; takes 'db' (NULL is silent). */
void
vg_db_close(struct vg_db *db);

/*
 * A transaction that may write from its first moment (BEGIN IMMEDIATE).  VG_OK, VG_EFULL or
 * VG_EIO.  After a failed vg_db_commit the transaction is rolled back already.
 */
int
vg_db_begin(struct vg_db *db);
int
vg_db_commit(struct vg_db *db);

/*
 * As vg_db_begin, but the commit writes the transaction without bringing it to disk: a power cut
 * may take it, and whole transactions after it, until lib/sql/dbsync.h says otherwise.  Readers of
 * this connection see it at once.  Whatever writes next in any other way is on disk when it
 * returns, and these transactions with it.  Not for a database whose rows may be lost.
 */
int
vg_db_begin_written(struct vg_db *db);
void
vg_db_rollback(struct vg_db *db);

/* Whether a transaction is open. */
bool
vg_db_in_transaction(const struct vg_db *db);

/* A savepoint inside a transaction: kept, or undone since vg_db_save. */
int
vg_db_save(struct vg_db *db);
int
vg_db_keep(struct vg_db *db);
void
vg_db_undo(struct vg_db *db);

/*
 * Binds by 'types' and runs statement 'number' to its end.  One letter an argument:
 *   i  int64_t           t  const char * (NULL binds NULL; borrowed until the call returns)
 *   b  const void *, size_t (NULL binds NULL)         n  nothing: binds NULL
 *
 * Returns VG_OK; VG_ECONFLICT when a constraint or trigger refused (vg_db_error says which);
 * VG_ELIMIT or VG_EINVAL for a value that cannot be stored; VG_EFULL; VG_EIO; VG_EBUSY;
 * VG_ECORRUPT.
 */
int
vg_db_run(struct vg_db *db, size_t number, const char *types, ...);

/*
 * Binds the same way and makes the statement ready for vg_db_next.  Texts and blobs are
 * copied.  VG_OK or VG_EIO.
 */
int
vg_db_query(struct vg_db *db, size_t number, const char *types, ...);

/*
 * Steps to the next row: true while there is one; at the end, or on an error (vg_db_failed
 * tells), the statement is reset and false returned.
 */
bool
vg_db_next(struct vg_db *db, size_t number);

/* Ends a query before its last row. */
void
vg_db_done(struct vg_db *db, size_t number);

/* Columns of the row, from 0; texts and blobs are borrowed until the next step.  NULL: 0, "". */
int64_t
vg_db_int(struct vg_db *db, size_t number, int column);
const char *
vg_db_text(struct vg_db *db, size_t number, int column);
const void *
vg_db_blob(struct vg_db *db, size_t number, int column, size_t *size);
bool
vg_db_is_null(struct vg_db *db, size_t number, int column);

/* How many rows the last vg_db_run changed. */
int64_t
vg_db_changes(const struct vg_db *db);

/* How many rows were changed since it was opened, by triggers too. */
int64_t
vg_db_changed(const struct vg_db *db);

/* The row id that the last insertion made. */
int64_t
vg_db_last_id(const struct vg_db *db);

/* The library's sentence about the last failure (borrowed until the next call). */
const char *
vg_db_error(const struct vg_db *db);

/*
 * VG_OK, or the code of the last failure since vg_db_begin, vg_db_undo, or a vg_db_query outside
 * a transaction: what could not be written is no fault of who reads next.
 */
int
vg_db_failed(const struct vg_db *db);

/* Whether 'code' is the disk's or the file's trouble (FULL, IO, BUSY, CORRUPT), not the row's. */
bool
vg_db_is_disk(int code);

/*
 * Brings the log beside the file into it and gives the log's place on disk back; no transaction
 * and no query may be open.  VG_OK, VG_EFULL, VG_EIO, VG_EBUSY.
 */
int
vg_db_checkpoint(struct vg_db *db);

/*
 * How large it is, in octets: the file, what of that is free for rows to come, and the log beside
 * it.  The log is brought into the file when it has a thousand pages, and cut to 8 MiB when one
 * transaction has made it larger.
 */
struct vg_db_sizes {
	int64_t file, spare, log;
};
void
vg_db_measure(struct vg_db *db, struct vg_db_sizes *sizes);

/* Bounds the file to 'n_pages' (0: no bound): lets a test fill the disk. */
void
vg_db_limit_pages(struct vg_db *db, int64_t n_pages);

/*
 * Writes the file anew without what was deleted, and empties the log beside it: no octet of a
 * row that went stays on disk.  Takes as long as reading the whole file, and twice its place: in
 * the folder of temporary files and in the log; no transaction and no query may be open.  VG_OK;
 * VG_EFULL when there is no such place; VG_EIO, VG_EBUSY; VG_EINVAL when a query is open.
 */
int
vg_db_scrub(struct vg_db *db);

/*
 * Gives the disk's last reserve back: a ballast file beside the database that was made at
 * opening.  To be called when something returned VG_EFULL, so that the work under way can be
 * finished.  True when there was one.  vg_db_make_ballast makes it again when there is room.
 */
bool
vg_db_release_ballast(struct vg_db *db);
int
vg_db_make_ballast(struct vg_db *db);

#endif
