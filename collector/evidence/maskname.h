/*
 * The names of a mask, and where one stands in a text.
 *
 * They stand sorted, so that the longest one at a place is found by halving.  A text of
 * addresses has as many names as it has lines: what joins while it is read does so in
 * runs, each sorted, of which two of one size become one.  No place is looked at in those
 * runs where none of their names can begin, so that the work grows as the text does.
 *
 * For collector/evidence/mask alone.  Pure.  Source: docs/policy.md P4.
 */
#ifndef VG_COLLECTOR_EVIDENCE_MASKNAME_H
#define VG_COLLECTOR_EVIDENCE_MASKNAME_H

#include <stdbool.h>
#include <stddef.h>

/* Runs halve in size; what a name begins with is a number below the key's. */
enum { VG_MASKNAME_RUNS = 72, VG_MASKNAME_KEY = 1 << 16 };

struct vg_maskname_one {
	char *text; /* owned, lower case */
	const char *word;
	size_t same;     /* + 1: the name this one is another writing of; 0: itself */
	bool whole;      /* it is no part of a longer word, however long it is */
	unsigned number; /* of its word; 0: did not occur yet */
};

/* Zero is an empty one. */
struct vg_maskname {
	struct vg_maskname_one *names; /* owned; in the order they were given */
	size_t n, room;
	size_t *sorted; /* owned; indexes of names, run by run; while n_sorted == n */
	size_t n_sorted, room_sorted;
	size_t end[VG_MASKNAME_RUNS]; /* of each run; the first has what was put */
	size_t n_runs;
	bool begins[VG_MASKNAME_KEY]; /* what names of the other runs begin with */
};

/* Releases what it owns. */
void
vg_maskname_fini(struct vg_maskname *list);

/* Puts text[0..size) (borrowed) for 'word' (borrowed, static); its index. */
size_t
vg_maskname_put(
    struct vg_maskname *list, const char *word, const char *text, size_t size);

/* Makes those that were put found; called before the rest below. */
void
vg_maskname_sort(struct vg_maskname *list);

/* As vg_maskname_put, of what is no name yet, and it is found at once. */
size_t
vg_maskname_join(
    struct vg_maskname *list, const char *word, const char *text, size_t size);

/* Whether text[0..size) is a name in any case; '*index' is the first such. */
bool
vg_maskname_is(
    const struct vg_maskname *list, const char *text, size_t size, size_t *index);

/*
 * The octets of the longest name that stands at text[at], as it is written or with another
 * sign between its words, and which it is; 0: none.
 */
size_t
vg_maskname_at(
    const struct vg_maskname *list, const char *text, size_t at, size_t *index);

#endif
