/*
 * Lost notifications and storms.
 */
#include "agent/hearinggap.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agent/heard/trapgap.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/clock.h"

enum { PROOFS_A_MINUTE = 20, MAX_PROBES = 64 };

/* NOTIFICATION-LOG-MIB (RFC 3014): nlmLogIndex, which Allot's boxes send with each notification. */
static const struct vg_oid log_index = {{1, 3, 6, 1, 2, 1, 92, 1, 3, 1, 1, 1}, 12};

struct ear { /* how one device is heard */
	const struct vg_agentconf_device *conf;
	struct vg_trapgap gap;
	uint64_t told;          /* of gap.lost, in the fault that stands; 0: none does */
	bool late;              /* told as minor */
	struct vg_mono since;   /* when it was found */
	uint64_t polled;        /* bit p: probe p has been answered since */
	struct vg_mono recount; /* its count is to be asked again then; unset: not */
	char counting[VG_NAME_SIZE]; /* the probe that brings it */
	struct vg_mono stormed; /* the last that was beyond the budget; unset: no storm */
	uint64_t beyond;        /* of this storm */
	struct vg_mono minute;  /* of evidence */
	unsigned proofs;
};

struct vg_hearinggap {
	struct vg_hearing_tools t;
	struct ear *ears; /* owned; as the devices of the tree */
	struct vg_timer *timer;
	uint64_t lost;
};

static struct ear *
ear_of(struct vg_hearinggap *g, const char *device)
{
	for (size_t i = 0; i < g->t.conf->n_devices; i++) {
		if (strcmp(g->ears[i].conf->name, device) == 0)
			return &g->ears[i];
	}
	return NULL;
}

static void
find(struct vg_hearinggap *g, const struct ear *e, const char *kind, const char *part,
    bool bad, enum vg_severity severity, const char *text)
{
	const struct vg_hearing_finding finding = {.device = e->conf->name,
	    .part = part,
	    .kind = vg_packset_kind(g->t.packs, kind),
	    .qualifier = "",
	    .origin = VG_ORIGIN_SELF,
	    .bad = bad,
	    .severity = severity,
	    .text = text};

	g->t.find_cb(&finding, g->t.cookie);
}

/* --- gaps -------------------------------------------------------------------------------- */

static void
tell_gap(struct vg_hearinggap *g, struct ear *e, enum vg_severity severity)
{
	char text[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text), "%" PRIu64 " of its notifications %s lost%s",
	    e->gap.lost, e->gap.lost == 1 ? "was" : "were",
	    severity == VG_SEVERITY_WARNING
		? ": everything is polled"
		: ", and not everything could be polled since");
	find(g, e, "notification-gap", "traps", true, severity, text);
}

static void
set_timer(struct vg_hearinggap *g)
{
	struct vg_mono now = vg_clock_mono(), next = {0};
	int64_t reconcile_us = g->t.conf->reconcile_ms * VG_MS_US;
	int64_t quiet_us = g->t.conf->storm_quiet_ms * VG_MS_US;

	for (size_t i = 0; i < g->t.conf->n_devices; i++) {
		const struct ear *e = &g->ears[i];
		struct vg_mono due[3] = {e->recount, {0}, {0}};
		if (e->told && !e->late)
			due[1] = vg_instant_mono_add(e->since, reconcile_us);
		if (e->stormed.us)
			due[2] = vg_instant_mono_add(e->stormed, quiet_us);
		for (size_t k = 0; k < 3; k++) {
			if (due[k].us && (next.us == 0 || due[k].us < next.us))
				next = due[k];
		}
	}
	if (next.us)
		vg_loop_timer_set(g->timer, vg_instant_mono_since(next, now));
	else
		vg_loop_timer_stop(g->timer);
}

/* Tells a gap that was found, or has grown, and lets polls make it good. */
static void
begin_gap(struct vg_hearinggap *g, struct ear *e)
{
	g->lost += e->gap.lost - e->told;
	e->told = e->gap.lost;
	e->since = vg_clock_mono();
	e->polled = 0;
	tell_gap(g, e, e->late ? VG_SEVERITY_MINOR : VG_SEVERITY_WARNING);
	g->t.ask_cb(e->conf->name, NULL, g->t.cookie);
}

