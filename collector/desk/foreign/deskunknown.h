/*
 * Notifications that nothing was made of: no pack knows them, or who sends them is no device of
 * the tree.  Counted for each notification and sender; the last one is kept with its PDU.
 */
#ifndef VG_COLLECTOR_DESK_FOREIGN_DESKUNKNOWN_H
#define VG_COLLECTOR_DESK_FOREIGN_DESKUNKNOWN_H

#include "collector/desk/desk.h"
#include "collector/desk/deskpage.h"
#include "lib/model/trap.h"

struct vg_message_key;

/*
 * Counts 'event', when it is an unclassified one of a device, told by 'agent' ("": by the device
 * itself, and 'message' is the row of its notification).  In a transaction.  VG_OK or the
 * database's.
 */
int
vg_deskunknown_event(struct vg_desk *desk, const struct vg_event *event,
    const char *agent, int64_t message, struct vg_wall now);

/*
 * '*crowded' when 'event' is an unclassified one of a device of which so many stand that it makes
 * no alarm: who sends ever other numbers is counted, and shown in the list.  VG_OK or the
 * database's.
 */
int
vg_deskunknown_crowded(struct vg_desk *desk, const struct vg_event *event, bool *crowded);

/* Counts 'trap' (borrowed), stored as 'message', of a source that is no device. */
int
vg_deskunknown_source(struct vg_desk *desk, const struct vg_trap *trap, int64_t message,
    struct vg_wall now);

/*
 * Evidence of the unclassified 'event' has come, 'body' (all borrowed), whose first part is message
 * 'first' of 'key': it is what is shown of the notification, if that is in it.
 */
int
vg_deskunknown_proof(struct vg_desk *desk, const struct vg_event *event,
    const struct vg_message_key *key, int64_t first, const struct vg_buf *body);

/* A row; all borrowed. */
struct vg_unknown_view {
	int64_t id;
	const char *oid;
	const char *device; /* of the tree, or "" */
	const char *source; /* address, when it is no device */
	const char *agent;  /* who heard it; "": the collector itself */
	const char *text;   /* varbinds of the last one, as far as they fit */
	const char *maker;  /* whose number it is; "" not known */
	bool known;    /* a pack knows it: its sender is no device, or was not then */
	bool standing; /* its alarm stands */
	int64_t count;
	struct vg_wall first, last;
	const struct vg_trap
	    *trap; /* the last one as it is kept; NULL: not asked, or gone */
};
typedef void (*vg_unknown_cb)(const struct vg_unknown_view *view, void *cookie);

/*
 * Those of 'device' ("": of all), the last heard first, without their traps.  'page' (NULL: all)
 * as in collector/desk/desklist.h.
 */
int
vg_desk_unknown(struct vg_desk *desk, const char *device, struct vg_deskpage *page,
    vg_unknown_cb cb, void *cookie);

/* The one with this number, if there is one, with its trap, if that is kept still. */
int
vg_desk_unknown_one(struct vg_desk *desk, int64_t id, vg_unknown_cb cb, void *cookie);

#endif
