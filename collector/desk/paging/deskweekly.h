/*
 * W4: what nobody is paged for stands in a list that goes to the team noc once a week.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_PAGING_DESKWEEKLY_H
#define VG_COLLECTOR_DESK_PAGING_DESKWEEKLY_H

#include "collector/desk/deskcore.h"
#include "collector/letter/letterphrase.h"

/* Another tree may say another day: the row `weekly` is due then. */
int
vg_deskweekly_arm(struct vg_desk *desk, struct vg_wall now);

/* The row is due: the list is queued when there is anything in it. */
int
vg_deskweekly_due(struct vg_desk *desk, struct vg_wall now);

/*
 * Appends the list as it stands, a line each, to 'out'; '*n' is how many lines.  What is said is put
 * as 'phrases' say it, and a case is called 'word' (both borrowed; NULL: in the house's words, "case").
 */
int
vg_deskweekly_write(struct vg_desk *desk, const struct vg_letterphrases *phrases,
    const char *word, struct vg_buf *out, size_t *n);

#endif
