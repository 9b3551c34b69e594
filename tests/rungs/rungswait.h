/*
 * Who is waited for counts anew at each start, since nobody could be heard while the collector was
 * away (collector/desk/deskawait.h; tests/play/silence-after-a-collector-away.play).  Here the
 * collector is away for no time: what a start moves is put back, and all else is compared.
 */
#ifndef VG_TESTS_RUNGS_RUNGSWAIT_H
#define VG_TESTS_RUNGS_RUNGSWAIT_H

#include <sqlite3.h>
#include <stdbool.h>

/* Notes the rows that a start moves, as they are in 'db'; one without tables has none. */
void
vg_rungswait_keep(sqlite3 *db);

/* Puts the rows that were noted last back; false when it cannot. */
bool
vg_rungswait_back(sqlite3 *db);

#endif
