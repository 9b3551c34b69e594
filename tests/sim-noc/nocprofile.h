/*
 * What a simulation asks of SQLite, statement by statement: how often, and how many instructions
 * of its machine that took.  Both are the same on any machine.
 */
#ifndef VG_TESTS_SIMNOC_NOCPROFILE_H
#define VG_TESTS_SIMNOC_NOCPROFILE_H

#include <sqlite3.h>

/* Counts from now on what is asked of 'db'. */
void
vg_nocprofile_watch(sqlite3 *db);

/* A table of what was counted, a device-year's share, the dearest first. */
void
vg_nocprofile_print(double years);

void
vg_nocprofile_fini(void);

#endif
