/*
 * Which agents are waited for, and from when: each of the tree has its row, whether or not it was
 * ever heard.  While the collector was away, or its wall clock stepped, nobody could be heard: then
 * silence counts anew, or from as long ago as before.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_AGENTS_DESKAWAIT_H
#define VG_COLLECTOR_DESK_AGENTS_DESKAWAIT_H

#include "collector/desk/deskcore.h"

/*
 * Inside the transaction that puts a tree in force; 'start': the first since the collector began.
 * Agents it names that were never heard count as silent by and by; the silence of those it does not
 * name is over.
 */
int
vg_deskawait_tree(struct vg_desk *desk, bool start, struct vg_wall now);

/* Inside a transaction: the wall clock stepped by 'by_us'. */
int
vg_deskawait_stepped(struct vg_desk *desk, int64_t by_us);

#endif
