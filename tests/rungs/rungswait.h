/*
 * Who is waited for counts anew at each start, since nobody could be heard while the collector was
 * away (collector/desk/agents/deskawait.h; tests/play/silence-after-a-collector-away.play).  Here
 * the collector is away for no time: what a start moves is put back, and all else is compared.
 */
#ifndef VG_TESTS_RUNGS_RUNGSWAIT_H
#define VG_TESTS_RUNGS_RUNGSWAIT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VG_RUNGSWAIT_ROWS = 64 };

struct vg_rungswait_row {
	char kind[16], object[64];
	int64_t at;
};

/* The rows that a start moves, from its beginning until they are back. */
struct vg_rungswait {
	struct vg_rungswait_row rows[VG_RUNGSWAIT_ROWS];
	size_t n;
	bool waits; /* they are to be put back */
};

/*
 * From now on rows are noted in 'where' (borrowed; zero at first), which may outlive the process.
 */
void
vg_rungswait_use(struct vg_rungswait *where);

/* Forgets what was noted: nobody starts from there. */
void
vg_rungswait_forget(void);

/*
 * Notes the rows that a start moves, as they are in 'db'; one without tables has none.  After a
 * start that did not come to its end those of its beginning stay.
 */
void
vg_rungswait_keep(sqlite3 *db);

/* Puts the rows that were noted last back; false when it cannot. */
bool
vg_rungswait_back(sqlite3 *db);

#endif
