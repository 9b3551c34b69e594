/*
 * Purge and compress of RFC 8632: an operator's word on many alarms at once.
 *
 * The first slice is done in the transaction of the order; what is beyond it waits as a row of
 * alarm_task for the row `purge` of due, slice by slice, so that informs are stored between two of
 * them and a start loses nothing.  What changes after the order is not meant by it.
 *
 * Source: RFC 8632 (purge-alarms, compress-alarms); docs/INTERFACES.md, Alarms.
 */
#ifndef VG_COLLECTOR_DESK_VIEW_DESKPURGE_H
#define VG_COLLECTOR_DESK_VIEW_DESKPURGE_H

#include "collector/conf/confpattern.h"
#include "collector/desk/desk.h"

/* Which alarms are meant; all borrowed, NULL: any. */
struct vg_deskpurge_order {
	bool purge;             /* else compress */
	bool shelved;           /* of the shelved list; else of the list */
	bool cleared, standing; /* which of them; purge alone */
	struct vg_wall before;  /* that changed last before it; unset: any */
	enum vg_severity least, most;
	const char *state, *operator;
	const char *kind, *qualifier;
	const struct vg_confpattern *resource;
	uint32_t at_once; /* alarms of a slice; 0: 500 */
};

/*
 * Purges them from the list (what is standing and in an open case only when 'standing' alone was
 * asked for), or leaves of each the newest status change, in the name of 'actor' (borrowed), who
 * may (collector/desk/persons/deskaccess).  '*n' says of how many; those behind the first slice
 * are done soon.  VG_OK; VG_EFULL, VG_EIO.
 */
int
vg_deskpurge_begin(struct vg_desk *desk, const struct vg_actor *actor,
    const struct vg_deskpurge_order *order, struct vg_wall now, uint32_t *n,
    struct vg_detail *detail);

/* The next slice of the order 'object' (row "purge"); VG_OK or the database's. */
int
vg_deskpurge_due(struct vg_desk *desk, const char *object, struct vg_wall now);

#endif
