/*
 * Trap sockets to desk.
 */
#include "collector/intake/intake.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/deskstorm.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"
#include "lib/os/credential.h"
#include "lib/snmp/usm.h"
#include "lib/trapin/refusals.h"

_Static_assert(
    (int)VG_TRAPIN_BATCH <= (int)VG_DESK_BATCH, "the desk takes a whole batch");

struct vg_intake {
	struct vg_desk *desk;
	struct vg_usm *users;
	struct vg_trapin **sockets; /* owned */
	size_t n_sockets;
	vg_intake_changed_cb cb;
	void *cookie;
	bool cannot_store;            /* told already */
	struct vg_refusals *refusals; /* owned */
};

static void
tell_refusal(struct vg_intake *in, const char *source, enum vg_trapin_cause cause,
    const char *text)
{
	vg_refusals_tell(
	    in->refusals, source, cause, text, VG_MINUTE_US, vg_clock_mono());
}

static void
on_refused(enum vg_trapin_cause cause, const struct vg_address *source, const char *text,
    void *cookie)
{
	char address[VG_NET_TEXT_SIZE];

	if (cause == VG_TRAPIN_DISCOVERY)
		return;
	vg_net_text(source, address);
	tell_refusal(cookie, address, cause, text);
}

/* A flood goes through here: nothing is told, the storm tells itself. */
static void
on_excess(const struct vg_address *source, const struct vg_oid *oid,
    struct vg_wall received, void *cookie)
{
	struct vg_intake *in = cookie;

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

static void
on_batch(const struct vg_trap *traps, size_t n, enum vg_trapin_cause *fates, void *cookie)
{
	struct vg_intake *in = cookie;
	enum vg_intake_result results[VG_TRAPIN_BATCH];
	struct vg_detail *details = vg_mem_array(n, sizeof(*details));
	int code = vg_desk_intake(in->desk, traps, n, vg_clock_wall(), results, details);

	tell_store(in, code);
	for (size_t i = 0; i < n; i++) {
		fates[i] = fate_of(results[i]);
		if (results[i] == VG_INTAKE_REFUSED || results[i] == VG_INTAKE_OVERLOAD)
			tell_refusal(in, traps[i].source, fates[i], details[i].text);
		else if (code == VG_OK && details[i].code != VG_OK)
			vg_log(VG_LOG_WARNING, "intake", traps[i].source,
			    "stored, not applied: %s", details[i].text);
	}
	free(details);
	if (in->cb)
		in->cb(in->cookie);
}

static int
load_users(struct vg_intake *in, const char *state, struct vg_detail *detail)
{
	const struct vg_conf *conf = vg_desk_conf(in->desk);

	in->users = vg_usm_new();
	for (size_t i = 0; i < conf->n_agents; i++) {
		const struct vg_conf_agent *agent = &conf->agents[i];
		struct vg_credential credential;
		int code =
		    vg_credential_read(state, agent->credential, &credential, detail);
		if (code != VG_OK)
			return vg_detail_prefix(detail, "agent %s", agent->name);
		struct vg_usm_user *user = vg_usm_user_new(
		    agent->user, &credential.auth, &credential.priv, detail);
		vg_credential_wipe(&credential);
		if (!user)
			return vg_detail_prefix(detail, "agent %s", agent->name);
		vg_usm_add(in->users, user);
	}
	return VG_OK;
}

/* What may talk to a listener that names nobody: this machine only. */
static const char *const loopback[] = {"127.0.0.0/8", "::1/128"};

static int
open_socket(struct vg_intake *in, struct vg_loop *loop,
    const struct vg_conf_listen *listen, const char *state, struct vg_detail *detail)
{
	const char **allowed = vg_mem_array(listen->n_allow + 2, sizeof(*allowed));
	struct vg_trapin_config config = {.usm = in->users,
	    .rate = vg_desk_conf(in->desk)->rate,
	    .burst = vg_desk_conf(in->desk)->burst,
	    .batch_cb = on_batch,
	    .refused_cb = on_refused,
	    .excess_cb = on_excess,
	    .buffer = listen->receive_buffer,
	    .cookie = in};

	for (size_t i = 0; i < listen->n_allow; i++)
		allowed[i] = listen->allow[i];
	if (listen->n_allow == 0)
		memcpy(allowed, loopback, sizeof(loopback));
	config.allowed = allowed;
	config.n_allowed = listen->n_allow ? listen->n_allow : 2;
	struct vg_trapin *socket = vg_trapin_listen(
	    loop, &config, state, listen->name, listen->address, listen->port, detail);
	free(allowed);
	if (!socket)
		return detail->code;
	in->sockets[in->n_sockets++] = socket;
	return VG_OK;
}

struct vg_intake *
vg_intake_open(struct vg_loop *loop, struct vg_desk *desk, const char *state,
    vg_intake_changed_cb cb, void *cookie, struct vg_detail *detail)
{
	const struct vg_conf *conf = vg_desk_conf(desk);
	struct vg_intake *in = vg_mem_zero(sizeof(*in));

	in->desk = desk;
	in->refusals = vg_refusals_new("intake");
	in->cb = cb;
	in->cookie = cookie;
	in->sockets = vg_mem_array(conf->n_listen, sizeof(*in->sockets));
	int code =
	    vg_usm_own_engine(vg_desk_engine_octets(desk), vg_desk_boots(desk), detail);
	if (code == VG_OK)
		code = load_users(in, state, detail);
	for (size_t i = 0; code == VG_OK && i < conf->n_listen; i++)
		code = open_socket(in, loop, &conf->listen[i], state, detail);
	if (code == VG_OK)
		return in;
	vg_intake_close(in);
	return NULL;
}

void
vg_intake_close(struct vg_intake *intake)
{
	if (!intake)
		return;
	for (size_t i = 0; i < intake->n_sockets; i++)
		vg_trapin_close(intake->sockets[i]);
	/* What cannot be written now is lost with the process, as it would be at its death. */
	(void)vg_deskstorm_flush(intake->desk, vg_clock_wall());
	free(intake->sockets);
	vg_usm_free(intake->users);
	vg_refusals_free(intake->refusals);
	free(intake);
}

void
vg_intake_statistics(const struct vg_intake *intake, struct vg_trapin_statistics *sum)
{
	memset(sum, 0, sizeof(*sum));
	for (size_t i = 0; i < intake->n_sockets; i++)
		vg_trapin_sum(intake->sockets[i], sum);
}
