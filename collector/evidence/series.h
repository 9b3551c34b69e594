/*
 * Samples as an agent sends them with a fault, read into series; and as rows of a table.
 *
 * Pure.  Source: docs/INTERFACES.md 1.1 (vigieEvidence).
 */
#ifndef VG_COLLECTOR_EVIDENCE_SERIES_H
#define VG_COLLECTOR_EVIDENCE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/time/instant.h"

enum { VG_SERIES_POINTS = 4096 }; /* of one series; more are cut off */

struct vg_series_point {
	struct vg_wall at;
	bool is_number;
	int64_t number;
	const char *text; /* borrowed for the call; "" for a number */
};

/* One object's values over time; all borrowed for the call. */
struct vg_series {
	const char *device, *probe, *object, *index; /* "" when not said */
	const struct vg_series_point *points;
	size_t n_points;
	bool changed; /* not all points have the same value */
};
typedef void (*vg_series_cb)(const struct vg_series *series, void *cookie);

/*
 * Calls 'cb' for each series in 'size' octets of JSON at 'body' (borrowed), in their order;
 * malformed points are passed over.  Returns VG_OK, or VG_EPARSE when it is no evidence.
 */
int
vg_series_read(const void *body, size_t size, vg_series_cb cb, void *cookie);

/* Appends the head of samples.csv (RFC 4180) to 'csv'. */
void
vg_series_csv_head(struct vg_buf *csv);

/*
 * Appends the rows of evidence 'body' (borrowed), which is entry 'number'.  A text that a
 * spreadsheet would take for a formula gets an apostrophe before it.  As vg_series_read.
 */
int
vg_series_csv(const void *body, size_t size, unsigned number, struct vg_buf *csv);

#endif
