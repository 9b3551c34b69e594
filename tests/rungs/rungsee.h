/*
 * What a step went through: rungs of the ladder, with what they did there, and kinds of due rows;
 * how often each was cut; and all that the database says.
 */
#ifndef VG_TESTS_RUNGS_RUNGSEE_H
#define VG_TESTS_RUNGS_RUNGSEE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collector/correl/facts.h"
#include "lib/base/buf.h"

enum { VG_RUNGSEE_WAYS = 256, VG_RUNGSEE_NAME = 96 };

/* A way: "rung 13 HOLD", "row settle". */
struct vg_rungsee_way {
	char name[VG_RUNGSEE_NAME];
	uint64_t steps, cuts, differing,
	    whole; /* whole: steps that were cut everywhere */
};

/* All ways seen so far, and which of them the step at hand has gone. */
struct vg_rungsee {
	struct vg_rungsee_way ways[VG_RUNGSEE_WAYS];
	size_t n_ways;
	bool gone[VG_RUNGSEE_WAYS];
};

/* Begins a step: it has gone no way. */
void
vg_rungsee_begin(struct vg_rungsee *see);

/*
 * It went the way of 'verdict' (borrowed); of the rung that the desk itself decided; of a due row.
 */
void
vg_rungsee_verdict(struct vg_rungsee *see, const struct vg_verdict *verdict);
void
vg_rungsee_rung(struct vg_rungsee *see, int rung, const char *how);
void
vg_rungsee_row(struct vg_rungsee *see, const char *kind);

/* The rows that are due at 'now' in 'db'. */
void
vg_rungsee_rows(struct vg_rungsee *see, sqlite3 *db, int64_t now);

/* Whether the step has gone the way 'name'. */
bool
vg_rungsee_has(const struct vg_rungsee *see, const char *name);

/* How often the rarest of the ways gone was cut so far. */
uint64_t
vg_rungsee_rarest(const struct vg_rungsee *see);

/* The step was cut everywhere; how many such steps the rarest of the ways gone has. */
void
vg_rungsee_whole(struct vg_rungsee *see);
uint64_t
vg_rungsee_rarest_whole(const struct vg_rungsee *see);

/* The step was cut once more; it differs or not. */
void
vg_rungsee_cut(struct vg_rungsee *see, bool differs);

/* Prints the table; gives how many rungs and kinds of rows were never reached, or never cut. */
size_t
vg_rungsee_report(const struct vg_rungsee *see);

/*
 * Writes all tables of 'db' but what chance or a start put there; 'text' is emptied first.
 * After kills without decisions too: each start says anew that its disk has room, which is one.
 */
void
vg_rungsee_dump(sqlite3 *db, bool killed, struct vg_buf *text);

/* A number that stands for 'text'. */
uint64_t
vg_rungsee_digest(const char *text);

/* Prints the first lines in which the two differ. */
void
vg_rungsee_difference(const char *one, const char *other);

#endif
