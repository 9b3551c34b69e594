/*
 * Numbers that look like measurements and can be computed again: a hash of who and what, and
 * a triangle wave in time, whose integral is what a counter counts.
 */
#ifndef VG_TESTS_SIM_SIMWAVE_H
#define VG_TESTS_SIM_SIMWAVE_H

#include <stddef.h>
#include <stdint.h>

/* A hash of 'size' bytes (FNV-1a, 64 bits, then mixed). */
uint64_t
vg_simwave_hash(const void *data, size_t size);

/* A hash of two numbers. */
uint64_t
vg_simwave_mix(uint64_t a, uint64_t b);

/* A number from 'low' to 'high' that swings through that range; the phase is 'seed''s. */
int64_t
vg_simwave_gauge(uint64_t seed, int64_t at_us, int64_t low, int64_t high);

/* What a counter shows whose rate per second is vg_simwave_gauge of the same arguments. */
uint64_t
vg_simwave_counter(uint64_t seed, int64_t at_us, int64_t low, int64_t high);

#endif
