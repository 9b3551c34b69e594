/*
 * Trap sockets to desk.
 */
#include "collector/intake/intake.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/foreign/deskengine.h"
#include "collector/desk/foreign/desksource.h"
#include "collector/desk/foreign/deskstorm.h"
#include "collector/intake/enginewatch.h"
#include "collector/intake/intakeengines.h"
#include "collector/intake/intaketell.h"
#include "collector/intake/intakeusers.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"
#include "lib/os/daemon.h"
#include "lib/sql/dbsync.h"
#include "lib/trapin/refusals.h"

_Static_assert(
    (int)VG_TRAPIN_BATCH <= (int)VG_DESK_BATCH, "the desk takes a whole batch");

#define LOOK_US (2 * VG_SECOND_US)

/* What the kernel dropped at a listener. */
struct drops {
	uint64_t told;     /* of its count */
	struct vg_mono at; /* when */
};

struct vg_intake {
	struct vg_desk *desk;
	const char *state;             /* borrowed */
	struct vg_intakeusers *users;  /* owned */
	struct vg_trapin **sockets;    /* owned; as 'listen' */
	struct vg_conf_listen *listen; /* owned; where they listen, without 'allow' */
	size_t n_sockets;
	vg_intake_changed_cb cb;
	void *cookie;
	bool cannot_store;              /* told already */
	struct vg_refusals *refusals;   /* owned */
	struct vg_senders *senders;     /* owned */
	struct vg_enginewatch *engines; /* owned */
	struct vg_timer *minutely, *look;
	struct drops *drops; /* owned; as 'sockets' */
	struct vg_intaketell tell;
	struct vg_watch *synced; /* NULL: each commit waits for the disk */
	bool lost;               /* what was written did not come to disk */
	unsigned forgotten;      /* of the desk's count of engines to be forgotten */
};

static void
tell_refusal(struct vg_intake *in, struct vg_sender *sender, const char *source,
    enum vg_trapin_cause cause, const char *text, struct vg_wall now)
{
	vg_senders_refused(sender, cause, text, now);
	vg_refusals_tell(
	    in->refusals, source, cause, text, VG_MINUTE_US, vg_clock_mono());
	if (vg_intaketell_refused(&in->tell, sender, now) && in->cb)
		in->cb(in->cookie);
}

static void
on_refused(enum vg_trapin_cause cause, const struct vg_address *source, const char *text,
    void *cookie)
{
	struct vg_intake *in = cookie;
	struct vg_wall now = vg_clock_wall();
	char address[VG_NET_TEXT_SIZE];

	vg_net_text(source, address);
	struct vg_sender *sender = vg_senders_count(in->senders, address, cause, now);
	if (cause != VG_TRAPIN_DISCOVERY)
		tell_refusal(in, sender, address, cause, text, now);
}

static enum vg_trapin_cause
judge_plain(
    const struct vg_address *source, const void *community, size_t size, void *cookie)
{
	const struct vg_intake *in = cookie;

	return vg_intakeusers_judge(in->users, source, community, size);
}

/* Addresses of one device are no two devices. */
static void
on_engine(const void *engine, size_t size, const struct vg_address *source,
    struct vg_mono now, void *cookie)
{
	struct vg_intake *in = cookie;
	struct vg_address other;
	char here[VG_NET_TEXT_SIZE], there[VG_NET_TEXT_SIZE];
	char hex[2 * VG_USM_ENGINE_MAX + 1] = "";

	if (!vg_enginewatch_note(in->engines, engine, size, source, now, &other))
		return;
	vg_net_text(source, here);
	vg_net_text(&other, there);
	const struct vg_conf *conf = vg_desk_conf(in->desk);
	const struct vg_conf_device *device = vg_conf_device_at(conf, here);
	if (device && device == vg_conf_device_at(conf, there))
		return;
	vg_text_hex(hex, engine, size);
	if (vg_desksource_doubled(in->desk, hex, there, here, vg_clock_wall()) == VG_OK &&
	    in->cb)
		in->cb(in->cookie);
	vg_log(VG_LOG_WARNING, "intake", here, "SNMP engine %s sends from %s too", hex,
	    there);
}

