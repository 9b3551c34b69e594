/*
 * Sessions on their grid.
 *
 * One session asks all probes, so that the schedule knows one job a device.  Its first is the
 * knock, and so is each after a silence: the same session.
 */
#include "agent/ncround.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"

enum { SESSIONS = 8, ANSWERS_TO_CLEAR = 2 };

struct device {
	struct vg_ncround *round;
	const struct vg_agentconf_device *conf;
	struct vg_ncask *ask;
	struct vg_sched_job job; /* under way */
	unsigned answers;        /* in a row */
	bool has_grid;
	char said[VG_TEXT_SIZE]; /* in the log last: the same is not said again */
};

struct vg_ncround {
	struct vg_loop *loop;
	const struct vg_packset *packs; /* borrowed */
	struct vg_sched *sched;
	struct vg_timer *tick;
	int64_t interval_us;
	struct device *devices; /* owned; by the schedule's numbers */
	size_t n, running;
	unsigned unreachable_after;
	struct vg_ncround_calls calls;
};

static struct device *
find_device(const struct vg_ncround *round, const char *name)
{
	for (size_t i = 0; i < round->n; i++) {
		if (strcasecmp(round->devices[i].conf->name, name) == 0)
			return &round->devices[i];
	}
	return NULL;
}

/* --- the log ------------------------------------------------------------------------------- */

/* What the device lacks or refuses, in one line, when it is another one than the last. */
static void
log_answer(struct device *d, const struct vg_ncask_result *result)
{
	char line[VG_TEXT_SIZE] = "";

	for (size_t i = 0; i < result->n; i++) {
		const struct vg_nctake_probe *p = &result->probes[i];
		size_t used = strlen(line);
		const char *between = used ? "; " : "";
		if (p->state == VG_NCTAKE_LACKS)
			vg_text_format(line + used, sizeof(line) - used, "%sno %s",
			    between, p->probe->netconf->module);
		else if (p->state == VG_NCTAKE_FAILED)
			vg_text_format(line + used, sizeof(line) - used, "%s%s: %s",
			    between, p->probe->name, p->text);
	}
	if (strcmp(line, d->said) == 0)
		return;
	vg_text_copy(d->said, sizeof(d->said), line);
	vg_log(VG_LOG_INFO, "netconf", d->conf->name, "answers%s%s",
	    line[0] ? ", without: " : " all", line);
}

static void
log_failure(struct device *d, const struct vg_ncask_result *result)
{
	if (strcmp(result->text, d->said) == 0)
		return;
	vg_text_copy(d->said, sizeof(d->said), result->text);
	vg_log(result->outcome == VG_NCASK_NOT_OFFERED ? VG_LOG_INFO : VG_LOG_WARNING,
	    "netconf", d->conf->name, "%s: %s", vg_ncask_outcome_text(result->outcome),
	    result->text);
}

/* --- what silence means -------------------------------------------------------------------- */

static void
tell(struct device *d, const char *kind, const char *part, const char *text)
{
	const struct vg_kind *found = vg_packset_kind(d->round->packs, kind);
	const struct vg_ncround_fault fault = {.name = d->conf->name,
	    .part = part,
	    .kind = found,
	    .severity = found ? found->severity : VG_SEVERITY_CLEARED,
	    .text = text};

	d->round->calls.fault_cb(&fault, d->round->calls.cookie);
}

/*
 * A device that is asked by NETCONF alone is unreachable when that is silent; one that has SNMP
 * too has lost a way to be managed.  What a device does not offer is no fault.
 */
static void
judge(struct device *d, const struct vg_ncask_result *result)
{
	const char *silent = d->conf->snmp ? "management-silent" : "device-unreachable";
	const char *part = d->conf->snmp ? "management/netconf" : "";
	char sentence[VG_TEXT_SIZE];

	if (d->answers >= ANSWERS_TO_CLEAR || result->outcome == VG_NCASK_NOT_OFFERED) {
		tell(d, silent, part, NULL);
		tell(d, "credential-refused", "management/netconf", NULL);
		return;
	}
	if (vg_sched_reach(d->round->sched, d->job.device) != VG_REACH_DOWN)
		return;
	vg_text_format(sentence, sizeof(sentence),
	    "%u NETCONF sessions in a row without an answer: %s",
	    d->round->unreachable_after, result->text);
	if (result->outcome == VG_NCASK_SILENT)
		tell(d, silent, part, sentence);
	else
		tell(d, "credential-refused", "management/netconf", sentence);
}

/* --- sessions ------------------------------------------------------------------------------ */

