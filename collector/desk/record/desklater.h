/*
 * What a transaction leaves to its end, so that a batch of messages does it once: looking at the
 * suggested returns of cases that were touched, and of those near what was raised or cleared (P13);
 * and when the next target of a case is due, which each act on a clock may move.
 *
 * For the desk's files only.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKLATER_H
#define VG_COLLECTOR_DESK_RECORD_DESKLATER_H

#include "collector/desk/deskcore.h"

/*
 * Leaves the case 'number' to the end, as of 'now': of it the units of 'device' ("" all; both
 * borrowed).  VG_OK.
 */
int
vg_desklater_suggest(
    struct vg_desk *desk, const char *number, const char *device, struct vg_wall now);

/*
 * The same for the cases near 'resource': of its device or its site; those of their units that the
 * kind 'kind' ("" any; both borrowed) speaks of.  VG_OK.
 */
int
vg_desklater_near(
    struct vg_desk *desk, const char *resource, const char *kind, struct vg_wall now);

/*
 * The same for when the case 'number' (borrowed) is next due, which its queue is sorted by.  VG_OK.
 */
int
vg_desklater_next_due(struct vg_desk *desk, const char *number, struct vg_wall now);

/*
 * Whether the case 'number' (borrowed) is looked at for itself at the end; false, too, for one that
 * was left behind many others.
 */
bool
vg_desklater_has_case(const struct vg_desk *desk, const char *number);

/*
 * Does what was left, each in a savepoint; to be called inside the transaction, before its commit.
 * What cannot be done for another cause than the disk is told as unapplied and stops nothing.
 * VG_OK, or an error of the disk.
 */
int
vg_desklater_do(struct vg_desk *desk);

/* Forgets what was left: the transaction is over. */
void
vg_desklater_drop(struct vg_desk *desk);

#endif
