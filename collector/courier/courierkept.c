/*
 * Slots of workers, and names for what stands in them.
 */
#include "collector/courier/courierkept.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "collector/courier/courierreport.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/file.h"

#define NAME "kept."

enum { KEY = VG_COURIER_KEY_SIZE - 1, ROUND_SIZE = 24, MONTH_DAYS = 30 };

char *
vg_courierkept_slot(const char *state, int number)
{
	return number == 0 ? vg_mem_format("%s/taken", state)
			   : vg_mem_format("%s/taken.%d", state, number);
}

static char *
name_of(const char *state, const char *id)
{
	return vg_mem_format("%s/" NAME "%s", state, id);
}

/* --- one file ------------------------------------------------------------------------------ */

/* "12 ID", "12" of an older courier, to the line's end: what may stand behind that was there before. */
static bool
read_whose(const char *text, struct vg_courierkept *kept)
{
	size_t size = strcspn(text, "\n"), digits = strcspn(text, " \n");
	char round[ROUND_SIZE];

	if (text[size] != '\n' || digits >= sizeof(round) ||
	    size - digits > sizeof(kept->message_id))
		return false;
	vg_text_format(round, sizeof(round), "%.*s", (int)digits, text);
	if (digits < size)
		vg_text_format(kept->message_id, sizeof(kept->message_id), "%.*s",
		    (int)(size - digits - 1), text + digits + 1);
	return vg_text_int(round, 0, INT64_MAX, &kept->round) == VG_OK;
}

/* "REPORT", or "REPORT\nROUND ID\n": an older courier knew no rounds. */
static void
read_report(const char *text, struct vg_courierkept *kept)
{
	const char *end = strchr(text, '\n');
	struct vg_courierreport read;

	if (end && !read_whose(end + 1, kept))
		return;
	kept->report = vg_mem_format("%.*s", (int)strcspn(text, "\n"), text);
	if (vg_courierreport_read(kept->report, kept->key, &read) != VG_OK) {
		free(kept->report);
		kept->report = NULL;
	}
}

int
vg_courierkept_read(
    const char *path, struct vg_courierkept *kept, struct vg_detail *detail)
{
	struct vg_buf both;

	*kept = (struct vg_courierkept){.key = ""};
	vg_buf_init(&both,
	    VG_COURIER_KEY_SIZE + VG_COURIERREPORT_SIZE + ROUND_SIZE +
		VG_COURIER_ID_SIZE);
	int code = vg_file_read(path, &both, detail);
	if (code == VG_OK && both.size >= KEY) {
		const char *text = vg_buf_text(&both);
		if (both.size == KEY || text[KEY] == '\n')
			vg_text_copy(kept->key, sizeof(kept->key), text);
		if (kept->key[0] && both.size > KEY + 1)
			read_report(text + KEY + 1, kept);
	}
	vg_buf_fini(&both);
	return code;
}

void
vg_courierkept_fini(struct vg_courierkept *kept)
{
	free(kept->report);
	kept->report = NULL;
}

static bool
write_over(const char *path, const char *text)
{
	size_t size = strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
	bool whole = fd >= 0 && pwrite(fd, text, size, 0) == (ssize_t)size &&
	    ftruncate(fd, (off_t)size) == 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return whole;
}

static bool
is_same(const char *one, const char *other)
{
	struct stat a, b;

	return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_ino == b.st_ino &&
	    a.st_dev == b.st_dev;
}

/* A word that was kept of it before is of an earlier round, or says the same. */
static int
give_name(const char *state, const char *slot, const char *id, struct vg_detail *detail)
{
	char *name = name_of(state, id);
	bool there = is_same(slot, name) || link(slot, name) == 0;

	if (!there && errno == EEXIST)
		there = unlink(name) == 0 && link(slot, name) == 0;
	int code = there ? vg_file_sync_folder(name, detail)
			 : vg_detail_set(detail, VG_EIO, "%s: %s", name, strerror(errno));
	free(name);
	return code;
}

