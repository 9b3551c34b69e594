/*
 * The agent, put together.
 */
#include "agent/agentsetup.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "agent/conf/agentconf.h"
#include "agent/door/agentdoor.h"
#include "agent/door/agentmetrics.h"
#include "agent/ear/ear.h"
#include "agent/fault/fault.h"
#include "agent/history/samplestore.h"
#include "agent/leave.h"
#include "agent/notify/notify.h"
#include "agent/round.h"
#include "agent/spool/spool.h"
#include "agent/state/state.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/base/version.h"
#include "lib/log/log.h"
#include "lib/loop/loop.h"
#include "lib/os/clock.h"
#include "lib/os/credential.h"
#include "lib/os/service.h"
#include "lib/snmp/engine.h"
#include "lib/snmp/informout.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"

/* Polls that a new spool gets before it lists what stands. */
enum { SETTLE_ROUNDS = 3, INFORM_TRIES = 3 };

/* What a configuration brings with it, and another one replaces as a whole. */
struct works {
	struct vg_agentconf *conf;
	struct vg_packset *packs;
	struct vg_informout *out;
	struct vg_notify *notify;
	struct vg_engine *engine;
	struct vg_round *round;
	struct vg_ear *ear;
};

static const int64_t tidy_us = 10 * VG_MINUTE_US;

struct vg_agentsetup {
	const struct vg_daemon *daemon; /* borrowed */
	struct vg_context *context;
	struct vg_loop *loop;
	struct vg_state *state;
	struct vg_spool *spool;
	struct vg_samplestore *samples; /* NULL: the file cannot be opened */
	struct vg_faults *faults;
	struct works w;
	struct vg_agentdoor *door;
	struct vg_agentmetrics *metrics; /* NULL: nobody asked for them */
	struct vg_timer *watchdog;
	struct vg_timer *tidy; /* gives unused memory back */
	struct vg_signal *signals[3];
};

/* --- reading ----------------------------------------------------------------------------- */

static int
load_packs(struct vg_agentsetup *a, struct works *w, struct vg_detail *detail)
{
	const char **names = vg_mem_array(w->conf->n_packs + 1, sizeof(*names));

	for (size_t i = 0; i < w->conf->n_packs; i++)
		names[i] = w->conf->packs[i];
	int code = vg_packload_folder(
	    a->context, NULL, names, w->conf->n_packs, &w->packs, detail);
	free(names);
	return code;
}

static int
load_all(struct vg_agentsetup *a, struct works *w, struct vg_detail *detail)
{
	int code = VG_OK;

	if (!a->context)
		code = vg_context_new(&a->context, detail);
	if (code == VG_OK)
		code = vg_agentconf_load(a->context, a->daemon->config, &w->conf, detail);
	return code == VG_OK ? load_packs(a, w, detail) : code;
}

int
vg_agentsetup_check(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	struct vg_agentsetup a = {.daemon = daemon};
	int code = load_all(&a, &a.w, detail);

	if (code == VG_OK)
		code = vg_agentconf_families(a.w.conf, a.w.packs, detail);
	vg_packset_free(a.w.packs);
	vg_agentconf_free(a.w.conf);
	vg_context_free(a.context);
	return code;
}

/* --- opening ----------------------------------------------------------------------------- */

static void
restore(const struct vg_event *event, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	vg_fault_restore(a->faults, event);
}

static void
restore_raise(const struct vg_raise *raise, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	vg_fault_restore_raise(a->faults, raise);
}

static int
open_spool(
    struct vg_agentsetup *a, const char *state, bool new_spool, struct vg_detail *detail)
{
	char *path = vg_mem_format("%s/spool.db", state);
	char kept[1024] = "";
	int code = VG_OK;

	if (new_spool)
		code =
		    vg_state_put_aside(path, vg_clock_wall(), kept, sizeof(kept), detail);
	if (code == VG_OK && kept[0])
		vg_log(VG_LOG_WARNING, "spool", path, "put aside as %s", kept);
	if (code == VG_OK)
		code = vg_state_open(path, &a->state, detail);
	free(path);
	if (code != VG_OK)
		return code;
	a->faults = vg_fault_new();
	vg_state_each_standing(a->state, restore, a);
	vg_state_each_raise(a->state, restore_raise, a);
	a->spool = vg_spool_new(a->state, a->w.conf->name, a->w.conf->max_messages);
	return VG_OK;
}

static struct vg_samplekeep
keep_of(const struct vg_agentconf *conf)
{
	return (struct vg_samplekeep){
	    conf->raw_days, conf->five_days, conf->hour_days, conf->history_megabytes};
}

