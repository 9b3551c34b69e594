/*
 * The round: asks the schedule what is due, polls it, judges what came, tells what changed.
 *
 * Joins the agent's rooms and holds what they know of each device; decides nothing that one of
 * them decides.
 */
#ifndef VG_AGENT_ROUND_H
#define VG_AGENT_ROUND_H

#include <stddef.h>

#include "agent/conf/agentconf.h"
#include "agent/fault/fault.h"
#include "agent/history/samplestore.h"
#include "agent/hearing.h"
#include "agent/notify/notify.h"
#include "agent/sched/sched.h"
#include "agent/spool/spool.h"
#include "agent/state/state.h"
#include "lib/loop/loop.h"
#include "lib/pack/packset.h"
#include "lib/snmp/engine.h"

struct vg_round;

/* What the round works with; all borrowed, outlive it. */
struct vg_round_tools {
	struct vg_loop *loop;
	const struct vg_agentconf *conf;
	const struct vg_packset *packs;
	struct vg_state *state;
	struct vg_spool *spool;
	struct vg_samplestore *samples; /* NULL: samples are not kept */
	struct vg_faults *faults;
	struct vg_notify *notify;
	struct vg_engine *engine;
};

/* How a device stands; texts are borrowed until the loop turns. */
struct vg_round_device {
	const char *name;
	const char *address; /* numeric */
	const char *family;  /* "" when not known */
	const char *model, *serial, *software;
	enum vg_reach reach;
	struct vg_wall answered; /* the last time; unset: not yet */
	const char *text;        /* why it did not answer the last time, "" when it did */
	size_t standing;
};

/*
 * Gives a round over all devices of 'tools' (borrowed); 'state' (borrowed) is the state folder
 * with the credentials.  A device whose credential cannot be used is told in the log and left
 * out.  NULL with 'detail' when none can be polled though there are some, or when a device names
 * a family that no pack has.
 */
struct vg_round *
vg_round_new(
    const struct vg_round_tools *tools, const char *state, struct vg_detail *detail);

/* Stops polling and releases it (NULL is silent). */
void
vg_round_free(struct vg_round *round);

/* What the heartbeat says of the polling; for vg_notify_on_health with the round as cookie. */
void
vg_round_health(struct vg_notify_health *health, void *cookie);

/*
 * The numbers 'from' to 'to' became a gap: raises anew what they told; for vg_spool_on_gap with
 * the round as cookie.
 */
void
vg_round_gap(uint64_t from, uint64_t to, void *cookie);

/*
 * The collector knows nothing any more: raises all that stands under new numbers, and tells the
 * inventories with the next polls; for vg_notify_on_forgotten with the round as cookie.
 */
void
vg_round_forgotten(void *cookie);

/* Its schedule, borrowed. */
const struct vg_sched *
vg_round_sched(const struct vg_round *round);

/* How many devices, and how number 'i' stands. */
size_t
vg_round_count(const struct vg_round *round);
void
vg_round_device(const struct vg_round *round, size_t i, struct vg_round_device *device);

/* Polls the device 'name' (borrowed; NULL: all) at once.  VG_OK or VG_ENOENT. */
int
vg_round_poll_now(struct vg_round *round, const char *name);

/* What takes notifications of the round's devices; borrowed from it. */
struct vg_hearing *
vg_round_hearing(struct vg_round *round);

/*
 * Takes the serial numbers of the device 'name' (borrowed) as right, and its unclassified
 * notifications as looked at.  VG_OK, VG_ENOENT, VG_EFULL or
 * VG_EIO: then the next start compares with the old ones again.
 */
int
vg_round_accept(struct vg_round *round, const char *name);

#endif
