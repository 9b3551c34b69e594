/*
 * Storms under count: what comes beyond the budget of its source is not kept one by one but
 * counted by what it is called and by the second, with its first message, its last one and
 * one of each power of two.
 *
 * Memory only, until its owner has written it down: each count stands in a cell that is there to
 * be written, and only what was written may be forgotten.  Bounded in sources, in names of a
 * source and in cells; what is past a bound is counted together, never dropped.
 *
 * Pure.
 */
#ifndef VG_COLLECTOR_STORM_STORMTALLY_H
#define VG_COLLECTOR_STORM_STORMTALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/model/oid.h"
#include "lib/model/trap.h"

enum {
	VG_STORMTALLY_KEY = 16,      /* octets of a source: vg_net_octets */
	VG_STORMTALLY_SOURCES = 256, /* at once; all others are one source */
	VG_STORMTALLY_NAMES = 64,    /* of a source; all others are one name */
	VG_STORMTALLY_SAMPLES = 8    /* waiting to be written, of a source */
};

/* How fine the counts of one storm are kept: by second, then by minute, then by hour. */
enum { VG_STORMTALLY_FINE = 10000 /* cells of each */ };

/* A message that shows what the storm is made of. */
struct vg_storm_sample {
	uint64_t
	    number; /* of those read whole: 1 the first, 2, 4, 8 ...; 0: the last one */
	struct vg_wall at;  /* its arrival */
	struct vg_buf blob; /* lib/model/trapblob; empty: none */
};

/*
 * One source under storm.  What the tally counts is its own; 'device' to 'passes' are its owner's.
 */
struct vg_storm {
	unsigned char key[VG_STORMTALLY_KEY];
	char source[VG_TRAP_SOURCE_SIZE]; /* its address; "" all that found no place */
	struct vg_wall began, last;
	uint64_t folded; /* counted by name */
	uint64_t unread; /* refused without a look */
	uint64_t passed; /* taken as it was: news in the storm */
	uint64_t looked; /* of 'folded': read whole */
	uint64_t cells;  /* that were ever begun for it */
	struct vg_storm_sample samples[VG_STORMTALLY_SAMPLES], newest;
	size_t n_samples;
	struct vg_storm_names *names; /* the tally's */
	bool dirty;                   /* it has what is not written */
	char device[VG_NAME_SIZE], resource[VG_RESOURCE_SIZE]; /* its alarm's */
	int64_t row,
	    staged_row; /* its number on disk; in the transaction under way; 0: none */
	struct vg_wall told, staged_told; /* when the alarm said something last */
	uint64_t told_total, staged_total;
	struct vg_wall pass_from; /* the minute that 'passes' counts in */
	unsigned passes;
};

enum vg_storm_name {
	VG_STORM_NAMED,  /* by its OID */
	VG_STORM_OTHER,  /* one name too many */
	VG_STORM_UNREAD, /* nobody looked */
	VG_STORM_NEWS,   /* taken as it was: not part of what was counted */
	VG_STORM_N_NAMES
};

/* One count. */
struct vg_storm_cell {
	struct vg_storm *storm;
	enum vg_storm_name name;
	const struct vg_oid *oid; /* VG_STORM_NAMED */
	int64_t second;           /* it begins, since 1970 */
	int32_t span;             /* seconds: 1, 60 or 3,600 */
	uint64_t count;           /* since it was written last */
};

struct vg_stormtally;

struct vg_stormtally *
vg_stormtally_new(void);

/* NULL is silent. */
void
vg_stormtally_free(struct vg_stormtally *tally);

/* The storm of the source 'key' (borrowed), or NULL; borrowed until it is ended. */
struct vg_storm *
vg_stormtally_find(
    struct vg_stormtally *tally, const unsigned char key[VG_STORMTALLY_KEY]);

/*
 * Begins the storm of 'key', whose address is 'source' (both borrowed), at 'at'.  Gives it,
 * borrowed until it is ended, or when there are too many the one of all others: a storm that is
 * new has no 'told', and its owner may put in what he knows of it from earlier.
 */
struct vg_storm *
vg_stormtally_begin(struct vg_stormtally *tally,
    const unsigned char key[VG_STORMTALLY_KEY], const char *source, struct vg_wall at);

/*
 * Counts one message of 'storm' at 'at': VG_STORM_NAMED is called 'oid' (borrowed; of the two
 * others that a caller may say it does not matter).  Gives its cell, for vg_stormtally_take_back;
 * good until vg_stormtally_written.
 */
size_t
vg_stormtally_add(struct vg_stormtally *tally, struct vg_storm *storm,
    enum vg_storm_name name, const struct vg_oid *oid, struct vg_wall at);

/* Un-counts one message: it will come again.  What was shown of it, vg_stormtally_unshow. */
void
vg_stormtally_take_back(struct vg_stormtally *tally, size_t cell);

/* Keeps 'trap' (borrowed), just counted, as the last one read, and as a sample when it is one. */
void
vg_stormtally_show(struct vg_storm *storm, const struct vg_trap *trap);

/* Takes back what vg_stormtally_show kept last, and its number; the last one read is then none. */
void
vg_stormtally_unshow(struct vg_storm *storm);

/* 'storm' is to be written although nothing new was counted. */
void
vg_stormtally_touch(struct vg_stormtally *tally, struct vg_storm *storm);

/* The wall clock was set to 'now': nothing that was noted lies behind it. */
void
vg_stormtally_stepped(struct vg_stormtally *tally, struct vg_wall now);

/* The cells to be written: the i-th (borrowed), or NULL past the last. */
const struct vg_storm_cell *
vg_stormtally_cell(const struct vg_stormtally *tally, size_t i);

/* The storms: the i-th (borrowed), or NULL past the last. */
struct vg_storm *
vg_stormtally_at(struct vg_stormtally *tally, size_t i);

/* Whether there is something to be written. */
bool
vg_stormtally_is_dirty(const struct vg_stormtally *tally);

/* All that was to be written is written. */
void
vg_stormtally_written(struct vg_stormtally *tally);

/* Forgets 'storm', which has nothing to be written. */
void
vg_stormtally_end(struct vg_stormtally *tally, struct vg_storm *storm);

/* The name of 'storm' that was counted most since it is in memory (borrowed), or NULL: none. */
const struct vg_oid *
vg_stormtally_most(const struct vg_storm *storm, uint64_t *count);

#endif
