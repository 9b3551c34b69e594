/*
 * A pack's trap map applied to a trap: what a device's own notification claims.
 *
 * Pure.  One notification may make several claims (one "power is good" clears both supplies);
 * a notification that no line knows is an unclassified one, with everything kept.
 */
#ifndef VG_LIB_TRAPMAP_TRAPMAP_H
#define VG_LIB_TRAPMAP_TRAPMAP_H

#include "lib/model/event.h"
#include "lib/model/trap.h"
#include "lib/pack/packset.h"

enum { VG_TRAPMAP_MAX_CLAIMS = 16 };

struct vg_claim {
	struct vg_event event; /* without key; origin trap */
	const struct vg_trap_rule
	    *rule; /* the line that made it, borrowed from the packs */
};

/*
 * Applies the packs of 'supplier' ("" and NULL: only standard ones), then the standard packs, to
 * 'trap' of 'device' (all borrowed) and writes the claims into 'claims'.  Gives how many; 0 when
 * no line knows the notification.
 */
size_t
vg_trapmap_apply(const struct vg_packset *packs, const char *supplier, const char *device,
    const struct vg_trap *trap, struct vg_claim claims[VG_TRAPMAP_MAX_CLAIMS]);

/* Whether a line of any pack is about the notification 'oid' (borrowed). */
bool
vg_trapmap_knows(const struct vg_packset *packs, const struct vg_oid *oid);

/*
 * Writes into 'event' what is to be told of a 'trap' of 'device' (both borrowed) that no line
 * knows: kind unclassified-notification, its OID as qualifier, its varbinds in the text as far as
 * they fit.
 */
void
vg_trapmap_unclassified(
    const char *device, const struct vg_trap *trap, struct vg_event *event);

#endif