/* What cannot be kept now is in memory still, and kept a minute later. */
static void
keep_engines(struct vg_intake *in)
{
	(void)vg_intakeengines_keep(
	    in->desk, in->sockets, in->n_sockets, vg_clock_wall(), vg_clock_mono());
}

static void
every_minute(void *cookie)
{
	struct vg_intake *in = cookie;

	keep_engines(in);
	vg_refusals_flush(in->refusals, vg_clock_mono());
	if (vg_intaketell_look(&in->tell, vg_clock_wall()) && in->cb)
		in->cb(in->cookie);
	vg_loop_timer_set(in->minutely, VG_MINUTE_US);
}

/* What is lost before it can be read is told at once, and then once a minute. */
static void
look_for_drops(void *cookie)
{
	struct vg_intake *in = cookie;
	struct vg_mono now = vg_clock_mono();
	struct vg_trapin_statistics s;

	for (size_t i = 0; i < in->n_sockets; i++) {
		struct drops *d = &in->drops[i];
		vg_trapin_get_statistics(in->sockets[i], &s);
		if (s.kernel_drops == d->told ||
		    (d->told && vg_instant_mono_since(now, d->at) < VG_MINUTE_US))
			continue;
		if (vg_desksource_dropped(in->desk, in->listen[i].name,
			s.kernel_drops - d->told, s.kernel_drops,
			vg_clock_wall()) != VG_OK)
			continue;
		d->told = s.kernel_drops;
		d->at = now;
		if (in->cb)
			in->cb(in->cookie);
	}
	vg_loop_timer_set(in->look, LOOK_US);
}

/* A flood goes through here: nothing is told, the storm tells itself. */
static void
on_excess(const struct vg_address *source, const struct vg_oid *oid,
    struct vg_wall received, void *cookie)
{
	struct vg_intake *in = cookie;
	char address[VG_NET_TEXT_SIZE];

	vg_net_text(source, address);
	vg_senders_count(
	    in->senders, address, oid ? VG_TRAPIN_FOLDED : VG_TRAPIN_QUOTA, received);
	if (vg_deskstorm_count(in->desk, source, oid, received) && in->cb)
		in->cb(in->cookie);
}

/* The disk's trouble is told when it begins and when it ends, not for each datagram. */
static void
tell_store(struct vg_intake *in, int code)
{
	if (code != VG_OK && !in->cannot_store)
		vg_log(VG_LOG_ERROR, "intake", "store",
		    "cannot store: %s; nothing is acknowledged until it can",
		    vg_error_text(code));
	else if (code == VG_OK && in->cannot_store)
		vg_log(VG_LOG_INFO, "intake", "store", "stores again");
	in->cannot_store = code != VG_OK;
}

static enum vg_trapin_cause
fate_of(enum vg_intake_result result)
{
	switch (result) {
	case VG_INTAKE_STORED:
	case VG_INTAKE_KNOWN:
		return VG_TRAPIN_STORED;
	case VG_INTAKE_FOLDED:
		return VG_TRAPIN_FOLDED;
	case VG_INTAKE_REFUSED:
		return VG_TRAPIN_REFUSED;
	case VG_INTAKE_OVERLOAD:
		return VG_TRAPIN_OVERLOAD;
	case VG_INTAKE_FAILED:
		break;
	}
	return VG_TRAPIN_FAILED;
}

