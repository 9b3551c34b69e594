/*
 * From a request to whoever answers it.
 */
#include "collector/web/webdoor.h"

#include <stdlib.h>
#include <string.h>

#include "collector/web/webask.h"
#include "collector/web/webforward.h"
#include "collector/web/weblogin.h"
#include "collector/web/webreply.h"
#include "collector/web/websession.h"
#include "collector/web/webstream.h"
#include "collector/web/webtoken.h"
#include "collector/web/webtold.h"
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
	struct vg_weblogin *login;
	struct vg_webtokens *tokens;
	struct vg_webtold *told;
	struct vg_timer *sweep;
	bool ending; /* nobody is let in any more */
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

static bool
lives(uint64_t bond, void *cookie)
{
	struct vg_webdoor *door = cookie;

	if (bond & VG_WEBTOKEN_BOND)
		return vg_webtoken_lives(door->tokens, bond);
	return vg_websession_lives(door->sessions, bond, vg_clock_mono());
}

static void
refuse(struct vg_http_request *request, int status, const char *why)
{
	vg_webreply_error(vg_http_defer(request, NULL, NULL), status, 0, why);
}

static void
refuse_method(struct vg_http_request *request, const char *allow)
{
	vg_http_add(request, "Allow", allow);
	refuse(request, 405, "not this method here");
}

/* --- whose a token is -------------------------------------------------------------------- */

/* A request that waits for the collector to say whose its token is. */
struct unproved {
	struct vg_webdoor *door;
	struct vg_http_later *later; /* NULL: the client has gone */
	struct vg_webask *ask;       /* NULL: it asks who it is */
};

static void
unproved_gone(void *cookie)
{
	struct unproved *unproved = cookie;

	unproved->later = NULL;
}

static void
tell_who(struct vg_http_later *later, const char *user, const char *by)
{
	char body[160];

	vg_text_format(body, sizeof(body), "{\"user\":\"%s\",\"by\":\"%s\"}\n", user, by);
	vg_webreply_json(later, 200, body);
}

static void
proved(int code, const char *user, uint64_t bond, void *cookie)
{
	struct unproved *unproved = cookie;
	struct vg_http_later *later = unproved->later;
	struct vg_webask *ask = unproved->ask;

	if (later)
		vg_http_later_on_closed(later, NULL, NULL);
	if (!later || code != VG_OK)
		vg_webask_free(ask);
	if (later && code == VG_ENOENT)
		vg_webreply_error(later, 401, 0, "the token proves nobody");
	else if (later && code != VG_OK)
		vg_webreply_upstream(later, code);
	else if (later && !ask)
		tell_who(later, user, vg_webwho_by_text(VG_WEBWHO_TOKEN));
	else if (later)
		pass_on(unproved->door, later, ask, user, bond);
	free(unproved);
}

/* --- requests ------------------------------------------------------------------------------ */

static const char session_path[] = "/session";

/* POST /logout: the session ends, and its streams with it. */
static void
log_out(struct vg_webdoor *door, struct vg_http_request *request)
{
	char id[VG_WEBSESSION_ID_SIZE], cookie[128];
	uint64_t session;

	if (vg_webwho_session(door->conf, request, id)) {
		const char *user =
		    vg_websession_user(door->sessions, id, vg_clock_mono(), &session);
		if (user)
			vg_weblogin_ended(door->login, user);
		vg_websession_end(door->sessions, id);
	}
	struct vg_http_later *later = vg_http_defer(request, NULL, NULL);
	vg_text_format(cookie, sizeof(cookie),
	    "%s=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict%s",
	    vg_webwho_cookie(door->conf), door->conf->secure ? "; Secure" : "");
	vg_http_later_add(later, "Set-Cookie", cookie);
	vg_webreply_json(later, 204, NULL);
	vg_webstream_sweep(door->streams, lives, door);
}

/* Whoever asks is known, or will be once the collector has said whose the token is. */
static void
go_on(
    struct vg_webdoor *door, struct vg_http_request *request, const struct vg_webwho *who)
{
	bool asks_who = strcmp(vg_http_path(request), session_path) == 0;
	struct vg_webask *ask = asks_who ? NULL : vg_webask_new(request);