/* Without a history faults are still found and told: their evidence is then empty. */
static void
open_samples(struct vg_agentsetup *a)
{
	struct vg_detail why = {0};
	const struct vg_samplekeep keep = keep_of(a->w.conf);
	char *path = vg_mem_format("%s/history.db", a->daemon->state);

	a->samples = vg_samplestore_open(path, &keep, vg_clock_wall(), &why);
	if (!a->samples)
		vg_log(
		    VG_LOG_ERROR, "history", path, "samples are not kept: %s", why.text);
	free(path);
}

static int
open_informs(struct vg_agentsetup *a, struct works *w, struct vg_detail *detail)
{
	const struct vg_agentconf_collector *c = &w->conf->collector;
	struct vg_credential credential;
	int code =
	    vg_credential_read(a->daemon->state, c->credential, &credential, detail);

	if (code != VG_OK)
		return vg_detail_prefix(detail, "collector %s", c->name);
	w->out = vg_informout_new(a->loop, c->address, c->port, c->user, &credential,
	    c->timeout_ms, INFORM_TRIES, detail);
	vg_credential_wipe(&credential);
	if (!w->out)
		return vg_detail_prefix(detail, "collector %s", c->name);
	int64_t settle_ms =
	    vg_state_is_new(a->state) ? SETTLE_ROUNDS * w->conf->interval_ms : 0;
	w->notify = vg_notify_new(
	    a->loop, w->conf, a->state, a->spool, a->faults, w->out, settle_ms);
	return VG_OK;
}

static int
open_polls(struct vg_agentsetup *a, struct works *w, struct vg_detail *detail)
{
	w->engine = vg_engine_new(a->loop, w->conf->timeout_ms, w->conf->tries, detail);
	if (!w->engine)
		return detail->code;
	vg_engine_tune(w->engine,
	    &(struct vg_engine_tuning){.least_wait_ms = w->conf->least_wait_ms,
		.max_window = w->conf->in_flight,
		.buffer = w->conf->receive_buffer});
	const struct vg_round_tools tools = {.loop = a->loop,
	    .conf = w->conf,
	    .packs = w->packs,
	    .state = a->state,
	    .spool = a->spool,
	    .samples = a->samples,
	    .faults = a->faults,
	    .notify = w->notify,
	    .engine = w->engine};
	w->round = vg_round_new(&tools, a->daemon->state, detail);
	if (!w->round)
		return detail->code;
	vg_notify_on_health(w->notify, vg_round_health, w->round);
	vg_notify_on_forgotten(w->notify, vg_round_forgotten, w->round);
	return VG_OK;
}

static bool
take_trap(
    const struct vg_agentconf_device *device, const struct vg_trap *trap, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	return vg_hearing_take(vg_round_hearing(a->w.round), device, trap);
}

static bool
store_traps(void *cookie)
{
	struct vg_agentsetup *a = cookie;

	return vg_hearing_store(vg_round_hearing(a->w.round));
}

static void
tell_storm(const struct vg_agentconf_device *device, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	vg_hearing_storm(vg_round_hearing(a->w.round), device);
}

/* Listeners that run already are left to those works until 'w' is in force. */
static int
open_ear(struct vg_agentsetup *a, struct works *w, struct vg_detail *detail)
{
	const struct vg_ear_tools tools = {.loop = a->loop,
	    .conf = w->conf,
	    .state = a->state,
	    .take_cb = take_trap,
	    .store_cb = store_traps,
	    .storm_cb = tell_storm,
	    .cookie = a};

	w->ear = vg_ear_open(&tools, a->daemon->state, a->w.ear, detail);
	return w->ear ? VG_OK : detail->code;
}

static void
end_works(struct works *w)
{
	vg_ear_close(w->ear);
	vg_round_free(w->round);
	vg_notify_free(w->notify);
	vg_engine_free(w->engine);
	vg_informout_free(w->out);
	vg_packset_free(w->packs);
	vg_agentconf_free(w->conf);
	memset(w, 0, sizeof(*w));
}

/* The works that are in force now decide limits and devices. */
static void
put_in_force(struct vg_agentsetup *a)
{
	const struct vg_agentconf *conf = a->w.conf;
	const struct vg_samplekeep keep = keep_of(conf);

	vg_spool_limit(
	    a->spool, conf->max_messages, conf->max_octets, conf->max_age_ms * VG_MS_US);
	vg_spool_on_gap(a->spool, vg_round_gap, a->w.round);
	if (a->samples)
		vg_samplestore_set_keep(a->samples, &keep);
	if (vg_leave_clear(a->faults, a->spool, a->state, conf, vg_clock_wall()))
		vg_notify_wake(a->w.notify);
	vg_log(VG_LOG_DEBUG, "poll", "", "%zu requests may be in flight",
	    vg_engine_window(a->w.engine));
}

/* --- doors ------------------------------------------------------------------------------- */

