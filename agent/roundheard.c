/*
 * The round and its notifications.
 */
#include <string.h>

#include "agent/hearclaim.h"
#include "agent/roundcore.h"
#include "lib/base/text.h"
#include "lib/model/resource.h"
#include "lib/os/clock.h"

void
vg_roundheard_polled(struct vg_rounddevice *d, const struct vg_sampleset *samples)
{
	struct vg_hearing_poll poll = {.device = d->conf->name,
	    .place =
		(size_t)((d->owner ? d->owner : d)->conf - d->round->t.conf->devices),
	    .samples = samples,
	    .probe = (size_t)d->job.probe, /* a knock is beyond all */
	    .n_probes = d->n_probes,
	    .asked = d->asked};

	/* A silent board is no silent device, and its probes are not those of the device. */
	if (d->owner && !samples)
		return;
	if (d->owner)
		poll.n_probes = 0;
	vg_hearing_polled(d->round->hearing, &poll);
}

void
vg_roundheard_condition(const struct vg_condition *condition, void *cookie)
{
	struct vg_rounddevice *d = cookie, *subject = NULL;
	char owned[VG_RESOURCE_SIZE];
	const char *owner = vg_hearing_owner(d->round->hearing, vg_roundcore_probe(d),
	    d->conf->name, condition->part, "", owned);

	if (owner)
		subject = vg_roundcore_device(d->round, owner);
	const struct vg_hearing_finding found = {.device = d->conf->name,
	    .part = subject ? owned : condition->part,
	    .kind = condition->kind,
	    .qualifier = condition->qualifier,
	    .origin = VG_ORIGIN_POLL,
	    .bad = condition->bad,
	    .severity = condition->severity,
	    .text = condition->bad ? condition->text : NULL,
	    .alone = condition->bad && condition->alone};
	vg_roundcore_find(subject ? subject : d, &found);
}

static void
heard_find(const struct vg_hearing_finding *finding, void *cookie)
{
	struct vg_rounddevice *d = vg_roundcore_device(cookie, finding->device);

	if (d)
		vg_roundcore_find(d, finding);
}

static void
heard_commit(void *cookie)
{
	vg_roundcore_commit(cookie);
}

static int
number_of(const struct vg_rounddevice *d, const char *probe)
{
	for (size_t i = 0; i < d->n_probes; i++) {
		if (strcmp(d->probes[i]->name, probe) == 0)
			return (int)i;
	}
	return VG_SCHED_KNOCK;
}

static void
heard_ask(const char *device, const char *probe, void *cookie)
{
	struct vg_round *round = cookie;
	struct vg_rounddevice *d = vg_roundcore_device(round, device);

	struct vg_rounddevice *board = d ? vg_roundcore_board(d) : NULL;

	if (!d)
		return;
	if (probe && board && number_of(board, probe) != VG_SCHED_KNOCK)
		d = board;
	vg_sched_run_now(round->sched, d->job.device,
	    probe ? number_of(d, probe) : VG_SCHED_KNOCK, vg_clock_mono());
	if (!probe && board)
		vg_sched_run_now(
		    round->sched, board->job.device, VG_SCHED_KNOCK, vg_clock_mono());
	vg_roundcore_soon(round);
}

static bool
heard_has(const char *device, const char *probe, void *cookie)
{
	const struct vg_rounddevice *d = vg_roundcore_device(cookie, device);

	const struct vg_rounddevice *board = d ? vg_roundcore_board(d) : NULL;

	/* What it will be asked is known once it has told what it is. */
	return d &&
	    (d->n_probes == 0 || number_of(d, probe) >= 0 ||
		(board && number_of(board, probe) >= 0));
}

static struct vg_rulestate *
heard_rules(const char *device, void *cookie)
{
	struct vg_rounddevice *d = vg_roundcore_device(cookie, device);

	return d ? d->rules : NULL;
}

static struct vg_hearing_tools
tools_of(struct vg_round *round)
{
	return (struct vg_hearing_tools){.loop = round->t.loop,
	    .conf = round->t.conf,
	    .packs = round->t.packs,
	    .state = round->t.state,
	    .spool = round->t.spool,
	    .faults = round->t.faults,
	    .batch = round->batch,
	    .find_cb = heard_find,
	    .commit_cb = heard_commit,
	    .ask_cb = heard_ask,
	    .has_cb = heard_has,
	    .rules_cb = heard_rules,
	    .cookie = round};
}

/* Ends, for 'reason', what stands of 'd' and is of the kind that 'asks' tells. */
static void
end_those(struct vg_rounddevice *d,
    bool (*asks)(const struct vg_hearing_tools *t, const char *device, const char *kind,
	const char *part),
    bool polled, const char *reason)
{
	const struct vg_hearing_tools tools = tools_of(d->round);
	char part[VG_RESOURCE_SIZE], qualifier[VG_QUALIFIER_SIZE];

	for (size_t i = vg_fault_count(tools.faults); i-- > 0;) {
		const struct vg_event *fault = vg_fault_at(tools.faults, i);
		bool by_poll =
		    fault->origin == VG_ORIGIN_POLL || fault->origin == VG_ORIGIN_BOTH;
		vg_text_copy(
		    part, sizeof(part), vg_resource_split(fault->resource, NULL, NULL));
		if (strcmp(fault->device, d->conf->name) != 0 || (polled && !by_poll) ||
		    !asks(&tools, d->conf->name, fault->kind, part))
			continue;
		vg_text_copy(qualifier, sizeof(qualifier), fault->qualifier);
		const struct vg_hearing_finding over = {.device = d->conf->name,
		    .part = part,
		    .kind = vg_packset_kind(tools.packs, fault->kind),
		    .qualifier = qualifier,
		    .origin = VG_ORIGIN_SELF,
		    .text = reason};
		vg_roundcore_find(d, &over);
	}
}

void
vg_roundheard_restarted(struct vg_rounddevice *d)
{
	vg_rule_restarted(d->rules);
	end_those(d, vg_hearclaim_ends_by_restart, false, "the device has restarted");
}

void
vg_roundheard_identified(struct vg_rounddevice *d)
{
	struct vg_rounddevice *device = d->owner ? d->owner : d;
	const struct vg_rounddevice *board = vg_roundcore_board(device);

	/* Until both have told what they are, nobody knows what they will be asked. */
	if (!device->family || (board && !board->family))
		return;
	end_those(device, vg_hearclaim_is_orphan, true,
	    "nothing that is polled any more tells of it");
}

struct vg_hearing *
vg_roundheard_new(struct vg_round *round)
{
	const struct vg_hearing_tools tools = tools_of(round);

	return vg_hearing_new(&tools);
}

struct vg_hearing *
vg_round_hearing(struct vg_round *round)
{
	return round->hearing;
}
