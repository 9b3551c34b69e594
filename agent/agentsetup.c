/*
 * The agent, put together.
 */
#include "agent/agentsetup.h"

#include <signal.h>
#include <stdlib.h>

#include "agent/conf/agentconf.h"
#include "agent/door/agentdoor.h"
#include "agent/fault/fault.h"
#include "agent/history/samplestore.h"
#include "agent/notify/notify.h"
#include "agent/round.h"
#include "agent/spool/spool.h"
#include "agent/state/state.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/version.h"
#include "lib/log/log.h"
#include "lib/loop/loop.h"
#include "lib/os/clock.h"
#include "lib/os/credential.h"
#include "lib/snmp/engine.h"
#include "lib/snmp/informout.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"
#include "lib/yang/tree.h"

/* Polls that a new spool gets before it lists what stands. */
enum { SETTLE_ROUNDS = 3, INFORM_TRIES = 3 };

struct vg_agentsetup {
	struct vg_context *context;
	struct vg_agentconf *conf;
	struct vg_packset *packs;
	struct vg_loop *loop;
	struct vg_state *state;
	struct vg_spool *spool;
	struct vg_samplestore *samples; /* NULL: the file cannot be opened */
	struct vg_faults *faults;
	struct vg_informout *out;
	struct vg_notify *notify;
	struct vg_engine *engine;
	struct vg_round *round;
	struct vg_agentdoor *door;
	struct vg_signal *signals[3];
};

static int
read_file(const struct vg_context *context, const char *path, struct vg_agentconf **conf,
    struct vg_detail *detail)
{
	struct vg_tree *tree = NULL;
	int code = vg_tree_load(context, path, VG_TREE_AGENT, &tree, detail);

	if (code == VG_OK) {
		code = vg_agentconf_make(tree, conf, detail);
		if (code != VG_OK)
			vg_detail_prefix(detail, "%s", path);
	}
	vg_tree_free(tree);
	return code;
}

static int
load_packs(struct vg_agentsetup *a, struct vg_detail *detail)
{
	const char **names = vg_mem_array(a->conf->n_packs + 1, sizeof(*names));

	for (size_t i = 0; i < a->conf->n_packs; i++)
		names[i] = a->conf->packs[i];
	int code = vg_packload_folder(
	    a->context, NULL, names, a->conf->n_packs, &a->packs, detail);
	free(names);
	return code;
}

static int
load_all(struct vg_agentsetup *a, const char *config, struct vg_detail *detail)
{
	int code = vg_context_new(&a->context, detail);

	if (code == VG_OK)
		code = read_file(a->context, config, &a->conf, detail);
	return code == VG_OK ? load_packs(a, detail) : code;
}

int
vg_agentsetup_check(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	struct vg_agentsetup a = {0};
	int code = load_all(&a, daemon->config, detail);

	vg_packset_free(a.packs);
	vg_agentconf_free(a.conf);
	vg_context_free(a.context);
	return code;
}

static void
restore(const struct vg_event *event, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	vg_fault_restore(a->faults, event);
}

