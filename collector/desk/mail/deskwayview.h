/*
 * Ways out for doors.
 */
#ifndef VG_COLLECTOR_DESK_MAIL_DESKWAYVIEW_H
#define VG_COLLECTOR_DESK_MAIL_DESKWAYVIEW_H

#include "collector/desk/desk.h"

struct vg_way_view {
	const char *name;  /* borrowed */
	const char *state; /* unused, works, fails, gone */
	struct vg_wall failing, sent,
	    oldest; /* unset: it does not, never, nothing waits */
	int64_t waiting;
};
typedef void (*vg_way_cb)(const struct vg_way_view *view, void *cookie);

/* Calls 'cb' with each way out, by name.  VG_OK or the database's. */
int
vg_deskwayview_all(struct vg_desk *desk, vg_way_cb cb, void *cookie);

/*
 * '*at' is when the next message may be taken of those that may not be at 'now' (unset: none waits
 * for its time); what waits until another one of its way is told of has no such time.  VG_OK or the
 * database's.
 */
int
vg_deskwayview_next_try(struct vg_desk *desk, struct vg_wall now, struct vg_wall *at);

/*
 * How many automatic answers were not sent on purpose (RFC 3834), 10,000 at most, into '*n'.  VG_OK or the
 * database's.
 */
int
vg_deskwayview_held(struct vg_desk *desk, int64_t *n);

#endif
