/*
 * Files that are too large to be held: read and copied a piece at a time.
 */
#ifndef VG_LIB_OS_BIGFILE_H
#define VG_LIB_OS_BIGFILE_H

#include "lib/base/detail.h"
#include "lib/base/digest.h"

/*
 * Gives the SHA-256 of 'path' (borrowed) as it is on disk: it is synced first.
 * VG_OK; VG_ENOENT, VG_EACCESS, VG_EIO with detail.
 */
int
vg_bigfile_digest(const char *path, struct vg_digest *digest, struct vg_detail *detail);

/*
 * Copies 'from' to 'to' (borrowed), which must not be there and is made with mode 0600, and
 * syncs it; gives the SHA-256 of what was copied.  'cb' (NULL: none) is told how many octets of
 * 'all' are copied.  VG_OK; VG_EEXIST, VG_ENOENT, VG_EACCESS, VG_EFULL, VG_EIO with detail:
 * then 'to' is gone again.
 */
typedef void (*vg_bigfile_cb)(long long copied, long long all, void *cookie);
int
vg_bigfile_copy(const char *from, const char *to, struct vg_digest *digest,
    vg_bigfile_cb cb, void *cookie, struct vg_detail *detail);

/*
 * The line beside a file that tells its SHA-256, as sha256sum writes and checks it: PATH.sha256.
 * write: VG_OK, VG_EFULL, VG_EIO.  check: VG_OK when there is none or it says 'digest';
 * VG_ECORRUPT when it says another; VG_EPARSE when it is no such line.  unseal: none is there.
 */
int
vg_bigfile_seal(
    const char *path, const struct vg_digest *digest, struct vg_detail *detail);
int
vg_bigfile_check_seal(
    const char *path, const struct vg_digest *digest, struct vg_detail *detail);
void
vg_bigfile_unseal(const char *path);

#endif
