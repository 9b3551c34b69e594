/*
 * Where in the happenings a reader begins who comes with an instant, and not with a number.
 */
#ifndef VG_COLLECTOR_DESK_VIEW_DESKFOLLOW_H
#define VG_COLLECTOR_DESK_VIEW_DESKFOLLOW_H

#include "collector/desk/desk.h"

struct vg_deskfollow {
	int64_t after;        /* the last happening before the instant; 0: none */
	int64_t newest;       /* the newest; 0: none */
	int64_t first;        /* the first that is kept; 0: none is */
	struct vg_wall since; /* of the first that is kept; unset: none is */
};

/*
 * Fills 'follow' for who wants what is not older than 'from' (unset: nothing that is over, 'after'
 * is the newest).  VG_OK, or the database's.
 */
int
vg_deskfollow_find(
    struct vg_desk *desk, struct vg_wall from, struct vg_deskfollow *follow);

#endif
