/*
 * The pool of octets beside copies.
 */
#include "collector/desk/front/deskpool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/store/storeblob.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/bigfile.h"
#include "lib/os/file.h"

enum { PATH_SIZE = 1024, SLICE = 200 };

static void
path_of(const char *folder, const char *name, char path[PATH_SIZE])
{
	vg_text_format(path, PATH_SIZE, "%s/blob/%.2s/%s", folder, name, name);
}

/* The folders of the file 'path' below 'top', which are its owner's. */
static int
make_folders(const char *top, char path[PATH_SIZE], struct vg_detail *detail)
{
	struct stat st;
	int code = stat(top, &st) == 0
	    ? VG_OK
	    : vg_detail_set(detail, VG_EIO, "%s: %s", top, strerror(errno));

	for (char *at = path + strlen(top) + 1; code == VG_OK && (at = strchr(at, '/'));
	     at++) {
		*at = '\0';
		if (access(path, F_OK) != 0) {
			code = vg_file_make_folder(path, 0750, detail);
			if (code == VG_OK && geteuid() == 0 &&
			    chown(path, st.st_uid, st.st_gid) != 0)
				code = vg_detail_set(
				    detail, VG_EIO, "%s: %s", path, strerror(errno));
		}
		*at = '/';
	}
	return code;
}

/* On another disk it is copied, and has its name only when it is whole. */
static int
copy(const char *from, const char *top, const char *to, struct vg_detail *detail)
{
	struct vg_digest unused;
	char part[PATH_SIZE + 8];
	struct stat st;

	vg_text_format(part, sizeof(part), "%s.new", to);
	unlink(part);
	int code = vg_bigfile_copy(from, part, &unused, NULL, NULL, detail);
	if (code == VG_OK && geteuid() == 0 && stat(top, &st) == 0 &&
	    chown(part, st.st_uid, st.st_gid) != 0)
		code = vg_detail_set(detail, VG_EIO, "%s: %s", part, strerror(errno));
	if (code == VG_OK && rename(part, to) != 0)
		code = vg_detail_set(detail, VG_EIO, "%s: %s", to, strerror(errno));
	return code;
}

/* 'last' becomes 'next'; where that stands in another folder, the one of 'last' goes to disk. */
static int
go_on(char last[PATH_SIZE], const char *next, struct vg_detail *detail)
{
	const char *slash = strrchr(next, '/');
	bool same = strncmp(last, next, (size_t)(slash - next) + 1) == 0;
	int code = same || !last[0] ? VG_OK : vg_file_sync_folder(last, detail);

	vg_text_copy(last, PATH_SIZE, next);
	return code;
}

/* Whether it is there, used now: a clock that was set back makes nothing older than it was. */
static bool
touch(const char *path)
{
	struct stat before, after;

	if (stat(path, &before) != 0 || utimensat(AT_FDCWD, path, NULL, 0) != 0)
		return false;
	if (stat(path, &after) == 0 && after.st_mtime < before.st_mtime)
		utimensat(AT_FDCWD, path,
		    (const struct timespec[]){before.st_mtim, before.st_mtim}, 0);
	return true;
}

/* Also what lies there already: who put it there may have been cut before it was on disk. */
static int
carry_one(const char *from, const char *to, const char *name, char last[PATH_SIZE],
    struct vg_detail *detail)
{
	char source[PATH_SIZE], target[PATH_SIZE];
	int code = VG_OK;

	path_of(from, name, source);
	path_of(to, name, target);
	if (touch(target))
		return go_on(last, target, detail);
	if (access(source, R_OK) != 0)
		return VG_OK;
	code = make_folders(to, target, detail);
	if (code != VG_OK)
		return code;
	if (link(source, target) != 0)
		code = copy(source, to, target, detail);
	if (code != VG_OK)
		return code;
	utimensat(AT_FDCWD, target, NULL, 0);
	return go_on(last, target, detail);
}

/* The folder of 'last', and those that it stands in: TO/blob, TO. */
static int
sync_last(char last[PATH_SIZE], struct vg_detail *detail)
{
	int code = VG_OK;

	for (int i = 0; code == VG_OK && i < 3; i++) {
		code = vg_file_sync_folder(last, detail);
		*strrchr(last, '/') = '\0';
	}
	return code;
}

/* The names behind 'after', SLICE at most. */
static int
list(struct vg_db *db, const char *after, char names[SLICE][VG_DIGEST_TEXT_SIZE],
    size_t *n)
{
	const size_t q = VG_STOREBLOB_ALL;
	int code = vg_db_query(db, q, "ti", after, (int64_t)SLICE);

	*n = 0;
	while (code == VG_OK && vg_db_next(db, q)) {
		if (*n < SLICE)
			vg_text_copy(
			    names[(*n)++], VG_DIGEST_TEXT_SIZE, vg_db_text(db, q, 0));
	}
	return code == VG_OK ? vg_db_failed(db) : code;
}

int
vg_deskpool_carry(
    struct vg_db *db, const char *from, const char *to, struct vg_detail *detail)
{
	char names[SLICE][VG_DIGEST_TEXT_SIZE], after[VG_DIGEST_TEXT_SIZE] = "";
	char last[PATH_SIZE] = "";
	size_t n = SLICE;
	int code = VG_OK;

	while (code == VG_OK && n == SLICE) {
		code = list(db, after, names, &n);
		for (size_t i = 0; code == VG_OK && i < n; i++)
			code = carry_one(from, to, names[i], last, detail);
		if (n)
			vg_text_copy(after, sizeof(after), names[n - 1]);
	}
	return code == VG_OK && last[0] ? sync_last(last, detail) : code;
}

static void
clean_folder(const char *path, struct vg_wall before)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;

	while (dir && (entry = readdir(dir)) != NULL) {
		if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode) &&
		    (int64_t)st.st_mtime * VG_SECOND_US < before.us)
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir)
		closedir(dir);
}

void
vg_deskpool_clean(const char *folder, struct vg_wall before)
{
	char path[PATH_SIZE];

	for (unsigned i = 0; i < 256; i++) {
		vg_text_format(path, sizeof(path), "%s/blob/%02x", folder, i);
		clean_folder(path, before);
	}
}
