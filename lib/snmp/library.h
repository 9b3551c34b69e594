/*
 * Starting libsnmp quietly: it reads no configuration, loads no MIB, writes no file and logs
 * nothing by itself.  One thread owns it (Debian's build has no locks).
 */
#ifndef VG_LIB_SNMP_LIBRARY_H
#define VG_LIB_SNMP_LIBRARY_H

#include "lib/base/detail.h"

/*
 * Starts the library, once per process (again: nothing happens); the rooms that use it call it
 * themselves.  VG_OK, or VG_EIO with 'detail'.
 */
int
vg_library_start(struct vg_detail *detail);

#endif