static void
on_gap(uint64_t from, uint64_t to, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	if (to)
		vg_log(VG_LOG_ERROR, "spool", "", "messages %llu to %llu are lost",
		    (unsigned long long)from, (unsigned long long)to);
	if (a->notify)
		vg_notify_standing(a->notify);
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
	a->spool = vg_spool_new(a->state, a->conf->name, a->conf->max_messages);
	vg_spool_limit(a->spool, a->conf->max_messages, a->conf->max_octets,
	    a->conf->max_age_ms * VG_MS_US);
	vg_spool_on_gap(a->spool, on_gap, a);
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
open_samples(struct vg_agentsetup *a, const char *state)
{
	struct vg_detail why = {0};
	const struct vg_samplekeep keep = keep_of(a->conf);
	char *path = vg_mem_format("%s/history.db", state);

	a->samples = vg_samplestore_open(path, &keep, vg_clock_wall(), &why);
	if (!a->samples)
		vg_log(
		    VG_LOG_ERROR, "history", path, "samples are not kept: %s", why.text);
	free(path);
}

static int
open_informs(struct vg_agentsetup *a, const char *state, struct vg_detail *detail)
{
	const struct vg_agentconf_collector *c = &a->conf->collector;
	struct vg_credential credential;
	int code = vg_credential_read(state, c->credential, &credential, detail);

	if (code != VG_OK)
		return vg_detail_prefix(detail, "collector %s", c->name);
	a->out = vg_informout_new(a->loop, c->address, c->port, c->user, &credential,
	    c->timeout_ms, INFORM_TRIES, detail);
	vg_credential_wipe(&credential);
	if (!a->out)
		return vg_detail_prefix(detail, "collector %s", c->name);
	int64_t settle_ms =
	    vg_state_is_new(a->state) ? SETTLE_ROUNDS * a->conf->interval_ms : 0;
	a->notify = vg_notify_new(
	    a->loop, a->conf, a->state, a->spool, a->faults, a->out, settle_ms);
	return VG_OK;
}

static int
open_polls(struct vg_agentsetup *a, const char *state, struct vg_detail *detail)
{
	a->engine = vg_engine_new(a->loop, a->conf->timeout_ms, a->conf->tries, detail);
	if (!a->engine)
		return detail->code;
	const struct vg_round_tools tools = {.loop = a->loop,
	    .conf = a->conf,
	    .packs = a->packs,
	    .state = a->state,
	    .spool = a->spool,
	    .samples = a->samples,
	    .faults = a->faults,
	    .notify = a->notify,
	    .engine = a->engine};
	a->round = vg_round_new(&tools, state, detail);
	if (!a->round)
		return detail->code;
	vg_notify_on_health(a->notify, vg_round_health, a->round);
	vg_notify_on_forgotten(a->notify, vg_round_forgotten, a->round);
	return VG_OK;
}

static void
on_signal(int number, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	if (number == SIGHUP)
		vg_log(VG_LOG_WARNING, "setup", "",
		    "SIGHUP: a new configuration is read at the next "
		    "start only");
	else
		vg_loop_stop(a->loop);
}

static bool
show_device(size_t i, struct vg_agentdoor_device *device, void *cookie)
{
	struct vg_agentsetup *a = cookie;
	struct vg_round_device d;

	if (i >= vg_round_count(a->round))
		return false;
	vg_round_device(a->round, i, &d);
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

	return vg_round_poll_now(a->round, name);
}

static int
accept_device(const char *name, void *cookie)
{
	struct vg_agentsetup *a = cookie;

	return vg_round_accept(a->round, name);
}

static int
open_all(struct vg_agentsetup *a, const struct vg_daemon *daemon, bool new_spool,
    struct vg_detail *detail)
{
	int code = load_all(a, daemon->config, detail);

	if (code == VG_OK)
		code = vg_daemon_lock(daemon->state, detail);
	if (code == VG_OK)
		code = open_spool(a, daemon->state, new_spool, detail);
	if (code == VG_OK)
		open_samples(a, daemon->state);
	if (code == VG_OK)
		code = open_informs(a, daemon->state, detail);
	if (code == VG_OK)
		code = open_polls(a, daemon->state, detail);
	if (code != VG_OK)
		return code;
	const struct vg_agentdoor_tools tools = {.loop = a->loop,
	    .context = a->context,
	    .conf = a->conf,
	    .state = a->state,
	    .spool = a->spool,
	    .samples = a->samples,
	    .faults = a->faults,
	    .notify = a->notify,
	    .device_cb = show_device,
	    .poll_cb = poll_now,
	    .accept_cb = accept_device,
	    .cookie = a};
	a->door = vg_agentdoor_open(&tools, daemon->socket, detail);
	return a->door ? VG_OK : detail->code;
}

struct vg_agentsetup *
vg_agentsetup_start(
    const struct vg_daemon *daemon, bool new_spool, struct vg_detail *detail)
{
	static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
	struct vg_agentsetup *a = vg_mem_zero(sizeof(*a));

	a->loop = vg_loop_new();
	/* First of all: whoever finds our socket may signal us at once. */
	for (size_t i = 0; i < 3; i++)
		a->signals[i] = vg_loop_signal(a->loop, numbers[i], on_signal, a);
	if (open_all(a, daemon, new_spool, detail) != VG_OK) {
		vg_agentsetup_end(a);
		return NULL;
	}
	vg_log(VG_LOG_INFO, "setup", a->conf->name, "vigie-agent %s polls %zu devices",
	    vg_version_text(), a->conf->n_devices);
	return a;
}

void
vg_agentsetup_run(struct vg_agentsetup *agent)
{
	vg_daemon_ready("polling");
	vg_loop_run(agent->loop);
}

void
vg_agentsetup_end(struct vg_agentsetup *agent)
{
	if (!agent)
		return;
	for (size_t i = 0; i < 3; i++)
		vg_loop_signal_free(agent->signals[i]);
	vg_agentdoor_close(agent->door);
	vg_round_free(agent->round);
	vg_notify_free(agent->notify);
	vg_engine_free(agent->engine);
	vg_informout_free(agent->out);
	vg_samplestore_close(agent->samples);
	vg_spool_free(agent->spool);
	vg_fault_free(agent->faults);
	vg_state_close(agent->state);
	vg_packset_free(agent->packs);
	vg_agentconf_free(agent->conf);
	vg_context_free(agent->context);
	vg_loop_free(agent->loop);
	free(agent);
}
