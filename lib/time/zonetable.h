/*
 * A time zone as a table of offsets: civil time without asking the system.
 *
 * Pure.  lib/zone/zone.h makes the table from the system's zone data.
 */
#ifndef VG_LIB_TIME_ZONETABLE_H
#define VG_LIB_TIME_ZONETABLE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/time/instant.h"

struct vg_zone_step {
	int64_t from_s;   /* UTC second from which on it holds */
	int32_t offset_s; /* local minus UTC */
};

struct vg_zone {
	char name[65];
	struct vg_zone_step *steps; /* owned, ascending; the first holds from ever */
	size_t n_steps;
};

/* Frees the steps. */
void
vg_zonetable_fini(struct vg_zone *zone);

/* Local minus UTC at 'instant', seconds.  NULL or an empty zone is UTC. */
int
vg_zonetable_offset(const struct vg_zone *zone, struct vg_wall instant);

enum vg_zone_pick { VG_ZONE_FIRST, VG_ZONE_SECOND };

/*
 * The instant of 'second_of_day' (0..86400) on civil day 'days' (since 1970-01-01).  A time
 * that the clocks skip becomes the first instant after the gap; of a time that comes twice,
 * 'pick' says which.
 */
struct vg_wall
vg_zonetable_instant(
    const struct vg_zone *zone, int64_t days, int second_of_day, enum vg_zone_pick pick);

/* The civil day (since 1970-01-01) on which 'instant' falls. */
int64_t
vg_zonetable_day(const struct vg_zone *zone, struct vg_wall instant);

#endif
