/*
 * The file of samples: STATE/history.db, its tables.
 *
 * A track is one probe of one device with the objects it had.  Its cycles are written in the order
 * in which they come, those of many tracks in one batch; when an hour of a track is over, it is put
 * together into blocks: one of all its cycles, one of its 5-minute roll-ups, one of the hour's.
 * What the octets of batches and blocks mean is agent/history/samplestage's.
 *
 * It is a file of its own: samples are many and may be lost, messages are few and may not.  A
 * damaged one is put aside and a new one begun.
 */
#ifndef VG_AGENT_HISTORY_SAMPLEDB_H
#define VG_AGENT_HISTORY_SAMPLEDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/history/rollup.h"
#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/time/instant.h"

struct vg_sampledb;

/* A batch of no more than this lies in one page of the file. */
enum { VG_SAMPLEDB_BATCH_SIZE = 8100 };

/* Called for each track of a device; both texts are borrowed. */
typedef void (*vg_sampledb_track_cb)(
    int64_t track, const char *probe, const char *objects, void *cookie);

/* Called for each track: up to which cycle it is in blocks. */
typedef void (*vg_sampledb_done_cb)(int64_t track, uint64_t done, void *cookie);

/* Called for each batch: where it lies, and which one it is. */
typedef void (*vg_sampledb_batch_cb)(int64_t slot, int64_t number, void *cookie);

/* Called for each block (borrowed), which begins at 'begin' (microseconds since 1970). */
typedef void (*vg_sampledb_octets_cb)(
    int64_t begin, const void *data, size_t size, void *cookie);

/* Opens 'path' (borrowed), made when it is not there.  Errors as vg_db_open. */
int
vg_sampledb_open(const char *path, struct vg_sampledb **db, struct vg_detail *detail);

/* Closes it (NULL is silent). */
void
vg_sampledb_close(struct vg_sampledb *db);

/* A transaction, as vg_db_begin; VG_ECORRUPT when the file is found to be damaged. */
int
vg_sampledb_begin(struct vg_sampledb *db);
int
vg_sampledb_commit(struct vg_sampledb *db);
void
vg_sampledb_rollback(struct vg_sampledb *db);

/* VG_OK, or how the disk failed whoever read or wrote since the last begin. */
int
vg_sampledb_failed(const struct vg_sampledb *db);

/* Bounds the file to 'megabytes'. */
void
vg_sampledb_limit(struct vg_sampledb *db, uint64_t megabytes);

/* Whether the file can take some hundred pages more, or a quarter of its bound if that is less. */
bool
vg_sampledb_has_room(struct vg_sampledb *db);

/* Gives back what the log beside the file takes of the disk. */
void
vg_sampledb_shrink(struct vg_sampledb *db);

/* The number of a track, made when it is new (all borrowed); 0 when that cannot be written. */
int64_t
vg_sampledb_track(
    struct vg_sampledb *db, const char *device, const char *probe, const char *objects);

/* Calls 'cb' with 'cookie' for each track of 'device' (borrowed), in their order. */
void
vg_sampledb_each_track(
    struct vg_sampledb *db, const char *device, vg_sampledb_track_cb cb, void *cookie);

/* Notes up to which cycle a track is in blocks; calls 'cb' with 'cookie' for each track. */
int
vg_sampledb_set_done(struct vg_sampledb *db, int64_t track, uint64_t done);
void
vg_sampledb_each_done(struct vg_sampledb *db, vg_sampledb_done_cb cb, void *cookie);

/*
 * Keeps a batch (borrowed) in a slot, in the place of what was there: one of the same size is
 * written over it, and nothing else of the file changes.  VG_OK, VG_EFULL, VG_EIO, VG_ECORRUPT.
 */
int
vg_sampledb_put_batch(
    struct vg_sampledb *db, int64_t slot, int64_t number, const void *data, size_t size);

/* Takes the batch of a slot, if any, out of the file: its page is free for others. */
int
vg_sampledb_drop_batch(struct vg_sampledb *db, int64_t slot);

/*
 * The batch of a slot, borrowed until the next one is asked for or vg_sampledb_end_batch, which
 * must come before the file is written to; NULL when there is none.
 */
const void *
vg_sampledb_batch(struct vg_sampledb *db, int64_t slot, size_t *size);
void
vg_sampledb_end_batch(struct vg_sampledb *db);

/* Calls 'cb' with 'cookie' for each batch in the order of their numbers. */
void
vg_sampledb_each_batch(struct vg_sampledb *db, vg_sampledb_batch_cb cb, void *cookie);

/*
 * Keeps a block (borrowed); 'replace': in the place of one there may be.  VG_ECONFLICT when there
 * is one already; else as vg_sampledb_put_batch.
 */
int
vg_sampledb_put_block(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall begin, const struct vg_buf *block, bool replace);

/* Calls 'cb' with 'cookie' for each block that begins at or after 'from' and before 'until'. */
void
vg_sampledb_each_block(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall from, struct vg_wall until, vg_sampledb_octets_cb cb, void *cookie);

/*
 * The same for the last block that begins before 'hour', where one begins, and not two days
 * before it.  False when there is none.
 */
bool
vg_sampledb_block_before(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall hour, vg_sampledb_octets_cb cb, void *cookie);

/*
 * Lets go of blocks of a span that end before 'until', whatever their track, the oldest first and
 * no more than 'most'.  Errors as vg_sampledb_put_batch.
 */
int
vg_sampledb_drop(
    struct vg_sampledb *db, enum vg_samplespan span, struct vg_wall until, size_t most);

#endif
