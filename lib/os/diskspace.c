/*
 * Room of a file system.
 */
#include "lib/os/diskspace.h"

#include <sys/statvfs.h>

#include "lib/base/error.h"

int
vg_diskspace_look(const char *path, int64_t *available, int64_t *all)
{
	struct statvfs disk;

	if (statvfs(path, &disk) != 0)
		return VG_EIO;
	*available = (int64_t)(disk.f_bavail * disk.f_frsize);
	*all = (int64_t)(disk.f_blocks * disk.f_frsize);
	return VG_OK;
}
