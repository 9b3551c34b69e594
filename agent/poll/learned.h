/*
 * What is learned of one device while it is polled: how much it takes in one request, how long
 * its tables are, which objects it cannot give.
 *
 * Pure.  A device that says tooBig, or is silent to two large requests while it answers a small
 * one, is asked for half as much from then on, down to 4 varbinds.
 */
#ifndef VG_AGENT_POLL_LEARNED_H
#define VG_AGENT_POLL_LEARNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/model/value.h"
#include "lib/pack/pack.h"

enum { VG_LEARNED_BATCH = 50, VG_LEARNED_LEAST = 4, VG_LEARNED_REPLY = 1400 };

/* Of one probe. */
struct vg_learned_probe {
	const struct vg_probe *probe; /* borrowed */
	bool counts;                  /* its answers hold counters or times */
	size_t n_rows;      /* of its table, the last time it came whole; 0: not known */
	uint32_t last_row;  /* of the index of the last row then */
	unsigned unproved;  /* runs since the end of the table was seen */
	size_t cell_octets; /* the largest average of a cell in an answer; 0: not known */
};

/* An object that the device answers with an error, however it is asked. */
struct vg_learned_gap {
	const struct vg_object *object; /* borrowed */
	int error_status; /* RFC 3416: 5 genErr, 16 authorizationError ... */
	bool fresh;       /* found in the run that ends now */
};

struct vg_learned {
	size_t batch;                    /* varbinds in one request at most */
	size_t reply_size;               /* octets that a reply should fit */
	unsigned large_silence;          /* large requests in a row without an answer */
	struct vg_learned_probe *probes; /* owned */
	size_t n_probes, probe_capacity;
	struct vg_learned_gap *gaps; /* owned */
	size_t n_gaps, gap_capacity;
};

/* Begins with 'batch' varbinds (at least VG_LEARNED_LEAST) and replies of 'reply_size' octets. */
void
vg_learned_init(struct vg_learned *learned, size_t batch, size_t reply_size);
void
vg_learned_fini(struct vg_learned *learned);

/* Halves what is asked for; false when it is the least already. */
bool
vg_learned_less(struct vg_learned *learned);

/* A request of 'n' varbinds was answered, or met silence through all tries. */
void
vg_learned_answered(struct vg_learned *learned, size_t n);
void
vg_learned_silent(struct vg_learned *learned, size_t n);

/* What is known of 'probe' (borrowed), made when it is not there; borrowed until the next call. */
struct vg_learned_probe *
vg_learned_of(struct vg_learned *learned, const struct vg_probe *probe);

/*
 * How many of the 'n' (1 or more) scalars from 'objects' on go into one request with 'extra'
 * other varbinds: their replies fit, and an object that is a gap is asked alone.
 */
size_t
vg_learned_scalars(const struct vg_learned *learned, const struct vg_object *objects,
    size_t n, size_t extra);

/*
 * How many rows of 'n_columns' columns to ask for: as many as a reply fits, and not more than
 * the table had the last time, 'got' of which are there, and one more when its end is to be seen.
 */
int
vg_learned_repetitions(const struct vg_learned *learned, struct vg_learned_probe *of,
    size_t n_columns, size_t extra, size_t got);

/*
 * Takes what an answer to 'of' was: the types of its 'n' varbinds (borrowed), and that it took
 * 'octets' when they are 'cells' of its table.
 */
void
vg_learned_take(struct vg_learned_probe *of, const struct vg_varbind *varbinds, size_t n,
    size_t octets, bool cells);

/*
 * Whether a run may end when it has the rows of the last one, without asking whether more follow:
 * that is asked every tenth time, and always of a table of alarms, where rows come at the end.
 */
bool
vg_learned_may_assume(const struct vg_learned_probe *of);

/*
 * Whether 'n_rows' rows, the last of which has 'index' (borrowed), are those of the run before.
 */
bool
vg_learned_is_same(const struct vg_learned_probe *of, size_t n_rows, const char *index);

/* A run has brought the whole table of 'n_rows' rows up to 'index'; 'proved': its end was seen. */
void
vg_learned_whole(
    struct vg_learned_probe *of, size_t n_rows, const char *index, bool proved);

/* 'object' cannot be given, for 'error_status'; it can after all. */
void
vg_learned_gap(
    struct vg_learned *learned, const struct vg_object *object, int error_status);
void
vg_learned_mended(struct vg_learned *learned, const struct vg_object *object);

/* Whether 'object' is a gap. */
bool
vg_learned_is_gap(const struct vg_learned *learned, const struct vg_object *object);

/* The name of an error-status (static). */
const char *
vg_learned_error_text(int error_status);

#endif
