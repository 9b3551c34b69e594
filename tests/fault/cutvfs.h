/*
 * SQLite on a disk whose power can go (tests/fault/cutdisk.h): a VFS in memory.
 *
 * It promises what the one for Unix promises of a file system: a write changes no octet beside it
 * (SQLITE_IOCAP_POWERSAFE_OVERWRITE), and the first sync of a new journal or log syncs the folder.
 * While the power is off every call fails, as it does to a program that has lost its disk.
 * One process, one thread, one connection for a file.
 */
#ifndef VG_TESTS_FAULT_CUTVFS_H
#define VG_TESTS_FAULT_CUTVFS_H

/* Makes it what SQLite opens files with from now on. */
void
vg_cutvfs_register(void);

#endif
