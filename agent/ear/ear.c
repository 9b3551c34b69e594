/*
 * Sockets for notifications of devices.
 */
#include "agent/ear/ear.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"
#include "lib/os/credential.h"
#include "lib/os/daemon.h"
#include "lib/snmp/usm.h"
#include "lib/trapin/refusals.h"

struct vg_ear {
	struct vg_ear_tools t;
	struct vg_usm **users;      /* owned; of each device of the tree, NULL: none */
	struct vg_trapin **sockets; /* owned; as the listeners, NULL: not yet */
	const char **allowed;       /* owned; while sockets are opened */
	struct vg_refusals *refusals;
	struct vg_timer *hourly;
	bool cannot_store; /* told already */
};

static const struct vg_agentconf_device *
device_of(const struct vg_ear *ear, const struct vg_trap *trap)
{
	struct vg_address address;

	if (vg_net_parse(trap->source, 0, &address) != VG_OK)
		return NULL;
	return vg_agentconf_at(ear->t.conf, &address);
}

/* The disk's trouble is told when it begins and when it ends. */
static void
tell_store(struct vg_ear *ear, bool stored)
{
	if (!stored && !ear->cannot_store)
		vg_log(VG_LOG_ERROR, "ear", "",
		    "cannot keep what notifications say: informs are not acknowledged "
		    "until it can");
	else if (stored && ear->cannot_store)
		vg_log(VG_LOG_INFO, "ear", "", "keeps what notifications say again");
	ear->cannot_store = !stored;
}

static uint64_t
on_batch(const struct vg_trap *traps, size_t n, enum vg_trapin_cause *fates, void *cookie)
{
	struct vg_ear *ear = cookie;
	bool taken[VG_TRAPIN_BATCH] = {false};

	for (size_t i = 0; i < n; i++) {
		const struct vg_agentconf_device *device = device_of(ear, &traps[i]);
		taken[i] = device && ear->t.take_cb(device, &traps[i], ear->t.cookie);
	}
	bool stored = ear->t.store_cb(ear->t.cookie);
	tell_store(ear, stored);
	for (size_t i = 0; i < n; i++)
		fates[i] = taken[i] && stored ? VG_TRAPIN_STORED : VG_TRAPIN_FAILED;
	return 0;
}

static void
on_refused(enum vg_trapin_cause cause, const struct vg_address *source, const char *text,
    void *cookie)
{
	struct vg_ear *ear = cookie;
	char address[VG_NET_TEXT_SIZE];

	if (cause == VG_TRAPIN_DISCOVERY)
		return;
	if (cause == VG_TRAPIN_QUOTA) {
		const struct vg_agentconf_device *device =
		    vg_agentconf_at(ear->t.conf, source);
		if (device)
			ear->t.storm_cb(device, ear->t.cookie);
		return;
	}
	vg_net_text(source, address);
	if (cause == VG_TRAPIN_SOURCE)
		text = "no device of ours";
	vg_refusals_tell(
	    ear->refusals, address, cause, text, VG_HOUR_US, vg_clock_mono());
}

static struct vg_usm *
users_of(const struct vg_address *source, void *cookie)
{
	struct vg_ear *ear = cookie;
	const struct vg_agentconf_device *device = vg_agentconf_at(ear->t.conf, source);

	return device ? ear->users[device - ear->t.conf->devices] : NULL;
}

static void
every_hour(void *cookie)
{
	struct vg_ear *ear = cookie;

	vg_refusals_flush(ear->refusals, vg_clock_mono());
	vg_loop_timer_set(ear->hourly, VG_HOUR_US);
}

/* --- users ------------------------------------------------------------------------------- */

/* The set of an earlier device with the same user and credential: each key costs 2.5 ms. */
static struct vg_usm *
make_users(
    const struct vg_agentconf_device *device, const char *state, struct vg_detail *detail)
{
	struct vg_credential credential;

	if (vg_credential_read(state, device->credential, &credential, detail) != VG_OK)
		return NULL;
	struct vg_usm_user *user =
	    vg_usm_user_new(device->user, &credential.auth, &credential.priv, detail);
	vg_credential_wipe(&credential);
	if (!user)
		return NULL;
	struct vg_usm *users = vg_usm_new();
	vg_usm_add(users, user);
	return users;
}

