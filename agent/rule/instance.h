/*
 * What is remembered of each (rule, row) of one device.
 *
 * A device has as many of them as it has parts that rules speak of, and nearly all have never been
 * anything but good: those cost their few octets here, and names that all devices share.  What a
 * rule needs beyond that stands apart.
 *
 * Pure.  Refuses to judge.
 */
#ifndef VG_AGENT_RULE_INSTANCE_H
#define VG_AGENT_RULE_INSTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/rule/measure.h"
#include "lib/base/names.h"
#include "lib/pack/packset.h"

/* What not every instance needs. */
struct vg_instance_more {
	char *last; /* owned; the text "changed" compares with, or NULL */
	int64_t last_number;
	bool has_number;
	uint64_t restarts; /* of the device, that a rule over its uptime knows of */
	struct vg_measure_before before;
	uint64_t window; /* newest poll in bit 0; 1: bad */
	char *text;      /* owned; of the last bad poll, NULL: none */
	char *qualifier; /* owned; NULL: "" */
	bool alone;      /* the last bad poll said so */
	enum vg_severity
	    severity; /* as an object of the last bad row says; CLEARED: none */
};

struct vg_instance {
	const struct vg_packrule *of;  /* borrowed */
	const char *part;              /* of the pool; NULL: not named yet */
	struct vg_instance_more *more; /* owned; NULL: nothing */
	uint64_t seen; /* of index and names under which the part was found; 0: none */
	uint16_t good_run; /* good polls in a row, held at its greatest number */
	bool settled : 1;  /* enough polls seen to say good or bad */
	bool bad : 1;
	bool touched : 1; /* by the samples being judged */
	bool gone : 1;    /* from its table of alarms */
	bool told : 1;    /* that it is good */
	bool here : 1;    /* of a rule per name: the newest sample bears its name */
};

struct vg_instances {
	struct vg_names *names; /* borrowed */
	struct vg_instance *at; /* owned */
	size_t n, room;
	size_t next; /* the one behind the last found: rows come in their order */
};

void
vg_instances_init(struct vg_instances *instances, struct vg_names *names);
void
vg_instances_fini(struct vg_instances *instances);

/*
 * The instance of 'rule' whose part was found under 'seen' (not 0), looked for from behind the
 * last one found; NULL: it has to be looked for by its part.
 */
struct vg_instance *
vg_instances_next(
    struct vg_instances *instances, const struct vg_rule *rule, uint64_t seen);

/*
 * The instance of 'rule' of the row whose part is 'part' (borrowed), of a scalar's only one with
 * 'part' NULL; NULL when there is none.  Borrowed until one is added or dropped.
 */
struct vg_instance *
vg_instances_find(
    struct vg_instances *instances, const struct vg_rule *rule, const char *part);

/*
 * Finds or makes it; NULL when the device has too many (a table that grows).  A row's instance
 * has its part, a scalar's has none yet.
 */
struct vg_instance *
vg_instances_need(
    struct vg_instances *instances, const struct vg_packrule *of, const char *part);

/* Names the part anew. */
void
vg_instances_name(
    struct vg_instances *instances, struct vg_instance *instance, const char *part);

/* Room for more, made when there is none. */
struct vg_instance_more *
vg_instances_more(struct vg_instance *instance);

/* Drops those that are gone, good and settled. */
void
vg_instances_drop_gone(struct vg_instances *instances);

/* A sample of 'rule', one per name, comes: of which name is not known yet. */
void
vg_instances_turn(struct vg_instances *instances, const struct vg_rule *rule);

/* Drops those of rules per name: 'all', or what is settled, good and not of the newest sample. */
void
vg_instances_drop_named(struct vg_instances *instances, bool all);

/* The window of the last polls: 1 bad, the newest in bit 0. */
uint64_t
vg_instances_window(const struct vg_instance *instance);

#endif
