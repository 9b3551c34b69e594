/*
 * Backups while the collector runs.
 */
#include "collector/backup/backup.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/desk/deskdisk.h"
#include "collector/desk/deskscope.h"
#include "collector/desk/front/deskbackup.h"
#include "collector/desk/front/deskpool.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/bigfile.h"
#include "lib/os/child.h"
#include "lib/os/clock.h"
#include "lib/os/diskspace.h"
#include "lib/os/file.h"

/* 256 KiB a turn, then three times as long for everything else, and no less than this. */
enum { SLICE_PAGES = 64, REST = 3, NAME_SIZE = 48, SAID_SIZE = 4096 };
#define SHORTEST_REST_US 1000
#define CLEAN_US VG_HOUR_US
/* A slow disk reads a GiB in less than a minute; what takes longer hangs. */
#define CHECK_US (10 * VG_MINUTE_US)
#define CHECK_GIB_US VG_MINUTE_US
/* Copies that were made this second: the next one is called by the second after. */
#define NAMES_AHEAD 60

struct vg_backup {
	struct vg_loop *loop;
	struct vg_desk *desk;
	const char *home; /* the state folder */
	struct vg_timer *timer, *cleaner, *limit;
	size_t of_future; /* copies whose day is to come, told already */
	int64_t check_us; /* how long a check may take; 0: by the size of the copy */
	enum vg_backup_state state;
	char name[NAME_SIZE], path[VG_BACKUP_PATH], part[VG_BACKUP_PATH];
	char sha256[VG_DIGEST_TEXT_SIZE];
	struct vg_detail error;
	struct vg_dbcopy *copy; /* owned; NULL: not copying */
	pid_t child;            /* 0: none */
	pid_t killed;           /* and not ended yet; 0: none */
	int fd;                 /* what the child says */
	struct vg_watch *watch;
	struct vg_buf said;
	int64_t copied, all;
	struct vg_wall started, ended;
	char user[64], proxy[64], door[16], key[65]; /* who asked */
};

static const char *const texts[] = {"none", "copying", "verifying", "done", "failed"};

const char *
vg_backup_state_text(enum vg_backup_state state)
{
	return texts[state];
}

/* --- the folder ---------------------------------------------------------------------------- */

static void
folder_of(const struct vg_backup *b, char folder[VG_BACKUP_PATH])
{
	const char *said = vg_desk_conf(b->desk)->storage.backup_folder;

	if (said[0])
		vg_text_copy(folder, VG_BACKUP_PATH, said);
	else
		vg_text_format(folder, VG_BACKUP_PATH, "%s/backup", b->home);
}

