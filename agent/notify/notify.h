/*
 * From the head of the spool to the collector: informs in flight, in order, until acknowledged.
 *
 * Up to the window's number of informs are in flight at once; each is deleted from the spool on
 * its acknowledgement and sent again for ever otherwise, with a back-off while the collector is
 * silent.  Writes the heartbeat and the list of standing faults when they are due.  At the
 * start, with a new spool, after a gap and when the collector may have come back from a backup
 * (its engineBoots rose by more than 1), the last message of each standing fault is sent again
 * unchanged, and the list after them.  So it is when nothing was acknowledged for two heartbeats:
 * to the collector the agent was silent, or soon had been, and what stands is not known there until
 * the list has come; the collector cannot ask for it.
 *
 * A collector with another engineID, or whose engineBoots fell, has another database and knows
 * nothing of what was told: whoever raises faults is called to raise them anew, since old
 * numbers would be holes there, each of them waited for.
 *
 * Refuses to decide what is a fault.
 *
 * Source: docs/INTERFACES.md 1, docs/DESIGN.md 5.
 */
#ifndef VG_AGENT_NOTIFY_NOTIFY_H
#define VG_AGENT_NOTIFY_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/conf/agentconf.h"
#include "agent/fault/fault.h"
#include "agent/spool/spool.h"
#include "agent/state/state.h"
#include "lib/loop/loop.h"
#include "lib/snmp/informout.h"

struct vg_notify;

/* What the heartbeat says of the polling; filled by who polls. */
struct vg_notify_health {
	int64_t cycle_age_ms; /* since the last complete round; -1: nothing answers */
	uint64_t skipped;     /* cycles */
	uint64_t devices, unreachable;
	/* filled by agent/notify */
	int64_t cycle_ms;          /* from one round to the next */
	const char *configuration; /* SHA-256 of the file, "" when not known; borrowed */
	bool clock_kept;           /* by NTP or the like */
	int64_t clock_offset_us;   /* as the kernel knows it, when kept */
};
typedef void (*vg_notify_health_cb)(struct vg_notify_health *health, void *cookie);

struct vg_notify_status {
	bool reachable; /* the last inform was acknowledged */
	size_t flight;  /* informs in flight */
	uint64_t acknowledged, failed;
	struct vg_wall heard;    /* last acknowledgement; unset: none yet */
	char text[VG_TEXT_SIZE]; /* why the last inform failed; "" */
};

/* The collector has forgotten: raises what stands anew, and forgets what else was told. */
typedef void (*vg_notify_forgotten_cb)(void *cookie);

/*
 * Gives a notifier of 'conf' on 'loop' that sends what 'spool' of 'state' holds by 'out' and
 * tells of 'faults' (all borrowed, outlive it).  'settle_ms': how long a list of standing faults
 * waits at the start, so that a new spool knows what stands.
 */
struct vg_notify *
vg_notify_new(struct vg_loop *loop, const struct vg_agentconf *conf,
    struct vg_state *state, struct vg_spool *spool, const struct vg_faults *faults,
    struct vg_informout *out, int64_t settle_ms);

/* Stops sending and releases it (NULL is silent). */
void
vg_notify_free(struct vg_notify *notify);

/* Who is asked for the health before each heartbeat. */
void
vg_notify_on_health(struct vg_notify *notify, vg_notify_health_cb cb, void *cookie);

/* Who is called when the collector has another database; NULL: nobody. */
void
vg_notify_on_forgotten(struct vg_notify *notify, vg_notify_forgotten_cb cb, void *cookie);

/* Says that the spool has something new: it is sent as soon as the window allows. */
void
vg_notify_wake(struct vg_notify *notify);

/* Asks for the standing faults to be sent again with their list (after a gap). */
void
vg_notify_standing(struct vg_notify *notify);

/* How it stands, by value. */
struct vg_notify_status
vg_notify_status(const struct vg_notify *notify);

#endif
