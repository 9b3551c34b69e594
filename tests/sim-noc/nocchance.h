/*
 * Chance of the simulation: xoshiro256** seeded by splitmix64, so that a number gives the same run
 * on any machine.
 *
 * Source: Blackman and Vigna, Scrambled linear pseudorandom number generators (2018).
 */
#ifndef VG_TESTS_SIMNOC_NOCCHANCE_H
#define VG_TESTS_SIMNOC_NOCCHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct vg_nocchance {
	uint64_t s[4];
};

void
vg_nocchance_begin(struct vg_nocchance *chance, uint64_t seed);

uint64_t
vg_nocchance_next(struct vg_nocchance *chance);

/* A number below 'limit' (above 0). */
uint64_t
vg_nocchance_below(struct vg_nocchance *chance, uint64_t limit);

/* A number from 'low' to 'high', both possible. */
int64_t
vg_nocchance_between(struct vg_nocchance *chance, int64_t low, int64_t high);

/* True once in 'n' times. */
bool
vg_nocchance_one_in(struct vg_nocchance *chance, unsigned n);

#endif
