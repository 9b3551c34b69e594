/*
 * vigie-netconf: one session of NETCONF, started by sshd as its subsystem netconf.
 *
 * The client is behind 0 and 1, its user is the uid that sshd has given the process; the
 * collector reads it off the socket.  It keeps nothing, writes no file and ends with the client.
 */
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "collector/netconf/nccheck.h"
#include "collector/netconf/ncevents.h"
#include "collector/netconf/ncmodels.h"
#include "collector/netconf/ncops.h"
#include "collector/netconf/ncpump.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/daemon.h"
#include "lib/os/usage.h"
#include "lib/time/instant.h"

enum { DESCRIPTORS = 64, MEMORY = 1 << 30, SESSION_MS = 20000, BUDGET_S = 15 };

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

struct session {
	struct vg_context *context;
	struct ly_ctx *ly;
	struct vg_ncsocket *socket;
	struct vg_ncsocket *asks; /* the pump's own, whose thread is another */
	struct vg_ncevents *events;
	struct vg_ncpump *pump;
	struct vg_ncserve *serve;
	struct vg_ncsubscribe *subscribe;
	struct vg_ncstate state;
	struct vg_ncops ops;
	int fd; /* the library's end of the pump */
};

/* --- what it may ---------------------------------------------------------------------------- */

static void
set_limit(int what, rlim_t most)
{
	const struct rlimit limit = {most, most};

	setrlimit((__rlimit_resource_t)what, &limit);
}

/*
 * An event wakes all sessions at once: none of them takes the processor from the collector, which
 * has the others still to tell, and informs to acknowledge.
 */
static void
stand_back(void)
{
	const struct sched_param none = {0};

	sched_setscheduler(0, SCHED_BATCH, &none);
}

/* What hostile bytes could make of us: no file, no other program's rights, little memory. */
static void
confine(void)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	set_limit(RLIMIT_CORE, 0);
	set_limit(RLIMIT_FSIZE, 0);
	set_limit(RLIMIT_NOFILE, DESCRIPTORS);
	if (!SANITIZED)
		set_limit(RLIMIT_AS, MEMORY);
}

/*
 * A request, or an event, may cost so much CPU, whatever it is that costs: then the kernel ends the
 * process (SIGXCPU).  A session may cost more, in time.
 */
static void
renew_budget(void)
{
	const rlim_t used = (rlim_t)(vg_usage_cpu() / VG_SECOND_US);
	const struct rlimit limit = {used + BUDGET_S, RLIM_INFINITY};

	setrlimit(RLIMIT_CPU, &limit);
}

/* --- the beginning -------------------------------------------------------------------------- */

/* The collector's answer to the stream session: our number, our user. */
static int
take_number(struct session *s, struct vg_detail *detail)
{
	struct vg_ncevent *event = vg_ncevents_wait(s->events, SESSION_MS);
	struct lyd_node *tree = NULL, *op = NULL;
	struct vg_ncfault fault;
	struct ly_in *in = NULL;
	int64_t id = 0;

	if (!event || !event->data) {
		const char *why = event && event->text ? event->text : "";
		vg_ncfault_of_answer(&fault, s->ly, 0, why);
		vg_detail_set(detail, VG_EUNREACH, "no session: %s",
		    why[0] == '{' ? fault.message
			: why[0]  ? why
				  : "the collector does not answer");
		vg_ncevent_free(event);
		return VG_EUNREACH;
	}
	if (ly_in_new_memory(event->data, &in) == LY_SUCCESS)
		lyd_parse_op(s->ly, NULL, in, LYD_JSON, LYD_TYPE_NOTIF_YANG, &tree, &op);
	ly_in_free(in, 0);
	const char *number = tree ? vg_ncmodels_text(tree, "id") : NULL;
	if (number)
		vg_text_int(number, 1, UINT32_MAX, &id);
	vg_text_copy(s->state.user, sizeof(s->state.user),
	    tree ? vg_ncmodels_text(tree, "user") : "");
	s->state.id = (uint32_t)id;
	lyd_free_all(tree);
	vg_ncevent_free(event);
	return id ? VG_OK
		  : vg_detail_set(detail, VG_EPARSE, "the collector gives no session");
}

/* Says to the collector what cannot be done: who may not do it at all hears that. */
static bool
may(const char *target, struct vg_ncfault *fault, void *cookie)
{
	const struct session *s = cookie;

	return vg_ncsocket_try(s->asks, target, fault) != VG_EACCESS;
}

static bool
check(
    enum vg_ncframe_version version, const char *text, struct vg_buf *reply, void *cookie)
{
	struct session *s = cookie;

	renew_budget();
	if (text && vg_nccheck_request(s->ly, version, text, may, s, reply))
		return true;
	/*
	 * RFC 6022 3.3: what is wrong in the layer of rpc is no rpc; the rest was one, and is
	 * answered.
	 */
	if (strstr(vg_buf_text(reply), "<error-type>rpc<"))
		s->state.bad++;
	else
		s->state.requests++;
	s->state.errors++;
	return false;
}

/* Says hello and hears it; then the pump runs, and the library behind it. */
static int
shake_hands(struct session *s, struct vg_detail *detail)
{
	enum vg_ncframe_version version = VG_NCFRAME_10;
	char *hello = vg_ncserve_hello(s->serve, s->state.id);
	struct vg_buf theirs;

	vg_buf_init(&theirs, VG_NCPUMP_MESSAGE);
	int code = vg_ncpump_hello(s->pump, hello, &theirs, detail);
	free(hello);
	if (code == VG_OK)
		code = vg_nccheck_hello(s->ly, vg_buf_text(&theirs), &version, detail);
	s->state.bad_hello = code == VG_EPARSE || code == VG_ELIMIT;
	vg_buf_fini(&theirs);
	if (code == VG_OK)
		code = vg_ncpump_start(s->pump, version, check, s, &s->fd, detail);
	if (code == VG_OK)
		code = vg_ncserve_open(s->serve, s->fd, s->state.user, detail);
	return code;
}

