/*
 * Releases (P15): what a device can go to, and what mends the kinds of a case.  Queries for
 * doors.
 */
#ifndef VG_COLLECTOR_DESK_RETURNS_DESKRELEASE_H
#define VG_COLLECTOR_DESK_RETURNS_DESKRELEASE_H

#include "collector/desk/desk.h"
#include "collector/work/release.h"

/* Finds what 'device' (borrowed) can go to; both members NULL when nothing newer is known. */
void
vg_deskrelease_newer(const struct vg_desk *desk, const struct vg_device_view *device,
    struct vg_wall now, struct vg_release_newer *newer);

/*
 * Calls 'cb' for each release that mends a kind of the alarms of case 'number' and is newer
 * than what its device runs, the smallest step first.  VG_OK or the database's.
 */
typedef void (*vg_release_cb)(const struct vg_release *release, void *cookie);
int
vg_deskrelease_of_case(struct vg_desk *desk, const char *number, struct vg_wall now,
    vg_release_cb cb, void *cookie);

/*
 * P15: whether 'client' may fetch releases of 'supplier' (both borrowed) himself: he is registered
 * on its CRM.  '*crm' is the address of that, "" when the tree has none (borrowed).
 */
bool
vg_deskrelease_crm(const struct vg_desk *desk, const char *client, const char *supplier,
    const char **crm);

#endif
