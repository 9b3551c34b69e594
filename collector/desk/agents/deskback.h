/*
 * The end of an agent's silence: it is heard, and what stands there is known again when a fresh
 * heartbeat's digest is ours or the list of what stands has come.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_AGENTS_DESKBACK_H
#define VG_COLLECTOR_DESK_AGENTS_DESKBACK_H

#include "collector/desk/deskcore.h"

/* The agent was heard; 'was_silent' by its state, 'is_new': it was never heard before. */
int
vg_deskback_heard(struct vg_desk *desk, const char *agent, bool was_silent, bool is_new,
    struct vg_wall now);

/* The list of what stands has come, and what it does not name was cleared. */
int
vg_deskback_listed(struct vg_desk *desk, const char *agent, struct vg_wall now);
/* It has not come in its time. */
int
vg_deskback_unlisted(struct vg_desk *desk, const char *agent, struct vg_wall now);

/*
 * A heartbeat of 'agent', made at 'made' by its clock, says the digest of what stands; '*agrees' is
 * whether ours is the same.  When it is fresh and the same, all is known.
 */
int
vg_deskback_digest(struct vg_desk *desk, const char *agent, const char *digest,
    struct vg_wall made, struct vg_wall now, bool *agrees);

#endif
