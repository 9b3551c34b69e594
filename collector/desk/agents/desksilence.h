/*
 * Agents that are silent: the stages of their silence, what it makes of their devices' alarms.  For
 * the desk's files alone.
 *
 * Stages, each a due row counted from when the agent was heard last (states.md 2.3): 1 silent: a
 * minor alarm, no case; its devices' alarms are not known; 2 a major one, hence a case of its site;
 * 3 a page, W1 when a critical fault stood there, else W2.  What explains it (the site's lost
 * power, a deaf collector) makes the stages wait.  Its end: deskback.h; who is waited for:
 * deskawait.h.
 */
#ifndef VG_COLLECTOR_DESK_AGENTS_DESKSILENCE_H
#define VG_COLLECTOR_DESK_AGENTS_DESKSILENCE_H

#include "collector/desk/deskcore.h"

/* A silence as its row has it; 'stage' 0: the agent is not silent, and all of it is known. */
struct vg_desksilence {
	struct vg_wall base; /* it counts from then */
	struct vg_wall last; /* heard last; unset: never */
	struct vg_wall
	    back; /* heard again, and its list is awaited; unset: it is silent */
	int stage;
	bool deaf; /* one of those a deaf collector does not hear */
	int64_t missed;
};
int
vg_desksilence_get(
    struct vg_desk *desk, const char *agent, struct vg_desksilence *silence);

/* The row of the next stage, of 'at', is due. */
int
vg_desksilence_due(
    struct vg_desk *desk, const char *agent, struct vg_wall at, struct vg_wall now);

/* A text of how long, for people: "12 s", "4 min", "3 h 10 min", "2 d 4 h". */
enum { VG_DESKSILENCE_SPAN = 32 };
void
vg_desksilence_span(int64_t us, char text[VG_DESKSILENCE_SPAN]);

/* Nobody knows whether what stands at the devices of 'agent' (borrowed) still does. */
int
vg_desksilence_forget(struct vg_desk *desk, const char *agent, struct vg_wall now);

/* Tells the doors of 'agent'; clears its agent-silent. */
int
vg_desksilence_tell(struct vg_desk *desk, const char *kind, const char *agent,
    const char *text, struct vg_wall now);
int
vg_desksilence_over(
    struct vg_desk *desk, const char *agent, const char *text, struct vg_wall now);

/* Whether nobody knows how the device called 'device' (borrowed; "" none) is. */
bool
vg_desksilence_is_blind(struct vg_desk *desk, const char *device);

/* Fills the facts about what explains an agent's fault, when 'p' is one and something does. */
int
vg_desksilence_parent(struct vg_desk *desk, struct vg_passage *p);

/* What explained the fault of the agent that 'resource' (borrowed) is, is over. */
int
vg_desksilence_released(struct vg_desk *desk, const char *resource, struct vg_wall now);

/* The site of the agent that 'resource' is, borrowed from 'conf'; "" when it is none. */
const char *
vg_desksilence_site(const struct vg_conf *conf, const char *resource);

#endif
