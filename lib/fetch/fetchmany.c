/*
 * libcurl asks for descriptors and a timer; the loop has them.
 *
 * A handle may not be taken out while libcurl calls back, so a job that is cancelled from a hook
 * is only marked, and goes when the call into libcurl has returned.
 */
#include "lib/fetch/fetchmany.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/queue.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

enum { CONNECT_MS = 2000, MAX_FIELD = 8192 };

struct vg_fetchmany_job {
	LIST_ENTRY(vg_fetchmany_job) link;
	struct vg_fetchmany *many;
	CURL *curl;
	struct curl_slist *fields;
	const struct vg_fetchmany_hooks *hooks;
	void *cookie;
	int status;
	bool cancelled;
};

struct vg_fetchmany {
	LIST_HEAD(, vg_fetchmany_job) jobs;
	size_t n_jobs;
	struct vg_fetchmany_limits limits;
	struct vg_loop *loop;
	CURLM *multi;
	struct vg_timer *timer;
	char *path;  /* owned */
	bool inside; /* libcurl is running */
};

static void
remove_job(struct vg_fetchmany_job *job)
{
	LIST_REMOVE(job, link);
	job->many->n_jobs--;
	curl_multi_remove_handle(job->many->multi, job->curl);
	curl_easy_cleanup(job->curl);
	curl_slist_free_all(job->fields);
	free(job);
}

static int
code_of(CURLcode result)
{
	switch ((int)result) {
	case CURLE_OK:
		return VG_OK;
	case CURLE_COULDNT_CONNECT:
		return VG_EUNREACH;
	case CURLE_OPERATION_TIMEDOUT:
		return VG_ETIMEOUT;
	default:
		return VG_EIO;
	}
}

static void
finish(struct vg_fetchmany_job *job, CURLcode result)
{
	const struct vg_fetchmany_hooks *hooks = job->cancelled ? NULL : job->hooks;
	void *cookie = job->cookie;
	bool nothing = job->status == 0;

	remove_job(job);
	/* It listened and went away before a word: a daemon that is ending or starting. */
	if (hooks)
		hooks->end(
		    nothing && result != CURLE_OPERATION_TIMEDOUT && result != CURLE_OK
			? VG_EUNREACH
			: code_of(result),
		    cookie);
}

/* After each call into libcurl: what is over, and what was cancelled meanwhile. */
static void
reap(struct vg_fetchmany *many)
{
	struct vg_fetchmany_job *job, *next;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(many->multi, &left))) {
		char *private = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode result = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
		finish((struct vg_fetchmany_job *)(void *)private, result);
	}
	for (job = LIST_FIRST(&many->jobs); job; job = next) {
		next = LIST_NEXT(job, link);
		if (job->cancelled)
			remove_job(job);
	}
}

static void
act(struct vg_fetchmany *many, curl_socket_t fd, int events)
{
	int running;

	many->inside = true;
	curl_multi_socket_action(many->multi, fd, events, &running);
	many->inside = false;
	reap(many);
}

static void
on_time(void *cookie)
{
	act(cookie, CURL_SOCKET_TIMEOUT, 0);
}

static void
on_ready(int fd, int events, void *cookie)
{
	act(cookie, fd,
	    (events & VG_LOOP_READ ? CURL_CSELECT_IN : 0) |
		(events & VG_LOOP_WRITE ? CURL_CSELECT_OUT : 0));
}

static int
set_timer(CURLM *multi, long wait_ms, void *cookie)
{
	struct vg_fetchmany *many = cookie;

	(void)multi;
	if (wait_ms < 0)
		vg_loop_timer_stop(many->timer);
	else
		vg_loop_timer_set(many->timer, wait_ms * VG_MS_US);
	return 0;
}

static int
set_watch(CURL *curl, curl_socket_t fd, int what, void *cookie, void *assigned)
{
	struct vg_fetchmany *many = cookie;
	struct vg_watch *watch = assigned;
	int events = (what & CURL_POLL_IN ? VG_LOOP_READ : 0) |
	    (what & CURL_POLL_OUT ? VG_LOOP_WRITE : 0);

	(void)curl;
	if (what == CURL_POLL_REMOVE) {
		vg_loop_watch_free(watch);
		curl_multi_assign(many->multi, fd, NULL);
	} else if (watch) {
		vg_loop_watch_events(watch, events);
	} else {
		watch = vg_loop_watch(many->loop, fd, events, on_ready, many);
		curl_multi_assign(many->multi, fd, watch);
	}
	return 0;
}

/* --- what comes ---------------------------------------------------------------------------- */

/* "Name: value" of 'size' octets, without its end of line. */
static void
take_field(struct vg_fetchmany_job *job, const char *line, size_t size)
{
	const char *colon = memchr(line, ':', size);
	char field[MAX_FIELD];

	if (!colon || size >= sizeof(field))
		return;
	memcpy(field, line, size);
	field[size] = '\0';
	size_t name = (size_t)(colon - line);
	field[name] = '\0';
	job->hooks->field(
	    field, field + name + 1 + strspn(field + name + 1, " \t"), job->cookie);
}

