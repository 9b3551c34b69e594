/*
 * Alarms, inventory, agents, counters and the tree's head as resources.
 */
#ifndef VG_COLLECTOR_API_APILIST_H
#define VG_COLLECTOR_API_APILIST_H

#include "collector/desk/desk.h"
#include "collector/desk/desklist.h"
#include "collector/desk/deskscope.h"
#include "collector/intake/intake.h"
#include "lib/rest/rest.h"

/*
 * Pages.  refuse: VG_EINVAL with a sentence when 'ask' has a parameter beside depth and content
 * that is none of 'allowed' (bits of vg_restpath.h): a filter that is not heeded would be a lie.
 * page: what 'ask' wants of a list; told: writes where the next page begins, or the sentence for
 * a cursor that the desk refused with 'err', which is returned.
 */
int
vg_apilist_refuse(
    const struct vg_rest_ask *ask, unsigned allowed, struct vg_detail *detail);
struct vg_deskpage
vg_apilist_page(const struct vg_rest_ask *ask);

/*
 * What the asker wants of a list of alarms by device=, resource= and severity=, in '*narrow', which
 * borrows 'ask'.  VG_OK, or VG_EINVAL with a sentence.
 */
enum {
	VG_APILIST_NARROWS =
	    VG_RESTPATH_DEVICE | VG_RESTPATH_RESOURCE | VG_RESTPATH_SEVERITY
};
int
vg_apilist_narrow(const struct vg_rest_ask *ask, struct vg_alarm_narrow *narrow,
    struct vg_detail *detail);
int
vg_apilist_told(int err, const struct vg_deskpage *page, struct vg_restdata *data,
    struct vg_detail *detail);

/* Writes alarms as 'ask' wants them: a page, standing ones first; errors with a sentence. */
int
vg_apilist_alarms(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

/* Each writes its container's content into 'data' (borrowed, inside it); VG_OK or the desk's. */
int
vg_apilist_inventory(
    struct vg_desk *desk, const struct vg_deskscope *scope, struct vg_restdata *data);
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
