/*
 * Where the shipped data stand: $VIGIE_DATADIR, else the installed folder, else the checkout
 * the program was built in, so that build/release runs as it is.
 */
#ifndef VG_LIB_OS_DATADIR_H
#define VG_LIB_OS_DATADIR_H

#include <stddef.h>

enum vg_datadir {
	VG_DATADIR_PACKS,
	VG_DATADIR_YANG,
	VG_DATADIR_MIBS,
	VG_DATADIR_CALENDARS,
	VG_DATADIR_MESSAGES /* a folder of each language */
};

/*
 * Writes the folder of 'what' into 'path' of 'size' bytes.
 * Returns VG_OK, VG_ETRUNC, or VG_ENOENT when none of the places has it.
 */
int
vg_datadir_find(enum vg_datadir what, char *path, size_t size);

#endif