/* "collector-20260701T120000Z.db", and 'tail' behind it. */
static bool
is_ours(const char *name, const char *tail)
{
	static const char head[] = "collector-";
	size_t size = sizeof(head) - 1;

	return strncmp(name, head, size) == 0 &&
	    strspn(name + size, "0123456789TZ") == 16 &&
	    strcmp(name + size + 16, tail) == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the folder that are ours and end in 'tail', in the order of their times. */
static size_t
list(const char *folder, const char *tail, char ***names)
{
	DIR *dir = opendir(folder);
	size_t n = 0, room = 0;
	struct dirent *entry;

	*names = NULL;
	while (dir && (entry = readdir(dir)) != NULL) {
		if (!is_ours(entry->d_name, tail))
			continue;
		*names = vg_mem_grow(*names, &room, n, sizeof(**names));
		(*names)[n++] = vg_mem_text(entry->d_name);
	}
	if (dir)
		closedir(dir);
	if (n)
		qsort(*names, n, sizeof(**names), by_name);
	return n;
}

static void
remove_one(const char *folder, const char *name)
{
	char path[VG_BACKUP_PATH];

	vg_text_format(path, sizeof(path), "%s/%s", folder, name);
	unlink(path);
	vg_text_format(path, sizeof(path), "%s/%s.sha256", folder, name);
	unlink(path);
}

static bool
is_older(const char *folder, const char *name, int64_t age_us)
{
	char path[VG_BACKUP_PATH];
	struct stat st;

	vg_text_format(path, sizeof(path), "%s/%s", folder, name);
	return stat(path, &st) == 0 &&
	    vg_clock_wall().us - (int64_t)st.st_mtime * VG_SECOND_US > age_us;
}

/* When the copy called 'name' was begun: "collector-20260701T120000Z.db". */
static struct vg_wall
begun(const char *name)
{
	const char *at = name + strlen("collector-");
	char text[VG_INSTANT_TEXT_SIZE];
	struct vg_wall instant = {0};

	vg_text_format(text, sizeof(text), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", at, at + 4,
	    at + 6, at + 9, at + 11, at + 13);
	(void)vg_instant_parse(text, &instant);
	return instant;
}

/* How many of the 'n' names, in their order, are of a day to come: of a clock that was wrong. */
static size_t
count_to_come(struct vg_backup *b, char *const *names, size_t n)
{
	struct vg_wall until = vg_instant_add(vg_clock_wall(), VG_DAY_US);
	size_t of_future = 0;

	while (of_future < n &&
	    vg_instant_compare(begun(names[n - 1 - of_future]), until) > 0)
		of_future++;
	if (of_future && of_future != b->of_future)
		vg_log(VG_LOG_WARNING, "backup", names[n - 1],
		    "%zu copies bear days to come: made by a clock that was wrong, they "
		    "are kept and not counted; look at them, then remove them by hand",
		    of_future);
	b->of_future = of_future;
	return of_future;
}

/*
 * More than the tree keeps, the oldest first, and what is too old: persons stand in them.  The one
 * that was verified last stays, whatever it is called and however old it is.
 */
static void
clean(struct vg_backup *b)
{
	const struct vg_conf *conf = vg_desk_conf(b->desk);
	int64_t age_us = (int64_t)conf->retention.backups_days * VG_DAY_US;
	char folder[VG_BACKUP_PATH], newest[NAME_SIZE];
	char **names;
	int64_t unused;

	/* By a clock that is wrong all are too old, and what was just made is the oldest. */
	vg_desk_judge_clock(
	    b->desk, vg_clock_wall(), vg_clock_mono(), vg_clock_offset(&unused));
	if (vg_desk_clock_is_doubted(b->desk))
		return;
	folder_of(b, folder);
	vg_deskbackup_newest(b->desk, newest, sizeof(newest));
	size_t all = list(folder, ".db", &names), gone = 0;
	size_t n = all - count_to_come(b, names, all);
	struct vg_wall oldest = vg_clock_wall();
	for (size_t i = 0; i < n; i++) {
		if (strcmp(names[i], newest) != 0 &&
		    (n - i > conf->storage.backup_keep ||
			is_older(folder, names[i], age_us))) {
			remove_one(folder, names[i]);
			vg_log(VG_LOG_INFO, "backup", names[i], "removed");
			gone++;
		} else if (vg_instant_compare(begun(names[i]), oldest) < 0) {
			oldest = begun(names[i]);
		}
	}
	/* The octets that only those named go with them. */
	if (gone)
		vg_deskpool_clean(folder, oldest);
	for (size_t i = 0; i < all; i++)
		free(names[i]);
	free(names);
}

static void
on_clean(void *cookie)
{
	struct vg_backup *b = cookie;

	clean(b);
	vg_loop_timer_set(b->cleaner, CLEAN_US);
}

static void
remove_parts(struct vg_backup *b)
{
	char folder[VG_BACKUP_PATH];
	char **names;

	folder_of(b, folder);
	size_t n = list(folder, ".db.part", &names);
	for (size_t i = 0; i < n; i++) {
		remove_one(folder, names[i]);
		free(names[i]);
	}
	free(names);
}

/* --- the end ------------------------------------------------------------------------------- */

static void
note(struct vg_backup *b, const char *what, const char *result, bool verified)
{
	const struct vg_actor actor = {.user = b->user,
	    .proxy = b->proxy[0] ? b->proxy : NULL,
	    .door = b->door,
	    .role = VG_ROLE_MANAGER};

	if (vg_deskbackup_note(b->desk, &actor, what, b->name, result, verified,
		vg_clock_wall()) != VG_OK)
		vg_log(VG_LOG_ERROR, "backup", b->name, "not in the audit: cannot store");
}

static void
end_child(struct vg_backup *b)
{
	vg_loop_timer_stop(b->limit);
	vg_loop_watch_free(b->watch);
	b->watch = NULL;
	if (b->fd >= 0)
		close(b->fd);
	b->fd = -1;
}

static void
fail(struct vg_backup *b)
{
	char result[VG_TEXT_SIZE];

	vg_dbcopy_end(b->copy);
	b->copy = NULL;
	unlink(b->part);
	b->state = VG_BACKUP_FAILED;
	b->ended = vg_clock_wall();
	vg_log(VG_LOG_ERROR, "backup", b->name, "failed: %s", b->error.text);
	vg_text_format(result, sizeof(result), "failed: %.200s", b->error.text);
	note(b, "backup", result, false);
}

/*
 * The name of the copy on disk, and that of its folder, where that stands in one of ours: in
 * another's it is his.
 */
static int
sync_name(struct vg_backup *b)
{
	char folder[VG_BACKUP_PATH];
	int code = vg_file_sync_folder(b->path, &b->error);

	if (code != VG_OK)
		return code;
	folder_of(b, folder);
	code = vg_file_sync_folder(folder, &b->error);
	return code == VG_EACCESS ? VG_OK : code;
}

/* The child has said that the copy is whole: it gets its name. */
static void
finish(struct vg_backup *b)
{
	struct vg_digest digest;
	char result[96];

	/* "HEX\n" is all that it says then. */
	for (size_t i = 0; i < sizeof(digest.octet); i++)
		digest.octet[i] = (unsigned char)strtoul(
		    (char[]){b->sha256[2 * i], b->sha256[2 * i + 1], '\0'}, NULL, 16);
	int code = vg_bigfile_seal(b->path, &digest, &b->error);
	if (code == VG_OK && rename(b->part, b->path) != 0)
		code =
		    vg_detail_set(&b->error, VG_EIO, "%s: %s", b->path, strerror(errno));
	if (code == VG_OK)
		code = sync_name(b);
	if (code != VG_OK) {
		unlink(b->path);
		vg_bigfile_unseal(b->path);
		fail(b);
		return;
	}
	b->state = VG_BACKUP_DONE;
	b->ended = vg_clock_wall();
	vg_log(VG_LOG_INFO, "backup", b->path, "verified, sha256=%s", b->sha256);
	vg_text_format(result, sizeof(result), "verified, sha256 %s", b->sha256);
	note(b, "backup", result, true);
	clean(b);
}

static void
on_said(int fd, int events, void *cookie)
{
	struct vg_backup *b = cookie;
	char piece[512];
	ssize_t n = read(fd, piece, sizeof(piece));

	(void)events;
	if (n > 0 && b->said.size < SAID_SIZE)
		vg_buf_add(&b->said, piece, (size_t)n);
	if (n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN)))
		return;
	end_child(b);
	int status = vg_child_wait(b->child);
	b->child = 0;
	char *said = vg_buf_give(&b->said);
	said[strcspn(said, "\n")] = '\0';
	if (status == 0 && strspn(said, "0123456789abcdef") == 64 && !said[64]) {
		vg_text_copy(b->sha256, sizeof(b->sha256), said);
		finish(b);
	} else {
		vg_detail_set(&b->error, VG_ECORRUPT, "the copy was not verified: %.300s",
		    said[0] ? said : "the check was killed");
		fail(b);
	}
	free(said);
}

