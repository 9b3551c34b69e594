/*
 * Reach, ping and the agent's own health, joined.
 */
#include "agent/silence.h"

#include <stdlib.h>
#include <string.h>

#include "agent/poll/ping.h"
#include "agent/sched/selfhealth.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/model/resource.h"
#include "lib/os/clock.h"

enum { ANSWERS_TO_CLEAR = 2 };

#define OURS "agent-polling-late"
#define MINOR_AFTER_US VG_HOUR_US
#define MAJOR_AFTER_US (4 * VG_HOUR_US)

/* The kinds that a silent device may have; one of them at a time. */
enum told { NOTHING, UNREACHABLE, MUTE, REFUSED, REPLACED, N_TOLD };

static const struct {
	const char *kind, *part;
} kinds[N_TOLD] = {
    [NOTHING] = {"", ""},
    [UNREACHABLE] = {"device-unreachable", ""},
    [MUTE] = {"management-silent", "management/snmp"},
    [REFUSED] = {"credential-refused", "management/snmp"},
    [REPLACED] = {"engine-id-conflict", ""},
};

struct watched {
	struct vg_silence *silence;
	size_t number;
	const struct vg_agentconf_device *conf; /* borrowed; NULL until it was polled */
	struct vg_ping_ask *ask;                /* under way, or NULL */
	unsigned answers;                       /* in a row */
	bool held;
	char *text; /* owned; why it did not answer, NULL: it did */
};

struct vg_silence {
	struct vg_silence_tools t;
	struct vg_ping *ping;
	struct vg_selfhealth health;
	struct watched *devices; /* owned */
	size_t n;
	char resource[VG_RESOURCE_SIZE]; /* the agent itself */
	bool told;                       /* its own fault stands */
};

struct vg_silence *
vg_silence_new(const struct vg_silence_tools *tools, size_t n_devices)
{
	struct vg_silence *s = vg_mem_zero(sizeof(*s));
	const struct vg_agentconf *conf = tools->conf;
	const struct vg_selfhealth_limits limits = {
	    .period_us = conf->interval_ms * VG_MS_US,
	    .late_us = conf->late_tick_ms * VG_MS_US,
	    .percent = conf->together_percent,
	    .least = conf->together_least,
	    .hold_us = conf->hold_s * VG_SECOND_US};
	struct vg_engine_statistics statistics;

	s->t = *tools;
	s->ping = vg_ping_new(tools->loop, conf->ping);
	vg_engine_get_statistics(tools->engine, &statistics);
	vg_selfhealth_init(&s->health, &limits, statistics.kernel_drops);
	vg_resource_build(s->resource, "agent", conf->name, "");
	s->told = vg_fault_find(tools->faults, s->resource, OURS, "") != NULL;
	s->n = n_devices;
	s->devices = vg_mem_array(n_devices ? n_devices : 1, sizeof(*s->devices));
	for (size_t i = 0; i < n_devices; i++) {
		s->devices[i].silence = s;
		s->devices[i].number = i;
	}
	return s;
}

void
vg_silence_free(struct vg_silence *silence)
{
	if (!silence)
		return;
	vg_ping_free(silence->ping);
	for (size_t i = 0; i < silence->n; i++)
		free(silence->devices[i].text);
	free(silence->devices);
	free(silence);
}

/* --- telling ----------------------------------------------------------------------------- */

/* A board that is silent says nothing of the device: all of it is management/bmc. */
static const char *
part_of(const struct watched *w, enum told what)
{
	return w->conf->bmc ? "management/bmc" : kinds[what].part;
}

/* Since when that fault of the device stands; unset: it does not. */
static struct vg_wall
stands_since(const struct watched *w, enum told what)
{
	char resource[VG_RESOURCE_SIZE];
	const struct vg_event *standing = NULL;

	if (vg_resource_build(resource, "device", w->conf->name, part_of(w, what)) ==
	    VG_OK)
		standing =
		    vg_fault_find(w->silence->t.faults, resource, kinds[what].kind, "");
	return standing ? standing->since : (struct vg_wall){0};
}

static void
find(const struct watched *w, enum told what, bool bad, const char *text)
{
	const struct vg_silence_tools *t = &w->silence->t;
	struct vg_silence_finding finding = {.device = w->number,
	    .kind = vg_packset_kind(t->packs, kinds[what].kind),
	    .part = part_of(w, what),
	    .bad = bad,
	    .text = bad ? text : NULL};

	if (!finding.kind || (w->conf->bmc && what == UNREACHABLE))
		return;
	finding.severity =
	    vg_silence_severity(finding.kind, stands_since(w, what), vg_clock_wall());
	t->find_cb(&finding, t->cookie);
}

/* Tells 'what' of the device and takes back what was told instead of it. */
static void
tell(struct watched *w, enum told what, const char *hint)
{
	char sentence[VG_TEXT_SIZE];

	vg_text_format(sentence, sizeof(sentence),
	    "%u polls in a row without an answer: %s%s%s",
	    w->silence->t.conf->unreachable_after, w->text ? w->text : "",
	    hint[0] ? "; " : "", hint);
	if (what != NOTHING)
		find(w, what, true, sentence);
	for (enum told other = UNREACHABLE; other < N_TOLD; other++) {
		if (other != what)
			find(w, other, false, NULL);
	}
}

