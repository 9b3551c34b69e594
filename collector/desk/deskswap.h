/*
 * A swap seen by poll (P14): what a changed serial means for returns, alarms and places.
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_DESKSWAP_H
#define VG_COLLECTOR_DESK_DESKSWAP_H

#include "collector/desk/deskreturnrow.h"

/*
 * The device says 'serial' where 'recorded' stood (borrowed): proposes `replaced` in the open
 * return of it, or raises serial-mismatch, or ends it when all is well again.  VG_OK or the
 * database's.
 */
int
vg_deskswap_seen(struct vg_desk *desk, const char *device, const char *recorded,
    const char *serial, struct vg_wall now);

/* Raises serial-mismatch: 'serial' serves, 'announced' was announced (both borrowed). */
int
vg_deskswap_mismatch(struct vg_desk *desk, const char *device, const char *serial,
    const char *announced, struct vg_wall now);

/* 'serial' is on record for the device now: a mismatch about it is over. */
int
vg_deskswap_settle(
    struct vg_desk *desk, const char *device, const char *serial, struct vg_wall now);

/* Gives the serial that the device said last, "" when it said none. */
int
vg_deskswap_polled(struct vg_desk *desk, const char *device, char serial[VG_SERIAL_SIZE]);

/* Whether a poll has seen 'serial' in the place of the return's unit. */
int
vg_deskswap_is_seen(struct vg_desk *desk, const struct vg_return_row *row,
    const char *serial, bool *seen);

#endif
