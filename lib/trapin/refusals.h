/*
 * Refused datagrams in the log: a line at once for each cause of each source, and from then on one
 * in so long, with the number of those that came meanwhile.
 *
 * Sources can be invented, so there are only so many places; what finds none is told as a number,
 * for all of them together.
 */
#ifndef VG_LIB_TRAPIN_REFUSALS_H
#define VG_LIB_TRAPIN_REFUSALS_H

#include "lib/time/instant.h"
#include "lib/trapin/trapin.h"

struct vg_refusals;

/* Gives a log that writes as 'subsystem' (borrowed, static). */
struct vg_refusals *
vg_refusals_new(const char *subsystem);

/* Releases it (NULL is silent). */
void
vg_refusals_free(struct vg_refusals *refusals);

/*
 * Takes a refusal of 'source' for 'cause'; 'text' says more, or "" (all borrowed).  The next line
 * of both comes 'quiet_us' later at the earliest.  VG_TRAPIN_STORED: it was stored and nothing was
 * made of it.
 */
void
vg_refusals_tell(struct vg_refusals *refusals, const char *source,
    enum vg_trapin_cause cause, const char *text, int64_t quiet_us, struct vg_mono now);

/* Tells what was counted and whose time is over, though nothing came since. */
void
vg_refusals_flush(struct vg_refusals *refusals, struct vg_mono now);

#endif
