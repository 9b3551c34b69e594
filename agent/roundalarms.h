/*
 * Alarms of a device's own list (RFC 8632) that are in it no more: the round's use of
 * agent/rule/alarmgone.
 */
#ifndef VG_AGENT_ROUNDALARMS_H
#define VG_AGENT_ROUNDALARMS_H

#include "agent/roundcore.h"

/*
 * The rules have just judged a whole list of 'd', read by 'probe' (borrowed): ends what stands
 * from before a restart, or under another name, and has no row any more.
 */
void
vg_roundalarms_end(struct vg_rounddevice *d, const struct vg_probe *probe);

/* 'd' has no list for 'probe' (borrowed) any more, so that nothing is in it. */
void
vg_roundalarms_lacks(struct vg_rounddevice *d, const struct vg_probe *probe);

#endif
