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

/* Reads the gaps of the table, told or not; as vg_auditgap_load but for VG_ECORRUPT. */
int
vg_auditgap_read(struct vg_db *db, struct vg_auditgaps *gaps);

/*
 * Adds the rows from 'first' to 'last' with the 'size' octets of the digest at their end
 * (borrowed).
 */
void
vg_auditgap_add(struct vg_auditgaps *gaps, int64_t first, int64_t last, const void *chain,
    size_t size);

/* Writes the digest of all 'gaps', which the audit tells. */
void
vg_auditgap_digest(const struct vg_auditgaps *gaps, char text[VG_DIGEST_TEXT_SIZE]);

#endif
