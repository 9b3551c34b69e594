/*
 * Who wrote in a case for the client, as the mails themselves say: strangers have no line in the tree, and are
 * the client's people all the same (P4).
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_RECORD_DESKWRITER_H
#define VG_COLLECTOR_DESK_RECORD_DESKWRITER_H

#include "collector/desk/deskcore.h"
#include "collector/evidence/mask.h"

/* An address in lower case ("" none), and the name before it ("" none, or a single word: that is none). */
typedef void (*vg_deskwriter_cb)(const char *mail, const char *name, void *cookie);

/*
 * Calls 'cb' for each From and Reply-To of what was written in case 'number' (borrowed) for the client and was
 * not dismissed; 200 at most.  VG_OK or the database's.
 */
int
vg_deskwriter_list(
    const struct vg_desk *desk, const char *number, vg_deskwriter_cb cb, void *cookie);

/* Teaches 'mask' (borrowed) the names of those.  VG_OK or the database's. */
int
vg_deskwriter_mask(const struct vg_desk *desk, const char *number, struct vg_mask *mask);

#endif
