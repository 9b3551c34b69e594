/*
 * What heartbeats and gaps say of an agent itself, as self alarms: it polls late, its clock is
 * wrong, its queue overflows.  For the desk's files alone.
 *
 * agent-polling-late is raised here with the qualifier "cycle", from the age of the last complete
 * round.  The agent raises one of its own without a qualifier, when its own health is in doubt and
 * it holds its devices' faults (agent/silence.h): neither clears the other, and while the agent's
 * own stands, this one is not raised beside it as minor.
 */
#ifndef VG_COLLECTOR_DESK_AGENTS_DESKBEAT_H
#define VG_COLLECTOR_DESK_AGENTS_DESKBEAT_H

#include "collector/desk/deskcore.h"
#include "collector/normal/normal.h"

/* Takes the heartbeat 'm' (borrowed).  VG_OK, VG_EPARSE with detail, or the database's. */
int
vg_deskbeat_take(struct vg_desk *desk, const struct vg_message *m, struct vg_wall now,
    struct vg_detail *detail);

/* The agent lost the messages of 'gap', which 'm' tells (both borrowed), as 'text' says. */
int
vg_deskbeat_gap(struct vg_desk *desk, const struct vg_message *m,
    const struct vg_gap *gap, const char *text, struct vg_wall now);

/* What the last heartbeat said; 'at' unset: none came yet. */
struct vg_deskbeat {
	struct vg_wall at;
	int64_t offset_ms, cycle_age_ms, cycle_ms, lost, held, interval_ms;
	char digest[VG_DIGEST_TEXT_SIZE];
	bool agrees; /* what it says stands there is what stands here */
};
int
vg_deskbeat_get(struct vg_desk *desk, const char *agent, struct vg_deskbeat *beat);

#endif
