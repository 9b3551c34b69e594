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
 * Gives a mask for what is about 'client' (borrowed; "" nobody), whose name stands where
 * his line of the tree lets suppliers see it.  Of the client it knows name, sites and
 * persons in all their writings (collector/mailguard/mailname); beside them clients with
 * their domains, sites with their addresses, devices, agents, users, and of persons name,
 * mail and telephone; and which objects devices name themselves in.  The caller frees it;
 * the tree may go meanwhile.
 */
struct vg_mask *
vg_deskmask_new(const struct vg_desk *desk, const char *client);

/*
 * Lets a person's 'name' (borrowed) be replaced in every writing of it, his last name
 * alone, too, unless it is a word.
 */
void
vg_deskmask_person(struct vg_mask *mask, const char *name);

#endif
