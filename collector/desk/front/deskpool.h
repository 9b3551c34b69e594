/*
 * The octets that copies of the database name (collector/desk/mail/deskblob.h), beside them: one
 * pool for all copies of a folder, in FOLDER/blob/aa/SHA256, each once.
 *
 * A file of the pool is as young as the last copy that names it; what is older than the oldest copy
 * that is kept is named by none.
 */
#ifndef VG_COLLECTOR_DESK_FRONT_DESKPOOL_H
#define VG_COLLECTOR_DESK_FRONT_DESKPOOL_H

#include "lib/base/detail.h"
#include "lib/sql/db.h"
#include "lib/time/instant.h"

/*
 * Brings what 'db' names from FROM/blob to TO/blob, unless it is there: by a link where that can
 * be.  What is not in FROM was erased since, and is left out.  Made by root, it belongs to the
 * owner of 'to'.  All of it is on disk then, what lay there before, too: each folder is synced once.
 * All borrowed.  VG_OK, or VG_EFULL, VG_EIO with detail.
 */
int
vg_deskpool_carry(
    struct vg_db *db, const char *from, const char *to, struct vg_detail *detail);

/* Removes of FOLDER/blob (borrowed) what is older than 'before'. */
void
vg_deskpool_clean(const char *folder, struct vg_wall before);

#endif
