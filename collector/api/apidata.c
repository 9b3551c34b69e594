/*
 * The data resources of the collector's door.
 */
#include "collector/api/apidata.h"

#include <string.h>

#include "collector/api/apicase.h"
#include "collector/api/apilist.h"
#include "collector/api/apioutbox.h"
#include "collector/api/apiperson.h"
#include "collector/api/apiproblem.h"
#include "collector/api/apiproof.h"
#include "collector/api/apiquiet.h"
#include "collector/api/apirecording.h"
#include "collector/api/apireturn.h"
#include "collector/api/apisla.h"
#include "collector/api/apistorage.h"
#include "collector/api/apistorm.h"
#include "collector/api/apiunclassified.h"
#include "collector/api/apiwhy.h"
#include "collector/api/apiwork.h"
#include "collector/desk/deskread.h"
#include "lib/base/error.h"

/* --- who may ------------------------------------------------------------------------------- */

struct vg_deskscope
vg_apidata_scope(const struct vg_desk *desk, const struct vg_rest_caller *caller)
{
	return vg_deskscope_of(vg_desk_conf(desk), caller->user);
}

int
vg_apidata_may(const struct vg_desk *desk, const struct vg_rest_caller *caller,
    struct vg_detail *detail)
{
	if (vg_deskscope_may(
		vg_desk_conf(desk), caller->user, (enum vg_role)caller->role, "read"))
		return VG_OK;
	return vg_detail_set(detail, VG_EACCESS, "user %s (role %s) may not read",
	    caller->user, vg_conf_role_text((enum vg_role)caller->role));
}

int
vg_apidata_staff(const struct vg_desk *desk, const struct vg_rest_caller *caller,
    struct vg_detail *detail)
{
	int err = vg_apidata_may(desk, caller, detail);

	if (err != VG_OK || vg_apidata_scope(desk, caller).all)
		return err;
	return vg_detail_set(detail, VG_EACCESS,
	    "user %s reads cases and alarms, with what belongs to them, and nothing else",
	    caller->user);
}

/* What persons wrote, and who ordered, is not for everybody. */
static bool
reads_persons(const struct vg_apidata *from, const struct vg_rest_ask *ask)
{
	return vg_deskread_persons(
	    from->desk, ask->caller->user, (enum vg_role)ask->caller->role);
}

/* --- resources ----------------------------------------------------------------------------- */

typedef int (*get_fn)(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail);

/* The resources whose room wants the desk alone. */
#define OF_DESK(name, function)                                                          \
	static int get_##name(struct vg_apidata *from, const struct vg_rest_ask *ask,    \
	    struct vg_restdata *data, struct vg_detail *detail)                          \
	{                                                                                \
		return function(from->desk, ask, data, detail);                          \
	}

OF_DESK(cases, vg_apicase_get)
OF_DESK(returns, vg_apireturn_get)
OF_DESK(alarms, vg_apilist_alarms)
OF_DESK(problems, vg_apiproblem_get)
OF_DESK(storms, vg_apistorm_get)
OF_DESK(decisions, vg_apiwhy_decisions)
OF_DESK(events, vg_apiwhy_events)
OF_DESK(outbox, vg_apioutbox_get)
OF_DESK(unclassified, vg_apiunclassified_get)
OF_DESK(sla, vg_apisla_get)

static int
get_visits(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)detail;
	return vg_apiwork_visits(from->desk, ask, reads_persons(from, ask), data);
}

static int
get_orders(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)detail;
	return vg_apiwork_orders(from->desk, ask, reads_persons(from, ask), data);
}

static int
get_inventory(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_deskscope scope = vg_apidata_scope(from->desk, ask->caller);

	(void)detail;
	return vg_apilist_inventory(from->desk, &scope, data);
}

static int
get_agents(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)ask;
	(void)detail;
	return vg_apilist_agents(from->desk, data);
}

static int
get_intake(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)ask;
	(void)detail;
	return vg_apilist_intake(from->desk, from->intake, data);
}

static int
get_storage(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)ask;
	(void)detail;
	return vg_apistorage_get(from->desk, from->backup, data);
}

static int
get_shelves(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)detail;
	return vg_apiquiet_shelves(from->desk, reads_persons(from, ask), data);
}

static int
get_planned(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)detail;
	return vg_apiquiet_planned(from->desk, reads_persons(from, ask), data);
}

