/*
 * Whether it is the agents that are silent, or the collector that does not hear: many agents of
 * different sites that were heard last within a short time.
 *
 * Ladder: 1 the tree switches it off (percent 0): no; 2 fewer than the least: no; 3 fewer than the
 * percentage of all agents: no; 4 of one site alone: it is that site's, no; 5 else the collector is
 * deaf.
 *
 * Pure.  Who is silent is said by the caller, who knows when the collector itself was away.
 *
 * Source: states.md 2.3.
 */
#ifndef VG_COLLECTOR_CORREL_DEAF_H
#define VG_COLLECTOR_CORREL_DEAF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/time/instant.h"

/* An agent of the tree. */
struct vg_deaf_agent {
	const char *site; /* borrowed; "" not known */
	bool silent;
	struct vg_wall heard; /* when last, or when it should have been; of silent ones */
	bool member;          /* answer: one of those that fell silent together */
};

struct vg_deaf_limits {
	unsigned percent;  /* of all agents, rounded up; 0: never */
	unsigned least;    /* how many at least */
	int64_t within_us; /* they were heard last within that time */
};

/*
 * Judges the 'n' 'agents' (borrowed, all of the tree).  Whether the collector is deaf; the members
 * are then the largest lot of silent agents that were heard last within the time, of several the
 * one that was heard last.  When it is not, nobody is a member.
 */
bool
vg_deaf_judge(
    struct vg_deaf_agent *agents, size_t n, const struct vg_deaf_limits *limits);

/*
 * Whether those that still are silent 'member's (borrowed, all agents of the tree) are enough for
 * the collector to be deaf still: rungs 1 to 4, however far they lie apart.
 */
bool
vg_deaf_lasts(
    const struct vg_deaf_agent *agents, size_t n, const struct vg_deaf_limits *limits);

#endif
