/*
 * When faults were raised, also after their clear: what flaps, and what makes a standing fault
 * worse than its raise said (vigie-pack, kind, flapping and worse).
 *
 * Pure.  Knows a fault by its key alone.  Looks back VG_RAISED_LOOKS_BACK_US, which no kind of a
 * pack exceeds (the same number in vigie-pack); the oldest raises go sooner when there are too
 * many.  What was raised in an earlier life of the agent is told by vg_raised_note, too.
 */
#ifndef VG_AGENT_FAULT_RAISED_H
#define VG_AGENT_FAULT_RAISED_H

#include <stdbool.h>

#include "lib/model/event.h"
#include "lib/pack/pack.h"

struct vg_raised;

#define VG_RAISED_LOOKS_BACK_US VG_DAY_US

enum { VG_RAISED_MAX = 20000 };

/* A fault and its raise; all borrowed. */
struct vg_raise {
	const char *resource, *kind, *qualifier;
	struct vg_wall since;
};

/* Gives an empty memory; vg_raised_free releases it (NULL is silent). */
struct vg_raised *
vg_raised_new(void);
void
vg_raised_free(struct vg_raised *raised);

/* 'raise' (borrowed) has happened, after all those that were noted before. */
void
vg_raised_note(struct vg_raised *raised, const struct vg_raise *raise);

/*
 * Whether the fault of 'event' (borrowed; its key and 'since' count), of 'kind', comes and goes:
 * its raise is one of so many in so short a time.
 */
bool
vg_raised_flaps(const struct vg_raised *raised, const struct vg_event *event,
    const struct vg_kind *kind);

/*
 * The severity that the fault of 'event' (borrowed; its key, severity and 'since' count), of
 * 'kind', has at 'now' when it is 'found' so severe.  A fault of whose raises some may be
 * forgotten does not get better than it was told.
 */
enum vg_severity
vg_raised_severity(const struct vg_raised *raised, const struct vg_event *event,
    const struct vg_kind *kind, enum vg_severity found, struct vg_wall now);

#endif