static int
get_persons(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)ask;
	(void)detail;
	return vg_apiperson_get(from->desk, data);
}

static int
get_sweep(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)ask;
	(void)detail;
	return vg_apiperson_sweep(from->desk, data);
}

static int
get_collector(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)ask;
	(void)detail;
	return vg_apilist_collector(from->desk, data);
}

static int
get_evidence(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	return vg_apiproof_get(from->proof, ask, data, detail);
}

static int
get_recording(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	return vg_apirecording_get(ask, data, detail, from->desk);
}

/* --- the table ----------------------------------------------------------------------------- */

enum whose {
	CLIENTS, /* a client's person sees his part of it: the room sees to that */
	STAFF,   /* the integrator's and the suppliers' users */
	PERSONS, /* holds persons, or what a stranger sent: refused, not emptied */
	ROOM     /* the room itself knows who may */
};

struct resource {
	const char *top;
	get_fn get;
	enum whose whose;
	bool paged; /* or filtered: the room says by what */
};

static const struct resource resources[] = {
    {"vigie-cases:cases", get_cases, CLIENTS, true},
    {"vigie-cases:returns", get_returns, CLIENTS, true},
    {"vigie-cases:visits", get_visits, CLIENTS, true},
    {"vigie-cases:orders", get_orders, CLIENTS, true},
    {"vigie-cases:alarms", get_alarms, CLIENTS, true},
    {"vigie-cases:inventory", get_inventory, CLIENTS, false},
    {"vigie-cases:agents", get_agents, STAFF, false},
    {"vigie-cases:intake", get_intake, STAFF, false},
    {"vigie-cases:storage", get_storage, STAFF, false},
    {"vigie-cases:storms", get_storms, STAFF, true},
    {"vigie-cases:problems", get_problems, PERSONS, true},
    {"vigie-cases:decisions", get_decisions, STAFF, true},
    {"vigie-cases:events", get_events, STAFF, true},
    {"vigie-cases:shelves", get_shelves, STAFF, false},
    {"vigie-cases:planned", get_planned, STAFF, false},
    {"vigie-cases:outbox", get_outbox, STAFF, true},
    {"vigie-cases:persons", get_persons, PERSONS, true},
    {"vigie-cases:sweep", get_sweep, STAFF, true},
    {"vigie-cases:unclassified", get_unclassified, PERSONS, true},
    {"vigie-collector:collector", get_collector, CLIENTS, false},
    {"vigie-evidence:evidence", get_evidence, CLIENTS, true},
    {"vigie-sla:sla", get_sla, CLIENTS, true},
    {"vigie-recording:recording", get_recording, ROOM, true},
};

enum { N_RESOURCES = sizeof(resources) / sizeof(resources[0]) };

static int
check(const struct vg_desk *desk, enum whose whose, const struct vg_rest_caller *caller,
    struct vg_detail *detail)
{
	switch (whose) {
	case CLIENTS:
		return vg_apidata_may(desk, caller, detail);
	case STAFF:
		return vg_apidata_staff(desk, caller, detail);
	case PERSONS:
		return vg_deskread_check(
		    desk, caller->user, (enum vg_role)caller->role, detail);
	case ROOM:
		break;
	}
	return VG_OK;
}

/* The row of the resource that the path's first step names: local names are unique here. */
static const struct resource *
find(const char *name)
{
	for (size_t i = 0; i < N_RESOURCES; i++) {
		if (strcmp(strchr(resources[i].top, ':') + 1, name) == 0)
			return &resources[i];
	}
	return NULL;
}

static int
get(const struct vg_rest_ask *ask, struct vg_restdata *data, struct vg_detail *detail,
    void *cookie)
{
	struct vg_apidata *from = cookie;
	const struct resource *resource = find(ask->path->steps[0].name);
	int err = resource ? check(from->desk, resource->whose, ask->caller, detail)
			   : VG_ENOENT;

	if (err == VG_OK && !resource->paged)
		err = vg_apilist_refuse(ask, 0, detail);
	return err == VG_OK ? resource->get(from, ask, data, detail) : err;
}

void
vg_apidata_add(struct vg_rest *rest, struct vg_apidata *from)
{
	for (size_t i = 0; i < N_RESOURCES; i++)
		vg_rest_add_data(rest, resources[i].top, get, from);
}
