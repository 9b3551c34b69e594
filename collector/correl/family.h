/*
 * Families of faults: the same kind on devices of one model and software version at several
 * clients is one problem of their supplier, and not many of theirs.
 *
 * Pure.  Source: docs/policy.md section 7 (across clients a supplier problem links, never merges).
 */
#ifndef VG_COLLECTOR_CORREL_FAMILY_H
#define VG_COLLECTOR_CORREL_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collector/correl/facts.h"

/* A case of the family, and where it is. */
struct vg_family_case {
	char number[VG_CASE_NUMBER_SIZE];
	char client[VG_NAME_SIZE], device[VG_NAME_SIZE];
};

/* How many different ones there are. */
struct vg_family_span {
	size_t clients, devices;
};

/*
 * Whether faults of 'class' (borrowed) tell something of the equipment.  Those of the place
 * (site-power, reachability, link, dependency), of watching it (monitoring, storm, triage, agent,
 * self) do not, whatever the model.
 */
bool
vg_family_is_of_equipment(const char *class);

/* Counts 'n' cases (borrowed). */
struct vg_family_span
vg_family_count(const struct vg_family_case *cases, size_t n);

/* Whether a family of that 'span' is a problem, where so many clients and devices make one. */
bool
vg_family_is_problem(struct vg_family_span span, uint32_t clients, uint32_t devices);

#endif
