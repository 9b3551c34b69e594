/*
 * Why: the decisions about an alarm, in a case, of a message.
 */
#ifndef VG_COLLECTOR_DESK_VIEW_DESKWHY_H
#define VG_COLLECTOR_DESK_VIEW_DESKWHY_H

#include "collector/correl/whytext.h"
#include "collector/desk/desk.h"

/* A decision, borrowed for the call. */
typedef void (*vg_deskwhy_cb)(const struct vg_why *why, void *cookie);

/*
 * Lists of decisions, each a page ('page' NULL: all): all of them and those about the alarm 'id',
 * last first; those of the case 'number' (borrowed) in the order of time, with those that led its
 * alarms to it.  VG_OK; VG_EINVAL for another list's cursor; or the database's.
 */
int
vg_deskwhy_all(
    struct vg_desk *desk, struct vg_deskpage *page, vg_deskwhy_cb cb, void *cookie);
int
vg_deskwhy_alarm(struct vg_desk *desk, int64_t id, struct vg_deskpage *page,
    vg_deskwhy_cb cb, void *cookie);
int
vg_deskwhy_case(struct vg_desk *desk, const char *number, struct vg_deskpage *page,
    vg_deskwhy_cb cb, void *cookie);

/* The decisions about the message 'row', in order. */
int
vg_deskwhy_message(struct vg_desk *desk, int64_t row, vg_deskwhy_cb cb, void *cookie);

/* The number of the alarm with this key (all borrowed), 0: there is none. */
int
vg_deskwhy_number(struct vg_desk *desk, const char *resource, const char *kind,
    const char *qualifier, int64_t *id);

/* The row of 'agent's message 'sequence', of its newest spool that has one; 0: none. */
int
vg_deskwhy_row(struct vg_desk *desk, const char *agent, int64_t sequence, int64_t *row);

#endif
