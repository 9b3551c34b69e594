/*
 * What agents say of themselves and of their equipment.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_AGENTS_DESKAGENT_H
#define VG_COLLECTOR_DESK_AGENTS_DESKAGENT_H

#include "collector/desk/deskcore.h"

/*
 * Applies what an agent's message says of the agent; 'row' is the message's.  VG_OK, or with
 * detail.
 */
int
vg_deskagent_message(struct vg_desk *desk, const struct vg_message *message, int64_t row,
    struct vg_wall now, struct vg_detail *detail);

/*
 * A sign of life; '*before': when it was heard before this message; unset: never, or in another
 * spool.
 */
int
vg_deskagent_heard(struct vg_desk *desk, const struct vg_message *message,
    struct vg_wall now, bool *new_spool, struct vg_wall *before);

/* As vg_deskagent_tell_self, of what befell at 'moment'. */
int
vg_deskagent_say_self(struct vg_desk *desk, const char *resource, const char *kind,
    const char *qualifier, enum vg_action action, enum vg_severity severity,
    struct vg_wall moment, struct vg_wall now, const char *text);

#endif
