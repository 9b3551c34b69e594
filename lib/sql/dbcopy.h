/*
 * A copy of a database that is in use, made a few pages at a time on its own connection, because
 * a second one could lose data (lib/sql/db.h).
 *
 * What is written meanwhile through that connection is written into the copy too, so that the
 * copy is the database as it stands at the last step, and is never begun anew.  It is on disk
 * when its maker has synced it: vg_dbcopy_end does not.
 *
 * Source: sqlite.org/c3ref/backup_finish.html (the same connection).
 */
#ifndef VG_LIB_SQL_DBCOPY_H
#define VG_LIB_SQL_DBCOPY_H

#include "lib/sql/db.h"

struct vg_dbcopy;

/*
 * Begins a copy of 'db' (borrowed until vg_dbcopy_end) into 'path' (borrowed), which must not be
 * there and is made with mode 0600.  Gives '*copy'; VG_OK, or VG_EEXIST, VG_EFULL, VG_EIO with
 * detail.
 */
int
vg_dbcopy_begin(struct vg_db *db, const char *path, struct vg_dbcopy **copy,
    struct vg_detail *detail);

/*
 * Copies 'n_pages' more; no transaction may be open.  '*done' when it was the last.  VG_OK, or
 * VG_EFULL, VG_EIO with detail: then the copy is worth nothing.
 */
int
vg_dbcopy_step(struct vg_dbcopy *copy, int n_pages, bool *done, struct vg_detail *detail);

/* Pages copied, and pages in all. */
void
vg_dbcopy_progress(const struct vg_dbcopy *copy, int64_t *copied, int64_t *all);

/* Ends it, finished or not; takes 'copy' (NULL is silent).  The file stays. */
void
vg_dbcopy_end(struct vg_dbcopy *copy);

#endif
