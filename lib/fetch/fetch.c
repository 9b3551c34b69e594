/*
 * HTTP over a Unix socket by libcurl's easy interface; server-sent events read line by line.
 */
#include "lib/fetch/fetch.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/time/instant.h"

enum { MAX_REPLY = 64 * 1024 * 1024, MAX_EVENT = 1024 * 1024, MAX_ERROR_REPLY = 262144 };

static const char normal_accept[] = "application/yang-data+json, */*;q=0.1";

struct vg_fetch {
	char *path; /* of the socket, owned */
	CURL *curl;
	struct curl_slist *fields; /* sent with every request, owned */
	int64_t timeout_ms;
	const char *accept;    /* of replies; static */
	const char *mark;      /* a field; static; NULL: none */
	vg_fetch_over_cb over; /* NULL: streams go on */
	void *over_cookie;
};

/* An event stream being read. */
struct stream {
	CURL *curl;
	struct vg_buf line;
	struct vg_buf id;
	struct vg_buf data;
	struct vg_buf refusal; /* the body of an answer other than 200 */
	vg_fetch_event_cb cb;
	void *cookie;
	bool ended; /* 'cb' wants no more */
	bool other; /* the frame is no event but says something of the stream */
};

struct vg_fetch *
vg_fetch_new(const char *path, int64_t timeout_ms)
{
	struct vg_fetch *fetch = vg_mem_zero(sizeof(*fetch));

	fetch->path = vg_mem_text(path);
	fetch->timeout_ms = timeout_ms;
	fetch->accept = normal_accept;
	fetch->curl = curl_easy_init();
	if (!fetch->curl)
		abort();
	return fetch;
}

void
vg_fetch_free(struct vg_fetch *fetch)
{
	if (!fetch)
		return;
	curl_easy_cleanup(fetch->curl);
	curl_slist_free_all(fetch->fields);
	free(fetch->path);
	free(fetch);
}

void
vg_fetch_add(struct vg_fetch *fetch, const char *name, const char *value)
{
	char *field = vg_mem_format("%s: %s", name, value);

	fetch->fields = curl_slist_append(fetch->fields, field);
	free(field);
}

void
vg_fetch_accept(struct vg_fetch *fetch, const char *type)
{
	fetch->accept = type ? type : normal_accept;
}

void
vg_fetch_mark(struct vg_fetch *fetch, const char *field)
{
	fetch->mark = field;
}

void
vg_fetch_reply_fini(struct vg_fetch_reply *reply)
{
	free(reply->body);
	*reply = (struct vg_fetch_reply){0};
}

static size_t
take_body(char *data, size_t size, size_t n, void *cookie)
{
	struct vg_buf *body = cookie;

	vg_buf_add(body, data, size * n);
	return body->error == VG_OK ? size * n : 0;
}

/* Sets what every request has in common; the socket is the only way out. */
static void
prepare(const struct vg_fetch *fetch, const char *url, const struct curl_slist *fields)
{
	CURL *curl = fetch->curl;

	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, fetch->path);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
}

/* What libcurl's 'result' means, as a sentence that names the socket. */
static int
explain(const struct vg_fetch *fetch, CURLcode result, struct vg_detail *detail)
{
	long cause = 0;

	curl_easy_getinfo(fetch->curl, CURLINFO_OS_ERRNO, &cause);
	switch ((int)result) {
	case CURLE_COULDNT_CONNECT:
		return vg_detail_set(detail, cause == EACCES ? VG_EACCESS : VG_EUNREACH,
		    "%s: %s", fetch->path,
		    cause ? strerror((int)cause) : "nobody answers");
	case CURLE_OPERATION_TIMEDOUT:
		return vg_detail_set(
		    detail, VG_ETIMEOUT, "%s: no answer in time", fetch->path);
	case CURLE_WRITE_ERROR:
		return vg_detail_set(
		    detail, VG_ELIMIT, "%s: the answer is too long", fetch->path);
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_PARTIAL_FILE:
		return vg_detail_set(detail, VG_EUNREACH,
		    "%s: the connection was closed before the answer was whole",
		    fetch->path);
	default:
		return vg_detail_set(
		    detail, VG_EIO, "%s: %s", fetch->path, curl_easy_strerror(result));
	}
}

/* The fields of one request: those of all, and 'more'; the caller frees the list. */
static struct curl_slist *
join_fields(const struct vg_fetch *fetch, const char *const *more, size_t n)
{
	struct curl_slist *all = NULL;

	for (const struct curl_slist *f = fetch->fields; f; f = f->next)
		all = curl_slist_append(all, f->data);
	if (fetch->mark)
		all = curl_slist_append(all, fetch->mark);
	for (size_t i = 0; i < n; i++)
		all = curl_slist_append(all, more[i]);
	return all;
}

