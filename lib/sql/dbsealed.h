/*
 * A database file that nobody writes: a backup.  It is read whole and stays as it is, to the
 * octet, and nothing is made beside it.
 */
#ifndef VG_LIB_SQL_DBSEALED_H
#define VG_LIB_SQL_DBSEALED_H

#include "lib/sql/db.h"

/*
 * Reads the whole file 'path' (borrowed; PRAGMA integrity_check) and gives its '*version'.
 * VG_OK; VG_ENOENT; VG_ECORRUPT when it is damaged, no database, or has a log beside it;
 * VG_EIO.  The detail names file and check.
 */
int
vg_dbsealed_check(const char *path, int64_t *version, struct vg_detail *detail);

/*
 * The same, and gives '*db' to read it by the statements of 'plan' (borrowed), whose newest
 * version it must have: VG_EUNSUPPORTED when not.  vg_db_close ends it.
 */
int
vg_dbsealed_open(const char *path, const struct vg_db_plan *plan, struct vg_db **db,
    struct vg_detail *detail);

#endif
