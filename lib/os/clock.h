/*
 * The clock: the one file that reads it (docs/DESIGN.md R5).
 */
#ifndef VG_LIB_OS_CLOCK_H
#define VG_LIB_OS_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/time/instant.h"

/* Now, UTC. */
struct vg_wall
vg_clock_wall(void);

/*
 * How far the kernel thinks the wall clock is off, in microseconds, as what keeps it (NTP) last
 * told: true and '*offset_us'; false when nothing keeps it.
 */
bool
vg_clock_offset(int64_t *offset_us);

/* Now, on the clock that is never set (CLOCK_MONOTONIC). */
struct vg_mono
vg_clock_mono(void);

#endif
