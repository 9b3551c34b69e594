/*
 * From a request to whoever answers it.
 */
#include "collector/web/webdoor.h"

#include <stdlib.h>
#include <string.h>

#include "collector/web/webask.h"
#include "collector/web/webforward.h"
#include "collector/web/webreply.h"
#include "collector/web/websession.h"
#include "collector/web/webstream.h"
#include "collector/web/webwho.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/http/httplater.h"
#include "lib/log/log.h"
#include "lib/os/clock.h"

#define SWEEP_US                                                                         \
	(5 * VG_SECOND_US) /* how often streams of ended sessions are looked for */

struct vg_webdoor {
	const struct vg_webconf *conf; /* borrowed */
	struct vg_http *http;
	struct vg_webforward *forward;
	struct vg_webstreams *streams;
	struct vg_websessions *sessions;
	struct vg_timer *sweep;
};

/* --- what is passed on --------------------------------------------------------------------- */

/* The collector's paths; nothing else of it is shown. */
static bool
is_theirs(const char *path)
{
	return strcmp(path, "/restconf") == 0 || vg_text_starts(path, "/restconf/") ||
	    strcmp(path, "/.well-known/host-meta") == 0;
}

static bool
is_stream(const struct vg_webask *ask)
{
	return strcmp(ask->method, "GET") == 0 &&
	    vg_text_starts(ask->target, "/restconf/streams/");
}

static void
pass_on(struct vg_webdoor *door, struct vg_http_later *later, struct vg_webask *ask,
    const char *user, uint64_t bond)
{
	if (is_stream(ask))
		vg_webstream_join(door->streams, later, ask, user, bond);
	else
		vg_webforward_send(door->forward, later, ask, user);
}

/* --- requests ------------------------------------------------------------------------------ */

static void
refuse(struct vg_http_request *request, int status, const char *why)
{
	vg_webreply_error(vg_http_defer(request, NULL, NULL), status, 0, why);
}

static void
handle(struct vg_http_request *request, void *cookie)
{
	struct vg_webdoor *door = cookie;
	struct vg_webwho who;
	const char *why;

	if (vg_http_too_big(request)) {
		refuse(request, 413, "the body is too large");
		return;
	}
	int status = vg_webwho_settle(
	    door->conf, door->sessions, request, vg_clock_mono(), &who, &why);
	if (status) {
		refuse(request, status, why);
		return;
	}
	if (!is_theirs(vg_http_path(request))) {
		refuse(request, 404, "nothing is here; see /.well-known/host-meta");
		return;
	}
	struct vg_webask *ask = vg_webask_new(request);
	struct vg_http_later *later = vg_http_defer(request, NULL, NULL);
	pass_on(door, later, ask, who.user, who.session);
}

/* --- the door ------------------------------------------------------------------------------ */

static void
write_refusal(
    int status, const char *why, struct vg_buf *body, const char **type, void *cookie)
{
	(void)cookie;
	*type = "application/yang-data+json";
	vg_webreply_body(body, status, why);
}

static bool
lives(uint64_t bond, void *cookie)
{
	const struct vg_webdoor *door = cookie;

	return vg_websession_lives(door->sessions, bond, vg_clock_mono());
}

static void
sweep(void *cookie)
{
	struct vg_webdoor *door = cookie;

	vg_webstream_sweep(door->streams, lives, door);
	vg_loop_timer_set(door->sweep, SWEEP_US);
}

static struct vg_http_limits
limits_of(const struct vg_webconf *conf)
{
	return (struct vg_http_limits){.header_size = conf->header_size,
	    .body_size = conf->body_size,
	    .connections = conf->connections,
	    .connections_peer = conf->connections_peer,
	    .many = conf->proxy,
	    .header_ms = conf->header_ms,
	    .body_ms = conf->body_ms,
	    .idle_ms = conf->idle_ms,
	    .later_ms = conf->reply_ms};
}

struct vg_webdoor *
vg_webdoor_new(struct vg_loop *loop, const struct vg_webconf *conf, const char *socket,
    struct vg_httptls *tls, int fd)
{
	struct vg_webdoor *door = vg_mem_zero(sizeof(*door));
	const struct vg_http_limits limits = limits_of(conf);
	const struct vg_websession_limits sessions = {.most = conf->sessions,
	    .most_user = conf->sessions_user,
	    .idle_us = conf->idle_us,
	    .life_us = conf->life_us};

	door->conf = conf;
	door->http = vg_http_new(loop, &limits, handle, door);
	vg_http_set_refusal(door->http, write_refusal, NULL);
	if (tls)
		vg_httptls_use(tls, door->http);
	door->forward = vg_webforward_new(loop, socket, conf, door->http);
	door->streams = vg_webstream_new(loop, socket, conf);
	door->sessions = vg_websession_new(&sessions);
	door->sweep = vg_loop_timer(loop, sweep, door);
	vg_loop_timer_set(door->sweep, SWEEP_US);
	if (vg_http_listen(door->http, fd) == VG_OK)
		return door;
	vg_webdoor_free(door);
	return NULL;
}

void
vg_webdoor_free(struct vg_webdoor *door)
{
	if (!door)
		return;
	vg_loop_timer_free(door->sweep);
	vg_webstream_free(door->streams);
	vg_webforward_free(door->forward);
	vg_http_free(door->http);
	vg_websession_free(door->sessions);
	free(door);
}

void
vg_webdoor_set(
    struct vg_webdoor *door, const struct vg_webconf *conf, struct vg_httptls *tls)
{
	door->conf = conf;
	vg_webforward_set_conf(door->forward, conf);
	vg_webstream_set_conf(door->streams, conf);
	if (tls)
		vg_httptls_use(tls, door->http);
}

void
vg_webdoor_status(const struct vg_webdoor *door, char *text, size_t size)
{
	struct vg_http_counts counts = vg_http_count(door->http);
	size_t channels;
	size_t clients = vg_webstream_count(door->streams, &channels);

	vg_text_format(text, size,
	    "%zu connections, %zu sessions, %zu event streams over %zu of the collector's",
	    counts.open, vg_websession_count(door->sessions), clients, channels);
}
