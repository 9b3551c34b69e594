/*
 * Memory for SQLite in a simulation.
 *
 * A database in memory asks for a journal of the pages that a transaction touches and gives it
 * back at each commit: hundreds of times a device-year the same few sizes.  What was given back
 * is kept by its size, for the next who asks, and never returned to the system.  One thread.
 */
#ifndef VG_TESTS_SIM_NOC_NOCMEMORY_H
#define VG_TESTS_SIM_NOC_NOCMEMORY_H

/*
 * Before SQLite is used.  Under AddressSanitizer nothing is changed, so that it sees what is used
 * after it was given back.
 */
void
vg_nocmemory_use(void);

#endif
