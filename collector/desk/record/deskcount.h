/*
 * How many messages are applied: nearly all of them are, so that they are counted as they come and
 * go, not asked for.
 *
 * The number stands in meta, with the row up to which it holds; what came behind that row is
 * counted at start, and its number is written now and then only, for a page that each commit would
 * write costs each inform its time.  For the desk's files only.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKCOUNT_H
#define VG_COLLECTOR_DESK_RECORD_DESKCOUNT_H

#include "collector/desk/deskcore.h"

/* Reads where it stands.  VG_OK or an error of the database. */
int
vg_deskcount_open(struct vg_desk *desk);

/*
 * In the open transaction: a row was stored as applied; one became it ('by' 1) or is it no more
 * (-1).
 */
void
vg_deskcount_stored(struct vg_desk *desk);
void
vg_deskcount_changed(struct vg_desk *desk, int64_t by);

/* What the transaction has counted so far, and back to it: for a savepoint. */
struct vg_deskcount_mark {
	int64_t applied, changed;
};
struct vg_deskcount_mark
vg_deskcount_mark(const struct vg_desk *desk);
void
vg_deskcount_undo(struct vg_desk *desk, struct vg_deskcount_mark mark);

/* Before the commit: writes the number where it must be.  VG_OK or an error of the database. */
int
vg_deskcount_write(struct vg_desk *desk);

/* The transaction is over; 'committed': it is on disk. */
void
vg_deskcount_end(struct vg_desk *desk, bool committed);

/* The number; no transaction may be open. */
int64_t
vg_deskcount_applied(struct vg_desk *desk);

#endif
