/*
 * What the tree and the packs teach a mask: the names that no supplier sees (P4).
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKMASK_H
#define VG_COLLECTOR_DESK_RECORD_DESKMASK_H

#include "collector/desk/deskcore.h"
#include "collector/evidence/mask.h"

/*
 * Gives a mask for what is about 'client' (borrowed; "" nobody), whose name stands where his line
 * of the tree lets suppliers see it.  It knows clients with their domains, sites with their
 * addresses, devices, agents, users, and of persons name, mail and telephone; and which objects
 * devices name themselves in.  The caller frees it; the tree may go meanwhile.
 */
struct vg_mask *
vg_deskmask_new(const struct vg_desk *desk, const char *client);

#endif
