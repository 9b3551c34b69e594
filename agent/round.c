/*
 * Polls in, messages out.
 *
 * A result is judged and committed before the next job is taken, so that what stands, what is on
 * disk and what the schedule believes never differ by more than one result.
 */
#include "agent/round.h"

#include <stdlib.h>
#include <string.h>

#include "agent/ncround.h"
#include "agent/poll/polltarget.h"
#include "agent/roundalarms.h"
#include "agent/roundcore.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/resource.h"
#include "lib/os/clock.h"

static const int64_t written_for_ms = 60000; /* the packs' intervals */

static bool
cut_evidence(const struct vg_event *raise, const char *cut, struct vg_wall from,
    struct vg_wall until, struct vg_buf *json, void *cookie)
{
	struct vg_round *round = cookie;

	if (!round->t.samples || !vg_roundcore_device(round, raise->device))
		return false;
	vg_samplestore_evidence(round->t.samples, raise, cut, from, until, json);
	return true;
}

/* --- findings ---------------------------------------------------------------------------- */

static void
find_out(struct vg_rounddevice *d, const struct vg_kind *kind, const char *part, bool bad,
    enum vg_severity severity, const char *text)
{
	const struct vg_hearing_finding found = {.device = d->conf->name,
	    .part = part,
	    .kind = kind,
	    .qualifier = "",
	    .origin = VG_ORIGIN_POLL,
	    .bad = bad,
	    .severity = severity,
	    .text = text};

	vg_roundcore_find(d, &found);
}

static void
silence_told(const struct vg_silence_finding *found, void *cookie)
{
	struct vg_round *round = cookie;

	find_out(&round->devices[found->device], found->kind, found->part, found->bad,
	    found->severity, found->text);
}

/* --- what a device is -------------------------------------------------------------------- */

static int64_t
scaled_us(const struct vg_round *round, uint32_t interval_s)
{
	int64_t us = (int64_t)interval_s * round->t.conf->interval_ms * VG_MS_US;

	return us / (written_for_ms / 1000);
}

/* Gives the device the probes of its family; a strange one is knocked, so that it is watched. */
static void
give_probes(struct vg_rounddevice *d)
{
	struct vg_round *round = d->round;
	size_t n = d->family ? d->family->n_probes : 0;
	int64_t *intervals = vg_mem_array(n + 1, sizeof(*intervals));

	free(d->probes);
	free(d->seen);
	d->probes = vg_mem_array(n + 1, sizeof(const struct vg_probe *));
	d->seen = vg_mem_array(n + 1, sizeof(*d->seen));
	d->n_probes = 0;
	d->whole = false;
	vg_inventory_touch(d->inventory);
	for (size_t i = 0; i < n; i++) {
		const struct vg_probe *probe =
		    vg_packset_probe(round->t.packs, d->family->probes[i]);
		if (!probe)
			continue;
		intervals[d->n_probes] = scaled_us(round, probe->interval_s);
		d->probes[d->n_probes++] = probe;
	}
	if (d->n_probes == 0) {
		intervals[0] = round->t.conf->interval_ms * VG_MS_US;
		d->probes[d->n_probes++] = vg_poll_knock();
	}
	vg_sched_probes(
	    round->sched, d->job.device, intervals, d->n_probes, vg_clock_mono());
	free(intervals);
}

/* Keeps what the device told of itself, for --explain; no poll depends on it. */
static void
forget_known(struct vg_rounddevice *d)
{
	if (d->known)
		vg_known_fini(d->known);
	free(d->known);
	d->known = NULL;
}

static void
keep_known(struct vg_rounddevice *d)
{
	int code = vg_known_write(d->known, d->round->state, d->conf->key);

	if (code != VG_OK)
		vg_log(VG_LOG_WARNING, "poll", d->conf->name,
		    "what it is cannot be kept for --explain: %s", vg_error_text(code));
}

