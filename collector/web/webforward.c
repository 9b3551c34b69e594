/*
 * One job for each request that is passed on.
 */
#include "collector/web/webforward.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "collector/web/webreply.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/fetch/fetchmany.h"
#include "lib/log/log.h"

enum {
	JOBS = 1024,
	SLOW_SIZE = 256 * 1024, /* who has as much waiting does not keep up */
	OWN_SIZE = 65536        /* of a reply to a question of our own */
};

struct vg_webforward {
	struct vg_fetchmany *many;
	const struct vg_webconf *conf; /* borrowed */
	struct vg_http *http;          /* borrowed */
	size_t tellings;               /* under way */
	void (*told)(void *cookie);    /* NULL: nobody waits for their end */
	void *told_cookie;
};

/* A request of a client, under way. */
struct job {
	struct vg_webforward *forward;
	struct vg_http_later *later; /* NULL: answered, or gone */
	struct vg_fetchmany_job *fetch;
	bool started;
	bool cached; /* the collector says how it may be kept */
};

/* A question of our own, or something that we tell. */
struct question {
	struct vg_webforward *forward;
	bool tells;
	vg_webforward_cb cb;
	void *cookie;
	int status;
	struct vg_buf body;
};

/* --- a client's request -------------------------------------------------------------------- */

bool
vg_webforward_passes(const char *name)
{
	static const char *const own[] = {"Connection", "Keep-Alive", "Transfer-Encoding",
	    "TE", "Trailer", "Upgrade", "Date", "Server", "Set-Cookie"};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (strcasecmp(name, own[i]) == 0)
			return false;
	}
	return true;
}

static void
got_field(const char *name, const char *value, void *cookie)
{
	struct job *job = cookie;

	if (!vg_webforward_passes(name))
		return;
	job->cached = job->cached || strcasecmp(name, "Cache-Control") == 0;
	vg_http_later_add(job->later, name, value);
}

static void
got_head(int status, void *cookie)
{
	struct job *job = cookie;

	vg_webreply_fields(job->later);
	if (!job->cached)
		vg_http_later_add(job->later, "Cache-Control", "no-cache");
	job->started = true;
	vg_http_later_start(job->later, status, false);
}

/* Whether what waits for slow clients passes the limit, and this one is slow. */
static bool
is_too_slow(const struct job *job)
{
	return vg_http_later_queued(job->later) > SLOW_SIZE &&
	    vg_http_queued(job->forward->http) > job->forward->conf->reply_queue;
}

static void
got_data(const void *data, size_t size, void *cookie)
{
	struct job *job = cookie;

	vg_http_later_send(job->later, data, size);
	if (!is_too_slow(job))
		return;
	vg_log(VG_LOG_WARNING, "web", "",
	    "a client does not take its reply: cut, %zu octets wait in all",
	    vg_http_queued(job->forward->http));
	vg_fetchmany_cancel(job->fetch);
	vg_http_later_cut(job->later);
	free(job);
}

static void
got_end(int code, void *cookie)
{
	struct job *job = cookie;

	if (!job->started)
		vg_webreply_upstream(job->later, code == VG_OK ? VG_EIO : code);
	else if (code == VG_OK)
		vg_http_later_end(job->later);
	else
		vg_http_later_cut(job->later);
	free(job);
}

static const struct vg_fetchmany_hooks client_hooks = {
    .field = got_field, .head = got_head, .data = got_data, .end = got_end};

/* The client has gone: nobody waits for the reply. */
static void
client_gone(void *cookie)
{
	struct job *job = cookie;

	vg_fetchmany_cancel(job->fetch);
	free(job);
}

void
vg_webforward_send(struct vg_webforward *forward, struct vg_http_later *later,
    struct vg_webask *ask, const char *user)
{
	struct job *job = vg_mem_zero(sizeof(*job));

