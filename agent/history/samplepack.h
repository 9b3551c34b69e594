/*
 * One cycle of one probe as octets: all values, or what differs from the cycle before.
 *
 * Pure.  A whole row says its shape and every value; a difference says from which instant it
 * starts and the values that changed, numbers as steps, so that a device at rest costs a few
 * octets and a counter two or three.  Both are made in one walk over the samples, against the
 * whole row before, and nothing is allocated for a value.  Reading is strict: octets come from a
 * file.
 *
 *   whole       'K' flags instant(8) uptime(4) n-scalars n-columns n-rows value...
 *               (size(1) index value...)...
 *   difference  'D' flags microseconds-since-base uptime-step change...
 *   change      a control octet: in its high four bits how many values stay before it (15: and as
 *               many more as the count behind says), in its low ones how many octets of a step
 *               follow, or 15: a whole value does (agent/history/samplecell.h)
 *
 * Counts are base-128, least significant group first; signed ones zigzag.
 */
#ifndef VG_AGENT_HISTORY_SAMPLEPACK_H
#define VG_AGENT_HISTORY_SAMPLEPACK_H

#include <stddef.h>
#include <stdint.h>

#include "agent/history/samplecell.h"
#include "agent/rule/sampleset.h"
#include "lib/base/buf.h"
#include "lib/time/instant.h"

enum {
	VG_SAMPLEPACK_OBJECTS = 1024,
	VG_SAMPLEPACK_WHOLE = 15, /* in a control octet: a whole value follows */
	VG_SAMPLEPACK_MORE = 15   /* and: a count of more values that stay */
};

struct vg_samplegrid {
	size_t n_scalars, n_columns, n_rows;
};

/* What stands before the values of a row. */
struct vg_samplehead {
	bool whole;
	struct vg_wall at;         /* of a difference: unset */
	int64_t passed_us;         /* of a difference: since its base */
	bool has_uptime;           /* the device's clock was asked */
	bool restarted;            /* it started anew since the cycle before */
	uint32_t uptime;           /* hundredths; of a difference: what to add */
	struct vg_samplegrid grid; /* of a difference: zero */
};

/* A change: 'skip' values stay before it. */
struct vg_samplechange {
	size_t skip;
	bool is_step;
	uint64_t step; /* vg_samplecell_stepped */
	struct vg_samplecell cell;
};

/* Called for each value in its order; 'row' NULL: a scalar, else its index (both borrowed). */
typedef void (*vg_samplepack_cb)(
    const char *row, size_t object, const struct vg_samplecell *cell, void *cookie);

/* Appends a whole row's head, an index, a value: to be called in the order of the form. */
void
vg_samplepack_head(struct vg_buf *out, const struct vg_samplehead *head);
void
vg_samplepack_index(struct vg_buf *out, const char *index);
void
vg_samplepack_cell(struct vg_buf *out, const struct vg_samplecell *cell);

/*
 * Appends 'samples' (borrowed) as a whole row to 'whole', and to 'difference' what differs in it
 * from the whole row of 'base_size' octets at 'base' (borrowed; 0: there is none).  VG_OK;
 * VG_EINVAL when 'base' is none or has another shape: 'difference' is of no use then; VG_ELIMIT
 * when neither is.
 */
int
vg_samplepack_add(struct vg_buf *whole, struct vg_buf *difference, const void *base,
    size_t base_size, const struct vg_sampleset *samples);

/* Appends the head of a difference from the row of 'passed_us' before. */
void
vg_samplepack_head_difference(struct vg_buf *out, int64_t passed_us);

/* Writes the control of a change behind 'same' values that stay; gives what is behind. */
unsigned char *
vg_samplepack_put_control(unsigned char *at, size_t same, unsigned low);

/* Reads a row's head; what is left are its values or its changes.  The cursor fails for none. */
void
vg_samplepack_read_head(struct vg_cursor *c, struct vg_samplehead *head);

/* Reads the index before a row's values; the cursor fails for none. */
void
vg_samplepack_read_index(struct vg_cursor *c, char index[VG_SAMPLESET_INDEX_SIZE]);

/* Reads a change of which the control octet was read already: what is behind it. */
void
vg_samplepack_read_large(
    struct vg_cursor *c, struct vg_samplechange *change, unsigned control);

/* Reads a change; the cursor fails for none.  Most are a small step and read here. */
static inline void
vg_samplepack_read_change(struct vg_cursor *c, struct vg_samplechange *change)
{
	if (c->failed || c->at >= c->end) {
		c->failed = true;
		return;
	}
	unsigned control = *c->at++, width = control & 15;
	if (width > 8 || control >> 4 == VG_SAMPLEPACK_MORE) {
		vg_samplepack_read_large(c, change, control);
		return;
	}
	change->skip = control >> 4;
	change->is_step = true;
	change->step = vg_samplecell_load(c, width);
}

/*
 * Appends the whole row that the 'size' octets at 'packed' say (borrowed), whole or a difference
 * from 'base' (borrowed; empty: there is none).  VG_OK; VG_ECONFLICT for a difference from
 * nothing; VG_EPARSE.
 */
int
vg_samplepack_undo(
    struct vg_buf *out, const struct vg_buf *base, const void *packed, size_t size);

/* The instant of the whole row at 'whole' (borrowed); unset when it is none. */
struct vg_wall
vg_samplepack_at(const void *whole, size_t size);

/*
 * Calls 'cb' with 'cookie' for each value of the 'size' octets of a whole row at 'whole'
 * (borrowed) and gives its shape in '*grid'.  VG_OK, or VG_EPARSE, perhaps after some calls.
 */
int
vg_samplepack_each(const void *whole, size_t size, struct vg_samplegrid *grid,
    vg_samplepack_cb cb, void *cookie);

#endif