static void
identify(struct vg_rounddevice *d, const struct vg_sampleset *samples)
{
	const struct vg_packset *packs = d->round->t.packs;
	char oid[VG_TEXT_SIZE];
	const struct vg_family *family = vg_inventory_family(
	    packs, d->conf->supplier, d->conf->family, samples, oid, sizeof(oid));
	if (d->n_probes && family == d->family)
		return;
	if (!d->known) {
		d->known = vg_mem_zero(sizeof(*d->known));
		vg_known_init(d->known);
	}
	vg_known_identity(d->known, samples);
	keep_known(d);
	d->family = family;
	if (!d->owner)
		vg_rule_family(d->rules, family);
	if (family)
		vg_log(
		    VG_LOG_INFO, "poll", d->conf->key, "is of family %s", family->name);
	else
		vg_log(VG_LOG_WARNING, "poll", d->conf->name,
		    "no pack knows it (%s): only its answering is watched", oid);
	give_probes(d);
}

static void
tell_inventory(struct vg_rounddevice *d)
{
	char digest[VG_DIGEST_TEXT_SIZE];
	struct vg_wall now = vg_clock_wall();
	struct vg_buf json;

	/* What a board tells is told of its device. */
	d = d->owner ? d->owner : d;
	d->whole = d->whole ||
	    vg_inventory_whole(d->round->t.packs, d->probes, d->seen, d->n_probes);
	if (!d->whole ||
	    (!vg_inventory_is_changed(d->inventory) && !vg_kept_is_due(d->kept, now)))
		return;
	vg_inventory_settle(d->inventory);
	vg_buf_init(&json, 0);
	vg_inventory_json(d->inventory, d->conf->name, d->family, &json, digest);
	if (vg_kept_is_news(d->kept, digest, now)) {
		vg_batch_body(d->round->batch, VG_MESSAGE_INVENTORY, &json, now);
		vg_kept_told(d->kept, d->family ? d->family->name : "", digest, now);
	}
	vg_buf_fini(&json);
}

/* --- results ----------------------------------------------------------------------------- */

/* 'tells': whether they say what the device is.  Two roads may name one device in two ways. */
static void
take_samples(struct vg_rounddevice *d, const struct vg_sampleset *samples, bool tells)
{
	vg_samplestore_add(d->samples, samples);
	if (tells)
		vg_inventory_take(d->inventory, d->round->t.packs, samples);
	/* Nothing of it stands that a good poll could end; a table of alarms tells of others. */
	vg_rule_hush(d->rules,
	    !samples->probe->alarm_table &&
		!vg_fault_any(d->round->t.faults, d->conf->name));
	vg_rule_apply(d->rules, samples, vg_roundheard_condition, d);
	vg_kept_lasts(d->owner ? d->owner->kept : d->kept);
}

static bool
all_seen(const struct vg_rounddevice *d)
{
	for (size_t i = 0; i < d->n_probes; i++) {
		if (!d->seen[i])
			return false;
	}
	return true;
}

static void
judge_samples(struct vg_rounddevice *d, const struct vg_sampleset *samples)
{
	if (samples->restart == VG_RESTART_YES && !d->owner)
		vg_roundheard_restarted(d);
	if (samples->probe == vg_poll_knock()) {
		identify(d, samples);
		return;
	}
	if (d->job.probe >= 0 && (size_t)d->job.probe < d->n_probes) {
		if (!d->seen[d->job.probe] && d->known &&
		    vg_known_probe(d->known, samples))
			keep_known(d);
		d->seen[d->job.probe] = true;
		if (d->known && all_seen(d)) {
			forget_known(d);
			vg_roundheard_identified(d);
		}
	}
	take_samples(d, samples, true);
}

static void
take_jobs(void *cookie);

/* What a device cannot give is told once, when it is found. */
static void
log_gaps(const struct vg_rounddevice *d, const struct vg_poll_result *result)
{
	for (size_t i = 0; i < result->n_gaps; i++) {
		const struct vg_learned_gap *gap = &result->gaps[i];
		if (gap->fresh)
			vg_log(VG_LOG_WARNING, "poll", d->conf->name,
			    "%s stays missing: it answers %s", gap->object->name,
			    vg_learned_error_text(gap->error_status));
	}
}

static void
netconf_judged(const struct vg_ncround_fault *fault, void *cookie)
{
	struct vg_rounddevice *d = vg_roundcore_device(cookie, fault->name);

	if (d)
		find_out(d, fault->kind, fault->part, fault->text != NULL,
		    fault->severity, fault->text);
}

