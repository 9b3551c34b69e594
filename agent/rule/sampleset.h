/*
 * What one run of a probe brought home: one row of scalars, and the rows of its table.
 *
 * Pure.  The probe is borrowed from its pack; the values are owned.
 */
#ifndef VG_AGENT_RULE_SAMPLESET_H
#define VG_AGENT_RULE_SAMPLESET_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/rule/restart.h"
#include "lib/model/value.h"
#include "lib/pack/pack.h"

enum { VG_SAMPLESET_INDEX_SIZE = 129, VG_SAMPLESET_MAX_ROWS = 4096 };

struct vg_samplerow {
	char index[VG_SAMPLESET_INDEX_SIZE]; /* "5", "0.2001"; "" for the scalars */
	struct vg_value *values; /* owned by the set; one per scalar, or one per column */
	uint32_t uptime;         /* sysUpTime of the PDU it began in; 0: not asked */
};

struct vg_sampleset {
	const struct vg_probe *probe; /* borrowed */
	struct vg_wall at;            /* when the answer came */
	struct vg_samplerow scalars;  /* values NULL while no scalar was asked */
	struct vg_samplerow *rows; /* owned; of the table, in the order of their index */
	size_t n_rows;
	size_t capacity;
	struct vg_value *block; /* owned; values of the first 'block_rows' rows */
	size_t block_rows;
	struct vg_restart_clock clock; /* of its first PDU, when it was asked */
	enum vg_restart
	    restart; /* whether the device started anew since the last clock */
	bool whole;  /* the table was walked to its end: what is not here is not there */
};

/* Makes 'set' empty for 'probe' (borrowed), with a row of missing scalars when it has any. */
void
vg_sampleset_init(
    struct vg_sampleset *set, const struct vg_probe *probe, struct vg_wall at);

/* Makes room for 'n_rows' rows at once; only while there are none. */
void
vg_sampleset_expect(struct vg_sampleset *set, size_t n_rows);

/* Frees what the set owns and empties it. */
void
vg_sampleset_fini(struct vg_sampleset *set);

/*
 * The row of the table with this 'index' (borrowed), made when it is not there yet; borrowed
 * from the set until the next call.  NULL past VG_SAMPLESET_MAX_ROWS rows.
 */
struct vg_samplerow *
vg_sampleset_row(struct vg_sampleset *set, const char *index);

/* Puts the rows into the order of their indexes, arc by arc. */
void
vg_sampleset_sort(struct vg_sampleset *set);

/*
 * The value of the object called 'name' in 'row' (both borrowed; of this set), looked up in the
 * row itself first and among the scalars then; NULL when the probe has no such object.
 */
const struct vg_value *
vg_sampleset_value(
    const struct vg_sampleset *set, const struct vg_samplerow *row, const char *name);

#endif
