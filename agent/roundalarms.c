/*
 * Alarms of a device's own list.
 */
#include "agent/roundalarms.h"

#include <strings.h>

#include "agent/rule/alarmgone.h"
#include "lib/model/resource.h"
#include "lib/os/clock.h"

void
vg_roundalarms_end(struct vg_rounddevice *d, const struct vg_probe *probe)
{
	const struct vg_faults *faults = d->round->t.faults;

	for (size_t i = vg_fault_count(faults); i-- > 0;) {
		const struct vg_event *fault = vg_fault_at(faults, i);
		const struct vg_alarmgone alarm = {
		    probe, fault->kind, vg_resource_split(fault->resource, NULL, NULL)};
		if (strcasecmp(fault->device, d->conf->name) != 0 ||
		    !vg_alarmgone_is(d->round->t.packs, d->rules, &alarm))
			continue;
		const struct vg_event over = *fault;
		const struct vg_hearing_finding found = {.device = d->conf->name,
		    .part = vg_resource_split(over.resource, NULL, NULL),
		    .kind = vg_packset_kind(d->round->t.packs, over.kind),
		    .qualifier = over.qualifier,
		    .origin = VG_ORIGIN_POLL,
		    .text = "it is not in the device's list of alarms any more"};
		vg_roundcore_find(d, &found);
	}
}

void
vg_roundalarms_lacks(struct vg_rounddevice *d, const struct vg_probe *probe)
{
	struct vg_sampleset none;

	vg_sampleset_init(&none, probe, vg_clock_wall());
	none.whole = true;
	vg_rule_apply(d->rules, &none, vg_roundheard_condition, d);
	vg_roundalarms_end(d, probe);
	vg_sampleset_fini(&none);
}
