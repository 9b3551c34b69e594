/*
 * The explanation of a sum, day by day: what each civil day gave, or why it gave nothing.
 *
 * Pure data; the rooms that print it choose the words.  Source: policy section 5 (`sla explain`).
 */
#ifndef VG_LIB_TIME_TALLY_H
#define VG_LIB_TIME_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "lib/time/instant.h"

enum vg_tally_why {
	VG_TALLY_OPEN,    /* by its weekday */
	VG_TALLY_OPENED,  /* by a dated opening */
	VG_TALLY_START,   /* the day of the start, which a sum of days does not count */
	VG_TALLY_CLOSED,  /* by a dated closure */
	VG_TALLY_WEEKLY,  /* its weekday never opens */
	VG_TALLY_HOLIDAY, /* by the set of holidays */
	VG_TALLY_SKIPPED, /* the zone's clocks skipped all its opening */
	VG_TALLY_OVER,    /* its opening was over, or the sum had run out before it */
	VG_TALLY_MOVED    /* counted, but no last day: article 642 moves it on */
};

struct vg_tally_line {
	int64_t day; /* since 1970-01-01 */
	enum vg_tally_why why;
	char reason[257];           /* of closure, opening, holiday; "": none */
	struct vg_wall from, until; /* sums of hours: the first and last moment counted */
	int64_t open_us;            /* sums of hours: what the day gave */
	unsigned n; /* sums of days: days counted up to this one; 0: none */
};

struct vg_tally {
	struct vg_tally_line *lines; /* owned, ascending */
	size_t n_lines, room;
};

/*
 * Adds a line for 'day' with 'reason' (borrowed) and gives it for the rest to be filled in; it
 * is borrowed from 'tally' until the next line.  NULL when 'tally' is NULL.
 */
struct vg_tally_line *
vg_tally_add(
    struct vg_tally *tally, int64_t day, enum vg_tally_why why, const char *reason);

/* Frees the lines. */
void
vg_tally_fini(struct vg_tally *tally);

#endif