int64_t
vg_backup_check_us(int64_t size)
{
	return CHECK_US + (size >> 30) * CHECK_GIB_US;
}

static int64_t
check_limit(const struct vg_backup *b)
{
	struct stat st;

	if (b->check_us)
		return b->check_us;
	return vg_backup_check_us(stat(b->part, &st) == 0 ? (int64_t)st.st_size : 0);
}

/* It hangs, as a disk may: none could be begun while it does. */
static void
on_limit(void *cookie)
{
	struct vg_backup *b = cookie;

	end_child(b);
	b->killed = b->child;
	b->child = 0;
	vg_buf_fini(&b->said);
	vg_detail_set(&b->error, VG_EIO,
	    "the copy was not verified: the check took longer than %lld s and was killed",
	    (long long)(check_limit(b) / VG_SECOND_US));
	if (vg_child_reap(b->killed))
		b->killed = 0;
	fail(b);
}

static void
verify(struct vg_backup *b)
{
	const char *const words[] = {"--verify-copy", b->part, "--carry", b->home, NULL};

	vg_dbcopy_end(b->copy);
	b->copy = NULL;
	if (vg_child_start(words, &b->child, &b->fd, &b->error) != VG_OK) {
		b->child = 0;
		fail(b);
		return;
	}
	b->state = VG_BACKUP_VERIFYING;
	vg_buf_init(&b->said, 0);
	b->watch = vg_loop_watch(b->loop, b->fd, VG_LOOP_READ, on_said, b);
	vg_loop_timer_set(b->limit, check_limit(b));
}

