/*
 * SQLite on a disk whose power can go.
 */
#include "tests/fault/cutvfs.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/mem.h"
#include "tests/fault/cutdisk.h"

enum { SECTOR = 4096, MAX_PATH = 512, MAX_REGIONS = 256 };

struct handle {
	sqlite3_file base;
	struct vg_cutfile *file;
	char *name;  /* owned; to be deleted when it is closed; NULL: none */
	bool folder; /* the next sync makes its name last */
	void
	    *shm[MAX_REGIONS]; /* owned; the index of the log, of this connection alone */
};

static struct vg_cutfile *
file_of(sqlite3_file *base)
{
	return ((struct handle *)base)->file;
}

/* --- one file ------------------------------------------------------------------------------ */

static int
unmap_shm(sqlite3_file *base, int remove)
{
	struct handle *h = (struct handle *)base;

	(void)remove;
	for (size_t i = 0; i < MAX_REGIONS; i++) {
		free(h->shm[i]);
		h->shm[i] = NULL;
	}
	return SQLITE_OK;
}

static int
close_file(sqlite3_file *base)
{
	struct handle *h = (struct handle *)base;

	unmap_shm(base, 0);
	vg_cutdisk_close(h->file);
	if (h->name)
		(void)vg_cutdisk_delete(h->name, false);
	free(h->name);
	return SQLITE_OK;
}

static int
read_file(sqlite3_file *base, void *data, int size, sqlite3_int64 at)
{
	if (vg_cutdisk_is_off())
		return SQLITE_IOERR_READ;
	size_t n = vg_cutdisk_read(file_of(base), data, (size_t)size, (size_t)at);
	if (n == (size_t)size)
		return SQLITE_OK;
	memset((char *)data + n, 0, (size_t)size - n);
	return SQLITE_IOERR_SHORT_READ;
}

static int
write_file(sqlite3_file *base, const void *data, int size, sqlite3_int64 at)
{
	return vg_cutdisk_write(file_of(base), data, (size_t)size, (size_t)at)
	    ? SQLITE_OK
	    : SQLITE_IOERR_WRITE;
}

static int
truncate_file(sqlite3_file *base, sqlite3_int64 size)
{
	return vg_cutdisk_truncate(file_of(base), (size_t)size) ? SQLITE_OK
								: SQLITE_IOERR_TRUNCATE;
}

static int
sync_file(sqlite3_file *base, int flags)
{
	struct handle *h = (struct handle *)base;

	(void)flags;
	if (!vg_cutdisk_sync(h->file, h->folder))
		return SQLITE_IOERR_FSYNC;
	h->folder = false;
	return SQLITE_OK;
}

static int
size_of_file(sqlite3_file *base, sqlite3_int64 *size)
{
	*size = (sqlite3_int64)vg_cutdisk_size(file_of(base));
	return vg_cutdisk_is_off() ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int
lock_file(sqlite3_file *base, int level)
{
	(void)base;
	(void)level;
	return SQLITE_OK;
}

static int
check_lock(sqlite3_file *base, int *held)
{
	(void)base;
	*held = 0;
	return SQLITE_OK;
}

static int
control_file(sqlite3_file *base, int what, void *argument)
{
	(void)base;
	(void)what;
	(void)argument;
	return SQLITE_NOTFOUND;
}

static int
sector_of_file(sqlite3_file *base)
{
	(void)base;
	return SECTOR;
}

static int
traits_of_file(sqlite3_file *base)
{
	(void)base;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int
map_shm(sqlite3_file *base, int i, int size, int extend, void volatile **at)
{
	struct handle *h = (struct handle *)base;

	if (i >= MAX_REGIONS)
		return SQLITE_FULL;
	if (!h->shm[i] && extend)
		h->shm[i] = vg_mem_zero((size_t)size);
	*at = h->shm[i];
	return SQLITE_OK;
}

static int
lock_shm(sqlite3_file *base, int offset, int n, int flags)
{
	(void)base;
	(void)offset;
	(void)n;
	(void)flags;
	return SQLITE_OK;
}

static void
barrier_shm(sqlite3_file *base)
{
	(void)base;
}

static const sqlite3_io_methods methods = {.iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = lock_file,
    .xCheckReservedLock = check_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_of_file,
    .xDeviceCharacteristics = traits_of_file,
    .xShmMap = map_shm,
    .xShmLock = lock_shm,
    .xShmBarrier = barrier_shm,
    .xShmUnmap = unmap_shm};

/* --- the disk ------------------------------------------------------------------------------ */

static int
open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *given)
{
	const int logs =
	    SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
	bool create = flags & SQLITE_OPEN_CREATE;
	struct handle *h = (struct handle *)base;

	(void)vfs;
	memset(h, 0, sizeof(*h));
	h->file = vg_cutdisk_open(name, create);
	if (!h->file)
		return SQLITE_CANTOPEN;
	h->base.pMethods = &methods;
	h->folder = create && (flags & logs);
	if (name && (flags & SQLITE_OPEN_DELETEONCLOSE))
		h->name = vg_mem_text(name);
	if (given)
		*given = flags;
	return SQLITE_OK;
}

static int
delete_file(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	return vg_cutdisk_delete(name, sync) ? SQLITE_OK : SQLITE_IOERR_DELETE;
}

static int
has_file(sqlite3_vfs *vfs, const char *name, int flags, int *yes)
{
	(void)vfs;
	(void)flags;
	*yes = vg_cutdisk_has(name);
	return vg_cutdisk_is_off() ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

static int
full_name(sqlite3_vfs *vfs, const char *name, int size, char *full)
{
	(void)vfs;
	snprintf(full, (size_t)size, "%s", name);
	return SQLITE_OK;
}

/* The salts of the log come from here: a run is to be made again from its seed. */
static int
fill_random(sqlite3_vfs *vfs, int size, char *octets)
{
	(void)vfs;
	for (int i = 0; i < size; i++)
		octets[i] = (char)vg_cutdisk_chance(256);
	return size;
}

static int
sleep_for(sqlite3_vfs *vfs, int us)
{
	(void)vfs;
	return us;
}

static int
tell_time(sqlite3_vfs *vfs, double *now)
{
	(void)vfs;
	*now = 2461000.5;
	return SQLITE_OK;
}

static int
last_error(sqlite3_vfs *vfs, int size, char *text)
{
	(void)vfs;
	(void)size;
	(void)text;
	return 0;
}

void
vg_cutvfs_register(void)
{
	static sqlite3_vfs vfs = {.iVersion = 1,
	    .szOsFile = sizeof(struct handle),
	    .mxPathname = MAX_PATH,
	    .zName = "cut",
	    .xOpen = open_file,
	    .xDelete = delete_file,
	    .xAccess = has_file,
	    .xFullPathname = full_name,
	    .xRandomness = fill_random,
	    .xSleep = sleep_for,
	    .xCurrentTime = tell_time,
	    .xGetLastError = last_error};

	sqlite3_vfs_register(&vfs, 1);
}
