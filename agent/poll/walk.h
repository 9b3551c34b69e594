/*
 * The state of a walk over one table by GETBULK: what to ask next, what an answer adds.
 *
 * Each column has its own place, because columns of one table may lack rows.  A column ends at
 * the first OID outside it, at an exception, and at one that does not rise; after the last of these
 * nobody knows what else is there, so that the walk is not whole.
 */
#ifndef VG_AGENT_POLL_WALK_H
#define VG_AGENT_POLL_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/rule/sampleset.h"

struct vg_walk {
	const struct vg_probe *probe; /* borrowed */
	struct vg_oid *at;            /* owned; per column: the last OID seen */
	bool *ended;                  /* owned; per column */
	size_t *n_cells;              /* owned; per column: taken so far */
	size_t *asked;        /* owned; room for the columns of the request under way */
	struct vg_oid *index; /* owned; of the row that the last cell belongs to */
	size_t row;           /* its number; SIZE_MAX: none yet */
	bool cut;             /* rows were left out: the walk is not whole */
	unsigned rounds;      /* answers taken */
};

/* Begins a walk over the columns of 'probe' (borrowed). */
void
vg_walk_init(struct vg_walk *walk, const struct vg_probe *probe);
void
vg_walk_fini(struct vg_walk *walk);

/*
 * Writes what to ask next into 'oids' and the columns they are of into 'columns' (room for
 * 'room' each).  Gives how many; 0 when the walk is over.
 */
size_t
vg_walk_next(
    const struct vg_walk *walk, struct vg_oid *oids, size_t *columns, size_t room);

/*
 * Takes the answer to the 'n_columns' OIDs of 'columns' (borrowed) into 'samples': the values
 * move out of the varbinds; 'uptime' is that of the same PDU, 0 when it was not asked.  Returns
 * whether it brought a cell or the end of a column; a walk that gets neither is over.
 */
bool
vg_walk_take(struct vg_walk *walk, const size_t *columns, size_t n_columns,
    struct vg_varbind *varbinds, size_t n, uint32_t uptime, struct vg_sampleset *samples);

/* Gives column 'column' up: the device answers it with an error.  The walk is not whole. */
void
vg_walk_give_up(struct vg_walk *walk, size_t column);

/* Whether every column that has not ended has brought 'n' (1 and up) cells, and none is cut. */
bool
vg_walk_has(const struct vg_walk *walk, size_t n);

/* Whether every column has come to its end with nothing left out. */
bool
vg_walk_whole(const struct vg_walk *walk);

#endif