static void
take_netconf(struct vg_rounddevice *d, const struct vg_nctake_probe *p)
{
	if (p->state == VG_NCTAKE_WHOLE) {
		take_samples(d, &p->samples, !d->target);
		if (p->probe->alarm_table && p->samples.whole)
			vg_roundalarms_end(d, p->probe);
	} else if (p->state == VG_NCTAKE_LACKS && p->probe->alarm_table) {
		vg_roundalarms_lacks(d, p->probe);
	}
}

static void
netconf_answered(const struct vg_ncround_news *news, void *cookie)
{
	struct vg_round *round = cookie;
	struct vg_rounddevice *d = vg_roundcore_device(round, news->name);

	for (size_t i = 0; d && i < news->result->n; i++)
		take_netconf(d, &news->result->probes[i]);
	vg_roundcore_commit(round);
	if (!d || d->target)
		return;
	vg_mem_replace(&d->text, news->result->text);
	if (news->result->outcome == VG_NCASK_ANSWER) {
		d->answered = vg_clock_wall();
		tell_inventory(d);
	}
}

static void
polled(const struct vg_poll_result *result, void *cookie)
{
	struct vg_rounddevice *d = cookie;
	struct vg_round *round = d->round;
	bool answered = result->outcome == VG_ENGINE_ANSWER;

	vg_mem_replace(&d->text, result->text);
	if (answered)
		d->answered = vg_clock_wall();
	if (vg_sched_done(round->sched, &d->job, answered, vg_clock_mono()))
		vg_log(answered ? VG_LOG_INFO : VG_LOG_WARNING, "poll", d->conf->key,
		    "%s%s%s",
		    vg_sched_reach_text(vg_sched_reach(round->sched, d->job.device)),
		    answered ? "" : ": ", result->text);
	vg_silence_polled(
	    round->silence, d->job.device, d->conf, result->outcome, result->text);
	log_gaps(d, result);
	if (answered) {
		judge_samples(d, result->samples);
		vg_kept_engine(d->kept);
	}
	vg_roundheard_polled(d, answered ? result->samples : NULL);
	vg_roundcore_commit(round);
	if (answered && result->samples->probe != vg_poll_knock())
		tell_inventory(d);
	vg_roundcore_soon(round);
}

static void
start(struct vg_round *round, const struct vg_sched_job *job)
{
	struct vg_rounddevice *d = &round->devices[job->device];
	const struct vg_probe *probe =
	    job->probe == VG_SCHED_KNOCK ? vg_poll_knock() : d->probes[job->probe];
	int err = vg_poll_run(d->poll, probe, polled, d);

	d->job = *job;
	d->asked = vg_clock_mono();
	if (err == VG_OK)
		return;
	vg_log(VG_LOG_WARNING, "poll", d->conf->name, "%s cannot be asked: %s",
	    probe->name, vg_error_text(err));
	vg_sched_done(round->sched, job, false, vg_clock_mono());
}

static void
take_jobs(void *cookie)
{
	struct vg_round *round = cookie;
	struct vg_mono now = vg_clock_mono();
	struct vg_sched_job job;

	if (round->tick_due.us)
		vg_silence_tick(
		    round->silence, vg_instant_mono_since(now, round->tick_due));
	while (vg_sched_take(round->sched, now, &job))
		start(round, &job);
	struct vg_mono next = vg_sched_next(round->sched);
	round->tick_due = next.us > now.us ? next : (struct vg_mono){0};
	if (next.us)
		vg_loop_timer_set(round->tick, vg_instant_mono_since(next, now));
}

/* --- telling again ----------------------------------------------------------------------- */

void
vg_round_gap(uint64_t from, uint64_t to, void *cookie)
{
	const struct vg_round *round = cookie;

	vg_retell_gap(round->retell, from, to);
}

void
vg_round_forgotten(void *cookie)
{
	struct vg_round *round = cookie;
	int err = vg_state_untell_devices(round->t.state);

	if (err != VG_OK)
		vg_log(VG_LOG_WARNING, "spool", "",
		    "inventories told before are not forgotten on disk: %s",
		    vg_error_text(err));
	for (size_t i = 0; i < round->n; i++)
		vg_kept_untell(round->devices[i].kept);
	vg_retell_all(round->retell);
}