static void
end_gap(struct vg_hearinggap *g, struct ear *e, const char *text)
{
	vg_trapgap_reconciled(&e->gap);
	e->told = 0;
	e->late = false;
	find(g, e, "notification-gap", "traps", false, VG_SEVERITY_CLEARED, text);
}

static void
settle(struct vg_hearinggap *g, struct ear *e)
{
	if (e->gap.lost > e->told) {
		begin_gap(g, e);
	} else if (e->told && e->gap.lost == 0) {
		g->lost -= e->told < g->lost ? e->told : g->lost;
		end_gap(g, e, "what was missing came late");
	}
}

void
vg_hearinggap_heard(struct vg_hearinggap *gaps, const struct vg_agentconf_device *device,
    const struct vg_trap *trap)
{
	struct ear *e = &gaps->ears[device - gaps->t.conf->devices];
	const struct vg_varbind *v = vg_trap_find(trap, &log_index);

	vg_trapgap_heard(&e->gap);
	/* The number is the last arc of the index, whatever the value repeats. */
	if (v && v->oid.n_arcs > log_index.n_arcs)
		vg_trapgap_number(&e->gap, v->oid.arc[v->oid.n_arcs - 1], trap->uptime);
}

void
vg_hearinggap_settle(struct vg_hearinggap *gaps)
{
	for (size_t i = 0; i < gaps->t.conf->n_devices; i++)
		settle(gaps, &gaps->ears[i]);
	set_timer(gaps);
}

/* --- polls ------------------------------------------------------------------------------- */

/* The device's own count of what it sent, when 'samples' bring one. */
static bool
read_count(
    const struct vg_hearinggap *g, const struct vg_sampleset *samples, uint32_t *count)
{
	for (size_t p = 0; p < vg_packset_count(g->t.packs); p++) {
		const struct vg_pack *pack = vg_packset_at(g->t.packs, p);
		for (size_t i = 0; i < pack->n_identities; i++) {
			const struct vg_identity *id = &pack->identities[i];
			if (id->role != VG_IDENTITY_NOTIFICATIONS_SENT ||
			    strcmp(id->probe, samples->probe->name) != 0)
				continue;
			const struct vg_value *v =
			    vg_sampleset_value(samples, &samples->scalars, id->object);
			int64_t number;
			if (!v || vg_value_as_int(v, &number) != VG_OK)
				return false;
			*count = (uint32_t)number;
			return true;
		}
	}
	return false;
}

static void
count_sent(struct vg_hearinggap *g, struct ear *e, const struct vg_sampleset *samples)
{
	uint32_t count;

	if (!read_count(g, samples, &count))
		return;
	e->recount.us = 0;
	vg_text_copy(e->counting, sizeof(e->counting), samples->probe->name);
	if (vg_trapgap_sent(&e->gap, count))
		e->recount = vg_instant_mono_add(
		    vg_clock_mono(), g->t.conf->first_look_ms * VG_MS_US);
	settle(g, e);
}

/* All probes have been answered since the gap was found. */
static bool
is_made_good(const struct ear *e, size_t n_probes)
{
	uint64_t all =
	    n_probes >= MAX_PROBES ? UINT64_MAX : (UINT64_C(1) << n_probes) - 1;

	return n_probes && (e->polled & all) == all;
}

void
vg_hearinggap_polled(struct vg_hearinggap *gaps, const struct vg_hearing_poll *poll)
{
	struct ear *e;

	if (!poll->samples || gaps->t.conf->n_listen == 0 ||
	    poll->place >= gaps->t.conf->n_devices)
		return;
	e = &gaps->ears[poll->place];
	count_sent(gaps, e, poll->samples);
	if (e->told && poll->probe < poll->n_probes && poll->probe < MAX_PROBES &&
	    vg_instant_mono_since(poll->asked, e->since) >= 0) {
		e->polled |= UINT64_C(1) << poll->probe;
		if (is_made_good(e, poll->n_probes))
			end_gap(gaps, e, "everything has been polled since");
	}
	set_timer(gaps);
}

/* --- storms ------------------------------------------------------------------------------ */

