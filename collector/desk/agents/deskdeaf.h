/*
 * A deaf collector: many agents of different sites that fell silent together are one fault, the
 * collector's own (collector/correl/deaf.h).  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_AGENTS_DESKDEAF_H
#define VG_COLLECTOR_DESK_AGENTS_DESKDEAF_H

#include "collector/desk/deskcore.h"

/* Whether collector-deaf stands, and the open case that holds it ("" none yet). */
int
vg_deskdeaf_stands(struct vg_desk *desk, bool *stands, char number[VG_CASE_NUMBER_SIZE]);

/* One more agent is silent: judges whether it is the collector. */
int
vg_deskdeaf_look(struct vg_desk *desk, struct vg_wall now);

/* An agent is heard again, or is no more: judges whether the collector hears again. */
int
vg_deskdeaf_look_end(struct vg_desk *desk, struct vg_wall now);

/* The row is due by which a deaf collector pages. */
int
vg_deskdeaf_due(struct vg_desk *desk, struct vg_wall now);

/*
 * Queues a page about case 'number' for who is on duty, W1 or W2 by 'class', once for each
 * 'transition', and notes it in the case.
 */
int
vg_deskdeaf_page(struct vg_desk *desk, const char *number, int class,
    const char *transition, const char *what, struct vg_wall now);

#endif