/* --- copying ------------------------------------------------------------------------------- */

static bool
disk_is_low(struct vg_backup *b)
{
	struct vg_deskdisk_view disk;

	vg_deskdisk_show(b->desk, vg_clock_wall(), &disk);
	if (disk.room == VG_DESKDISK_OK)
		return false;
	vg_detail_set(&b->error, VG_EFULL, "the disk is %s: no backup is made",
	    vg_deskdisk_room_text(disk.room));
	return true;
}

static void
on_timer(void *cookie)
{
	struct vg_backup *b = cookie;
	struct vg_mono began = vg_clock_mono();
	bool done = false;

	if (vg_dbcopy_step(b->copy, SLICE_PAGES, &done, &b->error) != VG_OK) {
		fail(b);
		return;
	}
	vg_dbcopy_progress(b->copy, &b->copied, &b->all);
	/* Looked at now and then: it costs a system call. */
	if (!done && b->copied / SLICE_PAGES % 64 == 0 && disk_is_low(b)) {
		fail(b);
		return;
	}
	if (done) {
		verify(b);
		return;
	}
	int64_t rest = REST * vg_instant_mono_since(vg_clock_mono(), began);
	vg_loop_timer_set(b->timer, rest > SHORTEST_REST_US ? rest : SHORTEST_REST_US);
}

static void
name_by(struct vg_backup *b, const char *folder, struct vg_wall at)
{
	struct vg_civil c = vg_instant_civil(at, 0);

	vg_text_format(b->name, sizeof(b->name),
	    "collector-%04d%02d%02dT%02d%02d%02dZ.db", c.year, c.month, c.day, c.hour,
	    c.minute, c.second);
	vg_text_format(b->path, sizeof(b->path), "%s/%s", folder, b->name);
	vg_text_format(b->part, sizeof(b->part), "%s.part", b->path);
}

/* By the second in which it begins, or the first after it that none is called by. */
static int
name_it(struct vg_backup *b, const char *folder, struct vg_detail *detail)
{
	for (int i = 0; i < NAMES_AHEAD; i++) {
		name_by(b, folder, vg_instant_add(b->started, i * VG_SECOND_US));
		if (access(b->path, F_OK) != 0)
			return VG_OK;
	}
	return vg_detail_set(detail, VG_EBUSY,
	    "%s and those of the minute before are there: wait a minute", b->name);
}

/* The copy, and what the marks of the disk want left of it. */
static int
check_room(struct vg_backup *b, const char *folder, struct vg_detail *detail)
{
	struct vg_deskdisk_view disk;
	int64_t available, all;

	vg_deskdisk_show(b->desk, vg_clock_wall(), &disk);
	if (disk.room != VG_DESKDISK_OK)
		return vg_detail_set(detail, VG_EFULL,
		    "the disk is %s: make room, then make a backup",
		    vg_deskdisk_room_text(disk.room));
	if (vg_diskspace_look(folder, &available, &all) != VG_OK)
		return vg_detail_set(detail, VG_EIO, "%s: %s", folder, strerror(errno));
	if (available - disk.database < disk.critical)
		return vg_detail_set(detail, VG_EFULL,
		    "%s: a copy of %lld MiB would leave less than %lld MiB", folder,
		    (long long)(disk.database >> 20), (long long)(disk.critical >> 20));
	return VG_OK;
}