/* Its keys and its time are good; an agent's inform names the agent. */
static void
note_good(struct vg_intake *in, struct vg_sender *sender, const struct vg_trap *trap)
{
	sender->doubt = (struct vg_wall){0};
	if (!trap->inform || !trap->auth_priv || strcmp(sender->agent, trap->user) == 0)
		return;
	const struct vg_conf_agent *agent =
	    vg_conf_agent_of_user(vg_desk_conf(in->desk), trap->user);
	if (agent)
		vg_text_copy(sender->agent, sizeof(sender->agent), agent->name);
}

static uint64_t
on_batch(const struct vg_trap *traps, size_t n, enum vg_trapin_cause *fates, void *cookie)
{
	struct vg_intake *in = cookie;
	enum vg_intake_result results[VG_TRAPIN_BATCH];
	struct vg_detail *details = vg_mem_array(n, sizeof(*details));
	struct vg_wall now = vg_clock_wall();
	uint64_t number;
	int code =
	    vg_desk_intake_written(in->desk, traps, n, now, results, details, &number);

	tell_store(in, code);
	for (size_t i = 0; i < n; i++) {
		fates[i] = fate_of(results[i]);
		struct vg_sender *sender =
		    vg_senders_count(in->senders, traps[i].source, fates[i], now);
		if (fates[i] == VG_TRAPIN_STORED)
			note_good(in, sender, &traps[i]);
		if (results[i] == VG_INTAKE_REFUSED || results[i] == VG_INTAKE_OVERLOAD)
			tell_refusal(
			    in, sender, traps[i].source, fates[i], details[i].text, now);
		else if (code == VG_OK && details[i].code != VG_OK)
			vg_refusals_tell(in->refusals, traps[i].source, VG_TRAPIN_STORED,
			    details[i].text, VG_MINUTE_US, vg_clock_mono());
	}
	free(details);
	if (in->cb)
		in->cb(in->cookie);
	return number;
}

/* What the disk has refused, nobody can tell from what it has: a start reads what there is. */
static void
settle(struct vg_intake *in, uint64_t number, int code)
{
	for (size_t i = 0; i < in->n_sockets; i++)
		vg_trapin_settle(in->sockets[i], number);
	if (code == VG_OK || in->lost)
		return;
	vg_log(VG_LOG_ERROR, "intake", "store",
	    "what was written does not come to disk: %s; the collector stops, and nothing of "
	    "it was acknowledged",
	    vg_error_text(code));
	in->lost = true;
	if (in->cb)
		in->cb(in->cookie);
}

static void
on_synced(int fd, int events, void *cookie)
{
	struct vg_intake *in = cookie;
	int code;

	(void)fd;
	(void)events;
	uint64_t number = vg_dbsync_ended(vg_desk_sync(in->desk), &code);
	settle(in, number, code);
}

/* What may talk to a listener that names nobody: this machine only. */
static const char *const loopback[] = {"127.0.0.0/8", "::1/128"};

/* What the tree says of 'listen'; '*allowed' is the caller's to free, and borrows the tree. */
static struct vg_trapin_config
config_of(
    struct vg_intake *in, const struct vg_conf_listen *listen, const char ***allowed)
{
	const struct vg_conf *conf = vg_desk_conf(in->desk);
	struct vg_trapin_config config = {.usm = vg_intakeusers_usm(in->users),
	    .rate = conf->rate,
	    .burst = conf->burst,
	    .plain_cb = judge_plain,
	    .engine_cb = on_engine,
	    .batch_cb = on_batch,
	    .refused_cb = on_refused,
	    .excess_cb = on_excess,
	    .buffer = listen->receive_buffer,
	    .cookie = in};

	*allowed = vg_mem_array(listen->n_allow + 2, sizeof(**allowed));
	for (size_t i = 0; i < listen->n_allow; i++)
		(*allowed)[i] = listen->allow[i];
	if (listen->n_allow == 0)
		memcpy(*allowed, loopback, sizeof(loopback));
	config.allowed = *allowed;
	config.n_allowed = listen->n_allow ? listen->n_allow : 2;
	return config;
}