/* --- our own health ---------------------------------------------------------------------- */

/*
 * With each poll that fails, for those that stop together do so within one cycle.  Whether the
 * faults of single devices are to be held.
 */
static bool
look_at_ourselves(struct vg_silence *s)
{
	struct vg_mono now = vg_clock_mono();
	struct vg_engine_statistics statistics;
	int64_t cycle_us =
	    (s->t.conf->unreachable_after + 1) * s->health.limits.period_us;

	vg_engine_get_statistics(s->t.engine, &statistics);
	vg_selfhealth_drops(&s->health, statistics.kernel_drops, now);
	vg_selfhealth_devices(&s->health,
	    vg_sched_failing(s->t.sched, vg_selfhealth_from(&s->health, cycle_us, now)),
	    s->n, now);
	return vg_selfhealth_holds(&s->health, now);
}

static size_t
count_held(const struct vg_silence *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->devices[i].held;
	return n;
}

/* Our own fault stands from the first device that is held until nothing is the matter. */
static void
tell_of_ourselves(struct vg_silence *s)
{
	struct vg_mono now = vg_clock_mono();
	bool troubled = vg_selfhealth_troubles(&s->health, now) != 0;
	char text[VG_TEXT_SIZE], why[VG_TEXT_SIZE];
	size_t held = count_held(s);
	struct vg_finding finding = {.device = "",
	    .serial = "",
	    .resource = s->resource,
	    .kind = vg_packset_kind(s->t.packs, OURS),
	    .qualifier = "",
	    .origin = VG_ORIGIN_POLL,
	    .bad = troubled && held > 0,
	    .text = text};
	struct vg_event event;

	if (!finding.kind || (s->told ? troubled : !finding.bad))
		return;
	finding.severity = finding.kind->severity;
	vg_selfhealth_text(&s->health, now, why, sizeof(why));
	vg_text_format(
	    text, sizeof(text), "%s; faults of %zu devices are held", why, held);
	if (!finding.bad)
		finding.text = NULL;
	s->told = finding.bad;
	vg_log(VG_LOG_WARNING, "poll", "", "%s",
	    finding.bad ? text : "own health: nothing is held any more");
	if (vg_fault_tell(s->t.faults, &finding, vg_clock_wall(), &event))
		vg_batch_add(s->t.batch, &event);
}

void
vg_silence_tick(struct vg_silence *silence, int64_t late_us)
{
	vg_selfhealth_tick(&silence->health, late_us, vg_clock_mono());
}

/* --- judging ----------------------------------------------------------------------------- */

static void
pinged(enum vg_ping_result result, void *cookie)
{
	struct watched *w = cookie;
	struct vg_silence *s = w->silence;

	w->ask = NULL;
	/* It may have come back while ping was under way. */
	if (vg_sched_reach(s->t.sched, w->number) != VG_REACH_DOWN)
		return;
	/* A poll that began in the common trouble says nothing of the device: the next one does. */
	bool was_held = w->held;
	w->held = look_at_ourselves(s);
	if (!w->held && !was_held)
		tell(w, result == VG_PING_ANSWERS ? MUTE : UNREACHABLE,
		    vg_ping_text(result));
	tell_of_ourselves(s);
	s->t.done_cb(s->t.cookie);
}

static void
answered(struct watched *w)
{
	w->held = false;
	if (++w->answers >= ANSWERS_TO_CLEAR &&
	    vg_fault_any(w->silence->t.faults, w->conf->name))
		tell(w, NOTHING, "");
	/* What is held elsewhere is looked at with the polls that fail there. */
	if (w->silence->told) {
		look_at_ourselves(w->silence);
		tell_of_ourselves(w->silence);
	}
}

void
vg_silence_polled(struct vg_silence *silence, size_t device,
    const struct vg_agentconf_device *conf, enum vg_engine_outcome outcome,
    const char *text)
{
	struct watched *w = &silence->devices[device];

	w->conf = conf;
	if (outcome == VG_ENGINE_ANSWER) {
		answered(w);
		return;
	}
	w->answers = 0;
	vg_mem_replace(&w->text, text);
	bool held = look_at_ourselves(silence);
	if (vg_sched_reach(silence->t.sched, device) != VG_REACH_DOWN)
		return;
	if (outcome == VG_ENGINE_REPLACED)
		tell(w, REPLACED, "");
	else if (outcome == VG_ENGINE_REFUSED)
		tell(w, REFUSED, "");
	else if (conf->bmc && !held)
		tell(w, MUTE, "");
	else if (!conf->bmc && !w->ask)
		w->ask = vg_ping_ask(silence->ping, &conf->address, pinged, w);
}

enum vg_severity
vg_silence_severity(const struct vg_kind *kind, struct vg_wall since, struct vg_wall now)
{
	int64_t stood_us = since.us ? vg_instant_since(now, since) : 0;

	if (strcmp(kind->name, kinds[MUTE].kind) != 0)
		return kind->severity;
	return stood_us >= MAJOR_AFTER_US ? VG_SEVERITY_MAJOR
	    : stood_us >= MINOR_AFTER_US  ? VG_SEVERITY_MINOR
					  : VG_SEVERITY_WARNING;
}
