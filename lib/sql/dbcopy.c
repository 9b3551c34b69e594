/*
 * SQLite's backup, in steps.
 */
#include "lib/sql/dbcopy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/sql/dbcore.h"

struct vg_dbcopy {
	char *path; /* owned */
	sqlite3 *target;
	sqlite3_backup *backup;
	int fd; /* the file, to let the kernel write it steadily */
};

/* A crash in the middle leaves half a copy whatever we do: no journal, no sync. */
static const char plain[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
			    " PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -512";

static int
say(struct vg_dbcopy *copy, struct vg_detail *detail)
{
	int code = vg_db_code(sqlite3_extended_errcode(copy->target));

	if (sqlite3_system_errno(copy->target) == ENOSPC)
		code = VG_EFULL;
	if (code == VG_OK)
		code = VG_EIO;
	return vg_detail_set(
	    detail, code, "%s: %s", copy->path, sqlite3_errmsg(copy->target));
}

int
vg_dbcopy_begin(
    struct vg_db *db, const char *path, struct vg_dbcopy **copy, struct vg_detail *detail)
{
	struct vg_dbcopy *c = vg_mem_zero(sizeof(*c));
	int code = VG_OK;

	c->path = vg_mem_text(path);
	c->fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (c->fd < 0)
		code = vg_detail_set(detail,
		    errno == EEXIST       ? VG_EEXIST
			: errno == ENOSPC ? VG_EFULL
					  : VG_EIO,
		    "%s: %s", path, strerror(errno));
	if (code == VG_OK &&
	    (sqlite3_open_v2(path, &c->target,
		 SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
		sqlite3_exec(c->target, plain, NULL, NULL, NULL) != SQLITE_OK ||
		!(c->backup =
			sqlite3_backup_init(c->target, "main", db->handle, "main"))))
		code = say(c, detail);
	if (code == VG_OK)
		*copy = c;
	else
		vg_dbcopy_end(c);
	return code;
}

int
vg_dbcopy_step(struct vg_dbcopy *copy, int n_pages, bool *done, struct vg_detail *detail)
{
	int result = sqlite3_backup_step(copy->backup, n_pages);

	/* Begun now, so that no sync at the end finds a gigabyte to write. */
	(void)sync_file_range(copy->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	*done = result == SQLITE_DONE;
	if (result == SQLITE_OK || result == SQLITE_DONE)
		return VG_OK;
	int code = vg_db_code(result);
	if (sqlite3_system_errno(copy->target) == ENOSPC)
		code = VG_EFULL;
	return vg_detail_set(detail, code, "%s: %s", copy->path, sqlite3_errstr(result));
}

void
vg_dbcopy_progress(const struct vg_dbcopy *copy, int64_t *copied, int64_t *all)
{
	*all = sqlite3_backup_pagecount(copy->backup);
	*copied = *all - sqlite3_backup_remaining(copy->backup);
}

void
vg_dbcopy_end(struct vg_dbcopy *copy)
{
	if (!copy)
		return;
	if (copy->backup)
		sqlite3_backup_finish(copy->backup);
	sqlite3_close(copy->target);
	if (copy->fd >= 0)
		close(copy->fd);
	free(copy->path);
	free(copy);
}
