/*
 * What comes and goes, as others hear of it: that it begins, and how it ended, once each; what got
 * worse meanwhile; nothing else.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_QUIET_DESKFLAP_H
#define VG_COLLECTOR_DESK_QUIET_DESKFLAP_H

#include "collector/desk/deskcore.h"

/* Whether a change of the alarm of 'p' is told now: not on a shelf, nor while it flaps. */
bool
vg_deskflap_tells(const struct vg_passage *p);

/* It begins: VG_DEED_FLAPPING of an alarm that did not flap.  VG_OK, or a database error. */
int
vg_deskflap_begin(struct vg_desk *desk, const struct vg_passage *p);

/*
 * The quiet time of the alarm 'object' is over at 'at'.  When it stands, this is told and '*on'
 * says whether it goes up the ladder from rung 9; when its clear waits, that ends it and tells.
 * VG_OK, or a database error.
 */
int
vg_deskflap_end(struct vg_desk *desk, const char *object, struct vg_wall at, bool *on);

#endif
