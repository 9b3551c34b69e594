/*
 * Which standing fault explains another one: of several that may, the one that began first, so
 * that the order in which they were told does not matter.
 *
 * Pure.  Source: docs/DESIGN.md 6; which kinds explain which stands in the packs (explained-by).
 */
#ifndef VG_COLLECTOR_CORREL_PARENT_H
#define VG_COLLECTOR_CORREL_PARENT_H

#include "collector/correl/facts.h"

/* A standing fault of a kind that explains the child's, of its device or its site. */
struct vg_parent {
	int64_t id; /* of its alarm */
	char resource[VG_RESOURCE_SIZE], kind[VG_KIND_SIZE], class[VG_PACK_CLASS_SIZE];
	char qualifier[VG_QUALIFIER_SIZE], device[VG_NAME_SIZE];
	char case_number[VG_CASE_NUMBER_SIZE];
	bool in_case; /* that case is open, and the child may join it */
	bool waits;   /* it has no case yet: a row brings it back at 'until' */
	bool lasts;   /* it cuts reach: what comes of it begins as long as it stands */
	bool late;    /* the child began long after it (vg_parent_is_late) */
	char shelf[VG_NAME_SIZE]; /* that keeps it waiting; "" none */
	struct vg_wall raised, until;
};

/* What is explained; all borrowed. */
struct vg_parent_child {
	const char *resource, *class;
	struct vg_wall since;
	uint32_t
	    silent_within_s; /* an agent's silence is explained so long after power was lost */
	uint32_t
	    within_s; /* what begins longer after it was raised is told anew; 0: any */
};

/*
 * Whether 'parent' explains 'child', whose kinds fit: not another board than the child's own,
 * where both name one; an agent's silence only by a loss of power just before it.
 */
bool
vg_parent_explains(const struct vg_parent *parent, const struct vg_parent_child *child);

/*
 * Whether 'child' began so long after 'parent' that whoever knows of the one has not been told of
 * the other: its symptom all the same, but worse.  Never, where 'parent' lasts.
 */
bool
vg_parent_is_late(const struct vg_parent *parent, const struct vg_parent_child *child);

/*
 * Whether what began at 'since' waits at 'now' for 'parent', which has no case before its 'until':
 * 'wait_s' behind its own beginning at most, to which 'until' is shortened; or for what is due at
 * this very instant.  'again': it has waited before, so that a clock ahead of ours gains nothing.
 */
bool
vg_parent_holds(struct vg_parent *parent, struct vg_wall since, struct vg_wall now,
    uint32_t wait_s, bool again);

/*
 * Of the 'n' at 'parents' (borrowed) that have a case or wait for one, the one that began first,
 * one of long ago after the others; NULL: none.
 */
const struct vg_parent *
vg_parent_best(const struct vg_parent *parents, size_t n);

#endif
