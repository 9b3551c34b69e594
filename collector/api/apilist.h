/*
 * Alarms, inventory, agents, counters and the tree's head as resources.
 */
#ifndef VG_COLLECTOR_API_APILIST_H
#define VG_COLLECTOR_API_APILIST_H

#include "collector/desk/desk.h"
#include "collector/intake/intake.h"
#include "lib/rest/rest.h"

/* Each writes its container's content into 'data' (borrowed, inside it); VG_OK or the desk's. */
int
vg_apilist_alarms(struct vg_desk *desk, struct vg_restdata *data);
int
vg_apilist_inventory(struct vg_desk *desk, struct vg_restdata *data);
int
vg_apilist_agents(struct vg_desk *desk, struct vg_restdata *data);

/* The same for the counters of 'intake' (borrowed; NULL: it is not open yet). */
int
vg_apilist_intake(
    struct vg_desk *desk, const struct vg_intake *intake, struct vg_restdata *data);

/* The tree's name and integrator, for clients that want to know the zone. */
int
vg_apilist_collector(struct vg_desk *desk, struct vg_restdata *data);

/* P15: the CRM of 'supplier' and whether 'client' (both borrowed) is registered there. */
void
vg_apilist_crm(const struct vg_desk *desk, const char *client, const char *supplier,
    struct vg_restdata *data);

/* Writes one alarm of an entry list ('with_case': as in alarms, else as in a case). */
void
vg_apilist_write_alarm(
    struct vg_restdata *data, const struct vg_alarm_view *view, bool with_case);

#endif
