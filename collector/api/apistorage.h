/*
 * Disk, database and backups as vigie-cases:storage, and the operation backup-start.
 */
#ifndef VG_COLLECTOR_API_APISTORAGE_H
#define VG_COLLECTOR_API_APISTORAGE_H

#include "collector/backup/backup.h"
#include "lib/rest/rest.h"

/* Writes the container; 'backup' NULL: there is none yet.  All borrowed.  VG_OK. */
int
vg_apistorage_get(
    struct vg_desk *desk, const struct vg_backup *backup, struct vg_restdata *data);

/* Begins a backup for 'caller' and writes its name; as vg_backup_start.  All borrowed. */
int
vg_apistorage_start(struct vg_backup *backup, const struct vg_rest_caller *caller,
    const char *key, struct vg_restdata *output, struct vg_detail *detail);

#endif
