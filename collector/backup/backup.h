/*
 * Backups of the running collector: a copy of its database, made a few pages at a time between
 * what else the loop has to do, then read whole by a child of our own program, and only then
 * given its name, with its SHA-256 beside it.
 *
 * Copies lie in one folder, the tree's or STATE/backup; no caller names a path.  As many as the
 * tree says are kept, none longer than it says.
 */
#ifndef VG_COLLECTOR_BACKUP_BACKUP_H
#define VG_COLLECTOR_BACKUP_BACKUP_H

#include "collector/desk/desk.h"
#include "lib/loop/loop.h"

enum { VG_BACKUP_PATH = 512 };

enum vg_backup_state {
	VG_BACKUP_NONE, /* none since the program started */
	VG_BACKUP_COPYING,
	VG_BACKUP_VERIFYING,
	VG_BACKUP_DONE,
	VG_BACKUP_FAILED
};

/* "none", "copying", "verifying", "done", "failed". */
const char *
vg_backup_state_text(enum vg_backup_state state);

struct vg_backup_view {
	enum vg_backup_state state;
	const char *name, *path;    /* "" before the first; 'path' of a finished one */
	const char *sha256, *error; /* "" until known */
	int64_t copied, all;        /* pages */
	struct vg_wall started, ended;
	struct vg_wall last; /* when a verified one was made last; unset: not known */
};

struct vg_backup;

/*
 * Gives it; borrows 'loop' and 'desk', which outlive it, and 'state', the folder.  Half copies
 * of an earlier run are removed.
 */
struct vg_backup *
vg_backup_new(struct vg_loop *loop, struct vg_desk *desk, const char *state);

/* Ends what is under way; takes 'backup' (NULL is silent). */
void
vg_backup_free(struct vg_backup *backup);

/*
 * Begins one for 'actor'; a 'key' that the one under way, or the last one, was asked for with
 * begins none (both borrowed).  VG_OK; VG_EACCESS below the role manager; VG_EBUSY while
 * one is under way; VG_EFULL when the disk has no room for it; VG_EIO; each with detail.
 */
int
vg_backup_start(struct vg_backup *backup, const struct vg_actor *actor, const char *key,
    struct vg_detail *detail);

/* How long the check of a copy of 'size' bytes may take, in microseconds: then it is killed. */
int64_t
vg_backup_check_us(int64_t size);

/* Checks may take 'limit_us' microseconds, whatever the size; 0: by their size, as ever. */
void
vg_backup_check_within(struct vg_backup *backup, int64_t limit_us);

/* How it goes; texts are borrowed until the loop turns. */
void
vg_backup_show(const struct vg_backup *backup, struct vg_backup_view *view);

#endif
