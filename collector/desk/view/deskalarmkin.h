/*
 * What alarms of RFC 8632 have to do with each other: the causes of a case and its symptoms; and
 * which of their status changes are told.
 *
 * Source: RFC 8632 (related-alarm, notify-status-changes).
 */
#ifndef VG_COLLECTOR_DESK_VIEW_DESKALARMKIN_H
#define VG_COLLECTOR_DESK_VIEW_DESKALARMKIN_H

#include "collector/desk/desk.h"

enum { VG_DESKALARMKIN_CAUSES = 8, VG_DESKALARMKIN_SYMPTOMS = 32 };

/* What names an alarm; all borrowed for the call. */
typedef void (*vg_alarm_key_cb)(
    const char *resource, const char *kind, const char *qualifier, void *cookie);

/*
 * The causes in the case 'case_number' (borrowed; "": none), or its symptoms: those that stand
 * first, so many of each as stands above.  VG_OK or the database's.
 */
int
vg_deskalarmkin_causes(
    struct vg_desk *desk, const char *case_number, vg_alarm_key_cb cb, void *cookie);
int
vg_deskalarmkin_symptoms(
    struct vg_desk *desk, const char *case_number, vg_alarm_key_cb cb, void *cookie);

/*
 * Whether a change of 'alarm' at 'at' to 'severity' (VG_SEVERITY_CLEARED: it cleared) is told, as
 * the tree's alarm-control says.
 */
bool
vg_deskalarmkin_is_told(
    struct vg_desk *desk, int64_t alarm, struct vg_wall at, enum vg_severity severity);

#endif
