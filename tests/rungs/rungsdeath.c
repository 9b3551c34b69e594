/*
 * Deaths at changes of files.
 */
#include "tests/rungs/rungsdeath.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/types.h>
#include <unistd.h>

static struct {
	uint64_t changes, left;
	int half;
} death;

static void
die(void)
{
	kill(getpid(), SIGKILL);
}

/* True when this change is the last thing that is to happen. */
static int
is_last(void)
{
	death.changes++;
	return death.left > 0 && --death.left == 0;
}

static ssize_t
write_at(int fd, const void *data, size_t size, off_t at)
{
	if (is_last()) {
		if (death.half && pwrite(fd, data, size / 2, at) < 0)
			die();
		die();
	}
	return pwrite(fd, data, size, at);
}

static int
change_size(int fd, off_t size)
{
	if (is_last())
		die();
	return ftruncate(fd, size);
}

static int
remove_name(const char *name)
{
	if (is_last())
		die();
	return unlink(name);
}

void
vg_rungsdeath_begin(void)
{
	union {
		ssize_t (*write_at)(int, const void *, size_t, off_t);
		int (*change_size)(int, off_t);
		int (*remove_name)(const char *);
		sqlite3_syscall_ptr plain;
	} call;
	sqlite3_vfs *unix_vfs = sqlite3_vfs_find("unix");

	sqlite3_vfs_register(unix_vfs, 1);
	call.write_at = write_at;
	unix_vfs->xSetSystemCall(unix_vfs, "pwrite", call.plain);
	unix_vfs->xSetSystemCall(unix_vfs, "pwrite64", call.plain);
	call.change_size = change_size;
	unix_vfs->xSetSystemCall(unix_vfs, "ftruncate", call.plain);
	call.remove_name = remove_name;
	unix_vfs->xSetSystemCall(unix_vfs, "unlink", call.plain);
}

uint64_t
vg_rungsdeath_after(uint64_t n, int half)
{
	uint64_t left = death.left;

	death.left = n;
	death.half = half;
	return left;
}

void
vg_rungsdeath_pass(void)
{
	if (is_last())
		die();
}

uint64_t
vg_rungsdeath_changes(void)
{
	return death.changes;
}
