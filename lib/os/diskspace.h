/*
 * How much room the file system of a path has.
 */
#ifndef VG_LIB_OS_DISKSPACE_H
#define VG_LIB_OS_DISKSPACE_H

#include <stdint.h>

/*
 * Octets that a program without privileges may still write where 'path' (borrowed) is, and how
 * many there are in all.  VG_OK, or VG_EIO, leaving both untouched.
 */
int
vg_diskspace_look(const char *path, int64_t *available, int64_t *all);

#endif
