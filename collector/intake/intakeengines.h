/*
 * What the listeners remember of foreign SNMP engines, taken over a restart.
 */
#ifndef VG_COLLECTOR_INTAKE_INTAKEENGINES_H
#define VG_COLLECTOR_INTAKE_INTAKEENGINES_H

#include "collector/desk/desk.h"
#include "lib/trapin/trapin.h"

/*
 * Lets 'socket' remember what earlier runs heard, as 'desk' (both borrowed) has kept it.  To be
 * called before the loop runs, so that no datagram comes before it.  VG_OK or the database's.
 */
int
vg_intakeengines_load(struct vg_desk *desk, struct vg_trapin *socket, struct vg_wall now,
    struct vg_mono mono);

/*
 * Keeps what the 'n' 'sockets' have heard since it was called last.  What cannot be stored is
 * tried again at the next call.  VG_OK or the database's.
 */
int
vg_intakeengines_keep(struct vg_desk *desk, struct vg_trapin *const *sockets, size_t n,
    struct vg_wall now, struct vg_mono mono);

#endif
