/*
 * What stood and was done in a case, frozen as evidence when somebody else is to look after it.
 *
 * For the desk's files alone, in an open transaction.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKPROOFLOG_H
#define VG_COLLECTOR_DESK_RECORD_DESKPROOFLOG_H

#include "collector/desk/deskcore.h"

/*
 * Freezes it for 'row' (borrowed) as it is at 'now', once for an instant; nothing in a replay.  The
 * case has evidence from then on.  VG_OK or the database's.
 *
 * Source: docs/policy.md P9.
 */
int
vg_deskprooflog_freeze(
    struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now);

#endif
