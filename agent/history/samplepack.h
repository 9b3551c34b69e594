/*
 * One cycle of one probe as octets: all values, or what differs from the cycle before.
 *
 * Pure.  A whole row says its shape and every value; a difference says from which instant it
 * starts and the values that changed, numbers as steps, so that a device at rest costs a few
 * octets and a counter two or three.  Reading is strict: octets come from a file.
 *
 *   whole       'K' n-scalars n-columns n-rows value... (index value...)...
 *   difference  'D' microseconds-since-base (unchanged-values-skipped value)...
 *
 * Numbers are base-128, least significant group first; signed ones zigzag.
 */
#ifndef VG_AGENT_HISTORY_SAMPLEPACK_H
#define VG_AGENT_HISTORY_SAMPLEPACK_H

#include <stddef.h>
#include <stdint.h>

#include "agent/rule/sampleset.h"
#include "lib/base/buf.h"

enum vg_samplecell_type {
	VG_SAMPLECELL_MISSING = 0,
	VG_SAMPLECELL_NUMBER = 1,    /* 'number' */
	VG_SAMPLECELL_COUNTER32 = 2, /* 'count' */
	VG_SAMPLECELL_COUNTER64 = 3, /* 'count' */
	VG_SAMPLECELL_TICKS = 4,     /* 'count', hundredths of a second */
	VG_SAMPLECELL_TEXT = 5,      /* 'text', 'size' */
	VG_SAMPLECELL_ROLL = 6       /* 'n', 'least', 'mean', 'most' */
};

enum { VG_SAMPLEPACK_TEXT = 127, VG_SAMPLEPACK_OBJECTS = 1024 };

struct vg_samplecell {
	enum vg_samplecell_type type;
	int64_t number;
	uint64_t count;
	const char *text; /* borrowed; 'size' octets, no NUL */
	size_t size;
	uint64_t n;                /* samples in a roll-up */
	int64_t least, mean, most; /* thousandths; of a counter: per second */
};

struct vg_samplegrid {
	size_t n_scalars, n_columns, n_rows;
};

/* Called for each value in its order; 'row' NULL: a scalar, else its index (both borrowed). */
typedef void (*vg_samplepack_cb)(
    const char *row, size_t object, const struct vg_samplecell *cell, void *cookie);

/* Appends the head of a whole row, an index, a value: to be called in the order of the form. */
void
vg_samplepack_head(struct vg_buf *out, const struct vg_samplegrid *grid);
void
vg_samplepack_index(struct vg_buf *out, const char *index);
void
vg_samplepack_cell(struct vg_buf *out, const struct vg_samplecell *cell);

/* Appends 'samples' (borrowed) as a whole row. */
void
vg_samplepack_whole(struct vg_buf *out, const struct vg_sampleset *samples);

/*
 * Appends what differs in the whole row 'row' from the whole row 'base' of 'passed_us' before
 * it (both borrowed).  VG_OK; VG_EINVAL when they have other shapes: nothing is appended.
 */
int
vg_samplepack_difference(struct vg_buf *out, const struct vg_buf *base,
    const struct vg_buf *row, int64_t passed_us);

/*
 * Appends the whole row that the 'size' octets at 'packed' say (borrowed), whole or a difference
 * from 'base' of 'passed_us' before (borrowed; empty: there is none).  VG_OK; VG_ECONFLICT for a
 * difference from another row; VG_EPARSE.
 */
int
vg_samplepack_undo(struct vg_buf *out, const struct vg_buf *base, int64_t passed_us,
    const void *packed, size_t size);

/*
 * Calls 'cb' with 'cookie' for each value of the 'size' octets of a whole row at 'whole'
 * (borrowed) and gives its shape in '*grid'.  VG_OK, or VG_EPARSE, perhaps after some calls.
 */
int
vg_samplepack_each(const void *whole, size_t size, struct vg_samplegrid *grid,
    vg_samplepack_cb cb, void *cookie);

#endif
