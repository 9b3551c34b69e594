/*
 * Losses that spread: one fault of a device that takes others of its kind with it, as a lost link
 * whose link action brings its partner down, or all links of the box.  What begins within a few
 * seconds of the first belongs to it.
 *
 * Which port is whose partner no object is known to say; that a fault takes no other along, its
 * event may say (alone).
 *
 * Pure.  Source: docs/DESIGN.md 6; which kinds spread stands in the packs; number:
 * policy/link-window-s.
 */
#ifndef VG_COLLECTOR_CORREL_SPREAD_H
#define VG_COLLECTOR_CORREL_SPREAD_H

#include <stdbool.h>

#include "lib/model/event.h"

/* One fault of a kind that spreads; all texts borrowed. */
struct vg_spread_fault {
	const char *device, *resource, *kind;
	struct vg_wall raised; /* by its own time */
	bool alone;            /* it is known to take no other with it */
};

/*
 * Whether 'root' took 'other' with it: another part of the same device, the same kind, begun
 * before it by 'window_us' at most.  Of two that began at one instant the first by name is the
 * root.
 */
bool
vg_spread_explains(const struct vg_spread_fault *root,
    const struct vg_spread_fault *other, int64_t window_us);

#endif
