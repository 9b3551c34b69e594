/*
 * A revision of the tree in pieces: what it says with its persons put back, as
 * vg_deskrevision_content gives it whole, without ever having all of it in hand.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_REPLAY_DESKPIECE_H
#define VG_COLLECTOR_DESK_REPLAY_DESKPIECE_H

#include "collector/desk/deskcore.h"

enum { VG_DESKPIECE_SIZE = 48 * 1024 }; /* octets that a piece has, about */

/*
 * Appends to 'piece' what revision 'id' says from octet '*offset' of what is kept of it on (0 its
 * beginning), about 'size' octets, in one line, and moves '*offset' to where the next piece begins;
 * -1: this was the last.  A text that is erased is left out with its member.  The pieces together
 * are JSON.
 *
 * Returns VG_OK; VG_ENOENT when there is no such revision; or the database's code.
 */
int
vg_deskpiece_read(
    struct vg_desk *desk, int64_t id, size_t size, int64_t *offset, struct vg_buf *piece);

#endif