static int
open_socket(struct vg_intake *in, struct vg_loop *loop,
    const struct vg_conf_listen *listen, struct vg_detail *detail)
{
	const char **allowed;
	struct vg_trapin_config config = config_of(in, listen, &allowed);
	struct vg_trapin *socket = vg_trapin_listen(
	    loop, &config, listen->name, listen->address, listen->port, detail);

	free(allowed);
	if (!socket)
		return detail->code;
	in->listen[in->n_sockets] = *listen;
	in->listen[in->n_sockets].allow = NULL;
	in->sockets[in->n_sockets++] = socket;
	/* Nothing is read before the loop runs. */
	int code =
	    vg_intakeengines_load(in->desk, socket, vg_clock_wall(), vg_clock_mono());
	return code == VG_OK ? VG_OK
			     : vg_detail_set(detail, code, "listen %s: its engines: %s",
				   listen->name, vg_error_text(code));
}

/*
 * A credential that cannot be used makes its line unusable, at a start as while it runs: whoever is
 * right is heard.
 */
static void
tell_unusable(const struct vg_intake *in)
{
	struct vg_desksource_credential *lacks = NULL;
	const struct vg_detail *why;
	const char *who, *reference;
	size_t n = 0, room = 0;

	for (; (who = vg_intakeusers_unusable(in->users, n, &reference, &why)) != NULL;
	     n++) {
		vg_log(VG_LOG_ERROR, "intake", who, "cannot be used: %s", why->text);
		lacks = vg_mem_grow(lacks, &room, n, sizeof(*lacks));
		lacks[n] = (struct vg_desksource_credential){reference, who, why->text};
	}
	int code = vg_desksource_credentials(in->desk, lacks, n, vg_clock_wall());
	if (code != VG_OK)
		vg_log(VG_LOG_WARNING, "intake", "",
		    "alarms of credentials cannot be stored: %s", vg_error_text(code));
	free(lacks);
}

struct vg_intake *
vg_intake_open(struct vg_loop *loop, struct vg_desk *desk, const char *state,
    vg_intake_changed_cb cb, void *cookie, struct vg_detail *detail)
{
	const struct vg_conf *conf = vg_desk_conf(desk);
	struct vg_intake *in = vg_mem_zero(sizeof(*in));

	in->desk = desk;
	in->state = state;
	in->refusals = vg_refusals_new("intake");
	in->senders = vg_senders_new();
	in->engines = vg_enginewatch_new();
	in->minutely = vg_loop_timer(loop, every_minute, in);
	in->look = vg_loop_timer(loop, look_for_drops, in);
	in->cb = cb;
	in->cookie = cookie;
	in->sockets = vg_mem_array(conf->n_listen, sizeof(*in->sockets));
	in->listen = vg_mem_array(conf->n_listen, sizeof(*in->listen));
	in->drops = vg_mem_array(conf->n_listen, sizeof(*in->drops));
	int code =
	    vg_usm_own_engine(vg_desk_engine_octets(desk), vg_desk_boots(desk), detail);
	in->users = vg_intakeusers_new(conf, state);
	in->tell = (struct vg_intaketell){desk, in->senders, in->users, 0};
	for (size_t i = 0; code == VG_OK && i < conf->n_listen; i++)
		code = open_socket(in, loop, &conf->listen[i], detail);
	if (code != VG_OK) {
		vg_intake_close(in);
		return NULL;
	}
	if (vg_desk_sync(desk))
		in->synced = vg_loop_watch(
		    loop, vg_dbsync_fd(vg_desk_sync(desk)), VG_LOOP_READ, on_synced, in);
	tell_unusable(in);
	vg_loop_timer_set(in->minutely, VG_MINUTE_US);
	vg_loop_timer_set(in->look, LOOK_US);
	return in;
}

