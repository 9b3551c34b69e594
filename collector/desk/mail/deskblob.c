/*
 * Octets as files.
 */
#include "collector/desk/mail/deskblob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/desk/deskcore.h"
#include "collector/desk/persons/deskread.h"
#include "collector/store/storeblob.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/file.h"

enum { FOLDERS = 256, PATH_SIZE = 1024, GONE_AT_ONCE = 100 };

#define LOOSE_US VG_DAY_US

bool
vg_deskblob_is_name(const char *name)
{
	return strspn(name, "0123456789abcdef") == 64 && !name[64];
}

/* STATE/blob/aa/NAME, or the folder of it when 'name' is only "aa". */
static void
path_of(const struct vg_desk *desk, const char *name, char path[PATH_SIZE])
{
	if (strlen(name) == 2)
		vg_text_format(path, PATH_SIZE, "%s/blob/%s", desk->disk.folder, name);
	else
		vg_text_format(
		    path, PATH_SIZE, "%s/blob/%.2s/%s", desk->disk.folder, name, name);
}

/* --- keeping ------------------------------------------------------------------------------- */

static int
check_proxy(
    const struct vg_desk *desk, const struct vg_actor *actor, struct vg_detail *detail)
{
	const struct vg_conf_user *user = vg_conf_user(desk->conf, actor->user);

	bool program = user && (user->proxy || user->role == VG_ROLE_INTAKE);

	if (program && !actor->proxy && vg_desk_may(actor->role, "mail-in"))
		return VG_OK;
	return vg_detail_set(detail, VG_EACCESS,
	    "%s: octets are taken from a user of role intake, or of role noc and marked "
	    "proxy, in its own name alone",
	    actor->user);
}

/*
 * The folder of 'name' and the one above it.  One that is there may have been made by a collector
 * that was killed before it was on disk: each is synced once by this one.
 */
static int
make_folders(struct vg_desk *desk, const char *name, struct vg_detail *detail)
{
	const char first[3] = {name[0], name[1], '\0'};
	bool *known = &desk->disk.has_folder[strtoul(first, NULL, 16) & 0xff];
	char path[PATH_SIZE];
	struct stat st;

	vg_text_format(path, sizeof(path), "%s/blob/%.2s", desk->disk.folder, name);
	if (*known && stat(path, &st) == 0)
		return VG_OK;
	path[strlen(path) - 3] = '\0';
	int code = vg_file_make_folder(path, 0750, detail);
	if (code == VG_OK)
		code = vg_file_sync_folder(path, detail);
	path[strlen(path)] = '/';
	if (code == VG_OK)
		code = vg_file_make_folder(path, 0750, detail);
	if (code == VG_OK)
		code = vg_file_sync_folder(path, detail);
	*known = code == VG_OK;
	return code;
}

/* Young again: the sweep leaves it to whoever is about to name it. */
static bool
is_there(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	utimensat(AT_FDCWD, path, NULL, 0);
	return true;
}

int
vg_deskblob_put(struct vg_desk *desk, const struct vg_actor *actor, const void *body,
    size_t size, char name[VG_DIGEST_TEXT_SIZE], struct vg_detail *detail)
{
	char path[PATH_SIZE];
	int code = check_proxy(desk, actor, detail);

	if (code == VG_OK && !desk->disk.folder)
		code = vg_detail_set(
		    detail, VG_EUNSUPPORTED, "a desk in memory keeps no octets");
	if (code != VG_OK)
		return code;
	const struct vg_digest digest = vg_digest_of(body, size);
	vg_digest_text(&digest, name);
	if (size == 0)
		return VG_OK;
	path_of(desk, name, path);
	if (is_there(path))
		return vg_file_sync_folder(path, detail);
	if (!vg_deskdisk_may_keep(desk, size))
		return vg_detail_set(
		    detail, VG_EFULL, "the disk is too full to keep octets");
	code = make_folders(desk, name, detail);
	return code == VG_OK ? vg_file_write(path, body, size, 0640, detail) : code;
}

/* --- reading ------------------------------------------------------------------------------- */

/* Whether one of the mails that brought it stands in a case whose texts he reads. */
static int
may_read(struct vg_desk *desk, const struct vg_actor *actor, const char *name,
    struct vg_wall now, bool *may)
{
	const size_t q = VG_STOREBLOB_CASES;
	char cases[100][VG_CASE_NUMBER_SIZE];
	size_t n = 0;
	int code = vg_db_query(desk->db, q, "t", name);

