/*
 * What the packs say of one probe, with what the lines name found once: a rule is looked at for
 * each row of each answer, and a search by name would be most of its cost.
 *
 * Pure.
 */
#ifndef VG_LIB_PACK_PACKRULES_H
#define VG_LIB_PACK_PACKRULES_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/pack/pack.h"

/* A rule over a probe; all borrowed from the packs. */
struct vg_packrule {
	const struct vg_rule *rule;
	const struct vg_kind *kind; /* NULL: not known */
	bool scalar;                /* its object is a scalar of the probe */
	size_t
	    object; /* place among the scalars or columns; SIZE_MAX: the probe has none */
	bool
	    named; /* its part can be told by index and names alone, whatever the value */
};

/* All of one probe. */
struct vg_packrules {
	const struct vg_probe *probe; /* borrowed */
	struct vg_packrule *rules;    /* owned, in the order of the packs */
	size_t n_rules;
	const struct vg_identity **identities; /* owned array */
	size_t n_identities;
};

struct vg_packset;

/* Finds what the packs of 'set' say of 'probe' (both borrowed, outlive it). */
void
vg_packrules_init(struct vg_packrules *rules, const struct vg_packset *set,
    const struct vg_probe *probe);
void
vg_packrules_fini(struct vg_packrules *rules);

#endif
