/*
 * A disk whose power can go: the files of tests/fault/cutvfs.c.
 *
 * Each file has what a program reads and what is on the platter; between the two stand the writes
 * and changes of size since its last sync, one by one.  When the power goes, chance says of each
 * of them whether it is on the platter: all, a part torn at sectors of 512 or 4,096 octets, or
 * none, in any order.  Names are like that too: a file that was made, or deleted, since its folder
 * was synced may be there or not.
 *
 * Everything that chance says comes from one number, so that a run can be made again.
 */
#ifndef VG_TESTS_FAULT_CUTDISK_H
#define VG_TESTS_FAULT_CUTDISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vg_cutfile;

struct vg_cutdisk_counts {
	uint64_t changes; /* writes, changes of size, syncs, deletions */
	uint64_t syncs;
	uint64_t cuts;
	uint64_t lost;  /* writes and changes of size that a cut left nothing of */
	uint64_t torn;  /* writes of which a part was left */
	uint64_t names; /* files that were gone, or back, after a cut */
};

/* Begins with an empty disk and the number 'seed', counts at 0. */
void
vg_cutdisk_begin(uint64_t seed);

/* Takes all files away; counts and chance go on. */
void
vg_cutdisk_wipe(void);

/* A number below 'limit' (above 0), by chance. */
uint64_t
vg_cutdisk_chance(uint64_t limit);

/* Syncs of files whose name ends with 'tail' (static) say that they are done and do nothing. */
void
vg_cutdisk_break_syncs(const char *tail);

/* Lets the power go at the 'n'-th change from now (1: the next); 0: never. */
void
vg_cutdisk_cut_after(uint64_t n);

/* The same at the 'n'-th sync; half of them are done when it goes, and nobody hears of it. */
void
vg_cutdisk_cut_at_sync(uint64_t n);

/* Whether the power is off: nothing can be read or written. */
bool
vg_cutdisk_is_off(void);

/* The power comes back: what the platter holds is what there is.  Nothing may be open. */
void
vg_cutdisk_power_on(void);

/* Makes 'to' hold what 'from' holds; 'to' must not be open.  No change that could be cut. */
void
vg_cutdisk_copy(const char *from, const char *to);

/*
 * Makes 'to' what 'from' is, on the platter too; no file when there is none.  Neither may be open.
 */
void
vg_cutdisk_restore(const char *from, const char *to);

struct vg_cutdisk_counts
vg_cutdisk_counts(void);

/* --- what a VFS asks; false or NULL: the power is off, or went ------------------------------- */

/* The file 'name' (borrowed; NULL: one without a name), made when there is none and 'create'. */
struct vg_cutfile *
vg_cutdisk_open(const char *name, bool create);

/* 'name' exists and is not empty. */
bool
vg_cutdisk_has(const char *name);

/* Its name is gone; its folder is synced when 'sync'. */
bool
vg_cutdisk_delete(const char *name, bool sync);

void
vg_cutdisk_close(struct vg_cutfile *file);

/* Gives how many of 'size' octets at 'at' there were. */
size_t
vg_cutdisk_read(const struct vg_cutfile *file, void *data, size_t size, size_t at);

bool
vg_cutdisk_write(struct vg_cutfile *file, const void *data, size_t size, size_t at);

bool
vg_cutdisk_truncate(struct vg_cutfile *file, size_t size);

/* The folder too when 'folder'. */
bool
vg_cutdisk_sync(struct vg_cutfile *file, bool folder);

size_t
vg_cutdisk_size(const struct vg_cutfile *file);

#endif
