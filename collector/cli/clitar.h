/*
 * Bundles as tar files (POSIX.1-1988 ustar), in memory.  Owner of libarchive.
 *
 * Written, equal bundles give equal octets.  Read, a file is hostile: only plain members of
 * bounded number and size are taken, no name is ever used as a path, nothing is written.
 */
#ifndef VG_COLLECTOR_CLI_CLITAR_H
#define VG_COLLECTOR_CLI_CLITAR_H

#include "collector/evidence/bundle.h"
#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/time/instant.h"

/*
 * Appends 'bundle' (borrowed) as a tar to 'out', its members of time 'at' (whole seconds).
 * VG_OK; VG_EIO or VG_ELIMIT with detail.
 */
int
vg_clitar_write(const struct vg_bundle *bundle, struct vg_wall at, struct vg_buf *out,
    struct vg_detail *detail);

/*
 * Reads 'size' octets at 'data' (borrowed) into 'bundle', which must hold nothing and is
 * released by vg_bundle_fini.  Returns VG_OK; VG_EPARSE for what is no tar or is cut off;
 * VG_ELIMIT for too many or too large members; VG_EINVAL for a member that is no plain file or
 * whose name is none of a bundle; the detail names the member, and 'bundle' is empty then.
 */
int
vg_clitar_read(
    const void *data, size_t size, struct vg_bundle *bundle, struct vg_detail *detail);

#endif
