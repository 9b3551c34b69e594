/*
 * Whole small files.
 */
#include "lib/os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

static int
code_of(int cause)
{
	if (cause == ENOENT || cause == ENOTDIR)
		return VG_ENOENT;
	if (cause == EACCES || cause == EPERM)
		return VG_EACCESS;
	return cause == ENOSPC || cause == EDQUOT ? VG_EFULL : VG_EIO;
}

static int
fail(struct vg_detail *detail, const char *path, int cause)
{
	return vg_detail_set(detail, code_of(cause), "%s: %s", path, strerror(cause));
}

int
vg_file_read(const char *path, struct vg_buf *buf, struct vg_detail *detail)
{
	char piece[8192];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail(detail, path, errno);
	while ((n = read(fd, piece, sizeof(piece))) > 0 || (n < 0 && errno == EINTR)) {
		if (n > 0)
			vg_buf_add(buf, piece, (size_t)n);
	}
	int cause = n < 0 ? errno : 0;
	close(fd);
	if (cause)
		return fail(detail, path, cause);
	if (buf->error != VG_OK)
		return vg_detail_set(
		    detail, VG_ELIMIT, "%s: larger than %zu octets", path, buf->limit);
	return VG_OK;
}

static int
write_all(int fd, const void *data, size_t size)
{
	const unsigned char *at = data;

	while (size) {
		ssize_t n = write(fd, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		at += n;
		size -= (size_t)n;
	}
	return fsync(fd) == 0 ? 0 : errno;
}

int
vg_file_sync_folder(const char *path, struct vg_detail *detail)
{
	char *folder = vg_mem_text(path);
	char *slash = strrchr(folder, '/');
	int cause = 0;

	if (slash)
		*(slash == folder ? slash + 1 : slash) = '\0';
	int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* EINVAL: a file system whose folders need none (fsync(2)). */
	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
		cause = errno;
	if (fd >= 0)
		close(fd);
	free(folder);
	return cause ? vg_detail_set(detail, code_of(cause), "the folder of %s: %s", path,
			   strerror(cause))
		     : VG_OK;
}

int
vg_file_write(const char *path, const void *data, size_t size, unsigned mode,
    struct vg_detail *detail)
{
	char *temporary = vg_mem_format("%s.new", path);
	int cause = 0, code = VG_OK;
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, (mode_t)mode);

	if (fd < 0) {
		cause = errno;
	} else {
		cause = write_all(fd, data, size);
		close(fd);
		if (!cause && rename(temporary, path) != 0)
			cause = errno;
		if (cause)
			unlink(temporary);
		else
			code = vg_file_sync_folder(path, detail);
	}
	free(temporary);
	return cause ? fail(detail, path, cause) : code;
}

int
vg_file_make_folder(const char *path, unsigned mode, struct vg_detail *detail)
{
	struct stat st;

	if (mkdir(path, (mode_t)mode) == 0)
		return VG_OK;
	if (errno != EEXIST)
		return fail(detail, path, errno);
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
		return vg_detail_set(detail, VG_EIO, "%s: not a folder", path);
	return VG_OK;
}