/* --- life -------------------------------------------------------------------------------- */

/* Makes device 'd' of 'conf'; an error leaves it out. */
static int
make_device(struct vg_round *round, struct vg_rounddevice *d,
    const struct vg_agentconf_device *conf, const char *state, struct vg_detail *detail)
{
	if (conf->snmp) {
		d->poll = vg_polltarget_open(
		    round->t.engine, round->t.conf, conf, state, &d->target, detail);
		if (!d->poll)
			return VG_EINVAL;
	} else if (!vg_ncround_has(round->netconf, conf->name)) {
		return vg_detail_set(detail, VG_EINVAL, "NETCONF cannot be used");
	}
	d->round = round;
	d->conf = conf;
	/* What a board tells is of its device: one state of rules, one history, one inventory. */
	d->rules = d->owner ? d->owner->rules : vg_rule_new(round->t.packs, round->names);
	d->samples = d->owner ? d->owner->samples
			      : vg_samplestore_device(round->t.samples, conf->name);
	d->inventory = d->owner ? d->owner->inventory : vg_inventory_new();
	vg_text_copy(d->address, sizeof(d->address), conf->netconf.address);
	d->kept = vg_kept_new(round->t.state, conf->key, d->target, d->rules);
	if (!conf->snmp)
		return VG_OK;
	vg_net_text(&conf->address, d->address);
	d->job.device = vg_sched_add(
	    round->sched, conf->key, vg_kept_is_known(d->kept), vg_clock_mono());
	round->n_snmp++;
	return VG_OK;
}

/* The next device of the round is 'conf'; one that cannot be polled is told and left out. */
static void
add_device(struct vg_round *round, const struct vg_agentconf_device *conf,
    const char *state, struct vg_detail *why)
{
	struct vg_rounddevice *d = &round->devices[round->n];

	if (conf->bmc) {
		d->owner = vg_roundcore_device(round, conf->name);
		if (!d->owner)
			return;
	}
	if (make_device(round, d, conf, state, why) == VG_OK) {
		round->n++;
		round->n_bmcs += conf->bmc;
	} else {
		d->owner = NULL;
		vg_log(VG_LOG_ERROR, "poll", conf->key, "is not polled: %s", why->text);
	}
}

/* In the order of struct vg_round: by SNMP, their boards, by NETCONF alone. */
static int
make_devices(struct vg_round *round, const char *state, struct vg_detail *detail)
{
	const struct vg_agentconf *conf = round->t.conf;
	struct vg_detail why = {0};

	if (vg_agentconf_families(conf, round->t.packs, detail) != VG_OK)
		return detail->code;
	round->devices =
	    vg_mem_array(conf->n_devices + conf->n_bmcs + 1, sizeof(*round->devices));
	for (size_t i = 0; i < conf->n_devices; i++) {
		if (conf->devices[i].snmp)
			add_device(round, &conf->devices[i], state, &why);
	}
	for (size_t i = 0; i < conf->n_bmcs; i++)
		add_device(round, &conf->bmcs[i], state, &why);
	for (size_t i = 0; i < conf->n_devices; i++) {
		if (!conf->devices[i].snmp)
			add_device(round, &conf->devices[i], state, &why);
	}
	if (round->n == 0 && conf->n_devices > 0)
		return vg_detail_set(detail, VG_EINVAL,
		    "none of the %zu devices can be polled; the last: %s",
		    conf->n_devices, why.text);
	return VG_OK;
}

