/*
 * The file of samples: STATE/history.db, its table and its chains of rows.
 *
 * A track is one probe of one device with the objects it had; each of its spans (0: as sampled;
 * 300 and 3600: rolled up, in seconds) is a chain of rows by time, the first of each block whole,
 * the others differences from the one before.
 *
 * It is a file of its own: samples are many and may be lost, messages are few and may not.  A
 * damaged one is put aside and a new one begun.
 */
#ifndef VG_AGENT_HISTORY_SAMPLEDB_H
#define VG_AGENT_HISTORY_SAMPLEDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/time/instant.h"

struct vg_sampledb;

enum vg_samplespan {
	VG_SAMPLESPAN_RAW = 0,
	VG_SAMPLESPAN_FIVE = 300,
	VG_SAMPLESPAN_HOUR = 3600
};

/* Called for each row of a chain, whole (borrowed); true goes on. */
typedef bool (*vg_sampledb_cb)(
    struct vg_wall at, const struct vg_buf *whole, void *cookie);

/* Called for each track of a device; both texts are borrowed. */
typedef void (*vg_sampledb_track_cb)(
    int64_t track, const char *probe, const char *objects, void *cookie);

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

/* The number of a track, made when it is new (all borrowed); 0 when that cannot be written. */
int64_t
vg_sampledb_track(
    struct vg_sampledb *db, const char *device, const char *probe, const char *objects);

/* Calls 'cb' with 'cookie' for each track of 'device' (borrowed). */
void
vg_sampledb_each_track(
    struct vg_sampledb *db, const char *device, vg_sampledb_track_cb cb, void *cookie);

/* The first track after number 'after'; 0 past the last. */
int64_t
vg_sampledb_next_track(struct vg_sampledb *db, int64_t after);

/* When the last row at or before 'until' was; unset when there is none. */
struct vg_wall
vg_sampledb_last(
    struct vg_sampledb *db, int64_t track, enum vg_samplespan span, struct vg_wall until);

/* Keeps 'packed' (borrowed) as the row of 'at'.  VG_OK, VG_EFULL, VG_EIO, VG_ECORRUPT. */
int
vg_sampledb_put(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall at, const struct vg_buf *packed);

/*
 * Calls 'cb' with 'cookie' for each row of the chain, whole, from the row that held at 'from' to
 * the last one before 'until'.  What is damaged, or follows what is lost, is left out.
 */
void
vg_sampledb_walk(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall from, struct vg_wall until, vg_sampledb_cb cb, void *cookie);

/* The same for the rows from 'begin', where a block begins, on: none from before it. */
void
vg_sampledb_rows(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall begin, struct vg_wall until, vg_sampledb_cb cb, void *cookie);

/* Lets go of whole blocks before 'until'.  VG_OK, VG_EFULL, VG_EIO, VG_ECORRUPT. */
int
vg_sampledb_drop(
    struct vg_sampledb *db, int64_t track, enum vg_samplespan span, struct vg_wall until);

/* Where the block begins that 'at' lies in: a whole row stands first in it. */
struct vg_wall
vg_sampledb_block(enum vg_samplespan span, struct vg_wall at);

/* Bounds the file to 'megabytes'. */
void
vg_sampledb_limit(struct vg_sampledb *db, uint64_t megabytes);

#endif