	vg_webask_add(ask, "Vigie-Door", "web");
	if (user)
		vg_webask_add(ask, "Vigie-User", user);
	if (ask->last_id)
		vg_webask_add(ask, "Last-Event-ID", ask->last_id);
	const struct vg_fetchmany_ask what = {.method = ask->method,
	    .target = ask->target,
	    .fields = (const char *const *)ask->fields,
	    .n_fields = ask->n_fields,
	    .body = ask->body,
	    .size = ask->size,
	    .limit_ms = forward->conf->reply_ms};
	job->forward = forward;
	job->later = later;
	job->fetch = vg_fetchmany_start(forward->many, &what, &client_hooks, job);
	vg_webask_free(ask);
	if (!job->fetch) {
		vg_webreply_upstream(later, VG_ELIMIT);
		free(job);
		return;
	}
	vg_http_later_on_closed(later, client_gone, job);
}

/* --- questions of our own ------------------------------------------------------------------ */

static void
own_field(const char *name, const char *value, void *cookie)
{
	(void)name;
	(void)value;
	(void)cookie;
}

static void
own_head(int status, void *cookie)
{
	struct question *question = cookie;

	question->status = status;
}

static void
own_data(const void *data, size_t size, void *cookie)
{
	struct question *question = cookie;

	vg_buf_add(&question->body, data, size);
}

static void
one_told(struct vg_webforward *forward)
{
	if (--forward->tellings == 0 && forward->told)
		forward->told(forward->told_cookie);
}

static void
own_end(int code, void *cookie)
{
	struct question *question = cookie;
	struct vg_webforward *forward = question->tells ? question->forward : NULL;

	if (code == VG_OK && question->body.error != VG_OK)
		code = VG_EIO;
	question->cb(code, code == VG_OK ? question->status : 0,
	    vg_buf_text(&question->body), question->cookie);
	if (question->body.data)
		explicit_bzero(question->body.data, question->body.size);
	vg_buf_fini(&question->body);
	free(question);
	if (forward)
		one_told(forward);
}

static const struct vg_fetchmany_hooks own_hooks = {
    .field = own_field, .head = own_head, .data = own_data, .end = own_end};

static int
start(struct vg_webforward *forward, const char *target, const char *body,
    vg_webforward_cb cb, void *cookie)
{
	static const char *const fields[] = {
	    "Vigie-Door: web", "Content-Type: application/yang-data+json"};
	struct question *question = vg_mem_zero(sizeof(*question));
	const struct vg_fetchmany_ask what = {.method = body ? "POST" : "GET",
	    .target = target,
	    .fields = fields,
	    .n_fields = body ? 2 : 1,
	    .body = body,
	    .size = body ? strlen(body) : 0,
	    .limit_ms = forward->conf->reply_ms};

	question->forward = forward;
	question->tells = body != NULL;
	question->cb = cb;
	question->cookie = cookie;
	vg_buf_init(&question->body, OWN_SIZE);
	if (!vg_fetchmany_start(forward->many, &what, &own_hooks, question)) {
		free(question);
		return VG_ELIMIT;
	}
	forward->tellings += question->tells;
	return VG_OK;
}

int
vg_webforward_ask(
    struct vg_webforward *forward, const char *target, vg_webforward_cb cb, void *cookie)
{
	return start(forward, target, NULL, cb, cookie);
}

int
vg_webforward_tell(struct vg_webforward *forward, const char *target, const char *body,
    vg_webforward_cb cb, void *cookie)
{
	return start(forward, target, body, cb, cookie);
}

void
vg_webforward_when_told(
    struct vg_webforward *forward, void (*told)(void *cookie), void *cookie)
{
	forward->told = told;
	forward->told_cookie = cookie;
	if (forward->tellings == 0)
		told(cookie);
}

/* --- the forwarder ------------------------------------------------------------------------- */

struct vg_webforward *
vg_webforward_new(struct vg_loop *loop, const char *path, const struct vg_webconf *conf,
    struct vg_http *http)
{
	struct vg_webforward *forward = vg_mem_zero(sizeof(*forward));
	const struct vg_fetchmany_limits limits = {
	    .connections = conf->upstream, .jobs = JOBS};

	forward->conf = conf;
	forward->http = http;
	forward->many = vg_fetchmany_new(loop, path, &limits);
	return forward;
}

void
vg_webforward_set_conf(struct vg_webforward *forward, const struct vg_webconf *conf)
{
	forward->conf = conf;
}

void
vg_webforward_free(struct vg_webforward *forward)
{
	if (!forward)
		return;
	forward->told = NULL;
	vg_fetchmany_free(forward->many);
	free(forward);
}