	if (who->by == VG_WEBWHO_TOKEN) {
		struct unproved *unproved = vg_mem_zero(sizeof(*unproved));
		unproved->door = door;
		unproved->ask = ask;
		unproved->later = vg_http_defer(request, unproved_gone, unproved);
		vg_webtoken_find(door->tokens, who->token, proved, unproved);
		return;
	}
	struct vg_http_later *later = vg_http_defer(request, NULL, NULL);
	if (asks_who)
		tell_who(later, who->user, vg_webwho_by_text(who->by));
	else
		pass_on(door, later, ask, who->user, who->session);
}

/* Whether 'request' is a log-in; then it is answered, or on its way. */
static bool
take_log_in(struct vg_webdoor *door, struct vg_http_request *request)
{
	if (strcmp(vg_http_path(request), "/login") != 0)
		return false;
	if (!door->conf->password)
		refuse(request, 404, "nobody logs in with a pass phrase here");
	else if (strcmp(vg_http_method(request), "POST") != 0)
		refuse_method(request, "POST");
	else if (!vg_webwho_is_own_page(door->conf, request)) {
		vg_webtold_note(door->told, VG_WEBTOLD_ORIGIN, "", vg_clock_mono());
		refuse(request, 403, "a log-in from a page of another origin");
	} else
		vg_weblogin_take(door->login, door->conf, request);
	return true;
}

static void
handle(struct vg_http_request *request, void *cookie)
{
	struct vg_webdoor *door = cookie;
	const char *path = vg_http_path(request);
	struct vg_webwho who;
	const char *why;

	if (vg_http_too_big(request)) {
		refuse(request, 413, "the body is too large");
		return;
	}
	if (door->ending) {
		refuse(request, 503, "vigie-web ends");
		return;
	}
	if (take_log_in(door, request))
		return;
	int status = vg_webwho_settle(
	    door->conf, door->sessions, request, vg_clock_mono(), &who, &why);
	bool is_get = strcmp(vg_http_method(request), "GET") == 0;
	bool is_post = strcmp(vg_http_method(request), "POST") == 0;
	if (status) {
		vg_webtold_note(door->told, who.refused, who.user, vg_clock_mono());
		refuse(request, status, why);
	} else if (strcmp(path, "/logout") == 0 && is_post)
		log_out(door, request);
	else if (is_theirs(path) || (strcmp(path, session_path) == 0 && is_get))
		go_on(door, request, &who);
	else if (strcmp(path, session_path) == 0)
		refuse_method(request, "GET");
	else if (strcmp(path, "/logout") == 0)
		refuse_method(request, "POST");
	else
		refuse(request, 404, "nothing is here; see /.well-known/host-meta");
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

static void
sweep(void *cookie)
{
	struct vg_webdoor *door = cookie;

	vg_weblogin_look(door->login);
	vg_webtold_look(door->told, vg_clock_mono());
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
	door->told = vg_webtold_new(door->forward);
	door->login = vg_weblogin_new(loop, door->forward, door->sessions, door->told);
	door->tokens = vg_webtoken_new(loop, door->forward);
	door->sweep = vg_loop_timer(loop, sweep, door);
	vg_loop_timer_set(door->sweep, SWEEP_US);
	if (vg_http_listen(door->http, fd) == VG_OK)
		return door;
	vg_webdoor_free(door);
	return NULL;
}

void
vg_webdoor_end(struct vg_webdoor *door, void (*ended)(void *cookie), void *cookie)
{
	door->ending = true;
	vg_webforward_when_told(door->forward, ended, cookie);
}

void
vg_webdoor_free(struct vg_webdoor *door)
{
	if (!door)
		return;
	vg_loop_timer_free(door->sweep);
	vg_webstream_free(door->streams);
	vg_webforward_free(door->forward);
	vg_weblogin_free(door->login);
	vg_webtoken_free(door->tokens);
	vg_webtold_free(door->told);
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
