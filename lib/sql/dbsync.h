/*
 * Brings to disk what was committed, beside the loop that goes on meanwhile.
 *
 * A thread of its own waits for the disk (fdatasync of the write-ahead log) and touches nothing
 * else; all other calls are for the one thread that the database belongs to.  What is committed
 * after an asking is not waited for by it; askings that meet a sync under way share the next one.
 */
#ifndef VG_LIB_SQL_DBSYNC_H
#define VG_LIB_SQL_DBSYNC_H

#include <stdint.h>

#include "lib/base/detail.h"

struct vg_db;
struct vg_dbsync;

/*
 * Gives it for 'db' (borrowed, outlives it), which is a file in WAL mode; NULL with the detail
 * (VG_EIO, VG_EUNSUPPORTED for one in memory).
 */
struct vg_dbsync *
vg_dbsync_new(struct vg_db *db, struct vg_detail *detail);

/* Waits for what was asked, then ends the thread.  NULL is silent. */
void
vg_dbsync_free(struct vg_dbsync *sync);

/* A descriptor that is readable when an asking has ended; borrowed. */
int
vg_dbsync_fd(const struct vg_dbsync *sync);

/* Asks that all committed so far come to disk; gives the asking's number, from 1 on. */
uint64_t
vg_dbsync_ask(struct vg_dbsync *sync);

/*
 * Waits until all committed so far is on disk, and takes note of nothing: askings that end by it
 * make the descriptor readable.  VG_OK; VG_EIO, VG_EFULL as for vg_dbsync_ended.
 */
int
vg_dbsync_bring(struct vg_dbsync *sync);

/* The number of the last asking that has not ended; 0: all have. */
uint64_t
vg_dbsync_under_way(struct vg_dbsync *sync);

/*
 * Up to which number everything is on disk; takes note of it, so that the descriptor is quiet.
 * '*code': VG_OK; or VG_EIO, VG_EFULL when the disk refused, this or a commit that waited.  Then no
 * later asking ends, and the database takes nothing more: what was written and never came to disk
 * cannot be told from what did by anyone who goes on.
 */
uint64_t
vg_dbsync_ended(struct vg_dbsync *sync, int *code);

/* The same, after waiting for all that was asked. */
uint64_t
vg_dbsync_wait(struct vg_dbsync *sync, int *code);

#endif