static void
pass_by(char *text, void *cookie)
{
	vg_ncpump_past(cookie, text);
}

static int
begin(struct session *s, const char *path, struct vg_detail *detail)
{
	int code = vg_context_new(&s->context, detail);

	if (code == VG_OK)
		code = vg_ncmodels_load(s->context, detail);
	if (code != VG_OK)
		return code;
	s->ly = vg_context_ly(s->context);
	s->socket = vg_ncsocket_new(path, s->ly);
	s->events = vg_ncevents_new(path);
	vg_ncevents_begin(s->events, VG_NCEVENT_SESSION, "session", -1, false);
	code = take_number(s, detail);
	if (code != VG_OK)
		return code;
	vg_ncsocket_set_session(s->socket, s->state.id);
	s->asks = vg_ncsocket_new(path, s->ly);
	vg_ncsocket_set_session(s->asks, s->state.id);
	s->serve = vg_ncserve_new(s->ly, vg_ncops_run, &s->ops);
	vg_ncserve_set_past(s->serve, pass_by, s->pump);
	s->state.ly = s->ly;
	s->state.socket = s->socket;
	s->state.serve = s->serve;
	s->subscribe = vg_ncsubscribe_new(s->context, s->pump, s->events, &s->state);
	s->ops = (struct vg_ncops){.read = {s->ly, s->socket, &s->state, &s->ops.edit},
	    .state = &s->state,
	    .subscribe = s->subscribe,
	    .edit = {s->socket, s->ly, s->state.id}};
	return shake_hands(s, detail);
}

/* --- the session ---------------------------------------------------------------------------- */

/* Takes what the collector tells; VG_EUNREACH when that is the end. */
static int
take_events(struct session *s, struct vg_detail *detail)
{
	struct vg_ncevent *event;
	int code = VG_OK;

	while (code == VG_OK && (event = vg_ncevents_take(s->events))) {
		if (event->source == VG_NCEVENT_STREAM)
			code = vg_ncsubscribe_event(s->subscribe, event);
		else if (event->source == VG_NCEVENT_BASE)
			code = vg_ncsubscribe_base(s->subscribe, event);
		else
			code = vg_detail_set(detail, VG_EUNREACH,
			    event->data ? "the session was killed"
					: "the collector has ended the session");
		s->state.ended = s->state.ended || event->source == VG_NCEVENT_SESSION;
		vg_ncevent_free(event);
	}
	return code;
}

/* How long to wait for something, in milliseconds. */
static int
patience_of(struct session *s)
{
	int news = vg_ncsubscribe_patience(s->subscribe);
	int counts = vg_ncstate_tell(&s->state, false);

	return news < 0 || counts < news ? counts : news;
}

static int
serve(struct session *s, struct vg_detail *detail)
{
	int code = VG_OK;

	while (code == VG_OK) {
		struct pollfd fds[2] = {{.fd = s->fd, .events = POLLIN},
		    {.fd = vg_ncevents_fd(s->events), .events = POLLIN}};
		poll(fds, 2, patience_of(s));
		renew_budget();
		/* The requests first: whoever asks hears the answer before more news. */
		if (fds[0].revents)
			code = vg_ncserve_turn(s->serve);
		if (code == VG_OK && fds[1].revents)
			code = take_events(s, detail);
		if (code == VG_OK)
			code = vg_ncsubscribe_tick(s->subscribe);
		vg_ncpump_ring(s->pump);
	}
	return detail->code;
}

static int
run(const char *path, struct vg_detail *detail)
{
	static struct session s; /* threads know it to the end */
	struct vg_detail why = {0};
	int code;

	s.pump = vg_ncpump_new(STDIN_FILENO, STDOUT_FILENO);
	code = begin(&s, path, detail);
	if (code == VG_OK)
		code = serve(&s, detail);
	/* What the pump has to say is nearer to the client's own doing. */
	if (vg_ncpump_end(s.pump, &why) != VG_OK)
		code = vg_detail_set(detail, why.code, "%s", why.text);
	if (s.state.id)
		(void)vg_ncstate_tell(&s.state, true);
	vg_ncsubscribe_free(s.subscribe);
	vg_ncserve_free(s.serve);
	vg_ncsocket_free(s.asks);
	vg_ncsocket_free(s.socket);
	vg_context_free(s.context);
	return code;
}

int
main(int argc, char **argv)
{
	struct vg_daemon daemon = {.program = "vigie-netconf",
	    .summary = "A session of NETCONF with the collector, as sshd's subsystem.",
	    .socket = VG_RUNDIR "/collector.sock"};
	struct vg_detail detail = {0};
	int code = vg_daemon_options(&daemon, argc, argv);

	if (code != VG_OK)
		return code == VG_EEXIST ? 0 : 2;
	setenv("TZ", "UTC", 1);
	signal(SIGPIPE, SIG_IGN);
	confine();
	stand_back();
	code = run(daemon.socket, &detail);
	if (code != VG_OK)
		fprintf(stderr, "vigie-netconf: %s\n", detail.text);
	/* The threads that read the collector's streams are not waited for. */
	fflush(stderr);
	_exit(code == VG_OK ? 0 : 1);
}
