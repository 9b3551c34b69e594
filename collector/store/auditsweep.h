/*
 * Acts that were kept long enough leave the audit, and a gap is told in their place.
 */
#ifndef VG_COLLECTOR_STORE_AUDITSWEEP_H
#define VG_COLLECTOR_STORE_AUDITSWEEP_H

#include "lib/sql/db.h"
#include "lib/time/instant.h"

/*
 * Takes at most 'limit' acts from before 'until' away, tells the gaps and writes that into the
 * audit as done at 'now'; gives how many went.  Acts on a case stay while the case's texts do.
 * Needs an open transaction; returns what vg_db_run returns.
 */
int
vg_auditsweep_run(
    struct vg_db *db, struct vg_wall until, size_t limit, struct vg_wall now, size_t *n);

#endif
