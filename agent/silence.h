/*
 * What is said of devices that do not answer.
 *
 * Ladder: 1 it has another engineID than is known of it: engine-id-conflict, whatever else; 2 it
 * refuses the credential: credential-refused; 3 the agent's own health is in doubt: held, and one
 * fault of the agent is told; 4 SNMP is silent and ping answers: management-silent; 5 else
 * device-unreachable, with what ping said.  Two answers in a row clear all of them.  A management
 * board is never unreachable, only silent, and not pinged.
 *
 * Refuses to know what an answer says.
 */
#ifndef VG_AGENT_SILENCE_H
#define VG_AGENT_SILENCE_H

#include "agent/batch.h"
#include "agent/conf/agentconf.h"
#include "agent/fault/fault.h"
#include "agent/sched/sched.h"
#include "lib/loop/loop.h"
#include "lib/pack/packset.h"
#include "lib/snmp/engine.h"

struct vg_silence;

/* A finding of 'kind' on 'part' of device number 'device'. */
struct vg_silence_finding {
	size_t device;
	const struct vg_kind *kind; /* borrowed */
	const char *part;           /* borrowed */
	bool bad;
	enum vg_severity severity;
	const char *text; /* borrowed; NULL for a clear */
};
typedef void (*vg_silence_cb)(const struct vg_silence_finding *finding, void *cookie);

/* What it works with; all borrowed, outlive it.  'done_cb': findings have been told, unasked. */
struct vg_silence_tools {
	struct vg_loop *loop;
	const struct vg_agentconf *conf;
	const struct vg_packset *packs;
	const struct vg_sched *sched;
	const struct vg_engine *engine;
	struct vg_faults *faults;
	struct vg_batch *batch;
	vg_silence_cb find_cb;
	void (*done_cb)(void *cookie);
	void *cookie;
};

/* Gives it for 'n_devices' of the schedule; vg_silence_free releases it (NULL is silent). */
struct vg_silence *
vg_silence_new(const struct vg_silence_tools *tools, size_t n_devices);
void
vg_silence_free(struct vg_silence *silence);

/*
 * A poll of device number 'device', which is 'conf' (borrowed, outlives it), ended with 'outcome'
 * and 'text' (borrowed), and the schedule knows.  Tells what follows, at once or when ping has
 * answered.
 */
void
vg_silence_polled(struct vg_silence *silence, size_t device,
    const struct vg_agentconf_device *conf, enum vg_engine_outcome outcome,
    const char *text);

/*
 * How severe a fault of 'kind' is that has stood since 'since' (unset: it begins).  What a mute
 * device hides grows: management-silent is a warning, minor after 1 h, major after 4 h; the
 * others are what their kind says.  Pure.
 */
enum vg_severity
vg_silence_severity(const struct vg_kind *kind, struct vg_wall since, struct vg_wall now);

/* The schedule's tick came 'late_us' after its time. */
void
vg_silence_tick(struct vg_silence *silence, int64_t late_us);

#endif
