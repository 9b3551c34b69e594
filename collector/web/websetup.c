/*
 * From start to end.
 */
#include "collector/web/websetup.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/web/webconf.h"
#include "collector/web/webdoor.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/base/version.h"
#include "lib/http/httptls.h"
#include "lib/log/log.h"
#include "lib/loop/loop.h"
#include "lib/os/credential.h"
#include "lib/os/service.h"

/* How long the end waits for the collector's answers. */
#define END_US (5 * VG_SECOND_US)

struct setup {
	const struct vg_daemon *daemon; /* borrowed */
	struct vg_loop *loop;
	struct vg_webconf *conf;
	struct vg_httptls *tls; /* NULL: plain */
	struct vg_webdoor *door;
	struct vg_address bound; /* where it listens */
	struct vg_timer *watchdog;
	struct vg_timer *end; /* set: it ends */
	struct vg_signal *signals[3];
};

/* The key is a credential: its file is looked at as one before OpenSSL reads it. */
static int
load_tls(const struct vg_daemon *daemon, const struct vg_webconf *conf,
    struct vg_httptls **tls, struct vg_detail *detail)
{
	struct vg_credential credential = {0};
	char path[1024];
	int err;

	*tls = NULL;
	if (!conf->tls)
		return VG_OK;
	err = vg_credential_path(daemon->state, conf->key, path, sizeof(path), detail);
	if (err == VG_OK)
		err = vg_credential_read(daemon->state, conf->key, &credential, detail);
	if (err == VG_OK && !credential.is_key)
		err = vg_detail_set(detail, VG_EINVAL, "%s: no private key", path);
	vg_credential_wipe(&credential);
	if (err == VG_OK)
		err = vg_httptls_new(conf->certificate, path,
		    conf->authority[0] ? conf->authority : NULL, tls, detail);
	return err;
}

static int
load(const struct vg_daemon *daemon, struct vg_webconf **conf, struct vg_httptls **tls,
    struct vg_detail *detail)
{
	int err = vg_webconf_load(daemon->config, conf, detail);

	return err == VG_OK ? load_tls(daemon, *conf, tls, detail) : err;
}

int
vg_websetup_check(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	struct vg_webconf *conf = NULL;
	struct vg_httptls *tls = NULL;
	int err = load(daemon, &conf, &tls, detail);

	vg_httptls_free(tls);
	vg_webconf_free(conf);
	return err;
}

/* --- signals ------------------------------------------------------------------------------- */

static void
over(void *cookie)
{
	struct setup *s = cookie;

	vg_loop_stop(s->loop);
}

/*
 * Whom it did not let in is in the audit before it ends; asked a second time, it waits for nothing.
 */
static void
stop(int number, void *cookie)
{
	struct setup *s = cookie;

	(void)number;
	if (s->end) {
		vg_loop_stop(s->loop);
		return;
	}
	s->end = vg_loop_timer(s->loop, over, s);
	vg_loop_timer_set(s->end, END_US);
	vg_webdoor_end(s->door, over, s);
}

static void
reload(int number, void *cookie)
{
	struct setup *s = cookie;
	struct vg_webconf *conf = NULL;
	struct vg_httptls *tls = NULL;
	struct vg_detail detail = {0};

	(void)number;
	vg_service_reloading();
	int err = load(s->daemon, &conf, &tls, &detail);
	if (err == VG_OK && (tls != NULL) != (s->tls != NULL))
		err = vg_detail_set(
		    &detail, VG_EUNSUPPORTED, "tls begins or ends with a restart only");
	if (err != VG_OK) {
		vg_log(VG_LOG_ERROR, "web", "", "not taken: %s", detail.text);
		vg_httptls_free(tls);
		vg_webconf_free(conf);
		vg_service_ready("goes on with what it had");
		return;
	}
	if (!vg_net_same(&conf->listen, &s->conf->listen))
		vg_log(VG_LOG_WARNING, "web", "",
		    "another listen address: taken at the next start");
	vg_webdoor_set(s->door, conf, tls);
	vg_httptls_free(s->tls);
	vg_webconf_free(s->conf);
	s->conf = conf;
	s->tls = tls;
	vg_log(VG_LOG_INFO, "web", s->daemon->config, "taken");
	vg_service_ready("reloaded");
}

static void
tell_alive(void *cookie)
{
	struct setup *s = cookie;
	char text[160];

	vg_webdoor_status(s->door, text, sizeof(text));
	vg_service_alive(text);
	vg_loop_timer_set(s->watchdog, vg_service_watchdog_us());
}

/* --- start --------------------------------------------------------------------------------- */

static int
open_door(struct setup *s, struct vg_detail *detail)
{
	int fd = -1;
	int err = vg_net_tcp_listen(&s->conf->listen, &fd, detail);

	if (err != VG_OK)
		return err;
	s->door = vg_webdoor_new(s->loop, s->conf, s->daemon->socket, s->tls, fd);
	if (!s->door) {
		close(fd);
		return vg_detail_set(detail, VG_EIO, "the listener is not taken");
	}
	return vg_net_bound(fd, &s->bound);
}

/* Last of all: whoever finds the address may ask and signal at once. */
static int
tell_address(const struct setup *s, struct vg_detail *detail)
{
	char text[VG_NET_TEXT_SIZE];

	vg_net_text(&s->bound, text);
	vg_log(VG_LOG_INFO, "web", text, "%s: port %u, %s, collector at %s",
	    vg_version_text(), (unsigned)vg_net_port(&s->bound), s->tls ? "TLS" : "plain",
	    s->daemon->socket);
	return vg_daemon_write_address(s->daemon->state, "web", &s->bound, detail);
}

static int
start(struct setup *s, struct vg_detail *detail)
{
	int err = load(s->daemon, &s->conf, &s->tls, detail);

	if (err == VG_OK)
		err = vg_daemon_lock(s->daemon->state, detail);
	if (err != VG_OK)
		return err;
	s->loop = vg_loop_new();
	s->signals[0] = vg_loop_signal(s->loop, SIGTERM, stop, s);
	s->signals[1] = vg_loop_signal(s->loop, SIGINT, stop, s);
	s->signals[2] = vg_loop_signal(s->loop, SIGHUP, reload, s);
	err = open_door(s, detail);
	if (err == VG_OK)
		err = tell_address(s, detail);
	if (err != VG_OK)
		return err;
	s->watchdog = vg_loop_timer(s->loop, tell_alive, s);
	if (vg_service_watchdog_us())
		vg_loop_timer_set(s->watchdog, 0);
	vg_service_ready("listens");
	return VG_OK;
}

static void
end(struct setup *s)
{
	for (size_t i = 0; i < sizeof(s->signals) / sizeof(s->signals[0]); i++) {
		if (s->signals[i])
			vg_loop_signal_free(s->signals[i]);
	}
	if (s->watchdog)
		vg_loop_timer_free(s->watchdog);
	if (s->end)
		vg_loop_timer_free(s->end);
	vg_webdoor_free(s->door);
	vg_httptls_free(s->tls);
	vg_webconf_free(s->conf);
	if (s->loop)
		vg_loop_free(s->loop);
}

int
vg_websetup_run(const struct vg_daemon *daemon, struct vg_detail *detail)
{
	struct setup s = {.daemon = daemon};
	int err = start(&s, detail);

	if (err == VG_OK)
		vg_loop_run(s.loop);
	end(&s);
	return err;
}
