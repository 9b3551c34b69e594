/*
 * Triangle waves: up for half a period, down for the other half.
 */
#include "tests/sim/simwave.h"

enum { HALF_S = 1800 };

uint64_t
vg_simwave_hash(const void *data, size_t size)
{
	const unsigned char *octets = data;
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ octets[i]) * UINT64_C(1099511628211);
	return vg_simwave_mix(hash, 0);
}

/* The finalizer of splitmix64. */
uint64_t
vg_simwave_mix(uint64_t a, uint64_t b)
{
	uint64_t z = a + (b + 1) * UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int64_t
vg_simwave_gauge(uint64_t seed, int64_t at_us, int64_t low, int64_t high)
{
	int64_t x = (at_us / 1000000 + (int64_t)(seed % (2 * HALF_S))) % (2 * HALF_S);
	int64_t up = x < HALF_S ? x : 2 * HALF_S - x;

	return low + (high - low) * up / HALF_S;
}

/* The integral of the wave from 0 to 'x' seconds, in units of (high - low) / (2 * HALF_S). */
static int64_t
area(int64_t x)
{
	int64_t periods = x / (2 * HALF_S), rest = x % (2 * HALF_S);
	int64_t left = 2 * HALF_S - rest;
	int64_t part = rest < HALF_S ? rest * rest : 2 * HALF_S * HALF_S - left * left;

	return periods * (2 * HALF_S * HALF_S) + part;
}

uint64_t
vg_simwave_counter(uint64_t seed, int64_t at_us, int64_t low, int64_t high)
{
	int64_t phase = (int64_t)(seed % (2 * HALF_S)), now = at_us / 1000000;
	uint64_t swing = (uint64_t)(area(now + phase) - area(phase));

	return (uint64_t)low * (uint64_t)now +
	    (uint64_t)(high - low) / (2 * HALF_S) * swing;
}