static bool
is_same_user(const struct vg_agentconf_device *a, const struct vg_agentconf_device *b)
{
	return a->v3 && strcmp(a->user, b->user) == 0 &&
	    strcmp(a->credential, b->credential) == 0;
}

/* The first device before 'i' that has the same user, or 'i'. */
static size_t
first_with_user(const struct vg_agentconf *conf, size_t i)
{
	size_t first = 0;

	while (first < i && !is_same_user(&conf->devices[first], &conf->devices[i]))
		first++;
	return first;
}

static void
load_users(struct vg_ear *ear, const char *state)
{
	const struct vg_agentconf *conf = ear->t.conf;
	struct vg_detail why = {0};

	ear->users =
	    vg_mem_array(conf->n_devices ? conf->n_devices : 1, sizeof(struct vg_usm *));
	for (size_t i = 0; i < conf->n_devices; i++) {
		size_t first = first_with_user(conf, i);
		if (!conf->devices[i].v3)
			continue;
		ear->users[i] = first < i ? ear->users[first]
					  : make_users(&conf->devices[i], state, &why);
		if (!ear->users[i])
			vg_log(VG_LOG_ERROR, "ear", conf->devices[i].name,
			    "is not heard by SNMPv3: %s", why.text);
	}
}

/* --- life -------------------------------------------------------------------------------- */

static const char **
list_allowed(const struct vg_agentconf *conf, size_t *n)
{
	size_t most = conf->n_devices * (1 + VG_AGENTCONF_KNOWN_AS) + conf->n_bmcs;
	char(*texts)[VG_NET_TEXT_SIZE];
	const char **allowed;

	/* The texts stand behind the pointers to them, so that one free does for both. */
	allowed = vg_mem_zero(most * (sizeof(*allowed) + sizeof(*texts)) + 1);
	texts = (char(*)[VG_NET_TEXT_SIZE])(void *)(allowed + most);
	*n = 0;
	for (size_t i = 0; i < conf->n_devices; i++) {
		const struct vg_agentconf_device *d = &conf->devices[i];
		for (size_t k = 0; k <= d->n_known_as; k++) {
			vg_net_text(k ? &d->known_as[k - 1] : &d->address, texts[*n]);
			allowed[*n] = texts[*n];
			++*n;
		}
	}
	for (size_t i = 0; i < conf->n_bmcs; i++) {
		vg_net_text(&conf->bmcs[i].address, texts[*n]);
		allowed[*n] = texts[*n];
		++*n;
	}
	return allowed;
}

/* Who may send now; the list is ear->allowed, and the caller's to free. */
static struct vg_trapin_config
config_of(struct vg_ear *ear)
{
	struct vg_trapin_config config = {.rate = ear->t.conf->trap_rate,
	    .burst = ear->t.conf->trap_burst,
	    .users_cb = users_of,
	    .batch_cb = on_batch,
	    .refused_cb = on_refused,
	    .cookie = ear};

	ear->allowed = list_allowed(ear->t.conf, &config.n_allowed);
	config.allowed = ear->allowed;
	return config;
}

/* The place of the socket of 'before' that listens as 'wanted' says, or NULL. */
static struct vg_trapin **
same_listener(const struct vg_ear *before, const struct vg_agentconf_listen *wanted)
{
	for (size_t i = 0; before && i < before->t.conf->n_listen; i++) {
		const struct vg_agentconf_listen *l = &before->t.conf->listen[i];
		if (before->sockets[i] && strcmp(l->name, wanted->name) == 0 &&
		    strcmp(l->address, wanted->address) == 0 && l->port == wanted->port)
			return &before->sockets[i];
	}
	return NULL;
}

