/*
 * All clocks that run, what is due first before the others: `due`.  A query.
 */
#ifndef VG_COLLECTOR_DESK_CLOCK_DESKRUNNING_H
#define VG_COLLECTOR_DESK_CLOCK_DESKRUNNING_H

#include "collector/desk/desk.h"
#include "collector/sla/sla.h"

/* One running clock; all borrowed for the call. */
struct vg_running_view {
	const char *number;                /* of the case */
	const char *client, *owner, *ball; /* as the case has them; owner "": nobody */
	enum vg_target target;
	const char *part; /* the return whose clock it is; "": the case's own */
	struct vg_target_state state;
};
typedef void (*vg_running_cb)(const struct vg_running_view *view, void *cookie);

/*
 * Calls 'cb' with 'cookie' for each clock that runs at 'now', late ones first; of closed cases
 * too, whose faulty unit is still out.  VG_OK or the database's errors.
 */
int
vg_deskrunning_all(
    struct vg_desk *desk, struct vg_wall now, vg_running_cb cb, void *cookie);

#endif
