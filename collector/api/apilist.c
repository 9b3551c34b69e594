/*
 * Lists of the desk as entries of the model.
 */
#include "collector/api/apilist.h"

#include <string.h>

#include "collector/api/apiscope.h"
#include "collector/api/apisource.h"
#include "collector/desk/desklist.h"
#include "collector/desk/returns/deskrelease.h"
#include "collector/desk/returns/deskswap.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

/* --- pages --------------------------------------------------------------------------------- */

int
vg_apilist_refuse(
    const struct vg_rest_ask *ask, unsigned allowed, struct vg_detail *detail)
{
	unsigned more = ask->query->given & ~allowed & ~(unsigned)VG_RESTPATH_SHOWN;

	return more ? vg_detail_set(detail, VG_EINVAL,
			  "%s: has no such page or filter: see docs/INTERFACES.md",
			  ask->path->steps[0].name)
		    : VG_OK;
}

struct vg_deskpage
vg_apilist_page(const struct vg_rest_ask *ask)
{
	return (struct vg_deskpage){
	    .limit = ask->query->limit, .after = ask->query->after};
}

int
vg_apilist_narrow(const struct vg_rest_ask *ask, struct vg_alarm_narrow *narrow,
    struct vg_detail *detail)
{
	const struct vg_restpath_query *query = ask->query;

	*narrow = (struct vg_alarm_narrow){query->device, query->resource, 0};
	if (!query->severity[0])
		return VG_OK;
	if (vg_severity_parse(query->severity, &narrow->severity) != VG_OK ||
	    narrow->severity < VG_SEVERITY_WARNING)
		return vg_detail_set(detail, VG_EINVAL,
		    "severity: '%s' is not one of warning, minor, major and critical",
		    query->severity);
	return VG_OK;
}

int
vg_apilist_told(int err, const struct vg_deskpage *page, struct vg_restdata *data,
    struct vg_detail *detail)
{
	if (err == VG_OK)
		vg_restdata_text(data, "next", page->next);
	if (err == VG_EINVAL)
		vg_detail_set(
		    detail, err, "after: '%.40s' is no cursor of this list", page->after);
	return err;
}

/* --- alarms -------------------------------------------------------------------------------- */

/* What only the alarm list tells. */
static void
write_alarm_rest(struct vg_restdata *data, const struct vg_alarm_view *view)
{
	vg_restdata_int(data, "number", view->id);
	vg_restdata_text(data, "device", view->device);
	vg_restdata_time(data, "time-created", view->created);
	vg_restdata_time(data, "last-changed", view->changed);
	vg_restdata_text(data, "case", view->case_number);
	if (view->rung > 0)
		vg_restdata_int(data, "rung", view->rung);
	vg_restdata_text(data, "class", view->class);
	if (view->cause > 0)
		vg_restdata_int(data, "probable-cause", view->cause);
	vg_restdata_int(data, "repeat-count", view->repeats);
	vg_restdata_text(data, "source", view->source);
	vg_restdata_leaf(data, "observed", view->known ? "known" : "not-known");
	vg_restdata_bool(data, "flapping", view->flapping);
	vg_restdata_text(data, "agent", view->agent);
	vg_restdata_text(data, "device-serial", view->serial);
}

void
vg_apilist_write_alarm(
    struct vg_restdata *data, const struct vg_alarm_view *view, bool with_case)
{
	char kind[VG_KIND_SIZE + 32];
	const char *const keys[] = {
	    view->resource, kind, view->qualifier ? view->qualifier : ""};

	vg_text_format(kind, sizeof(kind), "vigie-alarm-types:%s", view->kind);
	vg_restdata_entry(data, "alarm", keys, 3);
	vg_restdata_text(data, "role", view->role);
	if (view->severity >= VG_SEVERITY_WARNING)
		vg_restdata_leaf(
		    data, "perceived-severity", vg_severity_text(view->severity));
	vg_restdata_bool(data, "is-cleared", view->cleared);
	vg_restdata_time(data, "last-raised", view->raised);
	vg_restdata_text(data, "alarm-text", view->text);
	vg_restdata_text(data, "shelf", view->shelf);
	vg_restdata_text(data, "shelved-by", view->shelved_by);
	vg_restdata_time(data, "shelved-until", view->shelved_until);
	vg_restdata_text(data, "planned-work", view->work);
	if (with_case)
		write_alarm_rest(data, view);
	vg_restdata_out(data);
}

struct alarms {
	struct vg_restdata *data;
	const struct vg_conf *conf; /* borrowed */
	struct vg_deskscope scope;
};