/* Whom the server takes us for. */
static void
note_user(const struct vg_fetch *fetch, struct vg_fetch_reply *reply)
{
	struct curl_header *field = NULL;

	if (curl_easy_header(fetch->curl, "Vigie-User", 0, CURLH_HEADER, -1, &field) ==
	    CURLHE_OK)
		vg_text_copy(reply->user, sizeof(reply->user), field->value);
}

/* A request's body, and what it is; none: 'data' is NULL. */
struct body {
	const void *data;
	size_t size;
	const char *type;
};

static int
send_body(struct vg_fetch *fetch, const char *method, const char *target,
    const struct body *body, struct vg_fetch_reply *reply, struct vg_detail *detail)
{
	/* No Expect: a local server needs no asking. */
	char *accept = vg_mem_format("Accept: %s", fetch->accept);
	char *type = vg_mem_format("Content-Type: %s", body->type);
	const char *const more[] = {type, "Expect:", accept};
	char *url = vg_mem_format("http://localhost%s", target);
	struct curl_slist *fields =
	    join_fields(fetch, more, sizeof(more) / sizeof(more[0]));
	struct vg_buf got;
	int err = VG_OK;

	*reply = (struct vg_fetch_reply){0};
	vg_buf_init(&got, MAX_REPLY);
	prepare(fetch, url, fields);
	curl_easy_setopt(fetch->curl, CURLOPT_TIMEOUT_MS, (long)fetch->timeout_ms);
	if (body->data) {
		curl_easy_setopt(fetch->curl, CURLOPT_POSTFIELDSIZE, (long)body->size);
		curl_easy_setopt(fetch->curl, CURLOPT_POSTFIELDS, body->data);
	}
	curl_easy_setopt(fetch->curl, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(fetch->curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(fetch->curl, CURLOPT_WRITEDATA, &got);
	CURLcode result = curl_easy_perform(fetch->curl);
	if (result == CURLE_OK) {
		curl_easy_getinfo(fetch->curl, CURLINFO_RESPONSE_CODE, &reply->status);
		note_user(fetch, reply);
		reply->size = got.size;
		reply->body = vg_buf_give(&got);
	} else {
		err = explain(fetch, result, detail);
	}
	vg_buf_fini(&got);
	curl_slist_free_all(fields);
	free(accept);
	free(type);
	free(url);
	return err;
}

int
vg_fetch_send(struct vg_fetch *fetch, const char *method, const char *target,
    const char *body, struct vg_fetch_reply *reply, struct vg_detail *detail)
{
	const struct body json = {
	    body, body ? strlen(body) : 0, "application/yang-data+json"};

	return send_body(fetch, method, target, &json, reply, detail);
}

int
vg_fetch_put(struct vg_fetch *fetch, const char *target, const void *body, size_t size,
    struct vg_fetch_reply *reply, struct vg_detail *detail)
{
	const struct body octets = {body, size, "application/octet-stream"};

	return send_body(fetch, "PUT", target, &octets, reply, detail);
}

/* --- event streams ------------------------------------------------------------------------- */

/* The value of a field "name: value", or NULL when the line is another one. */
static const char *
field_value(const char *line, const char *name)
{
	size_t size = strlen(name);

	if (strncmp(line, name, size) != 0 || line[size] != ':')
		return NULL;
	line += size + 1;
	return line + (*line == ' ');
}

/* Takes one whole line; a blank one ends an event. */
static void
take_line(struct stream *stream)
{
	const char *line = vg_buf_text(&stream->line);
	const char *value;

	if (line[0] == '\0') {
		if (stream->data.size && !stream->other)
			stream->ended = !stream->cb(vg_buf_text(&stream->id),
			    vg_buf_text(&stream->data), stream->cookie);
		stream->other = false;
		vg_buf_reset(&stream->data);
	} else if ((value = field_value(line, "event"))) {
		stream->other = strcmp(value, "message") != 0;
	} else if ((value = field_value(line, "data"))) {
		if (stream->data.size)
			vg_buf_add_u8(&stream->data, '\n');
		vg_buf_add_text(&stream->data, value);
	} else if ((value = field_value(line, "id"))) {
		vg_buf_reset(&stream->id);
		vg_buf_add_text(&stream->id, value);
	}
	vg_buf_reset(&stream->line);
}

static size_t
take_stream(char *data, size_t size, size_t n, void *cookie)
{
	struct stream *stream = cookie;
	long status = 0;

	curl_easy_getinfo(stream->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200) {
		vg_buf_add(&stream->refusal, data, size * n);
		return size * n;
	}
	for (size_t i = 0; i < size * n && !stream->ended; i++) {
		if (data[i] == '\n')
			take_line(stream);
		else if (data[i] != '\r')
			vg_buf_add_u8(&stream->line, (uint8_t)data[i]);
	}
	if (stream->line.error != VG_OK || stream->data.error != VG_OK)
		return 0;
	return stream->ended ? 0 : size * n;
}

static void
stream_init(struct stream *stream, CURL *curl, vg_fetch_event_cb cb, void *cookie)
{
	*stream = (struct stream){.curl = curl, .cb = cb, .cookie = cookie};
	vg_buf_init(&stream->line, MAX_EVENT);
	vg_buf_init(&stream->id, MAX_EVENT);
	vg_buf_init(&stream->data, MAX_EVENT);
	vg_buf_init(&stream->refusal, MAX_ERROR_REPLY);
}

static void
stream_fini(struct stream *stream)
{
	vg_buf_fini(&stream->line);
	vg_buf_fini(&stream->id);
	vg_buf_fini(&stream->data);
	vg_buf_fini(&stream->refusal);
}

void
vg_fetch_set_over(struct vg_fetch *fetch, vg_fetch_over_cb cb, void *cookie)
{
	fetch->over = cb;
	fetch->over_cookie = cookie;
}

static int
ask_over(void *cookie, curl_off_t down, curl_off_t downs, curl_off_t up, curl_off_t ups)
{
	const struct vg_fetch *fetch = cookie;

	(void)down;
	(void)downs;
	(void)up;
	(void)ups;
	return fetch->over(fetch->over_cookie) ? 1 : 0;
}

/* Tells how the stream ended. */
static int
judge(const struct vg_fetch *fetch, struct stream *stream, CURLcode result, bool limited,
    struct vg_fetch_reply *reply, struct vg_detail *detail)
{
	curl_easy_getinfo(fetch->curl, CURLINFO_RESPONSE_CODE, &reply->status);
	if (stream->ended || result == CURLE_ABORTED_BY_CALLBACK ||
	    (limited && result == CURLE_OPERATION_TIMEDOUT))
		return VG_OK;
	if (result == CURLE_OK && reply->status != 200) {
		reply->size = stream->refusal.size;
		reply->body = vg_buf_give(&stream->refusal);
		return vg_detail_set(
		    detail, VG_EINVAL, "%s: the stream was refused", fetch->path);
	}
	if (result == CURLE_OK)
		return vg_detail_set(detail, VG_EUNREACH,
		    "%s: the stream was ended by the other side", fetch->path);
	return explain(fetch, result, detail);
}

int
vg_fetch_stream(struct vg_fetch *fetch, const char *target, const char *last_id,
    int64_t limit_ms, vg_fetch_event_cb cb, void *cookie, struct vg_fetch_reply *reply,
    struct vg_detail *detail)
{
	char *url = vg_mem_format("http://localhost%s", target);
	char *last = vg_mem_format("Last-Event-ID: %s", last_id ? last_id : "");
	const char *more[] = {"Accept: text/event-stream", last};
	struct curl_slist *fields = join_fields(fetch, more, last_id ? 2 : 1);
	struct stream stream;

	*reply = (struct vg_fetch_reply){0};
	stream_init(&stream, fetch->curl, cb, cookie);
	prepare(fetch, url, fields);
	curl_easy_setopt(fetch->curl, CURLOPT_TIMEOUT_MS, (long)limit_ms);
	curl_easy_setopt(fetch->curl, CURLOPT_WRITEFUNCTION, take_stream);
	curl_easy_setopt(fetch->curl, CURLOPT_WRITEDATA, &stream);
	curl_easy_setopt(fetch->curl, CURLOPT_NOPROGRESS, fetch->over ? 0L : 1L);
	curl_easy_setopt(fetch->curl, CURLOPT_XFERINFOFUNCTION, ask_over);
	curl_easy_setopt(fetch->curl, CURLOPT_XFERINFODATA, fetch);
	CURLcode result = curl_easy_perform(fetch->curl);
	int err = judge(fetch, &stream, result, limit_ms > 0, reply, detail);
	stream_fini(&stream);
	curl_slist_free_all(fields);
	free(last);
	free(url);
	return err;
}