struct vg_round *
vg_round_new(
    const struct vg_round_tools *tools, const char *state, struct vg_detail *detail)
{
	struct vg_round *round = vg_mem_zero(sizeof(*round));

	round->t = *tools;
	round->names = vg_names_new();
	round->state = vg_mem_text(state);
	round->began = vg_clock_mono();
	round->sched = vg_sched_new(
	    tools->conf->interval_ms * VG_MS_US, tools->conf->unreachable_after);
	round->tick = vg_loop_timer(tools->loop, take_jobs, round);
	round->batch = vg_batch_new(
	    tools->spool, tools->faults, cut_evidence, round, vg_clock_wall());
	const struct vg_ncround_calls calls = {netconf_judged, netconf_answered, round};
	round->netconf =
	    vg_ncround_new(tools->loop, tools->conf, tools->packs, state, &calls);
	if (make_devices(round, state, detail) != VG_OK) {
		vg_round_free(round);
		return NULL;
	}
	const struct vg_silence_tools silence = {.loop = tools->loop,
	    .conf = tools->conf,
	    .packs = tools->packs,
	    .sched = round->sched,
	    .engine = tools->engine,
	    .faults = tools->faults,
	    .batch = round->batch,
	    .find_cb = silence_told,
	    .done_cb = vg_roundcore_commit,
	    .cookie = round};
	round->silence = vg_silence_new(&silence, round->n_snmp);
	round->retell = vg_retell_new(
	    tools->loop, tools->spool, tools->faults, round->batch, tools->notify);
	round->hearing = vg_roundheard_new(round);
	vg_roundcore_commit(round);
	vg_roundcore_soon(round);
	return round;
}

void
vg_round_free(struct vg_round *round)
{
	if (!round)
		return;
	vg_silence_free(round->silence);
	vg_retell_free(round->retell);
	vg_hearing_free(round->hearing);
	vg_ncround_free(round->netconf);
	for (size_t i = 0; i < round->n; i++) {
		struct vg_rounddevice *d = &round->devices[i];
		vg_poll_free(d->poll);
		vg_kept_free(d->kept);
		if (!d->owner) {
			vg_rule_free(d->rules);
			vg_samplestore_device_free(d->samples);
			vg_inventory_free(d->inventory);
		}
		forget_known(d);
		free(d->text);
		free(d->probes);
		free(d->seen);
	}
	free(round->devices);
	vg_names_free(round->names);
	free(round->state);
	vg_batch_free(round->batch);
	vg_loop_timer_free(round->tick);
	vg_sched_free(round->sched);
	free(round);
}

/* --- asking ------------------------------------------------------------------------------ */

static enum vg_reach
reach_of(const struct vg_round *round, const struct vg_rounddevice *d)
{
	return d->target ? vg_sched_reach(round->sched, d->job.device)
			 : vg_ncround_reach(round->netconf, d->conf->name);
}

void
vg_round_health(struct vg_notify_health *health, void *cookie)
{
	const struct vg_round *round = cookie;
	struct vg_mono complete = vg_sched_complete(round->sched);

	bool up = false;

	health->skipped = vg_sched_skipped(round->sched);
	health->devices = vg_round_count(round);
	health->unreachable = 0;
	for (size_t i = 0; i < round->n; i++) {
		enum vg_reach reach = reach_of(round, &round->devices[i]);
		health->unreachable += !round->devices[i].owner && reach == VG_REACH_DOWN;
		up = up || (i < round->n_snmp && reach == VG_REACH_UP);
	}
	/* One that was never complete is as old as we are; none is late where nothing answers. */
	if (!complete.us)
		complete = round->began;
	health->cycle_age_ms =
	    up ? vg_instant_mono_since(vg_clock_mono(), complete) / VG_MS_US : -1;
}

size_t
vg_round_count(const struct vg_round *round)
{
	return round->n - round->n_bmcs;
}

void
vg_round_device(const struct vg_round *round, size_t i, struct vg_round_device *device)
{
	/* The boards stand between those by SNMP and those by NETCONF alone. */
	size_t at = i < round->n_snmp - round->n_bmcs ? i : i + round->n_bmcs;
	const struct vg_rounddevice *d = &round->devices[at];

	device->name = d->conf->name;
	device->address = d->address;
	device->family = d->family ? d->family->name : "";
	device->model = vg_inventory_text(d->inventory, VG_IDENTITY_MODEL);
	device->serial = vg_inventory_text(d->inventory, VG_IDENTITY_SERIAL);
	device->software = vg_inventory_text(d->inventory, VG_IDENTITY_SOFTWARE);
	device->reach = reach_of(round, d);
	device->answered = d->answered;
	device->text = d->text ? d->text : "";
	device->standing = vg_fault_count_device(round->t.faults, d->conf->name);
}