	*may = false;
	while (code == VG_OK && vg_db_next(desk->db, q)) {
		if (n < sizeof(cases) / sizeof(cases[0]))
			vg_text_copy(
			    cases[n++], VG_CASE_NUMBER_SIZE, vg_db_text(desk->db, q, 0));
	}
	for (size_t i = 0; code == VG_OK && i < n && !*may; i++)
		*may = vg_deskread_texts(desk, actor->user, actor->role,
		    vg_deskread_closed(desk, cases[i]), now);
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

int
vg_deskblob_get(struct vg_desk *desk, const struct vg_actor *actor, const char *name,
    struct vg_wall now, struct vg_buf *body, struct vg_detail *detail)
{
	char path[PATH_SIZE];
	bool may = false;
	int code = vg_deskread_check(desk, actor->user, actor->role, detail);

	if (code != VG_OK)
		return code;
	if (vg_deskblob_is_name(name) && desk->disk.folder)
		code = may_read(desk, actor, name, now, &may);
	if (code != VG_OK)
		return code;
	if (!may)
		return vg_detail_set(
		    detail, VG_ENOENT, "%.64s: no mail brought such octets", name);
	path_of(desk, name, path);
	return vg_file_read(path, body, detail);
}

bool
vg_deskblob_is_kept(const struct vg_desk *desk, const char *name)
{
	char path[PATH_SIZE];

	if (!desk->disk.folder)
		return true;
	path_of(desk, name, path);
	return access(path, F_OK) == 0;
}

/* --- letting go ---------------------------------------------------------------------------- */

static int
is_named(struct vg_desk *desk, const char *name, bool *named)
{
	const size_t q = VG_STOREBLOB_NAMED;
	int code = vg_db_query(desk->db, q, "t", name);

	*named = true;
	if (code == VG_OK && vg_db_next(desk->db, q)) {
		*named = vg_db_int(desk->db, q, 0) > 0;
		vg_db_done(desk->db, q);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}

/*
 * The file goes before the row that asks for it: cut in between, it is asked for once more.  Its
 * row of the table of mails went in a transaction before this one.
 */
static int
let_go(struct vg_desk *desk, const char *name)
{
	struct vg_detail unused;
	char path[PATH_SIZE];
	bool named;
	int code = is_named(desk, name, &named);

	if (code == VG_OK && !named && desk->disk.folder && vg_deskblob_is_name(name)) {
		path_of(desk, name, path);
		if (unlink(path) != 0 && errno != ENOENT)
			return VG_EIO;
		/* Also where it had gone: perhaps from memory alone. */
		code = vg_file_sync_folder(path, &unused);
		if (code == VG_ENOENT)
			code = VG_OK;
	}
	return code == VG_OK ? vg_db_run(desk->db, VG_STOREBLOB_GONE_DROP, "t", name)
			     : code;
}

int
vg_deskblob_gone(struct vg_desk *desk, struct vg_wall now)
{
	const size_t q = VG_STOREBLOB_GONE;
	char names[GONE_AT_ONCE][VG_DIGEST_TEXT_SIZE];
	size_t n = 0;
	int code = vg_db_query(desk->db, q, "");

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		if (n < GONE_AT_ONCE)
			vg_text_copy(
			    names[n++], VG_DIGEST_TEXT_SIZE, vg_db_text(desk->db, q, 0));
	}
	for (size_t i = 0; code == VG_OK && i < n; i++)
		code = let_go(desk, names[i]);
	if (code == VG_OK && n == GONE_AT_ONCE)
		code = vg_desk_put_due(desk, "blob", "", now);
	return code;
}

/* One file of the folder at 'dir': old enough, and nothing's. */
static int
sweep_file(struct vg_desk *desk, int dir, const char *file, struct vg_wall now)
{
	struct stat st;
	char name[VG_DIGEST_TEXT_SIZE];
	bool named = false;
	int code = VG_OK;

	if (fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) ||
	    now.us - (int64_t)st.st_mtime * VG_SECOND_US < LOOSE_US)
		return VG_OK;
	/* What is half written has a tail behind the name. */
	if (vg_text_copy(name, sizeof(name), file) == VG_OK && vg_deskblob_is_name(name))
		code = is_named(desk, name, &named);
	if (code == VG_OK && !named)
		unlinkat(dir, file, 0);
	return code;
}

int
vg_deskblob_sweep(struct vg_desk *desk, struct vg_wall now, bool *more)
{
	int64_t folder = vg_desk_number(desk, "sweep-row", 0);
	char name[8], path[PATH_SIZE];
	struct dirent *entry;
	int code = VG_OK;
	DIR *dir = NULL;

	/* A slice is a folder that is there. */
	for (; folder < FOLDERS && desk->disk.folder && !dir; folder++) {
		vg_text_format(name, sizeof(name), "%02x", (unsigned)folder);
		path_of(desk, name, path);
		dir = opendir(path);
	}
	if (!dir)
		return VG_OK;
	while (code == VG_OK && (entry = readdir(dir)) != NULL)
		code = sweep_file(desk, dirfd(dir), entry->d_name, now);
	closedir(dir);
	*more = true;
	return code == VG_OK
	    ? vg_db_run(desk->db, VG_SQL_META_PUT, "ti", "sweep-row", folder)
	    : code;
}
