/*
 * Runs one probe of one device over SNMP and answers once.
 *
 * Scalars go in GETs of up to 50, tables by GETBULK with all columns in one request and as many
 * repetitions as fit a datagram.  What the device takes is learned (agent/poll/learned.h).  What
 * does not exist on the device is a missing value, no error; an object that it answers with an
 * error is found by halving, stays missing with its reason, and costs its batch nothing.  A probe
 * whose answers hold counters asks for the device's clocks in every request.
 *
 * Refuses to know when to ask, and what the values mean.
 *
 * Sources: RFC 3416 sections 4.2.1 (GET), 4.2.3 (GETBULK), 4.2 (tooBig, genErr).
 */
#ifndef VG_AGENT_POLL_POLL_H
#define VG_AGENT_POLL_POLL_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/poll/learned.h"
#include "agent/rule/sampleset.h"
#include "lib/pack/pack.h"
#include "lib/snmp/engine.h"

struct vg_polldevice; /* one device as the poll knows it */

/* What a run brought; all borrowed until the callback returns. */
struct vg_poll_result {
	enum vg_engine_outcome outcome;     /* of the request that ended it */
	const struct vg_sampleset *samples; /* NULL unless outcome is VG_ENGINE_ANSWER */
	const char *text;                   /* why there is no answer; "" otherwise */
	const struct vg_learned_gap
	    *gaps; /* objects that it cannot give, of all probes */
	size_t n_gaps;
};

/* Called once for each run, never before the asking function has returned. */
typedef void (*vg_poll_cb)(const struct vg_poll_result *result, void *cookie);

/* What one request may ask for; 0 takes what agent/poll/learned.h says. */
struct vg_poll_limits {
	size_t batch;      /* varbinds, 4 to VG_ENGINE_MAX_OIDS - 4 */
	size_t reply_size; /* octets of its reply */
};
void
vg_poll_limit(struct vg_polldevice *device, const struct vg_poll_limits *limits);

/*
 * Gives the device behind 'target' of 'engine' (both borrowed, outlive it).
 */
struct vg_polldevice *
vg_poll_new(struct vg_engine *engine, struct vg_engine_target *target);

/* Releases it; a run under way is forgotten without a call (NULL is silent). */
void
vg_poll_free(struct vg_polldevice *device);

/*
 * Runs 'probe' (borrowed until the callback).  VG_OK: 'cb' will be called with 'cookie'.
 * VG_EBUSY while a run is under way; errors of vg_engine_get and vg_engine_bulk.
 */
int
vg_poll_run(struct vg_polldevice *device, const struct vg_probe *probe, vg_poll_cb cb,
    void *cookie);

/*
 * The small request that finds out whether the device is there and what it is; its samples are
 * those of this probe: sysObjectID, sysDescr, sysUpTime.  Static.
 */
const struct vg_probe *
vg_poll_knock(void);

/* Varbinds asked for in one GET at most, as learned. */
size_t
vg_poll_batch(const struct vg_polldevice *device);

#endif