static bool
show_device(size_t i, struct vg_agentdoor_device *device, void *cookie)
{
	struct vg_agentsetup *a = cookie;
	struct vg_round_device d;

	if (i >= vg_round_count(a->w.round))
		return false;
	vg_round_device(a->w.round, i, &d);
	*device = (struct vg_agentdoor_device){.name = d.name,
	    .address = d.address,
	    .reach = vg_sched_reach_text(d.reach),
	    .family = d.family,
	    .model = d.model,
	    .serial = d.serial,
	    .software = d.software,
	    .failure = d.text,
	    .answered = d.answered,
	    .standing = d.standing};
	return true;
}

static int
poll_now(const char *name, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	return vg_round_poll_now(a->w.round, name);
}

static int
accept_device(const char *name, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	return vg_round_accept(a->w.round, name);
}

static bool
show_heard(struct vg_agentdoor_heard *heard, void *cookie)
{
	struct vg_agentsetup *a = cookie;
	struct vg_hearing_counts c = vg_hearing_count(vg_round_hearing(a->w.round));

	if (vg_ear_count(a->w.ear) == 0)
		return false;
	vg_ear_statistics(a->w.ear, &heard->in);
	heard->waiting = c.waiting;
	heard->confirmed = c.confirmed;
	heard->unconfirmed = c.unconfirmed;
	heard->contradicted = c.contradicted;
	heard->unclassified = c.unclassified;
	heard->lost = c.lost;
	return true;
}

static void
ask_health(struct vg_notify_health *health, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	vg_round_health(health, a->w.round);
}

static struct vg_agentdoor_tools
door_tools(struct vg_agentsetup *a)
{
	return (struct vg_agentdoor_tools){.loop = a->loop,
	    .context = a->context,
	    .conf = a->w.conf,
	    .state = a->state,
	    .spool = a->spool,
	    .samples = a->samples,
	    .faults = a->faults,
	    .notify = a->w.notify,
	    .engine = a->w.engine,
	    .sched = a->w.round ? vg_round_sched(a->w.round) : NULL,
	    .device_cb = show_device,
	    .poll_cb = poll_now,
	    .accept_cb = accept_device,
	    .heard_cb = show_heard,
	    .health_cb = ask_health,
	    .cookie = a};
}

/* The port of 'conf' is opened, if it names one. */
static int
open_metrics(struct vg_agentsetup *a, const struct vg_agentconf *conf,
    struct vg_agentmetrics **metrics, struct vg_detail *detail)
{
	const struct vg_agentdoor_tools tools = door_tools(a);

	*metrics = NULL;
	if (conf->metrics_port < 0)
		return VG_OK;
	*metrics = vg_agentmetrics_open(
	    &tools, (uint16_t)conf->metrics_port, a->daemon->state, detail);
	return *metrics ? VG_OK : detail->code;
}

static int
open_all(struct vg_agentsetup *a, bool new_spool, struct vg_detail *detail)
{
	int code = load_all(a, &a->w, detail);

	if (code == VG_OK)
		code = vg_daemon_lock(a->daemon->state, detail);
	if (code == VG_OK)
		code = open_spool(a, a->daemon->state, new_spool, detail);
	if (code == VG_OK)
		open_samples(a);
	if (code == VG_OK)
		code = open_informs(a, &a->w, detail);
	if (code == VG_OK)
		code = open_polls(a, &a->w, detail);
	if (code == VG_OK)
		code = open_ear(a, &a->w, detail);
	if (code != VG_OK)
		return code;
	put_in_force(a);
	/* The trees of configuration and packs are gone: they were more than what is left. */
	vg_mem_trim();
	const struct vg_agentdoor_tools tools = door_tools(a);
	a->door = vg_agentdoor_open(&tools, a->daemon->socket, detail);
	if (!a->door)
		return detail->code;
	return open_metrics(a, a->w.conf, &a->metrics, detail);
}

/* --- another configuration --------------------------------------------------------------- */

/* Makes the works of FILE as it is now, beside those that run. */
static int
make_works(struct vg_agentsetup *a, struct works *w, struct vg_detail *detail)
{
	int code = load_all(a, w, detail);

	if (code == VG_OK && strcmp(w->conf->name, a->w.conf->name) != 0)
		code = vg_detail_set(detail, VG_EINVAL,
		    "%s: the agent's name is %s now: that needs another start",
		    a->daemon->config, w->conf->name);
	if (code == VG_OK)
		code = open_informs(a, w, detail);
	if (code == VG_OK)
		code = open_polls(a, w, detail);
	if (code == VG_OK)
		code = open_ear(a, w, detail);
	return code;
}