static void
answered(const struct vg_ncask_result *result, void *cookie)
{
	struct device *d = cookie;
	struct vg_ncround *round = d->round;
	bool good = result->outcome == VG_NCASK_ANSWER;
	struct vg_mono now = vg_clock_mono();

	round->running--;
	d->answers = good ? d->answers + 1 : 0;
	vg_sched_done(round->sched, &d->job, good, now);
	if (good && !d->has_grid) {
		/* The probe is due at once, which has just been asked. */
		vg_sched_probes(round->sched, d->job.device, &round->interval_us, 1, now);
		d->has_grid = true;
	}
	if (good)
		log_answer(d, result);
	else
		log_failure(d, result);
	judge(d, result);
	const struct vg_ncround_news news = {d->conf->name, result};
	round->calls.news_cb(&news, round->calls.cookie);
	vg_loop_timer_set(round->tick, 0);
}

static void
take_jobs(void *cookie)
{
	struct vg_ncround *round = cookie;
	struct vg_mono now = vg_clock_mono();
	struct vg_sched_job job;

	while (round->running < SESSIONS && vg_sched_take(round->sched, now, &job)) {
		struct device *d = &round->devices[job.device];
		d->job = job;
		if (vg_ncask_run(d->ask, answered, d) == VG_OK)
			round->running++;
		else
			vg_sched_done(round->sched, &job, false, now);
	}
	struct vg_mono next = vg_sched_next(round->sched);
	/* When all sessions are busy, the end of one wakes us. */
	if (next.us && round->running < SESSIONS)
		vg_loop_timer_set(round->tick, vg_instant_mono_since(next, now));
}

/* --- life ---------------------------------------------------------------------------------- */

static void
add_device(
    struct vg_ncround *round, const struct vg_agentconf_device *conf, const char *state)
{
	struct device *d = &round->devices[round->n];
	struct vg_detail detail = {0};
	const struct vg_probe **probes;
	size_t n = vg_packset_netconf_probes(round->packs, conf->supplier, &probes);

	d->ask = n > 0 ? vg_ncask_new(round->loop, conf->name, &conf->netconf, probes, n,
			     state, &detail)
		       : NULL;
	free(probes);
	if (!d->ask) {
		vg_log(VG_LOG_ERROR, "netconf", conf->name, "is not polled: %s",
		    n > 0 ? detail.text : "no pack has a probe over NETCONF");
		return;
	}
	d->round = round;
	d->conf = conf;
	d->job.device = vg_sched_add(round->sched, conf->name, false, vg_clock_mono());
	round->n++;
}

struct vg_ncround *
vg_ncround_new(struct vg_loop *loop, const struct vg_agentconf *conf,
    const struct vg_packset *packs, const char *state,
    const struct vg_ncround_calls *calls)
{
	struct vg_ncround *round = vg_mem_zero(sizeof(*round));

	round->loop = loop;
	round->packs = packs;
	round->calls = *calls;
	round->unreachable_after = conf->unreachable_after;
	round->interval_us = conf->interval_ms * VG_MS_US;
	round->sched = vg_sched_new(round->interval_us, conf->unreachable_after);
	round->tick = vg_loop_timer(loop, take_jobs, round);
	round->devices =
	    vg_mem_array(conf->n_devices ? conf->n_devices : 1, sizeof(*round->devices));
	for (size_t i = 0; i < conf->n_devices; i++) {
		if (conf->devices[i].netconf.address[0])
			add_device(round, &conf->devices[i], state);
	}
	if (round->n)
		vg_loop_timer_set(round->tick, 0);
	return round;
}

void
vg_ncround_free(struct vg_ncround *round)
{
	if (!round)
		return;
	for (size_t i = 0; i < round->n; i++)
		vg_ncask_free(round->devices[i].ask);
	free(round->devices);
	vg_loop_timer_free(round->tick);
	vg_sched_free(round->sched);
	free(round);
}

enum vg_reach
vg_ncround_reach(const struct vg_ncround *round, const char *name)
{
	const struct device *d = find_device(round, name);

	return d ? vg_sched_reach(round->sched, d->job.device) : VG_REACH_UNKNOWN;
}

bool
vg_ncround_has(const struct vg_ncround *round, const char *name)
{
	return find_device(round, name) != NULL;
}

void
vg_ncround_poll_now(struct vg_ncround *round, const char *name)
{
	for (size_t i = 0; i < round->n; i++) {
		struct device *d = &round->devices[i];
		if (!name || strcasecmp(d->conf->name, name) == 0)
			vg_sched_run_now(
			    round->sched, d->job.device, VG_SCHED_KNOCK, vg_clock_mono());
	}
	if (round->n)
		vg_loop_timer_set(round->tick, 0);
}
