/*
 * A swap seen by poll (P14): what a changed serial of a device or a part of it means for returns,
 * alarms and places.
 *
 * A place is named by its resource: "device/ne-7", "device/ne-7/slot/3".
 */
#ifndef VG_COLLECTOR_DESK_RETURNS_DESKSWAP_H
#define VG_COLLECTOR_DESK_RETURNS_DESKSWAP_H

#include "collector/desk/desk.h"
#include "collector/normal/normal.h"

struct vg_return_row;

/*
 * What 'inventory' (borrowed), of 'moment', says is in the device's places: where it is another
 * unit than was there, `replaced` is proposed in the open return of it, or serial-mismatch is
 * raised, or both places of a known unit are updated.  VG_OK or the database's.
 */
int
vg_deskswap_inventory(struct vg_desk *desk, const struct vg_inventory *inventory,
    struct vg_wall moment, struct vg_wall now);

/* Raises serial-mismatch at 'resource': 'serial' serves, 'announced' was announced. */
int
vg_deskswap_mismatch(struct vg_desk *desk, const char *resource, const char *serial,
    const char *announced, struct vg_wall now);

/* 'serial' is on record for the place now: a mismatch about it is over. */
int
vg_deskswap_settle(
    struct vg_desk *desk, const char *resource, const char *serial, struct vg_wall now);

/* Gives the serial that is in the place, "" when none was told or it was moved away. */
int
vg_deskswap_polled(
    struct vg_desk *desk, const char *resource, char serial[VG_SERIAL_SIZE]);

/* Whether a poll has seen 'serial' in the place of the return's unit. */
int
vg_deskswap_is_seen(struct vg_desk *desk, const struct vg_return_row *row,
    const char *serial, bool *seen);

/* Calls 'cb' for each part of 'device' whose serial a poll has told, by name. */
struct vg_deskswap_part {
	const char *part, *serial; /* "slot/3"; borrowed for the call */
	struct vg_wall since;
};
typedef void (*vg_deskswap_cb)(const struct vg_deskswap_part *part, void *cookie);
int
vg_deskswap_parts(
    struct vg_desk *desk, const char *device, vg_deskswap_cb cb, void *cookie);

#endif
