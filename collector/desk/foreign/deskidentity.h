/*
 * Which device a foreign notification is of.
 */
#ifndef VG_COLLECTOR_DESK_FOREIGN_DESKIDENTITY_H
#define VG_COLLECTOR_DESK_FOREIGN_DESKIDENTITY_H

#include "collector/desk/desk.h"
#include "collector/normal/normal.h"

/*
 * The device of the tree that 'trap' (borrowed) is of: that of the SNMP engine, when its digest
 * verified; else, from a forwarder, that of the address it names; else that of its source.
 * Borrowed from the tree; NULL with 'detail' saying why.
 */
const struct vg_conf_device *
vg_deskidentity_of(
    struct vg_desk *desk, const struct vg_trap *trap, struct vg_detail *detail);

/*
 * The device that has 'address' (numeric, borrowed): by the tree, else by what its agent told of
 * it.  Borrowed from the tree; NULL with 'detail' when there is none or more than one.
 */
const struct vg_conf_device *
vg_deskidentity_at(struct vg_desk *desk, const char *address, struct vg_detail *detail);

/* The name of that device, for vg_normal_foreign: 'cookie' is the desk (borrowed). */
const char *
vg_deskidentity_name(const char *address, void *cookie);

/* The addresses that 'inventory' (borrowed) tells are its device's from 'now' on, and no others. */
int
vg_deskidentity_learn(
    struct vg_desk *desk, const struct vg_inventory *inventory, struct vg_wall now);

#endif
