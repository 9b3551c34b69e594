/*
 * Cases that page nobody because all that stands in them is on a shelf.
 *
 * The ladder counts what stands on none (VG_STOREPAGE_FAULTS); a shelf that begins or ends makes
 * the case's row due (collector/store/storepageover).  Here it is said why nobody is told.
 */
#ifndef VG_COLLECTOR_DESK_PAGING_DESKPAGEQUIET_H
#define VG_COLLECTOR_DESK_PAGING_DESKPAGEQUIET_H

#include "collector/desk/deskcore.h"

struct vg_deskpagequiet {
	/* Those that hold it, with ", " between them; "" something stands on none, or nothing. */
	char shelves[VG_TEXT_SIZE];
	struct vg_wall
	    until; /* the first of them ends; unset: the tree knows none any more */
};

/*
 * Finds whether all that stands in the case 'number' (borrowed) is on shelves.  VG_OK or the
 * database's.
 */
int
vg_deskpagequiet_find(
    struct vg_desk *desk, const char *number, struct vg_deskpagequiet *quiet);

/* "all that stands is on a shelf (shelf-2)" of what is on one, as the reason of an end. */
void
vg_deskpagequiet_reason(const struct vg_deskpagequiet *quiet, char reason[VG_TEXT_SIZE]);

#endif
