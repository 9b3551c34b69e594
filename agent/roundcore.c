/*
 * Steps that the round's files share, and what is asked of the round at once.
 */
#include "agent/roundcore.h"

#include <string.h>

#include "agent/ncround.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/resource.h"
#include "lib/os/clock.h"

struct vg_rounddevice *
vg_roundcore_device(const struct vg_round *round, const char *name)
{
	for (size_t i = 0; i < round->n; i++) {
		struct vg_rounddevice *d = &round->devices[i];
		if (!d->owner && strcasecmp(d->conf->name, name) == 0)
			return d;
	}
	return NULL;
}

struct vg_rounddevice *
vg_roundcore_board(const struct vg_rounddevice *d)
{
	const struct vg_round *round = d->round;

	for (size_t i = round->n_snmp - round->n_bmcs; i < round->n_snmp; i++) {
		if (round->devices[i].owner == d)
			return &round->devices[i];
	}
	return NULL;
}

void
vg_roundcore_soon(struct vg_round *round)
{
	round->tick_due = (struct vg_mono){0};
	vg_loop_timer_set(round->tick, 0);
}

void
vg_roundcore_commit(void *cookie)
{
	struct vg_round *round = cookie;

	vg_batch_commit(round->batch, vg_clock_wall());
	if (round->hearing)
		vg_hearing_committed(round->hearing);
	vg_notify_wake(round->t.notify);
}

const struct vg_probe *
vg_roundcore_probe(const struct vg_rounddevice *d)
{
	return d->job.probe >= 0 && (size_t)d->job.probe < d->n_probes
	    ? d->probes[d->job.probe]
	    : NULL;
}

void
vg_roundcore_find(struct vg_rounddevice *d, const struct vg_hearing_finding *found)
{
	struct vg_round *round = d->round;
	char resource[VG_RESOURCE_SIZE];
	struct vg_event event;

	if (!found->kind ||
	    (found->bad &&
		vg_agentconf_silence(round->t.conf, d->conf->name, vg_clock_wall())))
		return;
	/* The part is encoded already: building it anew would encode it twice. */
	if (vg_text_format(resource, sizeof(resource), "device/%s%s%s", d->conf->name,
		found->part[0] ? "/" : "", found->part) != VG_OK ||
	    vg_resource_check(resource) != VG_OK) {
		vg_log(VG_LOG_WARNING, "rule", d->conf->name,
		    "%s: %s is no resource name; left out", found->kind->name,
		    found->part);
		return;
	}
	struct vg_finding finding = {.device = d->conf->name,
	    .serial = vg_inventory_text(d->inventory, VG_IDENTITY_SERIAL),
	    .resource = resource,
	    .kind = found->kind,
	    .qualifier = found->qualifier,
	    .origin = found->origin == VG_ORIGIN_POLL && round->hearing
		? vg_hearing_origin(
		      round->hearing, resource, found->kind->name, found->bad)
		: found->origin,
	    .bad = found->bad,
	    .alone = found->alone,
	    .severity = vg_fault_severity(
		found->kind, found->severity, d->family ? d->family->n_psu : 0),
	    .text = found->text};
	if (vg_fault_tell(round->t.faults, &finding, vg_clock_wall(), &event))
		vg_batch_add(round->batch, &event);
}

const struct vg_sched *
vg_round_sched(const struct vg_round *round)
{
	return round->sched;
}

int
vg_round_poll_now(struct vg_round *round, const char *name)
{
	bool found = !name;

	for (size_t i = 0; i < round->n; i++) {
		struct vg_rounddevice *d = &round->devices[i];
		if (name && strcasecmp(d->conf->name, name) != 0)
			continue;
		found = true;
		if (d->target)
			vg_sched_run_now(
			    round->sched, d->job.device, VG_SCHED_KNOCK, vg_clock_mono());
	}
	vg_ncround_poll_now(round->netconf, name);
	vg_roundcore_soon(round);
	return found ? VG_OK : VG_ENOENT;
}

int
vg_round_accept(struct vg_round *round, const char *name)
{
	struct vg_rounddevice *d = vg_roundcore_device(round, name);

	if (!d)
		return VG_ENOENT;
	vg_log(
	    VG_LOG_INFO, "rule", d->conf->name, "its serial numbers of now are accepted");
	vg_hearing_accept(round->hearing, d->conf->name);
	return vg_kept_accept(d->kept);
}
