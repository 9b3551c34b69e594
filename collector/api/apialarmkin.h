/*
 * What an alarm of RFC 8632 says of others: related-alarm, impacted-resource, root-cause-resource.
 *
 * A symptom names the causes of its case, a cause its symptoms, so many of each as
 * collector/desk/view/deskalarmkin.h has; an agent's silence names the agent's devices.  Who sees
 * less than all is told of what he sees.
 */
#ifndef VG_COLLECTOR_API_APIALARMKIN_H
#define VG_COLLECTOR_API_APIALARMKIN_H

#include "collector/desk/desk.h"
#include "collector/desk/deskscope.h"
#include "lib/rest/restdata.h"

enum { VG_APIALARMKIN_DEVICES = 100 }; /* of a silent agent */

struct vg_apialarmkin;

/* Gives one for one walk over alarms of 'desk' for who sees 'scope' (both borrowed, outlive it). */
struct vg_apialarmkin *
vg_apialarmkin_new(struct vg_desk *desk, const struct vg_deskscope *scope);
void
vg_apialarmkin_free(struct vg_apialarmkin *kin);

/* Writes what 'view' (borrowed) says of others into 'data'.  VG_OK or the database's. */
int
vg_apialarmkin_write(struct vg_apialarmkin *kin, const struct vg_alarm_view *view,
    struct vg_restdata *data);

#endif
