/*
 * Faults told twice: of which board a managing device's alarm is, and whether it is the copy of
 * what the board's device tells itself (collector/correl/copy), whoever polls the two.
 *
 * An agent that polls the managing device alone tells such an alarm as that device's: it speaks
 * for no other one, and the alarm stays the managing device's.  It is of the board of the device
 * that has the row's address in the tree (what a replay knows, too), when both are one client's and
 * a pack lists other devices' alarms of that kind.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKTWICE_H
#define VG_COLLECTOR_DESK_CAUSES_DESKTWICE_H

#include "collector/correl/copy.h"
#include "collector/desk/deskcore.h"

/* Gives in 'board' the resource of the board that 'told' (borrowed) is about; false: of none. */
bool
vg_desktwice_board(const struct vg_desk *desk, const struct vg_copy_fault *told,
    char board[VG_RESOURCE_SIZE]);

/* vg_copy_is within policy/copy-window-s; all borrowed. */
bool
vg_desktwice_is(const struct vg_desk *desk, const struct vg_copy_fault *told,
    const char *board, const struct vg_copy_fault *own);

/* What the contract of the device of 'board' (borrowed) says at 'at'; as it was: of no device. */
void
vg_desktwice_judge(const struct vg_desk *desk, const char *board, struct vg_wall at,
    struct vg_entitlement *entitlement);

#endif
