/*
 * Where cycles wait until their hour is over.
 *
 * A cycle goes into a batch with those of other tracks that came with it, behind the place of its
 * track's cycle before, so that a page of the file takes a dozen of them and is written once.  Of
 * a track nothing is held but where its cycles begin and end; they are read back along these
 * places when the hour is put into blocks: a few tracks at each write, which is when the first
 * cycle of another hour has come, or hours later without one.  What is put together, and how far,
 * stands in the file, so that a restart in between changes nothing.  A batch that is in blocks is
 * written over by one that comes.
 *
 *   batch   (track(4) size(4) place-before(8) row)...        least significant octet first
 *   place   the batch's number times 8192, and where in it
 */
#ifndef VG_AGENT_HISTORY_SAMPLESTAGE_H
#define VG_AGENT_HISTORY_SAMPLESTAGE_H

#include <stddef.h>
#include <stdint.h>

#include "agent/history/sampleblock.h"
#include "agent/history/sampledb.h"

struct vg_samplestage;

/* Gives the stage of 'db' (borrowed), with what waits in it; vg_samplestage_free releases it. */
struct vg_samplestage *
vg_samplestage_new(struct vg_sampledb *db);
void
vg_samplestage_free(struct vg_samplestage *stage);

/*
 * Takes the packed row of 'size' octets (borrowed) of a cycle at 'at'; the first of an hour, and
 * the first since the stage was made or undone, must be whole.
 */
void
vg_samplestage_add(struct vg_samplestage *stage, int64_t track, struct vg_wall at,
    const void *packed, size_t size);

/* How many cycles, and octets of them, are held and not written. */
size_t
vg_samplestage_held(const struct vg_samplestage *stage, size_t *octets);

/* Writes what is held, in the transaction of who calls.  VG_OK, VG_EFULL, VG_EIO, VG_ECORRUPT. */
int
vg_samplestage_write(struct vg_samplestage *stage);

/*
 * Puts what is over at 'now' into blocks, of no more than 'most' tracks; adds to '*rolled' how many
 * roll-ups that made.  In the transaction of who calls.
 */
int
vg_samplestage_settle(
    struct vg_samplestage *stage, struct vg_wall now, size_t most, uint64_t *rolled);

/*
 * Takes out of the file the batches that wait to be written over; nothing may be held.  In the
 * transaction of who calls.  Errors as vg_samplestage_write.
 */
int
vg_samplestage_drop_spare(struct vg_samplestage *stage);

/*
 * The same for the oldest quarter of those that wait for their hour, which nobody can read then,
 * nor what follows from it; adds to '*lost' how many cycles that were.  Whole rows must come next.
 * VG_ENOENT when none waits.
 */
int
vg_samplestage_drop_oldest(struct vg_samplestage *stage, uint64_t *lost);

/* Since the stage was made: vg_sampleblock_left_out. */
uint64_t
vg_samplestage_left_out(const struct vg_samplestage *stage);

/* The transaction was committed; or it was not, and what was held is lost. */
void
vg_samplestage_kept(struct vg_samplestage *stage);
void
vg_samplestage_undo(struct vg_samplestage *stage);

/* The rows of a track that wait, as they came; borrowed until the stage is called again. */
const struct vg_samplelist *
vg_samplestage_list(struct vg_samplestage *stage, int64_t track);

/* The file it is of (borrowed). */
struct vg_sampledb *
vg_samplestage_db(struct vg_samplestage *stage);

#endif