/* As a whole or not at all: what runs goes on until all that replaces it stands. */
static void
reload(struct vg_agentsetup *a)
{
	struct vg_detail detail = {0};
	struct works old, new = {.conf = NULL};
	struct vg_agentmetrics *metrics = a->metrics;
	int code;

	vg_service_reloading();
	code = make_works(a, &new, &detail);
	if (code == VG_OK && new.conf->metrics_port != a->w.conf->metrics_port)
		code = open_metrics(a, new.conf, &metrics, &detail);
	if (code != VG_OK) {
		vg_log(VG_LOG_ERROR, "setup", a->w.conf->name,
		    "SIGHUP: the configuration is refused, that of before stays: %s",
		    detail.text);
		end_works(&new);
		vg_service_ready("polling; the new configuration was refused");
		return;
	}
	old = a->w;
	a->w = new;
	vg_ear_take_over(a->w.ear, old.ear);
	const struct vg_agentdoor_tools tools = door_tools(a);
	vg_agentdoor_change(a->door, &tools);
	if (metrics != a->metrics)
		vg_agentmetrics_close(a->metrics);
	a->metrics = metrics;
	if (metrics)
		vg_agentmetrics_change(metrics, &tools);
	put_in_force(a);
	end_works(&old);
	vg_log(VG_LOG_INFO, "setup", a->w.conf->name,
	    "SIGHUP: configuration %.12s is in force: %zu devices", a->w.conf->digest,
	    a->w.conf->n_devices);
	if (vg_ear_tell(a->w.ear, a->daemon->state, &detail) != VG_OK)
		vg_log(VG_LOG_ERROR, "setup", a->w.conf->name, "%s", detail.text);
	vg_service_ready("polling");
}

static void
on_signal(int number, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	if (number == SIGHUP && a->door)
		reload(a);
	else if (number != SIGHUP)
		vg_loop_stop(a->loop);
}

/* --- life -------------------------------------------------------------------------------- */

/* The loop turns: that is what the watchdog asks. */
static void
say_alive(void *cookie)
{
	struct vg_agentsetup *a = cookie;
	char status[VG_TEXT_SIZE];

	vg_text_format(status, sizeof(status),
	    "%zu devices, %zu faults stand, %" PRIu64 " messages wait",
	    a->w.conf->n_devices, vg_fault_count(a->faults),
	    vg_spool_count(a->spool).queue);
	vg_service_alive(status);
	vg_loop_timer_set(a->watchdog, vg_service_watchdog_us());
}

/* What polls leave between what stays would hold whole pages. */
static void
tidy_up(void *cookie)
{
	struct vg_agentsetup *a = cookie;

	vg_mem_trim();
	vg_loop_timer_set(a->tidy, tidy_us);
}

struct vg_agentsetup *
vg_agentsetup_start(
    const struct vg_daemon *daemon, bool new_spool, struct vg_detail *detail)
{
	static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
	struct vg_agentsetup *a = vg_mem_zero(sizeof(*a));

	vg_mem_thrifty();
	a->daemon = daemon;
	a->loop = vg_loop_new();
	/* First of all: whoever finds our socket may signal us at once. */
	for (size_t i = 0; i < 3; i++)
		a->signals[i] = vg_loop_signal(a->loop, numbers[i], on_signal, a);
	if (open_all(a, new_spool, detail) != VG_OK) {
		vg_agentsetup_end(a);
		return NULL;
	}
	vg_log(VG_LOG_INFO, "setup", a->w.conf->name, "vigie-agent %s polls %zu devices",
	    vg_version_text(), a->w.conf->n_devices);
	/* Last of all: whoever finds an address finds all the rest. */
	if (vg_ear_tell(a->w.ear, daemon->state, detail) != VG_OK) {
		vg_agentsetup_end(a);
		return NULL;
	}
	return a;
}

void
vg_agentsetup_run(struct vg_agentsetup *agent)
{
	vg_service_ready("polling");
	if (vg_service_watchdog_us() > 0) {
		agent->watchdog = vg_loop_timer(agent->loop, say_alive, agent);
		say_alive(agent);
	}
	agent->tidy = vg_loop_timer(agent->loop, tidy_up, agent);
	vg_loop_timer_set(agent->tidy, VG_MINUTE_US);
	vg_loop_run(agent->loop);
}

void
vg_agentsetup_end(struct vg_agentsetup *agent)
{
	if (!agent)
		return;
	for (size_t i = 0; i < 3; i++)
		vg_loop_signal_free(agent->signals[i]);
	if (agent->watchdog)
		vg_loop_timer_free(agent->watchdog);
	vg_loop_timer_free(agent->tidy);
	vg_agentmetrics_close(agent->metrics);
	vg_agentdoor_close(agent->door);
	if (agent->spool)
		vg_spool_on_gap(agent->spool, NULL, NULL);
	end_works(&agent->w);
	vg_samplestore_close(agent->samples);
	vg_spool_free(agent->spool);
	vg_fault_free(agent->faults);
	vg_state_close(agent->state);
	vg_context_free(agent->context);
	vg_loop_free(agent->loop);
	free(agent);
}
