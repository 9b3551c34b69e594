/*
 * Where the data that comes with the programs lies: models, packs, calendars, messages.
 *
 * $VIGIE_DATADIR when it is set, else the folder the build was configured for when it is
 * installed, else the checkout the program was built in, so that build/release runs as it is.
 */
#ifndef VG_LIB_YANG_DATADIR_H
#define VG_LIB_YANG_DATADIR_H

#include <stddef.h>

#include "lib/base/detail.h"

/*
 * Finds the folder 'what' ("yang", "packs"; borrowed) and writes its path into 'path' of
 * 'size' bytes.
 *
 * Returns VG_OK; VG_ENOENT when no such folder exists, the detail naming those tried;
 * VG_ETRUNC when 'path' is too small.
 */
int
vg_datadir_find(const char *what, char *path, size_t size, struct vg_detail *detail);

#endif
