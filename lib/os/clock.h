/*
 * The clock: the one file that reads it (docs/DESIGN.md R5).
 */
#ifndef VG_LIB_OS_CLOCK_H
#define VG_LIB_OS_CLOCK_H

#include "lib/time/instant.h"

/* Now, UTC. */
struct vg_wall
vg_clock_wall(void);

/* Now, on the clock that is never set (CLOCK_MONOTONIC). */
struct vg_mono
vg_clock_mono(void);

#endif
