/*
 * Splits: chosen alarms, entries and returns go to a case of their own; merging that one back
 * undoes it.  For the desk's files alone.
 */
#ifndef VG_COLLECTOR_DESK_CASEWORK_DESKSPLIT_H
#define VG_COLLECTOR_DESK_CASEWORK_DESKSPLIT_H

#include "collector/desk/deskact.h"

/* The command; returns as a rule's 'carry' does. */
int
vg_desksplit_split(struct vg_act_call *call);

#endif
