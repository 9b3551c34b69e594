/*
 * Events: messages as they came, and what became of each.
 */
#ifndef VG_COLLECTOR_DESK_VIEW_DESKEVENT_H
#define VG_COLLECTOR_DESK_VIEW_DESKEVENT_H

#include "collector/correl/whytext.h"
#include "collector/desk/desk.h"

/* A message; all borrowed for the call. */
struct vg_deskevent {
	int64_t id;        /* its number: the row */
	const char *agent; /* "" a foreign notification */
	int64_t sequence;  /* with it */
	struct vg_wall received;
	const char *source,
	    *state;         /* "applied", "waiting" ...; "" there is no such message */
	const char *type;   /* "vigieFaultRaised" ..., or the notification's OID */
	const char *device; /* that it is of; "" of none, or not known */
	int64_t alarm; /* that it raised, changed, repeated or cleared; 0: none known */
	bool decided;  /* whether decisions tell of it (vg_deskwhy_message) */
	struct vg_why last;           /* the last of them */
	struct vg_whytext_event fate; /* else */
};
typedef void (*vg_deskevent_cb)(const struct vg_deskevent *event, void *cookie);

/*
 * The message 'id': calls 'cb' once, also when there is none ('state' is "" then; decisions may be
 * kept longer than it).  VG_OK or the database's.
 */
int
vg_deskevent_one(struct vg_desk *desk, int64_t id, vg_deskevent_cb cb, void *cookie);

/*
 * Messages, the newest first, not before 'since' (unset: all), of 'device' ("" all; borrowed).  A
 * page looks at VG_DESKPAGE_MAX messages at most: one of a device may be short, or empty, and
 * another follow.  VG_OK; VG_EINVAL for another list's cursor; or the database's.
 */
int
vg_deskevent_list(struct vg_desk *desk, const char *device, struct vg_wall since,
    struct vg_deskpage *page, vg_deskevent_cb cb, void *cookie);

#endif
