/*
 * The round's inside, shared by its files: what it knows of each device, and the few steps that
 * all of them take.
 */
#ifndef VG_AGENT_ROUNDCORE_H
#define VG_AGENT_ROUNDCORE_H

#include "agent/batch.h"
#include "agent/hearing.h"
#include "agent/inventory.h"
#include "agent/kept.h"
#include "agent/known.h"
#include "agent/poll/poll.h"
#include "agent/retell.h"
#include "agent/round.h"
#include "agent/rule/rule.h"
#include "agent/silence.h"

struct vg_ncround;

struct vg_rounddevice {
	struct vg_round *round;
	const struct vg_agentconf_device *conf;
	struct vg_rounddevice *
	    owner; /* whose management board it is, with rules, samples, inventory; NULL */
	struct vg_engine_target *target; /* owned by the poll; NULL: NETCONF alone */
	struct vg_polldevice *poll;
	struct vg_rulestate *rules;
	struct vg_sampledevice *samples;
	struct vg_inventory *inventory;
	const struct vg_family *family; /* NULL: not known */
	const struct vg_probe **probes; /* owned array; by the schedule's numbers */
	bool *seen;                     /* owned; the probe has been answered */
	bool whole;                     /* all have that say what it is */
	size_t n_probes;
	struct vg_sched_job job; /* under way */
	struct vg_mono asked;    /* when it began */
	struct vg_kept *kept;
	struct vg_known *known; /* owned; what it says of itself, NULL: all is on disk */
	struct vg_wall answered;
	char address[VG_NET_TEXT_SIZE];
	char *text; /* owned; why it did not answer the last time, NULL: it did */
};

struct vg_round {
	struct vg_round_tools t;
	char *state; /* owned; the folder */
	struct vg_sched *sched;
	struct vg_names *names; /* of parts; the same for all devices */
	struct vg_ncround *netconf;
	struct vg_rounddevice
	    *devices; /* owned; first the schedule's, then those of NETCONF alone */
	size_t n, n_snmp;
	size_t n_bmcs; /* the last ones of the schedule's */
	struct vg_silence *silence;
	struct vg_timer *tick;
	struct vg_mono began;
	struct vg_mono tick_due; /* unset: as soon as it can be */
	struct vg_batch *batch;
	struct vg_retell *retell;
	struct vg_hearing *hearing; /* NULL while the round is being made */
};

/* The device 'name' (borrowed, in any case), or NULL; never a management board. */
struct vg_rounddevice *
vg_roundcore_device(const struct vg_round *round, const char *name);

/* The management board of 'd', or NULL. */
struct vg_rounddevice *
vg_roundcore_board(const struct vg_rounddevice *d);

/* Commits what the result under way made, and what follows from it; 'cookie' is the round. */
void
vg_roundcore_commit(void *cookie);

/* The schedule is looked at as soon as the loop can. */
void
vg_roundcore_soon(struct vg_round *round);

/* What is found of a part of a device; kind NULL: no pack knows it, nothing is found. */
void
vg_roundcore_find(struct vg_rounddevice *d, const struct vg_hearing_finding *found);

/* The probe under way, or NULL for a knock. */
const struct vg_probe *
vg_roundcore_probe(const struct vg_rounddevice *d);

/* --- notifications (roundheard.c) -------------------------------------------------------- */

/* Gives the round its hearing. */
struct vg_hearing *
vg_roundheard_new(struct vg_round *round);

/* Tells it how the job of 'd' ended; 'samples' NULL: without an answer. */
void
vg_roundheard_polled(struct vg_rounddevice *d, const struct vg_sampleset *samples);

/* A poll has seen that 'd', no board, began anew: ends what only that ends. */
void
vg_roundheard_restarted(struct vg_rounddevice *d);

/*
 * The probes of 'd', a device or its board, have all been answered once: ends what polls found and
 * none of them can find any more, because a board has left or the family is another.
 */
void
vg_roundheard_identified(struct vg_rounddevice *d);

/* What the rules say of a part of the device that is the cookie, or of one that it manages. */
void
vg_roundheard_condition(const struct vg_condition *condition, void *cookie);

#endif
