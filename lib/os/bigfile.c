/*
 * Large files.
 */
#include "lib/os/bigfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/os/file.h"

enum { PIECE = 1 << 18 };

static int
fail(struct vg_detail *detail, const char *path, int cause)
{
	int code = cause == ENOENT               ? VG_ENOENT
	    : cause == EEXIST                    ? VG_EEXIST
	    : cause == EACCES                    ? VG_EACCESS
	    : cause == ENOSPC || cause == EDQUOT ? VG_EFULL
						 : VG_EIO;

	return vg_detail_set(detail, code, "%s: %s", path, strerror(cause));
}

static int
write_piece(int fd, const char *at, size_t size)
{
	while (size) {
		ssize_t n = write(fd, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

struct walk {
	struct vg_digest *digest;
	vg_bigfile_cb cb;
	void *cookie;
};

/* Reads 'in' to its end, writes it to 'out' (-1: nowhere); '*bad' is the side that failed. */
static int
walk_file(int in, int out, const struct walk *w, bool *writing)
{
	struct vg_digest_run *run = vg_digest_begin();
	char *piece = vg_mem_array(PIECE, 1);
	long long copied = 0;
	int cause = 0;
	ssize_t n;
	struct stat st;

	*writing = false;
	if (fstat(in, &st) != 0)
		st.st_size = 0;
	while (
	    !cause && ((n = read(in, piece, PIECE)) > 0 || (n < 0 && errno == EINTR))) {
		if (n < 0)
			continue;
		vg_digest_add(run, piece, (size_t)n);
		cause = out >= 0 ? write_piece(out, piece, (size_t)n) : 0;
		*writing = cause != 0;
		copied += n;
		if (w->cb)
			w->cb(copied, (long long)st.st_size, w->cookie);
	}
	if (!cause && n < 0)
		cause = errno;
	free(piece);
	*w->digest = vg_digest_end(run);
	return cause;
}

int
vg_bigfile_digest(const char *path, struct vg_digest *digest, struct vg_detail *detail)
{
	const struct walk w = {.digest = digest};
	bool writing;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail(detail, path, errno);
	int cause = fsync(fd) == 0 ? walk_file(fd, -1, &w, &writing) : errno;
	close(fd);
	return cause ? fail(detail, path, cause) : VG_OK;
}

int
vg_bigfile_copy(const char *from, const char *to, struct vg_digest *digest,
    vg_bigfile_cb cb, void *cookie, struct vg_detail *detail)
{
	const struct walk w = {digest, cb, cookie};
	bool writing = true;
	int in = open(from, O_RDONLY | O_CLOEXEC);

	if (in < 0)
		return fail(detail, from, errno);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (out < 0) {
		int code = fail(detail, to, errno);
		close(in);
		return code;
	}
	int cause = walk_file(in, out, &w, &writing);
	if (!cause && fsync(out) != 0) {
		cause = errno;
		writing = true;
	}
	close(in);
	close(out);
	if (!cause)
		return VG_OK;
	unlink(to);
	return fail(detail, writing ? to : from, cause);
}

/* --- the line beside it -------------------------------------------------------------------- */

int
vg_bigfile_seal(
    const char *path, const struct vg_digest *digest, struct vg_detail *detail)
{
	char hex[VG_DIGEST_TEXT_SIZE];
	const char *slash = strrchr(path, '/');
	char *seal = vg_mem_format("%s.sha256", path);

	vg_digest_text(digest, hex);
	char *line = vg_mem_format("%s  %s\n", hex, slash ? slash + 1 : path);
	int code = vg_file_write(seal, line, strlen(line), 0600, detail);
	free(line);
	free(seal);
	return code;
}

void
vg_bigfile_unseal(const char *path)
{
	char *seal = vg_mem_format("%s.sha256", path);

	unlink(seal);
	free(seal);
}

int
vg_bigfile_check_seal(
    const char *path, const struct vg_digest *digest, struct vg_detail *detail)
{
	char hex[VG_DIGEST_TEXT_SIZE];
	char *seal = vg_mem_format("%s.sha256", path);
	struct vg_buf line;

	vg_buf_init(&line, 8192);
	vg_digest_text(digest, hex);
	int code = vg_file_read(seal, &line, detail);
	if (code == VG_ENOENT)
		code = VG_OK;
	else if (code == VG_OK && strspn(vg_buf_text(&line), "0123456789abcdef") != 64)
		code = vg_detail_set(detail, VG_EPARSE, "%s: no line of sha256sum", seal);
	else if (code == VG_OK && strncmp(vg_buf_text(&line), hex, 64) != 0)
		code = vg_detail_set(detail, VG_ECORRUPT,
		    "%s: its SHA-256 is %s, not what %s says", path, hex, seal);
	vg_buf_fini(&line);
	free(seal);
	return code;
}
