/*
 * What a standing cause explains joins the case that the cause is in: alarms that waited for it,
 * and cases of theirs, which are merged as a person would merge them and can undo.
 *
 * A cause takes 'policy/adopt-at-once' symptoms in one transaction; the others wait for a row
 * ("adopt"), so that a site with a thousand of them keeps no agent waiting.  The row names the
 * cause and the last symptom that was looked at, so that each is looked at once.
 *
 * Never without a person: what somebody took apart is put together again, an owned case becomes
 * part of one that is not its owner's (it is linked, and a merge proposed), and quarantined,
 * observed or another client's becomes one with what is not.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKTAKEOVER_H
#define VG_COLLECTOR_DESK_CAUSES_DESKTAKEOVER_H

#include "collector/desk/deskcore.h"

/*
 * Brings what the standing alarm of 'p' explains into the case 'number' (borrowed), which is the
 * cause's; what is too much for once is left to a row.  VG_OK, or an error, with a detail where
 * it is not the database's.
 */
int
vg_desktakeover_begin(struct vg_desk *desk, const struct vg_passage *p,
    const char *number, struct vg_detail *detail);

/* The row "adopt" of 'object' (borrowed) is due at 'at': goes on.  Returns as begin does. */
int
vg_desktakeover_due(struct vg_desk *desk, const char *object, struct vg_wall at,
    struct vg_detail *detail);

#endif
