/*
 * The change of duty: whoever goes off hands his cases that page (W1, W2) and the pages that nobody
 * has taken to the first who is on duty then; both are told, once.
 *
 * A gap in the list is a change, too.  As it begins W1 and W2 that nobody has taken go to the last
 * resort (to the team duty, where there is none); as it ends they go to who comes, who is told also
 * of what else nobody has taken, and the cases of those who were last on duty before it go to him.
 * A stand-in keeps what he took himself: he is not on the list.  Whom another tree drops from the
 * list within a gap keeps his cases, and is reminded of them.
 *
 * The cases go, replayed or not: who owns one decides what becomes of it.  What is told does not.
 * The due row `duty` stands for the next change of the list; what changed while nobody looked
 * counts as one change.
 *
 * For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_PAGING_DESKDUTY_H
#define VG_COLLECTOR_DESK_PAGING_DESKDUTY_H

#include "collector/desk/deskcore.h"

/* The row `duty` of 'at' is due.  'object' is not looked at. */
int
vg_deskduty_changes(
    struct vg_desk *desk, const char *object, struct vg_wall at, struct vg_wall now);

/* Another tree is in force since 'now'; 'before' (borrowed, NULL: none) was until then. */
int
vg_deskduty_tree(struct vg_desk *desk, const struct vg_conf *before, struct vg_wall now);

#endif