static int
open_sockets(struct vg_ear *ear, const struct vg_ear *before, struct vg_detail *detail)
{
	const struct vg_agentconf *conf = ear->t.conf;
	struct vg_trapin_config config = config_of(ear);
	int code = VG_OK;

	for (size_t i = 0; i < conf->n_listen && code == VG_OK; i++) {
		const struct vg_agentconf_listen *l = &conf->listen[i];
		if (same_listener(before, l))
			continue;
		ear->sockets[i] = vg_trapin_listen(
		    ear->t.loop, &config, l->name, l->address, l->port, detail);
		if (ear->sockets[i])
			vg_log(VG_LOG_INFO, "ear", l->name, "listens");
		else
			code = detail->code;
	}
	free(ear->allowed);
	ear->allowed = NULL;
	return code;
}

int
vg_ear_tell(const struct vg_ear *ear, const char *state, struct vg_detail *detail)
{
	int code = VG_OK;

	for (size_t i = 0; code == VG_OK && i < ear->t.conf->n_listen; i++) {
		struct vg_address bound;
		if (!ear->sockets[i])
			continue;
		vg_trapin_address(ear->sockets[i], &bound);
		code = vg_daemon_write_address(
		    state, ear->t.conf->listen[i].name, &bound, detail);
	}
	return code;
}

void
vg_ear_take_over(struct vg_ear *ear, struct vg_ear *before)
{
	struct vg_trapin_config config = config_of(ear);
	struct vg_detail unused = {0};

	for (size_t i = 0; i < ear->t.conf->n_listen; i++) {
		struct vg_trapin **socket =
		    same_listener(before, &ear->t.conf->listen[i]);
		/* Addresses were read as such: none of them is refused. */
		if (ear->sockets[i] || !socket ||
		    vg_trapin_change(*socket, &config, &unused) != VG_OK)
			continue;
		ear->sockets[i] = *socket;
		*socket = NULL;
	}
	free(ear->allowed);
	ear->allowed = NULL;
}

static int
become_engine(struct vg_ear *ear, struct vg_detail *detail)
{
	uint32_t boots = 0;
	size_t size;
	int code;

	vg_usm_engine(&size);
	if (size)
		return VG_OK;
	code = vg_state_boot(ear->t.state, &boots);
	if (code != VG_OK)
		return vg_detail_set(detail, code, "trap-listen: boots of our engine");
	return vg_usm_own_engine(vg_state_spool(ear->t.state), boots, detail);
}

struct vg_ear *
vg_ear_open(const struct vg_ear_tools *tools, const char *state,
    const struct vg_ear *before, struct vg_detail *detail)
{
	struct vg_ear *ear = vg_mem_zero(sizeof(*ear));

	ear->t = *tools;
	ear->refusals = vg_refusals_new("ear");
	ear->hourly = vg_loop_timer(tools->loop, every_hour, ear);
	ear->sockets = vg_mem_array(
	    tools->conf->n_listen ? tools->conf->n_listen : 1, sizeof(*ear->sockets));
	if (tools->conf->n_listen == 0)
		return ear;
	load_users(ear, state);
	if (become_engine(ear, detail) != VG_OK ||
	    open_sockets(ear, before, detail) != VG_OK) {
		vg_ear_close(ear);
		return NULL;
	}
	vg_loop_timer_set(ear->hourly, VG_HOUR_US);
	return ear;
}

void
vg_ear_close(struct vg_ear *ear)
{
	if (!ear)
		return;
	for (size_t i = 0; i < ear->t.conf->n_listen; i++)
		vg_trapin_close(ear->sockets[i]);
	for (size_t i = 0; ear->users && i < ear->t.conf->n_devices; i++) {
		if (first_with_user(ear->t.conf, i) == i)
			vg_usm_free(ear->users[i]);
	}
	free(ear->users);
	free(ear->sockets);
	vg_refusals_free(ear->refusals);
	vg_loop_timer_free(ear->hourly);
	free(ear);
}

size_t
vg_ear_count(const struct vg_ear *ear)
{
	size_t n = 0;

	for (size_t i = 0; i < ear->t.conf->n_listen; i++)
		n += ear->sockets[i] != NULL;
	return n;
}

void
vg_ear_statistics(const struct vg_ear *ear, struct vg_trapin_statistics *sum)
{
	memset(sum, 0, sizeof(*sum));
	for (size_t i = 0; i < ear->t.conf->n_listen; i++) {
		if (ear->sockets[i])
			vg_trapin_sum(ear->sockets[i], sum);
	}
}
