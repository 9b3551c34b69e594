/*
 * What makes a standing fault worse than its raise said: how long it has stood, and how often it
 * was raised before (vigie-pack, kind, worse).
 *
 * Pure.  Remembers when each fault was raised, also after its clear; the oldest raises of all are
 * forgotten when there are too many, and all of them when the agent ends.
 */
#ifndef VG_AGENT_FAULT_RAISED_H
#define VG_AGENT_FAULT_RAISED_H

#include <stdbool.h>

#include "lib/model/event.h"
#include "lib/pack/pack.h"

struct vg_raised;

enum { VG_RAISED_MAX = 4096 };

/* Gives an empty memory; vg_raised_free releases it (NULL is silent). */
struct vg_raised *
vg_raised_new(void);
void
vg_raised_free(struct vg_raised *raised);

/* The fault of 'event' (borrowed) was raised at its time 'since'. */
void
vg_raised_note(struct vg_raised *raised, const struct vg_event *event);

/*
 * The severity that the fault of 'event' (borrowed; its key, severity and 'since' count), of
 * 'kind', has at 'now' when it is 'found' so severe.  A fault whose raise is not remembered does
 * not get better than it was told.
 */
enum vg_severity
vg_raised_severity(const struct vg_raised *raised, const struct vg_event *event,
    const struct vg_kind *kind, enum vg_severity found, struct vg_wall now);

#endif
