/*
 * Whole small files: read with a limit, write so that a crash leaves the old or the new one.
 */
#ifndef VG_LIB_OS_FILE_H
#define VG_LIB_OS_FILE_H

#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"

/*
 * Appends the content of 'path' (borrowed) to 'buf', whose limit bounds it.
 * Returns VG_OK; VG_ENOENT, VG_EACCESS, VG_ELIMIT or VG_EIO, the detail naming path and cause.
 */
int
vg_file_read(const char *path, struct vg_buf *buf, struct vg_detail *detail);

/*
 * Replaces 'path' with 'size' bytes of 'data' (both borrowed) and mode 'mode': temporary file
 * beside it, fsync, rename, fsync of the folder.  VG_OK, VG_EFULL or VG_EIO with detail; after the
 * last of these the new content may be there.
 */
int
vg_file_write(const char *path, const void *data, size_t size, unsigned mode,
    struct vg_detail *detail);

/*
 * Makes the folder 'path' (and no parent) with 'mode' unless it is there.
 * VG_OK, or VG_EIO with detail when it cannot be made or is no folder.
 */
int
vg_file_make_folder(const char *path, unsigned mode, struct vg_detail *detail);

/*
 * Puts the folder of 'path' on disk: a rename, or a name that went, is there only then.  VG_OK;
 * VG_ENOENT, VG_EACCESS, VG_EFULL or VG_EIO with detail when that cannot be said.
 */
__attribute__((warn_unused_result)) int
vg_file_sync_folder(const char *path, struct vg_detail *detail);

#endif