void
vg_hearinggap_storm(struct vg_hearinggap *gaps, const struct vg_agentconf_device *device)
{
	struct ear *e = &gaps->ears[device - gaps->t.conf->devices];
	bool begins = e->stormed.us == 0;
	char text[VG_TEXT_SIZE];

	e->stormed = vg_clock_mono();
	e->beyond++;
	if (!begins)
		return;
	vg_text_format(text, sizeof(text),
	    "more than %u notifications a second: what is beyond is counted, not read",
	    gaps->t.conf->trap_rate);
	find(gaps, e, "notification-storm", "", true, VG_SEVERITY_MAJOR, text);
	gaps->t.ask_cb(device->name, NULL, gaps->t.cookie);
	gaps->t.commit_cb(gaps->t.cookie);
	set_timer(gaps);
}

static void
end_storm(struct vg_hearinggap *g, struct ear *e)
{
	char text[VG_TEXT_SIZE];

	vg_text_format(text, sizeof(text),
	    "the storm is over: %" PRIu64 " notifications were not read", e->beyond);
	e->stormed.us = 0;
	e->beyond = 0;
	find(g, e, "notification-storm", "", false, VG_SEVERITY_CLEARED, text);
	g->t.ask_cb(e->conf->name, NULL, g->t.cookie);
}

static void
on_timer(void *cookie)
{
	struct vg_hearinggap *g = cookie;
	struct vg_mono now = vg_clock_mono();

	for (size_t i = 0; i < g->t.conf->n_devices; i++) {
		struct ear *e = &g->ears[i];
		if (e->recount.us && vg_instant_mono_since(now, e->recount) >= 0) {
			e->recount.us = 0;
			g->t.ask_cb(e->conf->name, e->counting, g->t.cookie);
		}
		if (e->stormed.us &&
		    vg_instant_mono_since(now, e->stormed) >=
			g->t.conf->storm_quiet_ms * VG_MS_US)
			end_storm(g, e);
		if (e->told && !e->late &&
		    vg_instant_mono_since(now, e->since) >=
			g->t.conf->reconcile_ms * VG_MS_US) {
			e->late = true;
			tell_gap(g, e, VG_SEVERITY_MINOR);
		}
	}
	g->t.commit_cb(g->t.cookie);
	set_timer(g);
}

/* --- the rest ---------------------------------------------------------------------------- */

bool
vg_hearinggap_may_prove(struct vg_hearinggap *gaps, const char *device)
{
	struct ear *e = ear_of(gaps, device);
	struct vg_mono now = vg_clock_mono();

	if (!e)
		return false;
	if (e->minute.us == 0 || vg_instant_mono_since(now, e->minute) >= VG_MINUTE_US) {
		e->minute = now;
		e->proofs = 0;
	}
	return e->proofs++ < PROOFS_A_MINUTE;
}

uint64_t
vg_hearinggap_lost(const struct vg_hearinggap *gaps)
{
	return gaps->lost;
}

/* What stood at the last end is not known any more, and everything is polled now. */
static void
begin_anew(struct vg_hearinggap *g, struct ear *e)
{
	find(g, e, "notification-gap", "traps", false, VG_SEVERITY_CLEARED,
	    "the agent started anew, and polls everything");
	find(g, e, "notification-storm", "", false, VG_SEVERITY_CLEARED,
	    "the agent started anew");
}

struct vg_hearinggap *
vg_hearinggap_new(const struct vg_hearing_tools *tools)
{
	struct vg_hearinggap *g = vg_mem_zero(sizeof(*g));
	size_t n = tools->conf->n_devices;

	g->t = *tools;
	g->ears = vg_mem_array(n ? n : 1, sizeof(*g->ears));
	g->timer = vg_loop_timer(tools->loop, on_timer, g);
	for (size_t i = 0; i < n; i++)
		g->ears[i].conf = &tools->conf->devices[i];
	for (size_t i = 0; i < n; i++)
		begin_anew(g, &g->ears[i]);
	return g;
}

void
vg_hearinggap_free(struct vg_hearinggap *gaps)
{
	if (!gaps)
		return;
	vg_loop_timer_free(gaps->timer);
	free(gaps->ears);
	free(gaps);
}
