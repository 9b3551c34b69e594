/*
 * Trap sockets to desk.
 */
#include "collector/intake/intake.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"
#include "lib/os/credential.h"
#include "lib/os/daemon.h"
#include "lib/snmp/library.h"
#include "lib/snmp/usm.h"

/* RFC 3411 snmpEngineID: net-snmp's enterprise with the first bit set, format 128, 8 octets. */
static const unsigned char engine_head[] = {0x80, 0x00, 0x1F, 0x88, 0x80};

enum { N_QUIET = 64 };

struct quiet { /* one cause of one source that was just logged */
	char source[VG_TRAP_SOURCE_SIZE];
	enum vg_trapin_cause cause;
	struct vg_mono until;
	uint64_t more; /* refusals since then */
};

struct vg_intake {
	struct vg_desk *desk;
	struct vg_usm *users;
	struct vg_trapin **sockets; /* owned */
	size_t n_sockets;
	vg_intake_changed_cb cb;
	void *cookie;
	bool cannot_store; /* told already */
	struct quiet quiet[N_QUIET];
	struct quiet crowd; /* all that find no place of their own */
};

static void
write_refusal(
    const char *source, enum vg_trapin_cause cause, const char *text, uint64_t more)
{
	/* What the desk refused it has told in a whole sentence. */
	const char *said =
	    cause == VG_TRAPIN_REFUSED && *text ? "" : vg_trapin_cause_text(cause);
	bool adds = *text && strcmp(text, said) != 0;
	char others[48] = "";

	if (more)
		vg_text_format(
		    others, sizeof(others), " (and %llu more)", (unsigned long long)more);
	vg_log(VG_LOG_WARNING, "intake", source, "refused: %s%s%s%s", said,
	    adds && *said ? ": " : "", adds ? text : "", others);
}

/*
 * A line a minute for each cause and source; what came between is counted in the next.  Sources
 * can be invented, so there are only so many places: what finds none is told as a number.
 */
static void
log_refusal(struct vg_intake *in, const char *source, enum vg_trapin_cause cause,
    const char *text)
{
	struct vg_mono now = vg_clock_mono();
	struct quiet *q = NULL, *room = NULL;

	for (size_t i = 0; i < N_QUIET && !q; i++) {
		struct quiet *at = &in->quiet[i];
		if (at->cause == cause && strcmp(at->source, source) == 0)
			q = at;
		else if (!room && vg_instant_mono_since(at->until, now) <= 0)
			room = at;
	}
	if (!q && !room)
		q = &in->crowd;
	if (q && vg_instant_mono_since(q->until, now) > 0) {
		q->more++;
		return;
	}
	if (!q)
		q = room;
	write_refusal(q == &in->crowd ? "many sources" : source, cause, text,
	    q == room ? 0 : q->more);
	vg_text_copy(q->source, sizeof(q->source), source);
	q->cause = cause;
	q->more = 0;
	q->until = vg_instant_mono_add(now, VG_MINUTE_US);
}

static void
on_refused(enum vg_trapin_cause cause, const struct vg_address *source, const char *text,
    void *cookie)
{
	char address[VG_NET_TEXT_SIZE];

	if (cause == VG_TRAPIN_DISCOVERY)
		return;
	vg_net_text(source, address);
	log_refusal(cookie, address, cause, text);
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
	case VG_INTAKE_REFUSED:
		return VG_TRAPIN_REFUSED;
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
		if (results[i] == VG_INTAKE_REFUSED)
			log_refusal(
			    in, traps[i].source, VG_TRAPIN_REFUSED, details[i].text);
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

static int
set_engine(struct vg_intake *in, struct vg_detail *detail)
{
	unsigned char engine[sizeof(engine_head) + 8];
	int code = vg_library_start(detail);

	if (code != VG_OK)
		return code;
	memcpy(engine, engine_head, sizeof(engine_head));
	memcpy(engine + sizeof(engine_head), vg_desk_engine_octets(in->desk), 8);
	code = vg_usm_set_engine(engine, sizeof(engine), vg_desk_boots(in->desk));
	return code == VG_OK ? VG_OK : vg_detail_set(detail, code, "SNMP engine");
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
	    .cookie = in};
	struct vg_trapin *socket = NULL;
	int code = vg_net_parse(listen->address, listen->port, &config.address);

	for (size_t i = 0; i < listen->n_allow; i++)
		allowed[i] = listen->allow[i];
	if (listen->n_allow == 0)
		memcpy(allowed, loopback, sizeof(loopback));
	config.allowed = allowed;
	config.n_allowed = listen->n_allow ? listen->n_allow : 2;
	if (code == VG_OK)
		socket = vg_trapin_open(loop, &config, detail);
	else
		vg_detail_set(
		    detail, code, "address %s is no numeric address", listen->address);
	free(allowed);
	if (!socket)
		return vg_detail_prefix(detail, "listen %s", listen->name);
	in->sockets[in->n_sockets++] = socket;
	struct vg_address bound;
	char text[VG_NET_TEXT_SIZE];
	vg_trapin_address(socket, &bound);
	vg_net_text(&bound, text);
	return vg_daemon_write_address(
	    state, listen->name, text, vg_net_port(&bound), detail);
}

struct vg_intake *
vg_intake_open(struct vg_loop *loop, struct vg_desk *desk, const char *state,
    vg_intake_changed_cb cb, void *cookie, struct vg_detail *detail)
{
	const struct vg_conf *conf = vg_desk_conf(desk);
	struct vg_intake *in = vg_mem_zero(sizeof(*in));

	in->desk = desk;
	in->cb = cb;
	in->cookie = cookie;
	in->sockets = vg_mem_array(conf->n_listen, sizeof(*in->sockets));
	int code = set_engine(in, detail);
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
	free(intake->sockets);
	vg_usm_free(intake->users);
	free(intake);
}

void
vg_intake_statistics(const struct vg_intake *intake, struct vg_trapin_statistics *sum)
{
	memset(sum, 0, sizeof(*sum));
	for (size_t i = 0; i < intake->n_sockets; i++) {
		struct vg_trapin_statistics one;
		vg_trapin_get_statistics(intake->sockets[i], &one);
		sum->received += one.received;
		sum->kernel_drops += one.kernel_drops;
		sum->acknowledged += one.acknowledged;
		sum->reports += one.reports;
		sum->reply_failures += one.reply_failures;
		for (int c = 0; c < VG_TRAPIN_N_CAUSES; c++)
			sum->by_cause[c] += one.by_cause[c];
	}
}