int
vg_intake_tell(const struct vg_intake *intake, struct vg_detail *detail)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < intake->n_sockets; i++) {
		struct vg_address bound;
		vg_trapin_address(intake->sockets[i], &bound);
		code = vg_daemon_write_address(
		    intake->state, intake->listen[i].name, &bound, detail);
	}
	return code;
}

/* The listener of the tree that 'socket' was opened for, or NULL. */
static const struct vg_conf_listen *
listener_of(const struct vg_conf *conf, const struct vg_conf_listen *socket)
{
	for (size_t i = 0; i < conf->n_listen; i++) {
		const struct vg_conf_listen *l = &conf->listen[i];
		if (strcmp(l->name, socket->name) == 0 &&
		    strcmp(l->address, socket->address) == 0 && l->port == socket->port)
			return l;
	}
	return NULL;
}

bool
vg_intake_change(struct vg_intake *intake)
{
	const struct vg_conf *conf = vg_desk_conf(intake->desk);
	struct vg_intakeusers *before = intake->users;
	bool whole = conf->n_listen == intake->n_sockets;

	intake->users = vg_intakeusers_new(conf, intake->state);
	intake->tell.users = intake->users;
	for (size_t i = 0; i < intake->n_sockets; i++) {
		const struct vg_conf_listen *l = listener_of(conf, &intake->listen[i]);
		const char **allowed;
		struct vg_detail detail;
		/* Whatever comes of the rest: those of before are about to be freed. */
		vg_trapin_set_users(
		    intake->sockets[i], vg_intakeusers_usm(intake->users));
		if (!l) {
			whole = false;
			continue;
		}
		struct vg_trapin_config config = config_of(intake, l, &allowed);
		/* The model has checked each prefix: none of them is refused. */
		if (vg_trapin_change(intake->sockets[i], &config, &detail) != VG_OK)
			vg_log(VG_LOG_ERROR, "intake", l->name, "%s", detail.text);
		free(allowed);
	}
	vg_intakeusers_free(before);
	tell_unusable(intake);
	return whole;
}

void
vg_intake_forget(struct vg_intake *intake)
{
	unsigned char octets[VG_USM_ENGINE_MAX];
	size_t size;
	unsigned n = vg_deskengine_forgotten(intake->desk, octets, &size);

	if (n == intake->forgotten)
		return;
	intake->forgotten = n;
	for (size_t i = 0; i < intake->n_sockets; i++)
		vg_seen_forget(vg_trapin_seen(intake->sockets[i]), octets, size);
}

bool
vg_intake_lost(const struct vg_intake *intake)
{
	return intake->lost;
}

struct vg_senders *
vg_intake_senders(const struct vg_intake *intake)
{
	return intake->senders;
}

void
vg_intake_close(struct vg_intake *intake)
{
	if (!intake)
		return;
	if (intake->synced) {
		int code;
		uint64_t number = vg_dbsync_wait(vg_desk_sync(intake->desk), &code);
		settle(intake, number, code);
		vg_loop_watch_free(intake->synced);
	}
	keep_engines(intake);
	for (size_t i = 0; i < intake->n_sockets; i++)
		vg_trapin_close(intake->sockets[i]);
	/* What cannot be written now is lost with the process, as it would be at its death. */
	(void)vg_deskstorm_flush(intake->desk, vg_clock_wall());
	free(intake->sockets);
	free(intake->listen);
	vg_loop_timer_free(intake->minutely);
	vg_loop_timer_free(intake->look);
	free(intake->drops);
	vg_intakeusers_free(intake->users);
	vg_refusals_free(intake->refusals);
	vg_senders_free(intake->senders);
	vg_enginewatch_free(intake->engines);
	free(intake);
}

void
vg_intake_statistics(const struct vg_intake *intake, struct vg_trapin_statistics *sum)
{
	memset(sum, 0, sizeof(*sum));
	for (size_t i = 0; i < intake->n_sockets; i++)
		vg_trapin_sum(intake->sockets[i], sum);
}