int
vg_courierkept_write(const char *state, const char *path,
    const struct vg_courierkept *kept, struct vg_detail *detail)
{
	char *all = vg_mem_format("%s\n%s\n%lld%s%s\n", kept->key, kept->report,
	    (long long)kept->round, kept->message_id[0] ? " " : "", kept->message_id);
	struct vg_courierreport read;
	int code = VG_OK;

	/* First the word: without a name it is told by us, or by whoever follows us. */
	if (!write_over(path, all))
		code = vg_detail_set(detail, VG_EIO, "%s: %s", path, strerror(errno));
	else if (vg_courierreport_read(kept->report, kept->key, &read) == VG_OK &&
	    read.outcome == VG_COURIER_SENT)
		code = give_name(state, path, read.id, detail);
	free(all);
	return code;
}

/* --- who has the message next --------------------------------------------------------------- */

int
vg_courierkept_find(const char *state, const struct vg_courierletter *letter,
    const char *taken_by, char **report, struct vg_detail *detail)
{
	char *name = name_of(state, letter->id);
	struct vg_courierkept kept;
	int code = vg_courierkept_read(name, &kept, detail);
	bool is = code == VG_OK && kept.report;
	bool same =
	    !kept.message_id[0] || strcmp(kept.message_id, letter->message_id) == 0;

	*report = NULL;
	if (is && same && kept.round == letter->round)
		*report =
		    vg_courierreport_again(kept.report, kept.key, letter->id, taken_by);
	if (is && (!same || kept.round < letter->round))
		vg_courierkept_drop(state, letter->id);
	vg_courierkept_fini(&kept);
	free(name);
	return code == VG_ENOENT ? VG_OK : code;
}

void
vg_courierkept_drop(const char *state, const char *id)
{
	char *name = name_of(state, id);

	if (unlink(name) != 0 && errno != ENOENT)
		vg_log(VG_LOG_WARNING, "courier", id, "%s: %s", name, strerror(errno));
	free(name);
}

/* --- before there are workers ----------------------------------------------------------------- */

static void
gather_slot(const char *state, int number)
{
	char *path = vg_courierkept_slot(state, number);
	struct vg_courierkept kept;
	struct vg_courierreport read;
	struct vg_detail detail;
	struct stat file;
	int code = vg_courierkept_read(path, &kept, &detail);

	if (code == VG_OK && kept.report && stat(path, &file) == 0 &&
	    file.st_nlink == 1 &&
	    vg_courierreport_read(kept.report, kept.key, &read) == VG_OK &&
	    read.outcome == VG_COURIER_SENT)
		code = give_name(state, path, read.id, &detail);
	if (code != VG_OK && code != VG_ENOENT)
		vg_log(VG_LOG_WARNING, "courier", "", "%s", detail.text);
	vg_courierkept_fini(&kept);
	free(path);
}

void
vg_courierkept_gather(const char *state)
{
	for (int i = 0; i < VG_COURIERKEPT_SLOTS; i++)
		gather_slot(state, i);
}

/* --- once a day -------------------------------------------------------------------------------- */

void
vg_courierkept_age(
    const char *state, struct vg_wall now, struct vg_mono mono, struct vg_mono *next)
{
	int64_t oldest_s =
	    now.us / VG_SECOND_US - MONTH_DAYS * (VG_DAY_US / VG_SECOND_US);
	const struct dirent *entry;
	struct stat file;

	if (mono.us < next->us)
		return;
	next->us = mono.us + VG_DAY_US;
	DIR *folder = opendir(state);
	while (folder && (entry = readdir(folder)) != NULL) {
		if (vg_text_starts(entry->d_name, NAME) &&
		    fstatat(dirfd(folder), entry->d_name, &file, 0) == 0 &&
		    file.st_mtime < oldest_s)
			(void)unlinkat(dirfd(folder), entry->d_name, 0);
	}
	if (folder)
		closedir(folder);
}
