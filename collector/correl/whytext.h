/*
 * Reasons in words: which rung decided, what it went by, what would have had to be otherwise.
 *
 * English, as the rest of what engineers read of the ladder; times in the integrator's zone.  No
 * person stands in a reason: resources, kinds, numbers, names of the tree.  Pure.
 */
#ifndef VG_COLLECTOR_CORREL_WHYTEXT_H
#define VG_COLLECTOR_CORREL_WHYTEXT_H

#include "collector/correl/why.h"
#include "lib/base/buf.h"
#include "lib/time/zonetable.h"

/* Adds "rung 13d: held down", or what came before the ladder, to 'out' (borrowed). */
void
vg_whytext_rung(enum vg_why_way way, struct vg_buf *out);

/*
 * Adds the sentence that tells what the rung went by: the numbers with their leaf, the case, the
 * parent, the contract with its clause, and what had happened on the way.  'zone' (borrowed) is
 * that of the times.
 */
void
vg_whytext_because(
    const struct vg_why *why, const struct vg_zone *zone, struct vg_buf *out);

/*
 * Adds what would have had to be otherwise for it to open an ordinary case, with the command or
 * the leaf that changes it; of what is in a case, which one.
 */
void
vg_whytext_otherwise(const struct vg_why *why, struct vg_buf *out);

/* What became of a message that no decision tells of. */
enum vg_whytext_fate {
	VG_WHYTEXT_WAITS,     /* behind a hole */
	VG_WHYTEXT_ABANDONED, /* its agent began another spool while it waited */
	VG_WHYTEXT_STRANGER,  /* its source is no device of the tree */
	VG_WHYTEXT_REPEAT,    /* of a standing alarm */
	VG_WHYTEXT_ITSELF,    /* an agent of itself: heartbeat, inventory ... */
	VG_WHYTEXT_NO_KIND,   /* a pack knows it, and nothing stands because of it */
	VG_WHYTEXT_OLD,       /* judged before decisions were kept, or they are gone */
	VG_WHYTEXT_NO_MESSAGE /* there is none of that number */
};

struct vg_whytext_event {
	enum vg_whytext_fate fate;
	const char *agent, *source; /* "" none; borrowed */
	int64_t sequence, applied;  /* its number; the last one applied of its agent */
	struct vg_wall until;       /* when the hole is given up; unset: not known */
	int64_t alarm;
	uint32_t days; /* how long messages are kept */
};

/* The same two for such a message. */
void
vg_whytext_fate_because(
    const struct vg_whytext_event *event, const struct vg_zone *zone, struct vg_buf *out);
void
vg_whytext_fate_otherwise(const struct vg_whytext_event *event, struct vg_buf *out);

#endif
