/*
 * An hour of a track, put together: its cycles in one block, its 5-minute roll-ups in another, the
 * hour's in a third.
 *
 * Cycles that came in the order of time are moved as they were packed.  After a clock that stepped
 * back, and when the hour has a block already, they are put in order first, and all are whole.
 */
#ifndef VG_AGENT_HISTORY_SAMPLEBLOCK_H
#define VG_AGENT_HISTORY_SAMPLEBLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "agent/history/sampledb.h"
#include "lib/base/buf.h"

struct vg_sampleblock;

/* Packed rows of one track in the order in which they came; the first is whole. */
struct vg_samplelist {
	struct vg_buf octets;
	struct vg_sampleitem {
		uint64_t place; /* where it came from */
		size_t begin, size;
	} * items; /* owned */
	size_t n, capacity;
};

void
vg_samplelist_init(struct vg_samplelist *list);
void
vg_samplelist_fini(struct vg_samplelist *list);
void
vg_samplelist_add(
    struct vg_samplelist *list, uint64_t place, const void *packed, size_t size);

/* Puts the last of them first. */
void
vg_samplelist_turn(struct vg_samplelist *list);

/* Gives what puts blocks into 'db' (borrowed); vg_sampleblock_free releases it (NULL is silent). */
struct vg_sampleblock *
vg_sampleblock_new(struct vg_sampledb *db);
void
vg_sampleblock_free(struct vg_sampleblock *block);

/*
 * How many rows at the head of 'list' (borrowed) are of one hour; '*hour' is when it began, unset
 * when none can be read.
 */
size_t
vg_sampleblock_hour(const struct vg_samplelist *list, struct vg_wall *hour);

/*
 * Puts the first 'n' rows of 'list' (borrowed), all of the hour 'begin', into blocks of 'track'.
 * The row behind them, if any, ends their last rates.  Adds to '*rolled' how many roll-ups that
 * made.  VG_OK, VG_EFULL, VG_EIO, VG_ECORRUPT.
 */
int
vg_sampleblock_put(struct vg_sampleblock *block, int64_t track,
    const struct vg_samplelist *list, size_t n, struct vg_wall begin, uint64_t *rolled);

/* How many rows of cycles were in none of these roll-ups: vg_rollup_left_out. */
uint64_t
vg_sampleblock_left_out(const struct vg_sampleblock *block);

#endif
