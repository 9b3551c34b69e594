/*
 * Rows of one track: as they were packed one after another, and whole, in the order of time.
 *
 * Pure.  A block of the file is packed rows, each behind its size (a count); a difference follows
 * from the row before it in the block.
 */
#ifndef VG_AGENT_HISTORY_SAMPLEROWS_H
#define VG_AGENT_HISTORY_SAMPLEROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/time/instant.h"

struct vg_samplerow_whole {
	struct vg_wall at;
	size_t turn;  /* when it was added */
	size_t begin; /* in 'octets' */
	size_t size;
};

/* Whole rows; all zero but for 'octets' and 'last' (vg_samplerows_init): none. */
struct vg_samplerows {
	struct vg_samplerow_whole *rows; /* owned */
	size_t n, capacity;
	struct vg_buf octets;
	struct vg_buf last; /* what a difference follows from */
};

void
vg_samplerows_init(struct vg_samplerows *rows);
void
vg_samplerows_fini(struct vg_samplerows *rows);

/* Forgets the rows, keeps their room. */
void
vg_samplerows_reset(struct vg_samplerows *rows);

/* Appends a packed row (borrowed) to a block. */
void
vg_samplerows_pack(struct vg_buf *block, const void *packed, size_t size);

/*
 * Adds a row (borrowed), whole or the difference from the one added before.  What is damaged, or
 * follows what is lost, is left out.
 */
void
vg_samplerows_add(struct vg_samplerows *rows, const void *packed, size_t size);

/* Adds each row of a block (borrowed). */
void
vg_samplerows_add_block(struct vg_samplerows *rows, const void *block, size_t size);

/* Puts them into the order of time; of those of one instant the one that was added last stays. */
void
vg_samplerows_sort(struct vg_samplerows *rows);

/* Row 'i', borrowed; its octets are followed by others. */
struct vg_buf
vg_samplerows_whole(const struct vg_samplerows *rows, size_t i);

#endif