static void
alarm_row(const struct vg_alarm_view *view, void *cookie)
{
	const struct alarms *alarms = cookie;

	if (vg_deskscope_resource(&alarms->scope, alarms->conf, view->resource))
		vg_apilist_write_alarm(alarms->data, view, true);
}

int
vg_apilist_alarms(struct vg_desk *desk, const struct vg_rest_ask *ask,
    struct vg_restdata *data, struct vg_detail *detail)
{
	const struct vg_restpath_step *step =
	    ask->path->n_steps > 1 ? &ask->path->steps[1] : NULL;
	struct vg_alarm_query query = {.standing = ask->query->open};
	struct alarms alarms = {
	    data, vg_desk_conf(desk), vg_apiscope_of(desk, ask->caller)};
	struct vg_deskpage page = vg_apilist_page(ask);
	bool one = step && step->n_keys == 3;
	int err = vg_apilist_refuse(ask,
	    one ? 0
		: VG_RESTPATH_LIMIT | VG_RESTPATH_AFTER | VG_RESTPATH_STATE |
		    VG_APILIST_NARROWS,
	    detail);

	if (err == VG_OK)
		err = vg_apilist_narrow(ask, &query.narrow, detail);
	if (err != VG_OK)
		return err;
	if (one) {
		const char *colon = strchr(step->keys[1], ':');
		return vg_desk_alarm_of(desk, step->keys[0],
		    colon ? colon + 1 : step->keys[1], step->keys[2], alarm_row, &alarms);
	}
	page.scope = &alarms.scope;
	err = vg_desklist_alarms(desk, &query, &page, alarm_row, &alarms);
	return vg_apilist_told(err, &page, data, detail);
}

/* --- inventory ----------------------------------------------------------------------------- */

struct inventory {
	struct vg_desk *desk;
	struct vg_restdata *data;
	const struct vg_deskscope *scope; /* borrowed */
	int error;                        /* the first failure of a part */
};

void
vg_apilist_crm(const struct vg_desk *desk, const char *client, const char *supplier,
    struct vg_restdata *data)
{
	const char *crm;
	bool registered = vg_deskrelease_crm(desk, client, supplier, &crm);

	vg_restdata_text(data, "crm", crm);
	if (*crm)
		vg_restdata_bool(data, "crm-registered", registered);
}

/* P15: releases beyond what it runs. */
static void
write_newer(struct inventory *inventory, const struct vg_device_view *view)
{
	struct vg_release_newer newer;

	vg_deskrelease_newer(inventory->desk, view, vg_clock_wall(), &newer);
	if (newer.minor)
		vg_restdata_text(inventory->data, "newer-minor", newer.minor->version);
	if (newer.major)
		vg_restdata_text(inventory->data, "newer-major", newer.major->version);
	vg_apilist_crm(inventory->desk, view->device->client, view->device->supplier,
	    inventory->data);
}

/* P14: parts that bear a serial of their own. */
static void
part_row(const struct vg_deskswap_part *part, void *cookie)
{
	struct vg_restdata *data = cookie;

	vg_restdata_entry(data, "component", &part->part, 1);
	vg_restdata_text(data, "serial", part->serial);
	vg_restdata_out(data);
}

static void
device_row(const struct vg_device_view *view, void *cookie)
{
	struct inventory *inventory = cookie;
	struct vg_restdata *data = inventory->data;
	const struct vg_conf_device *device = view->device;
	const char *name = device->name;

	if (!vg_deskscope_client(inventory->scope, device->client))
		return;
	vg_restdata_entry(data, "device", &name, 1);
	vg_restdata_text(data, "site", device->site);
	vg_restdata_text(data, "client", device->client);
	vg_restdata_text(data, "supplier", device->supplier);
	if (device->contract)
		vg_restdata_text(data, "contract", device->contract->name);
	vg_restdata_text(data, "agent", device->agent);
	vg_restdata_text(data, "family", view->family);
	vg_restdata_text(data, "model", view->model);
	vg_restdata_text(data, "serial", view->serial);
	vg_restdata_text(data, "software", view->software);
	vg_restdata_text(data, "hardware", view->hardware);
	write_newer(inventory, view);
	vg_restdata_time(data, "last-heard", view->heard);
	vg_restdata_int(data, "standing", view->standing);
	if (view->highest >= VG_SEVERITY_WARNING)
		vg_restdata_leaf(data, "highest", vg_severity_text(view->highest));
	int code = vg_deskswap_parts(inventory->desk, name, part_row, data);
	if (inventory->error == VG_OK)
		inventory->error = code;
	vg_restdata_out(data);
}

