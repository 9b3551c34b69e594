/*
 * Storms at the desk: what comes beyond the budget of its source is counted, not kept one by
 * one; a storm is one alarm, with its counts, its first and last messages and samples.
 *
 * Counts wait in memory for a second at most, or go to disk with the batch in which an inform
 * waits for its answer.  What is an agent's own, and what is news in the storm, is taken as
 * ever: the first raise of a major or critical fault and the clear of one, 20 a minute and
 * source.
 */
#ifndef VG_COLLECTOR_DESK_FOREIGN_DESKSTORM_H
#define VG_COLLECTOR_DESK_FOREIGN_DESKSTORM_H

#include "collector/desk/desk.h"
#include "lib/os/net.h"

/*
 * Counts one notification of 'source' beyond its budget, called 'oid' (both borrowed; NULL: it
 * was refused unread).  True when the desk's next due is sooner than it was.
 */
bool
vg_deskstorm_count(struct vg_desk *desk, const struct vg_address *source,
    const struct vg_oid *oid, struct vg_wall now);

/* Writes what was counted, in a transaction of its own.  VG_OK; VG_EFULL or VG_EIO: later. */
int
vg_deskstorm_flush(struct vg_desk *desk, struct vg_wall now);

/* --- queries ------------------------------------------------------------------------------- */

struct vg_storm_view {
	int64_t id;
	const char *source; /* "" those that were too many to be told apart */
	const char *device; /* of the tree; "" none has the address */
	const char *resource;
	struct vg_wall began, last, ended; /* unset: it is on */
	uint64_t folded, unread, passed;
};
typedef void (*vg_storm_cb)(const struct vg_storm_view *view, void *cookie);

/* Storms, the newest first, after what was counted is written: a page of them. */
int
vg_deskstorm_list(struct vg_desk *desk, struct vg_deskpage *page, struct vg_wall now,
    vg_storm_cb cb, void *cookie);

/* The storm 'id', if there is one. */
int
vg_deskstorm_one(
    struct vg_desk *desk, int64_t id, struct vg_wall now, vg_storm_cb cb, void *cookie);

struct vg_storm_name_view {
	int64_t id;
	const char *kind; /* "named", "other", "unread", "news" */
	const char *oid;  /* "" when it is not named */
	uint64_t count;
};
typedef void (*vg_storm_name_cb)(const struct vg_storm_name_view *view, void *cookie);

/* What the storm 'id' was made of, what was counted most first. */
int
vg_deskstorm_names(struct vg_desk *desk, int64_t id, vg_storm_name_cb cb, void *cookie);

struct vg_storm_second_view {
	struct vg_wall at; /* when it begins */
	int64_t span;      /* seconds */
	uint64_t count;
};
typedef void (*vg_storm_second_cb)(const struct vg_storm_second_view *view, void *cookie);

/* How many of 'name' came when, the newest first, 'limit' of them at most. */
int
vg_deskstorm_seconds(struct vg_desk *desk, int64_t name, size_t limit,
    vg_storm_second_cb cb, void *cookie);

/* 'number': 0 the last one that was read; else how many had been, with it. */
typedef void (*vg_storm_sample_cb)(
    int64_t number, struct vg_wall at, const struct vg_trap *trap, void *cookie);

/* Messages of the storm 'id', in their order. */
int
vg_deskstorm_samples(
    struct vg_desk *desk, int64_t id, vg_storm_sample_cb cb, void *cookie);

#endif
