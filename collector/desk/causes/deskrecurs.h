/*
 * A fault that recurs within reopen-within opens its case again; later it has a new one, which is
 * tied to the one that was closed last for the same subject and class (states.md 1.1, note 16).
 * Who had that one last is proposed; nobody is given anything.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CAUSES_DESKRECURS_H
#define VG_COLLECTOR_DESK_CAUSES_DESKRECURS_H

#include "collector/desk/deskcore.h"

/*
 * Ties the case 'p->opened', which was just opened for 'client' ("" none; borrowed), to the closed
 * one of the facts, and gives that number in 'p->recurs': never to another client's, whose device
 * it was then.  VG_OK, or a database error.
 */
int
vg_deskrecurs_opened(struct vg_desk *desk, struct vg_passage *p, const char *client);

/*
 * Writes into the journal of the case 'row' (borrowed, as it was closed) that it is opened again,
 * and whom it proposes.  VG_OK, or a database error.
 */
int
vg_deskrecurs_reopened(
    struct vg_desk *desk, const struct vg_case_row *row, struct vg_wall now);

#endif
