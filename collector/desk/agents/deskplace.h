/*
 * The order of an agent's messages: they are applied by their sequence.  One that comes early waits
 * for the hole before it, for a gap message that names it, or for its time.
 *
 * Each is applied inside a savepoint, so that one poisonous message leaves only itself behind.
 */
#ifndef VG_COLLECTOR_DESK_AGENTS_DESKPLACE_H
#define VG_COLLECTOR_DESK_AGENTS_DESKPLACE_H

#include "collector/desk/deskcore.h"

/*
 * Places one stored message ('row'; 'm' borrowed) in its agent's order and applies what can be.
 * VG_OK; VG_EAGAIN with detail when so many of its agent wait already (storage/waiting-max) that it
 * must not be stored; or an error of the disk; 'detail' says why a message was kept unapplied.
 */
int
vg_deskplace_message(struct vg_desk *desk, const struct vg_message *m, int64_t row,
    struct vg_wall now, struct vg_detail *detail);

/* Goes on with waiting messages of 'agent' after its hole was given up. */
int
vg_deskplace_give_up_hole(struct vg_desk *desk, const char *agent, struct vg_wall now);

#endif