int
vg_apilist_inventory(
    struct vg_desk *desk, const struct vg_deskscope *scope, struct vg_restdata *data)
{
	struct inventory inventory = {.desk = desk, .data = data, .scope = scope};

	int code = vg_desk_devices(desk, device_row, &inventory);
	return code == VG_OK ? inventory.error : code;
}

/* --- agents -------------------------------------------------------------------------------- */

static void
agent_row(const struct vg_agent_view *view, void *cookie)
{
	static const unsigned char none[VG_SPOOL_SIZE];
	struct vg_restdata *data = cookie;
	const char *name = view->agent->name;
	char spool[2 * VG_SPOOL_SIZE + 1];

	vg_restdata_entry(data, "agent", &name, 1);
	vg_restdata_text(data, "site", view->agent->site);
	vg_restdata_text(data, "state", view->state);
	if (memcmp(view->spool, none, sizeof(none)) != 0) {
		vg_text_hex(spool, view->spool, VG_SPOOL_SIZE);
		vg_restdata_leaf(data, "spool", spool);
		vg_restdata_int(data, "last-sequence", view->last_sequence);
	}
	vg_restdata_time(data, "last-heard", view->heard);
	vg_restdata_text(data, "version", view->version);
	if (vg_instant_is_set(view->heard)) {
		vg_restdata_int(data, "queue-length", view->queue < 0 ? 0 : view->queue);
		vg_restdata_int(data, "clock-offset-ms", view->clock_offset_ms);
		vg_restdata_int(
		    data, "standing", view->standing < 0 ? 0 : view->standing);
	}
	vg_restdata_text(data, "silence", view->stage);
	vg_restdata_time(data, "silent-since", view->silent_since);
	vg_restdata_time(data, "list-awaited-since", view->back);
	if (view->deaf)
		vg_restdata_bool(data, "collector-deaf", true);
	vg_restdata_int(data, "alarms-not-known", view->not_known);
	if (vg_instant_is_set(view->beat)) {
		vg_restdata_time(data, "last-heartbeat", view->beat);
		if (view->cycle_age_ms >= 0)
			vg_restdata_int(data, "cycle-age-ms", view->cycle_age_ms);
		vg_restdata_bool(data, "standing-agrees", view->agrees);
	}
	vg_restdata_out(data);
}

int
vg_apilist_agents(struct vg_desk *desk, struct vg_restdata *data)
{
	return vg_desk_agents(desk, agent_row, data);
}

/* --- intake -------------------------------------------------------------------------------- */

static void
write_datagrams(const struct vg_intake *intake, struct vg_restdata *data)
{
	struct vg_trapin_statistics sum;

	vg_intake_statistics(intake, &sum);
	vg_restdata_uint(data, "received", sum.received);
	vg_restdata_uint(data, "kernel-drops", sum.kernel_drops);
	vg_restdata_uint(data, "acknowledged", sum.acknowledged);
	vg_restdata_uint(data, "reports", sum.reports);
	vg_restdata_uint(data, "reply-failures", sum.reply_failures);
	for (int c = 0; c < VG_TRAPIN_N_CAUSES; c++) {
		const char *key = vg_trapin_cause_key((enum vg_trapin_cause)c);
		vg_restdata_entry(data, "cause", &key, 1);
		vg_restdata_leaf(
		    data, "text", vg_trapin_cause_text((enum vg_trapin_cause)c));
		vg_restdata_uint(data, "count", sum.by_cause[c]);
		vg_restdata_out(data);
	}
}

int
vg_apilist_intake(
    struct vg_desk *desk, const struct vg_intake *intake, struct vg_restdata *data)
{
	struct vg_desk_counts counts;

	if (intake) {
		write_datagrams(intake, data);
		vg_apisource_put(desk, intake, data);
	}
	vg_desk_counts(desk, &counts);
	vg_restdata_into(data, "messages");
	vg_restdata_int(data, "stored", counts.stored);
	vg_restdata_int(data, "applied", counts.applied);
	vg_restdata_int(data, "unapplied", counts.unapplied);
	vg_restdata_int(data, "history", counts.history);
	vg_restdata_int(data, "waiting", counts.waiting);
	vg_restdata_out(data);
	return VG_OK;
}

/* --- the tree's head ----------------------------------------------------------------------- */

int
vg_apilist_collector(struct vg_desk *desk, struct vg_restdata *data)
{
	const struct vg_conf *conf = vg_desk_conf(desk);

	vg_restdata_text(data, "name", conf->name);
	vg_restdata_into(data, "integrator");
	vg_restdata_text(data, "name", conf->integrator);
	vg_restdata_text(data, "zone", conf->zone.name);
	vg_restdata_out(data);
	return VG_OK;
}
