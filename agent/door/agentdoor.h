/*
 * The agent's local socket: RESTCONF for the status of agent and devices, to poll at once and to
 * accept the serial numbers of a device that was exchanged.
 *
 *   GET  /restconf/data/vigie-agent:agent-status
 *   POST /restconf/operations/vigie-agent:poll-now   {"vigie-agent:input": {"device": "ne-7"}}
 *   POST /restconf/operations/vigie-agent:accept     {"vigie-agent:input": {"device": "ne-7"}}
 *
 * Only the agent's own user and root are answered.
 */
#ifndef VG_AGENT_DOOR_AGENTDOOR_H
#define VG_AGENT_DOOR_AGENTDOOR_H

#include "agent/conf/agentconf.h"
#include "agent/fault/fault.h"
#include "agent/history/samplestore.h"
#include "agent/notify/notify.h"
#include "agent/spool/spool.h"
#include "agent/state/state.h"
#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "lib/trapin/trapin.h"
#include "agent/sched/sched.h"
#include "lib/snmp/engine.h"
#include "lib/yang/context.h"

struct vg_agentdoor;

/* How one device stands; texts are borrowed for the call. */
struct vg_agentdoor_device {
	const char *name, *address, *reach, *family, *model, *serial, *software, *failure;
	struct vg_wall answered;
	size_t standing;
};

/* What came in at the ear, and what became of it. */
struct vg_agentdoor_heard {
	struct vg_trapin_statistics in;
	uint64_t waiting, confirmed, unconfirmed, contradicted, unclassified, lost;
};

/* What the door shows and does; all borrowed, outlive it. */
struct vg_agentdoor_tools {
	struct vg_loop *loop;
	const struct vg_context *context;
	const struct vg_agentconf *conf;
	const struct vg_state *state;
	const struct vg_spool *spool;
	const struct vg_samplestore *samples; /* NULL: samples are not kept */
	const struct vg_faults *faults;
	const struct vg_notify *notify;
	const struct vg_engine *engine; /* NULL: nothing is asked */
	const struct vg_sched *sched;   /* as 'engine' */
	/* Gives device number 'i' to 'device'; false past the last. */
	bool (*device_cb)(size_t i, struct vg_agentdoor_device *device, void *cookie);
	/* Gives what was heard; false when the agent does not listen. */
	bool (*heard_cb)(struct vg_agentdoor_heard *heard, void *cookie);
	/* Polls 'name' (NULL: all) at once: VG_OK or VG_ENOENT. */
	int (*poll_cb)(const char *name, void *cookie);
	/* Takes the serial numbers of 'name' as right: VG_OK, VG_ENOENT, VG_EFULL, VG_EIO. */
	int (*accept_cb)(const char *name, void *cookie);
	/* Says how the polling goes. */
	vg_notify_health_cb health_cb;
	void *cookie;
};

/* Opens the Unix socket 'path' (borrowed); NULL with detail when it cannot. */
struct vg_agentdoor *
vg_agentdoor_open(
    const struct vg_agentdoor_tools *tools, const char *path, struct vg_detail *detail);

/* Shows and does 'tools' (borrowed, copied) from now on; loop and context stay. */
void
vg_agentdoor_change(struct vg_agentdoor *door, const struct vg_agentdoor_tools *tools);

/* Closes it and removes the socket (NULL is silent). */
void
vg_agentdoor_close(struct vg_agentdoor *door);

#endif
