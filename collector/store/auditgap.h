/*
 * Gaps in the audit: rows that were kept long enough leave the chain, and the rest verifies.
 *
 * A gap is a range of rows with the chain's digest at its end, which the row behind it goes on
 * from.  With each sweep the audit itself tells the digest of all gaps, so that a gap that no
 * sweep made is found as a changed row is.
 */
#ifndef VG_COLLECTOR_STORE_AUDITGAP_H
#define VG_COLLECTOR_STORE_AUDITGAP_H

#include "lib/base/digest.h"
#include "lib/sql/db.h"
#include "lib/time/instant.h"

struct vg_auditgap {
	int64_t first, last; /* rows */
	struct vg_digest chain;
};

struct vg_auditgaps {
	struct vg_auditgap *gap; /* owned, ascending */
	size_t n, room;
};

/*
 * Loads all gaps.  VG_OK; VG_ECORRUPT when they are not those that the newest sweep told; or the
 * database's code.  'gaps' is to be released in any case.
 */
int
vg_auditgap_load(struct vg_db *db, struct vg_auditgaps *gaps);

/* Releases what 'gaps' holds. */
void
vg_auditgap_fini(struct vg_auditgaps *gaps);

/*
 * Takes at most 'limit' acts from before 'until' away, tells the gaps and writes that into the
 * audit as done at 'now'; gives how many went.  Acts on a case stay while the case's texts do.
 * Needs an open transaction; returns what vg_db_run returns.
 */
int
vg_auditgap_sweep(
    struct vg_db *db, struct vg_wall until, size_t limit, struct vg_wall now, size_t *n);

#endif
