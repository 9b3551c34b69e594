/*
 * The courier's round.
 */
#include "collector/courier/courierrun.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/courier/courierconf.h"
#include "collector/courier/courierkept.h"
#include "collector/courier/couriermime.h"
#include "collector/courier/courierwork.h"
#include "lib/base/error.h"
#include "lib/base/version.h"
#include "lib/fetch/fetch.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"
#include "lib/os/service.h"

enum {
	ASK_MS = 60 * 1000, /* for one answer of the collector */
	WAIT_MS = 2000,     /* how long the event stream is read at a time */
	BREATH_MS = 500,    /* between two looks */
	SLOTS = VG_COURIERKEPT_SLOTS
};

struct courier {
	const struct vg_daemon *daemon; /* borrowed */
	struct vg_courierconf conf;
	struct vg_fetch *fetch; /* of the events */
	struct vg_mono looked;
	struct vg_mono ages; /* when names of STATE are looked at next */
	bool happened;       /* something did, at the last look */
	int nap_ms;          /* 0: the collector answers */
	int wake[2];
	struct {
		pid_t pid; /* 0: none */
		bool leaves;
	} workers[SLOTS];
};

static volatile sig_atomic_t ends, reloads, ended;

static void
on_signal(int number)
{
	if (number == SIGHUP)
		reloads = 1;
	else if (number == SIGCHLD)
		ended = 1;
	else
		ends = 1;
}

static void
catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal};

	sigemptyset(&action.sa_mask);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGCHLD, &action, NULL);
}

/* --- workers ------------------------------------------------------------------------------- */

static void
wake(struct courier *c)
{
	ssize_t n = write(c->wake[1], "", 1);

	(void)n; /* full: they are all awake */
}

static void
start_worker(struct courier *c, int number)
{
	const struct vg_courierwork task = {.number = number,
	    .parent = getpid(),
	    .state = c->daemon->state,
	    .socket = c->daemon->socket,
	    .wake_in = c->wake[1],
	    .wake_out = c->wake[0]};
	sigset_t all, before;

	/* A signal that comes before the worker has handlers of its own would be lost to the first's. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid_t pid = fork();
	if (pid == 0) {
		vg_fetch_free(c->fetch);
		vg_courierwork_run(&task, &c->conf, &before);
		vg_courierconf_fini(&c->conf);
		_exit(0);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0)
		vg_log(VG_LOG_ERROR, "courier", "", "no worker: %s", strerror(errno));
	c->workers[number].pid = pid > 0 ? pid : 0;
	c->workers[number].leaves = false;
}

/* What a worker had under way that ended without a word. */
static bool
has_key(const struct courier *c, int number)
{
	char *path = vg_courierkept_slot(c->daemon->state, number);
	struct stat file;
	bool has = stat(path, &file) == 0 && file.st_size > 0;

	free(path);
	return has;
}

/* Those that ended are followed by others, until there are as many as are wanted. */
static void
keep_workers(struct courier *c)
{
	int status, n = 0;
	pid_t pid;

	/* Whoever ends from here on is seen now or by the next round. */
	ended = 0;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (int i = 0; i < SLOTS; i++) {
			if (c->workers[i].pid == pid)
				c->workers[i].pid = 0;
		}
		if (WIFSIGNALED(status))
			vg_log(VG_LOG_ERROR, "courier", "",
			    "worker %d ended by signal %d", (int)pid, WTERMSIG(status));
	}
	for (int i = 0; i < SLOTS; i++)
		n += c->workers[i].pid && !c->workers[i].leaves;
	/* What was under way is taken up first, by whoever has its place. */
	for (int turn = 0; !ends && turn < 2; turn++) {
		for (int i = 0; i < SLOTS && n < c->conf.workers; i++) {
			if (c->workers[i].pid || (turn == 0 && !has_key(c, i)))
				continue;
			start_worker(c, i);
			n++;
		}
	}
}

/* Each ends when the message that it has is told of, which a relay that stalls can take minutes to. */
static void
dismiss_workers(struct courier *c, int by)
{
	for (int i = 0; i < SLOTS; i++) {
		if (c->workers[i].pid)
			kill(c->workers[i].pid, by);
		c->workers[i].leaves = true;
	}
}

static void
end_workers(struct courier *c)
{
	dismiss_workers(c, SIGTERM);
	for (int i = 0; i < SLOTS; i++) {
		if (!c->workers[i].pid)
			continue;
		while (waitpid(c->workers[i].pid, NULL, 0) < 0 && errno == EINTR)
			vg_service_alive("ends");
		c->workers[i].pid = 0;
	}
}

