/*
 * A process that dies by SIGKILL at a change of a file that SQLite makes: the same one each time.
 */
#ifndef VG_TESTS_RUNGS_RUNGSDEATH_H
#define VG_TESTS_RUNGS_RUNGSDEATH_H

#include <stdint.h>

/* Puts itself between SQLite's VFS "unix" and the system, and makes that the one in use. */
void
vg_rungsdeath_begin(void);

/*
 * Lets the process die instead of its 'n'-th change from now (1: the next), or in the middle of
 * that write when 'half'; 0: never.  Gives how many were left of the number before.
 */
uint64_t
vg_rungsdeath_after(uint64_t n, int half);

/* What is no change of a file and may be died at all the same: an answer that is not given. */
void
vg_rungsdeath_pass(void);

/* Changes so far. */
uint64_t
vg_rungsdeath_changes(void);

#endif