/* One line of the head; interim replies (1xx) are nobody's affair. */
static size_t
take_line(char *data, size_t unit, size_t n, void *cookie)
{
	struct vg_fetchmany_job *job = cookie;
	size_t whole = unit * n, size = whole;
	long status = 0;

	while (size && (data[size - 1] == '\n' || data[size - 1] == '\r'))
		size--;
	if (size >= 5 && strncmp(data, "HTTP/", 5) == 0)
		return whole;
	curl_easy_getinfo(job->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status < 200 || job->cancelled)
		return job->cancelled ? 0 : whole;
	if (size) {
		take_field(job, data, size);
	} else {
		job->status = (int)status;
		job->hooks->head(job->status, job->cookie);
	}
	return job->cancelled ? 0 : whole;
}

static size_t
take_data(char *data, size_t unit, size_t n, void *cookie)
{
	struct vg_fetchmany_job *job = cookie;

	if (!job->cancelled)
		job->hooks->data(data, unit * n, job->cookie);
	return job->cancelled ? 0 : unit * n;
}

/* --- requests ------------------------------------------------------------------------------ */

static void
prepare_body(CURL *curl, const struct vg_fetchmany_ask *ask)
{
	if (ask->body) {
		curl_easy_setopt(
		    curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)ask->size);
		curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, ask->body);
	}
	if (strcmp(ask->method, "HEAD") == 0)
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	else
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask->method);
}

/* What is set here is the whole of the way out: the socket, no proxy, no redirect, no look-up. */
static void
prepare(struct vg_fetchmany_job *job, const struct vg_fetchmany_ask *ask)
{
	char *url = vg_mem_format("http://localhost%s", ask->target);
	CURL *curl = job->curl;
	bool asks = strcmp(ask->method, "GET") == 0 || strcmp(ask->method, "HEAD") == 0 ||
	    strcmp(ask->method, "OPTIONS") == 0;

	curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, job->many->path);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, job->fields);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)ask->limit_ms);
	curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, 20L);
	/* libcurl sends anew what a kept connection may have swallowed: only questions. */
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, asks ? 0L : 1L);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_line);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, job);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_data);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, job);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, job);
	prepare_body(curl, ask);
	free(url);
}

struct vg_fetchmany_job *
vg_fetchmany_start(struct vg_fetchmany *many, const struct vg_fetchmany_ask *ask,
    const struct vg_fetchmany_hooks *hooks, void *cookie)
{
	struct vg_fetchmany_job *job;

	if (many->n_jobs >= many->limits.jobs)
		return NULL;
	job = vg_mem_zero(sizeof(*job));
	job->many = many;
	job->hooks = hooks;
	job->cookie = cookie;
	job->curl = curl_easy_init();
	if (!job->curl)
		abort();
	job->fields = curl_slist_append(NULL, "Expect:");
	for (size_t i = 0; i < ask->n_fields; i++)
		job->fields = curl_slist_append(job->fields, ask->fields[i]);
	prepare(job, ask);
	LIST_INSERT_HEAD(&many->jobs, job, link);
	many->n_jobs++;
	/* Only arms the timer: nothing is called before we return. */
	curl_multi_add_handle(many->multi, job->curl);
	return job;
}

void
vg_fetchmany_cancel(struct vg_fetchmany_job *job)
{
	job->cancelled = true;
	if (!job->many->inside)
		remove_job(job);
}

size_t
vg_fetchmany_count(const struct vg_fetchmany *many)
{
	return many->n_jobs;
}

struct vg_fetchmany *
vg_fetchmany_new(
    struct vg_loop *loop, const char *path, const struct vg_fetchmany_limits *limits)
{
	const struct vg_fetchmany_limits defaults = {.connections = 32, .jobs = 512};
	struct vg_fetchmany *many = vg_mem_zero(sizeof(*many));

	if (limits)
		many->limits = *limits;
#define FILL(m) many->limits.m = many->limits.m ? many->limits.m : defaults.m
	FILL(connections);
	FILL(jobs);
#undef FILL
	LIST_INIT(&many->jobs);
	many->loop = loop;
	many->path = vg_mem_text(path);
	many->timer = vg_loop_timer(loop, on_time, many);
	many->multi = curl_multi_init();
	if (!many->multi)
		abort();
	curl_multi_setopt(many->multi, CURLMOPT_SOCKETFUNCTION, set_watch);
	curl_multi_setopt(many->multi, CURLMOPT_SOCKETDATA, many);
	curl_multi_setopt(many->multi, CURLMOPT_TIMERFUNCTION, set_timer);
	curl_multi_setopt(many->multi, CURLMOPT_TIMERDATA, many);
	curl_multi_setopt(
	    many->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)many->limits.connections);
	curl_multi_setopt(
	    many->multi, CURLMOPT_MAXCONNECTS, (long)many->limits.connections);
	return many;
}

void
vg_fetchmany_free(struct vg_fetchmany *many)
{
	if (!many)
		return;
	many->limits.jobs = 0; /* a hook may try again */
	while (!LIST_EMPTY(&many->jobs))
		finish(LIST_FIRST(&many->jobs), CURLE_COULDNT_CONNECT);
	curl_multi_cleanup(many->multi);
	vg_loop_timer_free(many->timer);
	free(many->path);
	free(many);
}
