/*
 * Randomness of the system, for identifiers and jitter.
 */
#ifndef VG_LIB_OS_CHANCE_H
#define VG_LIB_OS_CHANCE_H

#include <stddef.h>
#include <stdint.h>

/* Fills 'size' octets at 'target' with random octets; aborts when the system has none. */
void
vg_chance_fill(void *target, size_t size);

/* A random number of 32 bits. */
uint32_t
vg_chance_u32(void);

#endif