int
vg_backup_start(struct vg_backup *b, const struct vg_actor *actor, const char *key,
    struct vg_detail *detail)
{
	char folder[VG_BACKUP_PATH];

	if (!vg_deskscope_may(
		vg_desk_conf(b->desk), actor->user, actor->role, "backup-start"))
		return vg_detail_set(detail, VG_EACCESS,
		    "%s: role %s may not make backups", actor->user,
		    vg_conf_role_text(actor->role));
	if (b->state != VG_BACKUP_NONE && strcmp(key, b->key) == 0)
		return VG_OK;
	if (b->state == VG_BACKUP_COPYING || b->state == VG_BACKUP_VERIFYING)
		return vg_detail_set(
		    detail, VG_EBUSY, "%s is being made: see vigie status", b->name);
	if (b->killed && !vg_child_reap(b->killed))
		return vg_detail_set(detail, VG_EBUSY,
		    "the check of %s was killed and has not ended: does its disk answer?",
		    b->name);
	b->killed = 0;
	folder_of(b, folder);
	int code = vg_file_make_folder(folder, 0750, detail);
	if (code == VG_OK)
		code = check_room(b, folder, detail);
	if (code != VG_OK)
		return code;
	b->started = vg_clock_wall();
	b->ended.us = 0;
	b->copied = b->all = 0;
	b->sha256[0] = '\0';
	vg_detail_clear(&b->error);
	code = name_it(b, folder, detail);
	vg_text_copy(b->user, sizeof(b->user), actor->user);
	vg_text_copy(b->proxy, sizeof(b->proxy), actor->proxy ? actor->proxy : "");
	vg_text_copy(b->door, sizeof(b->door), actor->door);
	vg_text_copy(b->key, sizeof(b->key), key);
	if (code == VG_OK)
		code = vg_deskbackup_begin(b->desk, b->part, &b->copy, detail);
	if (code != VG_OK)
		return code;
	b->state = VG_BACKUP_COPYING;
	note(b, "backup-start", "begun", false);
	vg_loop_timer_set(b->timer, 0);
	return VG_OK;
}

void
vg_backup_show(const struct vg_backup *b, struct vg_backup_view *view)
{
	*view = (struct vg_backup_view){.state = b->state,
	    .name = b->name,
	    .path = b->state == VG_BACKUP_DONE ? b->path : "",
	    .sha256 = b->sha256,
	    .error = b->error.text,
	    .copied = b->copied,
	    .all = b->all,
	    .started = b->started,
	    .ended = b->ended,
	    .last = vg_deskbackup_last(b->desk)};
}

void
vg_backup_check_within(struct vg_backup *b, int64_t limit_us)
{
	b->check_us = limit_us;
}

struct vg_backup *
vg_backup_new(struct vg_loop *loop, struct vg_desk *desk, const char *state)
{
	struct vg_backup *b = vg_mem_zero(sizeof(*b));

	b->loop = loop;
	b->desk = desk;
	b->home = state;
	b->fd = -1;
	b->timer = vg_loop_timer(loop, on_timer, b);
	b->cleaner = vg_loop_timer(loop, on_clean, b);
	b->limit = vg_loop_timer(loop, on_limit, b);
	remove_parts(b);
	on_clean(b);
	return b;
}

void
vg_backup_free(struct vg_backup *b)
{
	if (!b)
		return;
	end_child(b);
	if (b->child)
		vg_child_kill(b->child);
	vg_buf_fini(&b->said);
	vg_dbcopy_end(b->copy);
	if (b->state == VG_BACKUP_COPYING || b->state == VG_BACKUP_VERIFYING)
		unlink(b->part);
	vg_loop_timer_free(b->timer);
	vg_loop_timer_free(b->cleaner);
	vg_loop_timer_free(b->limit);
	free(b);
}
