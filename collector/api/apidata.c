/*
 * The data resources of the collector's door.
 */
#include "collector/api/apidata.h"

#include <string.h>

#include "collector/api/apiaccess.h"
#include "collector/api/apialarms.h"
#include "collector/api/apicase.h"
#include "collector/api/apiedit.h"
#include "collector/api/apiletter.h"
#include "collector/api/apilist.h"
#include "collector/api/apilogin.h"
#include "collector/api/apimail.h"
#include "collector/api/apioutbox.h"
#include "collector/api/apiperson.h"
#include "collector/api/apiproblem.h"
#include "collector/api/apiproof.h"
#include "collector/api/apiquiet.h"
#include "collector/api/apirecording.h"
#include "collector/api/apireturn.h"
#include "collector/api/apiscope.h"
#include "collector/api/apisla.h"
#include "collector/api/apipaging.h"
#include "collector/api/apistorage.h"
#include "collector/api/apistorm.h"
#include "collector/api/apiunclassified.h"
#include "collector/api/apiwhy.h"
#include "collector/api/apiwork.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

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
OF_DESK(letters, vg_apiletter_get)
OF_DESK(mails, vg_apimail_get)
OF_DESK(paging, vg_apipaging_get)
OF_DESK(pages, vg_apipaging_pages)
OF_DESK(unclassified, vg_apiunclassified_get)
OF_DESK(sla, vg_apisla_get)
OF_DESK(log_in, vg_apilogin_get)
OF_DESK(tokens, vg_apilogin_tokens)
OF_DESK(ietf_alarms, vg_apialarms_get)

static int
get_visits(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)detail;
	return vg_apiwork_visits(
	    from->desk, ask, vg_apiscope_reads_persons(from->desk, ask->caller), data);
}

static int
get_orders(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)detail;
	return vg_apiwork_orders(
	    from->desk, ask, vg_apiscope_reads_persons(from->desk, ask->caller), data);
}

static int
get_inventory(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_deskscope scope = vg_apiscope_of(from->desk, ask->caller);

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
	return vg_apiquiet_shelves(
	    from->desk, vg_apiscope_reads_persons(from->desk, ask->caller), data);
}

static int
get_planned(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	(void)detail;
	return vg_apiquiet_planned(
	    from->desk, vg_apiscope_reads_persons(from->desk, ask->caller), data);
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
	bool whole = false;
	int code = vg_apiedit_get(from->desk, ask, data, &whole, detail);

	return code != VG_OK || whole ? code : vg_apilist_collector(from->desk, data);
}

static int
get_evidence(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	return vg_apiproof_get(from->proof, ask, data, detail);
}

static int
get_nacm(struct vg_apidata *from, const struct vg_rest_ask *ask, struct vg_restdata *data,
    struct vg_detail *detail)
{
	(void)ask;
	(void)detail;
	return vg_apiaccess_get(from->desk, data);
}

static int
get_recording(struct vg_apidata *from, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	return vg_apirecording_get(ask, data, detail, from->desk);
}

/* --- the table ----------------------------------------------------------------------------- */

struct resource {
	const char *top;
	get_fn get;
	bool paged; /* or filtered: the room says by what */
};

static const struct resource resources[] = {
    {"vigie-cases:cases", get_cases, true},
    {"vigie-cases:returns", get_returns, true},
    {"vigie-cases:visits", get_visits, true},
    {"vigie-cases:orders", get_orders, true},
    {"vigie-cases:alarms", get_alarms, true},
    {"vigie-cases:inventory", get_inventory, false},
    {"vigie-cases:agents", get_agents, false},
    {"vigie-cases:intake", get_intake, false},
    {"vigie-cases:storage", get_storage, false},
    {"vigie-cases:storms", get_storms, true},
    {"vigie-cases:problems", get_problems, true},
    {"vigie-cases:decisions", get_decisions, true},
    {"vigie-cases:events", get_events, true},
    {"vigie-cases:shelves", get_shelves, false},
    {"vigie-cases:planned", get_planned, false},
    {"vigie-cases:outbox", get_outbox, true},
    {"vigie-cases:letters", get_letters, false},
    {"vigie-cases:mails", get_mails, true},
    {"vigie-cases:persons", get_persons, true},
    {"vigie-cases:sweep", get_sweep, true},
    {"vigie-cases:paging", get_paging, true},
    {"vigie-cases:pages", get_pages, true},
    {"vigie-cases:unclassified", get_unclassified, true},
    {"vigie-collector:collector", get_collector, false},
    {"vigie-evidence:evidence", get_evidence, true},
    {"vigie-sla:sla", get_sla, true},
    {"ietf-alarms:alarms", get_ietf_alarms, true},
    {"ietf-netconf-acm:nacm", get_nacm, false},
    {"vigie-recording:recording", get_recording, true},
    {"vigie-cases:log-in", get_log_in, false},
    {"vigie-cases:tokens", get_tokens, false},
};

enum { N_RESOURCES = sizeof(resources) / sizeof(resources[0]) };

/* The row of the resource that the path's first step names. */
static const struct resource *
find(const struct vg_restpath_step *step)
{
	char top[192];

	vg_text_format(top, sizeof(top), "%s:%s", step->module, step->name);
	for (size_t i = 0; i < N_RESOURCES; i++) {
		if (strcmp(resources[i].top, top) == 0)
			return &resources[i];
	}
	return NULL;
}

static int
get(const struct vg_rest_ask *ask, struct vg_restdata *data, struct vg_detail *detail,
    void *cookie)
{
	struct vg_apidata *from = cookie;
	const struct resource *resource = find(&ask->path->steps[0]);
	int err = resource ? VG_OK : VG_ENOENT;

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
