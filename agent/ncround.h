/*
 * The round over NETCONF: asks the schedule which device is due, has one session each, tells
 * what came.  Few sessions at once: each is two processes.
 *
 * Holds no faults and no samples; agent/round does.
 */
#ifndef VG_AGENT_NCROUND_H
#define VG_AGENT_NCROUND_H

#include "agent/conf/agentconf.h"
#include "agent/ncask/ncask.h"
#include "agent/sched/sched.h"
#include "lib/loop/loop.h"
#include "lib/pack/packset.h"

struct vg_ncround;

/* How a session of the device 'name' went; all borrowed. */
struct vg_ncround_news {
	const char *name;
	const struct vg_ncask_result *result;
};

/* What the answering of the device 'name' means; all borrowed. */
struct vg_ncround_fault {
	const char *name, *part;
	const struct vg_kind *kind; /* NULL when no pack has it */
	enum vg_severity severity;
	const char *text; /* why it stands; NULL: it is good */
};

/* Whom the round tells: of each session first what it means, then what it brought. */
struct vg_ncround_calls {
	void (*fault_cb)(const struct vg_ncround_fault *fault, void *cookie);
	void (*news_cb)(const struct vg_ncround_news *news, void *cookie);
	void *cookie;
};

/*
 * Gives a round over the devices of 'conf' that are asked by NETCONF, for the probes of 'packs'
 * (all borrowed, outlive it), with credentials in the state folder 'state'.  A device whose
 * credential cannot be used is told in the log and left out.  'calls' is copied; nothing is called
 * before this has returned, and then of devices that vg_ncround_has alone.
 */
struct vg_ncround *
vg_ncround_new(struct vg_loop *loop, const struct vg_agentconf *conf,
    const struct vg_packset *packs, const char *state,
    const struct vg_ncround_calls *calls);

/* Ends all sessions and releases it (NULL is silent). */
void
vg_ncround_free(struct vg_ncround *round);

/* How the device 'name' (borrowed) answers; VG_REACH_UNKNOWN for one that is not asked. */
enum vg_reach
vg_ncround_reach(const struct vg_ncround *round, const char *name);

/* Whether the device 'name' (borrowed) is asked. */
bool
vg_ncround_has(const struct vg_ncround *round, const char *name);

/* Asks the device 'name' (borrowed; NULL: all) as soon as a session is free. */
void
vg_ncround_poll_now(struct vg_ncround *round, const char *name);

#endif
