/*
 * What comes of a device's own notifications: trap says, poll confirms.
 *
 * Maps a notification by the packs, has the device asked at once, and makes findings of what the
 * samples answer: both agree, the notification alone, or a disagreement.  Attributes alarms of a
 * managing device to the device they are about, finds lost notifications and has polls make them
 * good, and marks storms.
 *
 * Stands between agent/ear and agent/round; agent/heard decides.
 */
#ifndef VG_AGENT_HEARING_H
#define VG_AGENT_HEARING_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/batch.h"
#include "agent/conf/agentconf.h"
#include "agent/fault/fault.h"
#include "agent/rule/rule.h"
#include "agent/state/state.h"
#include "lib/loop/loop.h"
#include "lib/model/trap.h"
#include "lib/pack/packset.h"

struct vg_hearing;

/* What is found of one part of a device; all borrowed. */
struct vg_hearing_finding {
	const char *device; /* of the tree */
	const char *part;   /* "psu/1" */
	const struct vg_kind *kind;
	const char *qualifier;
	enum vg_origin origin;
	bool bad;
	enum vg_severity severity;
	const char *text;
	bool alone; /* when bad: it takes no other of its kind with it */
};

struct vg_hearing_tools { /* all borrowed, outlive the hearing */
	struct vg_loop *loop;
	const struct vg_agentconf *conf;
	const struct vg_packset *packs;
	struct vg_state *state;
	struct vg_spool *spool;
	struct vg_faults *faults;
	struct vg_batch *batch;
	/* Takes a finding into what is committed next. */
	void (*find_cb)(const struct vg_hearing_finding *finding, void *cookie);
	/* Commits what was found. */
	void (*commit_cb)(void *cookie);
	/* Runs 'probe' of 'device' at once; NULL: all of them. */
	void (*ask_cb)(const char *device, const char *probe, void *cookie);
	/*
	 * Whether 'device' is asked for 'probe', or perhaps will be; "": it has not told what it
	 * is.
	 */
	bool (*has_cb)(const char *device, const char *probe, void *cookie);
	/* The rules' state of 'device', or NULL when it is not polled. */
	struct vg_rulestate *(*rules_cb)(const char *device, void *cookie);
	void *cookie;
};

/* How a poll of a device ended. */
struct vg_hearing_poll {
	const char *device;
	size_t place;                       /* of the device in the configuration */
	const struct vg_sampleset *samples; /* NULL: no answer */
	size_t probe, n_probes;             /* which of how many; >= n_probes: a knock */
	struct vg_mono asked;
};

struct vg_hearing_counts {
	uint64_t waiting, confirmed, unconfirmed, contradicted, unclassified, lost;
};

/* Gives a hearing that goes on with the claims that are on disk. */
struct vg_hearing *
vg_hearing_new(const struct vg_hearing_tools *tools);

/* Releases it (NULL is silent). */
void
vg_hearing_free(struct vg_hearing *hearing);

/* Takes 'trap' of 'device' (borrowed); false when it cannot be kept now. */
bool
vg_hearing_take(struct vg_hearing *hearing, const struct vg_agentconf_device *device,
    const struct vg_trap *trap);

/* Commits what was taken since; true when all of it is on disk. */
bool
vg_hearing_store(struct vg_hearing *hearing);

/* 'device' (borrowed) has sent more than its budget. */
void
vg_hearing_storm(struct vg_hearing *hearing, const struct vg_agentconf_device *device);

/* A poll ended, and its samples have been judged by the rules; what follows is found. */
void
vg_hearing_polled(struct vg_hearing *hearing, const struct vg_hearing_poll *poll);

/* What was found has been committed: the evidence of it follows, and done claims are forgotten. */
void
vg_hearing_committed(struct vg_hearing *hearing);

/* Who says 'bad' of 'kind' at 'resource' (borrowed) when a poll does: the poll, or both. */
enum vg_origin
vg_hearing_origin(
    const struct vg_hearing *hearing, const char *resource, const char *kind, bool bad);

/*
 * Whom a row of 'probe' of 'manager' is about, when the probe's table is one of alarms and the
 * device is of the tree: its name (borrowed from the tree), 'owned' its part there.  NULL: the
 * manager itself, 'part' as it is.  All borrowed.
 */
const char *
vg_hearing_owner(const struct vg_hearing *hearing, const struct vg_probe *probe,
    const char *manager, const char *part, const char *qualifier,
    char owned[VG_RESOURCE_SIZE]);

/* Somebody has looked at the unclassified notifications of 'device' (borrowed): they are over. */
void
vg_hearing_accept(struct vg_hearing *hearing, const char *device);

/* The counts since the start, by value. */
struct vg_hearing_counts
vg_hearing_count(const struct vg_hearing *hearing);

#endif
