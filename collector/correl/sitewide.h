/*
 * What befalls several devices of one site at once is the site's: its power, its line.  "At once"
 * is judged by the first bad samples, not by when somebody told of them.
 *
 * Pure.  Source: docs/DESIGN.md 6; numbers: policy/site-window-s, site-devices.
 */
#ifndef VG_COLLECTOR_CORREL_SITEWIDE_H
#define VG_COLLECTOR_CORREL_SITEWIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/model/event.h"

/* One standing fault of a device. */
struct vg_sitewide_fact {
	struct vg_wall since; /* its first bad sample */
	char device[VG_NAME_SIZE];
};

/*
 * Whether among the 'n' at 'facts' (borrowed, the earliest first) 'least' devices or more began
 * within 'window_us' of each other; '*since' is then the first instant of the earliest such
 * window.  A device counts once, however many of its parts failed.
 */
bool
vg_sitewide_judge(const struct vg_sitewide_fact *facts, size_t n, int64_t window_us,
    unsigned least, struct vg_wall *since);

#endif