/* Whether there is something else to do than to read events. */
static bool
is_called(void *cookie)
{
	(void)cookie;
	return ends || reloads || ended;
}

/* --- rounds ------------------------------------------------------------------------------------ */

/* Any happening of a case may have queued something. */
static bool
on_event(const char *id, const char *data, void *cookie)
{
	struct courier *c = cookie;

	(void)id;
	(void)data;
	c->looked = (struct vg_mono){0};
	return false;
}

/*
 * Until something happened, or it is time to look again.  The stream is read from now on, never from
 * where it was left: in a storm that would be ever farther behind, and each time all of it again.
 * What happens while nobody reads it waits for idle-s, but behind a happening for a breath only: one
 * seldom comes alone.
 */
static void
wait_for_work(struct courier *c)
{
	struct vg_fetch_reply reply = {0};
	struct vg_detail detail;
	struct vg_mono began = vg_clock_mono();
	int64_t most = c->happened ? BREATH_MS : c->conf.idle_us / 1000, left = most;

	c->looked = began;
	while (!is_called(NULL) && c->looked.us && left > 0) {
		int code = vg_fetch_stream(c->fetch, "/restconf/streams/vigie", NULL,
		    left < WAIT_MS ? left : WAIT_MS, on_event, c, &reply, &detail);
		vg_fetch_reply_fini(&reply);
		if (code != VG_OK) {
			c->nap_ms = vg_courierwork_nap(c->nap_ms);
			return;
		}
		c->nap_ms = 0;
		vg_service_alive("waits");
		left = most - vg_instant_mono_since(vg_clock_mono(), began) / 1000;
	}
	c->happened = !c->looked.us;
	/* In a storm of happenings the collector is asked twice a second. */
	left = BREATH_MS - vg_instant_mono_since(vg_clock_mono(), began) / 1000;
	if (c->happened && left > 0 && !ends)
		poll(NULL, 0, (int)left);
}

static void
reload(struct courier *c)
{
	struct vg_courierconf conf;
	struct vg_detail detail;

	reloads = 0;
	vg_service_reloading();
	int code =
	    vg_courierconf_load(c->daemon->config, c->daemon->state, &conf, &detail);
	if (code == VG_OK) {
		/* The workers have the one before: others follow them, and wait for none. */
		dismiss_workers(c, VG_COURIERWORK_LEAVE);
		vg_courierconf_fini(&c->conf);
		c->conf = conf;
		vg_log(VG_LOG_INFO, "courier", c->daemon->config, "taken");
	} else {
		vg_courierconf_fini(&conf);
		vg_log(VG_LOG_ERROR, "courier", "", "not taken: %s", detail.text);
	}
	vg_service_ready("running");
}

int
vg_courierrun_check(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	struct vg_courierconf conf;
	int code = vg_courierconf_load(daemon->config, daemon->state, &conf, detail);

	vg_courierconf_fini(&conf);
	return code;
}

int
vg_courierrun_run(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	struct courier c = {.daemon = daemon};
	int code = vg_daemon_lock(daemon->state, detail);

	if (code == VG_OK)
		code =
		    vg_courierconf_load(daemon->config, daemon->state, &c.conf, detail);
	if (code != VG_OK)
		return code;
	if (pipe2(c.wake, O_NONBLOCK | O_CLOEXEC) != 0)
		return vg_detail_set(detail, VG_EIO, "pipe: %s", strerror(errno));
	vg_couriermime_start();
	catch_signals();
	vg_courierkept_gather(daemon->state);
	keep_workers(&c);
	c.fetch = vg_fetch_new(daemon->socket, ASK_MS);
	vg_fetch_set_over(c.fetch, is_called, NULL);
	vg_log(VG_LOG_INFO, "courier", daemon->config,
	    "%s: relay %s port %u, collector at %s, %d workers", vg_version_text(),
	    c.conf.host, (unsigned)c.conf.port, daemon->socket, c.conf.workers);
	vg_service_ready("running");
	while (!ends) {
		if (reloads)
			reload(&c);
		vg_courierkept_age(
		    daemon->state, vg_clock_wall(), vg_clock_mono(), &c.ages);
		keep_workers(&c);
		wake(&c);
		vg_service_alive("waits");
		wait_for_work(&c);
	}
	end_workers(&c);
	vg_fetch_free(c.fetch);
	vg_courierconf_fini(&c.conf);
	close(c.wake[0]);
	close(c.wake[1]);
	return VG_OK;
}
