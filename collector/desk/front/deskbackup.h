/*
 * Copies of the database: made while it is in use, verified, and put back.
 *
 * A copy holds what the database holds: engine, boots, tree, cases, persons; the octets that it
 * names lie beside it (deskpool.h); not the credentials, which are files of their own.  One that
 * was put back has engineBoots 1,000 higher, so that agents see that something is lost and tell
 * again what stands (docs/INTERFACES.md 1).
 */
#ifndef VG_COLLECTOR_DESK_FRONT_DESKBACKUP_H
#define VG_COLLECTOR_DESK_FRONT_DESKBACKUP_H

#include "collector/desk/desk.h"
#include "lib/base/digest.h"
#include "lib/sql/dbcopy.h"

/* Begins a copy of the desk's database into 'path'; as vg_dbcopy_begin. */
int
vg_deskbackup_begin(struct vg_desk *desk, const char *path, struct vg_dbcopy **copy,
    struct vg_detail *detail);

/*
 * Writes into the audit what became of a backup: by 'actor', of 'name', 'result'.  'verified'
 * remembers 'now' as the time of the last good one.  VG_OK, VG_EFULL, VG_EIO.
 */
int
vg_deskbackup_note(struct vg_desk *desk, const struct vg_actor *actor, const char *what,
    const char *name, const char *result, bool verified, struct vg_wall now);

/* The name of that one, "" when none is known, into 'name' of 'size' octets. */
void
vg_deskbackup_newest(struct vg_desk *desk, char *name, size_t size);

/* When the last verified backup was made; unset: none is known of. */
struct vg_wall
vg_deskbackup_last(struct vg_desk *desk);

/*
 * Reads the copy 'path' (borrowed) whole: SQLite's check, the chains, its SHA-256, which must be
 * what PATH.sha256 says where there is one.  The file is synced and stays as it is.
 * 'carry' (NULL: none) is a state folder: the octets that the copy names are kept beside it too
 * (deskpool.h).  VG_OK; VG_ENOENT, VG_ECORRUPT, VG_EUNSUPPORTED (of another version), VG_EFULL,
 * VG_EIO with detail.
 */
int
vg_deskbackup_verify(const char *path, const char *carry, struct vg_digest *digest,
    struct vg_detail *detail);

/*
 * Puts the copy 'file' in the place of 'database' (both borrowed), of which no collector runs:
 * verified first, engineBoots + 1,000, an audit row with SHA-256, 'file' and 'who'; what was
 * there is kept aside, its name in 'aside' (255 octets).  Interrupted, it leaves
 * DATABASE.restoring, with which no collector starts; the same again finishes it.
 * VG_OK; or as vg_deskbackup_verify, VG_EFULL.
 */
int
vg_deskbackup_restore(const char *database, const char *file, const char *who,
    struct vg_wall now, char aside[256], struct vg_detail *detail);

/* Whether a restore of 'database' was interrupted: VG_OK, or VG_EBUSY with detail. */
int
vg_deskbackup_check_unfinished(const char *database, struct vg_detail *detail);

#endif
