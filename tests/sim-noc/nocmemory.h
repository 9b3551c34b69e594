/*
 * Memory for SQLite in a simulation.
 *
 * A database in memory asks for a journal of the pages that a transaction touches and gives it
 * back at each commit: hundreds of times a device-year the same few sizes.  What was given back
 * is kept by its size, for the next who asks, and never returned to the system.  One thread.
 */
#ifndef VG_TESTS_SIM_NOC_NOCMEMORY_H
#define VG_TESTS_SIM_NOC_NOCMEMORY_H

#include <stddef.h>

/*
 * Before SQLite is used.  Under AddressSanitizer nothing is changed, so that it sees what is used
 * after it was given back.
 */
void
vg_nocmemory_use(void);

/* As malloc and free, from those lists; take: NULL when the system has no more. */
void *
vg_nocmemory_take(int n);
void
vg_nocmemory_give_back(void *memory);

/* What no block was made of yet, of exactly 'n' octets, for good; NULL when there is no more. */
void *
vg_nocmemory_fresh(size_t n);

#endif
