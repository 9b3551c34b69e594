/*
 * Chance of the simulation.
 */
#include "tests/sim-noc/nocchance.h"

static uint64_t
split(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static uint64_t
turn(uint64_t x, int by)
{
	return (x << by) | (x >> (64 - by));
}

void
vg_nocchance_begin(struct vg_nocchance *chance, uint64_t seed)
{
	for (int i = 0; i < 4; i++)
		chance->s[i] = split(&seed);
}

uint64_t
vg_nocchance_next(struct vg_nocchance *chance)
{
	uint64_t *s = chance->s, said = turn(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = turn(s[3], 45);
	return said;
}

/* The high half of a product: no bias that matters, and no division. */
uint64_t
vg_nocchance_below(struct vg_nocchance *chance, uint64_t limit)
{
	uint64_t x = vg_nocchance_next(chance);

	if (limit <= UINT32_MAX)
		return ((x >> 32) * limit) >> 32;
	return x % limit;
}

int64_t
vg_nocchance_between(struct vg_nocchance *chance, int64_t low, int64_t high)
{
	return low + (int64_t)vg_nocchance_below(chance, (uint64_t)(high - low) + 1);
}

bool
vg_nocchance_one_in(struct vg_nocchance *chance, unsigned n)
{
	return vg_nocchance_below(chance, n) == 0;
}
