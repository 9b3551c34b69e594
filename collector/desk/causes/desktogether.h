/*
 * What befalls several devices of a site at once (collector/correl/sitewide.h) is raised by the
 * desk itself as the fault of the site, and over when fewer devices than that still show it.
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKTOGETHER_H
#define VG_COLLECTOR_DESK_CAUSES_DESKTOGETHER_H

#include "collector/desk/deskcore.h"

/*
 * To be called when the verdict of 'p' is given and nothing is done yet: where it would open a case
 * though it is one of several, these are raised as what they are together.  '*found': they were,
 * and the facts of 'p' are others now.  VG_OK, or an error with detail.
 */
int
vg_desktogether_before(struct vg_desk *desk, const struct vg_passage *p, bool *found,
    struct vg_detail *detail);

/*
 * To be called when the deeds of 'p' are done: notes or forgets its fault as one of several,
 * and raises or ends what they are together.  VG_OK, or an error with detail.
 */
int
vg_desktogether_after(
    struct vg_desk *desk, const struct vg_passage *p, struct vg_detail *detail);

/*
 * To be called within the transaction that puts another tree in force: devices that left it, or
 * their site, say nothing of that any more, and what they were together may be over.  VG_OK, or an
 * error.
 */
int
vg_desktogether_tree(struct vg_desk *desk, struct vg_wall now, struct vg_detail *detail);

#endif
