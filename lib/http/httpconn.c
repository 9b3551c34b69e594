/*
 * Connections and their deadlines.
 *
 * evhttp does not tell of a connection before its first request is whole.  What it does tell
 * is that it wants a bufferevent for one; the connection itself is that bufferevent's callback
 * argument (libevent 2.1.12), found a moment later: see adopt().
 */
#include "lib/http/httpconn.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/http/httpgate.h"
#include "lib/log/log.h"
#include "lib/os/net.h"

enum { N_BUCKETS = 512 };

enum state {
	NEW,
	HEADER,
	BODY,
	PENDING,
	REPLY,
	IDLE,
	STREAM,
	REFUSED,
	CONDEMNED,
	GOODBYE
};

enum { GOODBYE_MS = 1000 };

static const char *const state_texts[] = {
    [NEW] = "connecting",
    [HEADER] = "sending a header",
    [BODY] = "sending a body",
    [PENDING] = "waiting for a reply",
    [REPLY] = "taking a reply",
    [IDLE] = "idle",
    [STREAM] = "reading events",
    [REFUSED] = "refused",
    [CONDEMNED] = "refused",
    [GOODBYE] = "taking a refusal",
};

struct vg_httpconn {
	LIST_ENTRY(vg_httpconn) link;
	LIST_ENTRY(vg_httpconn) same; /* among those of a bucket, while 'evcon' is set */
	struct vg_httpconn_all *all;
	struct bufferevent *bev;         /* evhttp's; a reference is held while NEW */
	struct evhttp_connection *evcon; /* evhttp's; NULL while NEW */
	struct evbuffer_cb_entry *watch; /* on bev's input */
	struct vg_timer *deadline;       /* owned */
	enum state state;
	struct vg_httpgate gate; /* of the request that is coming */
	uid_t uid;
	struct vg_address peer;   /* family 0: a Unix socket */
	bool plain;               /* without TLS */
	bool half_closed;         /* the peer sends no more; GOODBYE */
	vg_http_closed_cb closed; /* of a stream, NULL: none */
	void *cookie;
};

struct vg_httpconn_all {
	LIST_HEAD(, vg_httpconn) conns;
	LIST_HEAD(, vg_httpconn) buckets[N_BUCKETS]; /* by evhttp's connection */
	struct vg_loop *loop;
	const struct vg_http_limits *limits;
	struct vg_http_counts *counts;
	vg_httpconn_changed_cb changed;
	void *cookie;
	vg_http_refusal_cb refusal; /* NULL: none */
	void *refusal_cookie;
};

struct vg_httpconn_all *
vg_httpconn_all_new(struct vg_loop *loop, const struct vg_http_limits *limits,
    struct vg_http_counts *counts, vg_httpconn_changed_cb cb, void *cookie)
{
	struct vg_httpconn_all *all = vg_mem_zero(sizeof(*all));

	LIST_INIT(&all->conns);
	all->loop = loop;
	all->limits = limits;
	all->counts = counts;
	all->changed = cb;
	all->cookie = cookie;
	return all;
}

static size_t
bucket_of(const struct evhttp_connection *evcon)
{
	return (uintptr_t)evcon / 64 % N_BUCKETS;
}

/* Takes the connection out of the set; evhttp frees its own part. */
static void
forget(struct vg_httpconn *conn)
{
	struct vg_httpconn_all *all = conn->all;

	evbuffer_remove_cb_entry(bufferevent_get_input(conn->bev), conn->watch);
	if (conn->evcon)
		LIST_REMOVE(conn, same);
	else
		bufferevent_decref(conn->bev);
	LIST_REMOVE(conn, link);
	vg_loop_timer_free(conn->deadline);
	vg_httpgate_fini(&conn->gate);
	free(conn);
	all->counts->open--;
	all->changed(all->cookie);
}

void
vg_httpconn_all_free(struct vg_httpconn_all *all)
{
	if (!all)
		return;
	while (!LIST_EMPTY(&all->conns))
		forget(LIST_FIRST(&all->conns));
	free(all);
}

static void
closed(struct evhttp_connection *evcon, void *cookie)
{
	struct vg_httpconn *conn = cookie;

	evhttp_connection_set_closecb(evcon, NULL, NULL);
	if (conn->closed)
		conn->closed(conn->cookie);
	forget(conn);
}

/* Of IPv6 the first half: a network gives its hosts as many addresses as they like. */
static bool
same_peer(const struct vg_address *a, const struct vg_address *b)
{
	static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
	unsigned char x[16], y[16];

	vg_net_octets(a, x);
	vg_net_octets(b, y);
	return memcmp(x, y, memcmp(x, mapped, sizeof(mapped)) == 0 ? 16 : 8) == 0;
}

/* Whether it is one too many of its uid, or of its address. */
static bool
too_many(const struct vg_httpconn *conn)
{
	const struct vg_http_limits *limits = conn->all->limits;
	bool local = conn->peer.storage.ss_family == 0;
	const struct vg_httpconn *other;
	size_t n = 0;

	if (!local && limits->many.storage.ss_family &&
	    vg_net_same_host(&limits->many, &conn->peer))
		return false;
	LIST_FOREACH (other, &conn->all->conns, link) {
		if (other->evcon && other != conn)
			n += local ? other->uid == conn->uid
				   : same_peer(&other->peer, &conn->peer);
	}
	return n >= (local ? limits->connections_uid : limits->connections_peer);
}

static void
enter(struct vg_httpconn *conn, enum state state, int64_t limit_ms)
{
	conn->state = state;
	vg_loop_timer_set(conn->deadline, limit_ms * VG_MS_US);
}

/*
 * Finds out what evhttp made of the bufferevent: its connection, or nothing because that is
 * gone already (freeing a bufferevent clears its callbacks; our reference kept it readable).
 */
static bool
adopt(struct vg_httpconn *conn)
{
	void *evcon = NULL;

	if (conn->state != NEW)
		return true;
	bufferevent_getcb(conn->bev, NULL, NULL, NULL, &evcon);
	if (!evcon)
		return false;
	int fd = (int)bufferevent_getfd(conn->bev);
	if (vg_net_peer(fd, &conn->peer) != VG_OK &&
	    vg_net_peer_uid(fd, &conn->uid) != VG_OK)
		conn->uid = (uid_t)-1;
	conn->evcon = evcon;
	LIST_INSERT_HEAD(&conn->all->buckets[bucket_of(evcon)], conn, same);
	bufferevent_decref(conn->bev);
	evhttp_connection_set_closecb(conn->evcon, closed, conn);
	if (too_many(conn))
		enter(
		    conn, REFUSED, 0); /* evhttp may be above us: end it from the timer */
	else
		enter(conn, HEADER, conn->all->limits->header_ms);
	conn->all->changed(conn->all->cookie);
	return true;
}

/* Who is at the other end, for the log. */
static void
name_peer(const struct vg_httpconn *conn, char *text, size_t size)
{
	char address[VG_NET_TEXT_SIZE];

	if (conn->peer.storage.ss_family == 0) {
		vg_text_format(text, size, "uid %ld", (long)conn->uid);
		return;
	}
	vg_net_text(&conn->peer, address);
	vg_text_copy(text, size, address);
}

/* The refusal is written: nothing more comes from us. */
static void
goodbye_written(struct bufferevent *bev, void *cookie)
{
	struct vg_httpconn *conn = cookie;

	if (conn->half_closed)
		evhttp_connection_free(conn->evcon);
	else
		shutdown((int)bufferevent_getfd(bev), SHUT_WR);
}

/* The peer has ended its side, perhaps before the refusal is out; or all is broken. */
static void
goodbye_over(struct bufferevent *bev, short what, void *cookie)
{
	struct vg_httpconn *conn = cookie;
	bool waits = conn->state == CONDEMNED ||
	    evbuffer_get_length(bufferevent_get_output(bev)) > 0;

	if ((what & BEV_EVENT_EOF) && waits)
		conn->half_closed = true;
	else
		evhttp_connection_free(conn->evcon);
}

/* From now on the connection is ours: evhttp, which would end it, is not called any more. */
static void
take_over(struct vg_httpconn *conn)
{
	bufferevent_setcb(conn->bev, NULL,
	    conn->state == GOODBYE ? goodbye_written : NULL, goodbye_over, conn);
}

/* Writes the gate's refusal past evhttp, which has seen no whole request. */
static void
say_goodbye(struct vg_httpconn *conn)
{
	const struct vg_httpgate *gate = &conn->gate;
	struct evbuffer *out = bufferevent_get_output(conn->bev);
	const char *type = "text/plain";
	char name[VG_NET_TEXT_SIZE];
	struct vg_buf body;

	name_peer(conn, name, sizeof(name));
	vg_log(VG_LOG_INFO, "http", name, "request refused with %d: %s", gate->status,
	    gate->why);
	conn->all->counts->malformed++;
	vg_buf_init(&body, 0);
	if (conn->all->refusal)
		conn->all->refusal(
		    gate->status, gate->why, &body, &type, conn->all->refusal_cookie);
	else
		vg_buf_addf(&body, "%s\n", gate->why);
	enter(conn, GOODBYE, GOODBYE_MS);
	take_over(conn);
	bufferevent_setwatermark(conn->bev, EV_READ, 0, 0);
	evbuffer_add_printf(out,
	    "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
	    "Connection: close\r\n\r\n",
	    gate->status, gate->status == 413 ? "Content Too Large" : "Refused", type,
	    body.size);
	evbuffer_add(out, body.data, body.size);
	vg_buf_fini(&body);
	bufferevent_enable(conn->bev, EV_READ | EV_WRITE);
}

/* The deadline, and right after accept the moment to adopt. */
static void
ring(void *cookie)
{
	struct vg_httpconn *conn = cookie;
	char name[VG_NET_TEXT_SIZE];

	if (conn->state == NEW) {
		if (!adopt(conn))
			forget(conn);
		return;
	}
	if (conn->state == CONDEMNED) {
		say_goodbye(conn);
		return;
	}
	bool quiet = conn->state == IDLE || conn->state == GOODBYE;
	if (conn->state == REFUSED)
		conn->all->counts->refused++;
	else if (!quiet)
		conn->all->counts->late++;
	name_peer(conn, name, sizeof(name));
	if (!quiet)
		vg_log(VG_LOG_INFO, "http", name, "connection cut while %s",
		    state_texts[conn->state]);
	evhttp_connection_free(conn->evcon);
}

/* Throws away what has come. */
static void
drain(struct vg_httpconn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);

	evbuffer_drain(input, evbuffer_get_length(input));
}

/* Lets 'size' octets through the gate; whether it wants more. */
static bool
pass(struct vg_httpconn *conn, const void *data, size_t size)
{
	bool in_header = conn->gate.state <= VG_HTTPGATE_FIELDS;

	vg_httpgate_read(&conn->gate, data, size);
	if (in_header && conn->gate.state > VG_HTTPGATE_FIELDS)
		enter(conn, BODY, conn->all->limits->body_ms);
	return conn->gate.state < VG_HTTPGATE_DONE;
}

/*
 * Lets the octets of 'buffer' from 'start' on through the gate.  What it refuses evhttp never sees:
 * it may be below us, so that the refusal is written from the timer.
 */
static void
pass_buffer(struct vg_httpconn *conn, struct evbuffer *buffer, size_t start)
{
	struct evbuffer_ptr at;
	struct evbuffer_iovec pieces[8];
	size_t size = evbuffer_get_length(buffer);

	while (start < size && conn->gate.state < VG_HTTPGATE_DONE &&
	    evbuffer_ptr_set(buffer, &at, start, EVBUFFER_PTR_SET) == 0) {
		int n = evbuffer_peek(buffer, -1, &at, pieces, 8);
		for (int i = 0; i < n && i < 8; i++) {
			start += pieces[i].iov_len;
			if (!pass(conn, pieces[i].iov_base, pieces[i].iov_len))
				break;
		}
	}
	if (conn->gate.state != VG_HTTPGATE_REFUSED)
		return;
	enter(conn, CONDEMNED, 0);
	take_over(conn);
	drain(conn);
}

/* Nobody reads what comes into a stream: it must not pile up. */
static void
drop_input(struct vg_httpconn *conn)
{
	conn->all->counts->dropped +=
	    evbuffer_get_length(bufferevent_get_input(conn->bev));
	drain(conn);
}

static void
note_input(struct evbuffer *buffer, const struct evbuffer_cb_info *info, void *cookie)
{
	struct vg_httpconn *conn = cookie;

	if (info->n_added == 0 || !adopt(conn))
		return;
	if (conn->state == IDLE)
		enter(conn, HEADER, conn->all->limits->header_ms);
	if (conn->state == HEADER || conn->state == BODY)
		pass_buffer(conn, buffer, info->orig_size);
	else if (conn->state == STREAM)
		drop_input(conn);
	else if (conn->state == CONDEMNED || conn->state == GOODBYE)
		drain(conn);
}

void
vg_httpconn_set_refusal(struct vg_httpconn_all *all, vg_http_refusal_cb cb, void *cookie)
{
	all->refusal = cb;
	all->refusal_cookie = cookie;
}

struct bufferevent *
vg_httpconn_open(struct vg_httpconn_all *all, struct bufferevent *bev)
{
	size_t body_size = VG_HTTPCONN_BODY_TIMES * all->limits->body_size;
	bool plain = !bev;
	struct vg_httpconn *conn;

	if (!bev)
		bev = bufferevent_socket_new(vg_loop_base(all->loop), -1, 0);
	if (!bev)
		return NULL;
	conn = vg_mem_zero(sizeof(*conn));
	conn->all = all;
	conn->bev = bev;
	conn->plain = plain;
	conn->uid = (uid_t)-1;
	conn->state = NEW;
	vg_httpgate_init(&conn->gate, all->limits->header_size, body_size);
	conn->deadline = vg_loop_timer(all->loop, ring, conn);
	conn->watch = evbuffer_add_cb(bufferevent_get_input(bev), note_input, conn);
	/* The largest request that evhttp takes, whose body it lets wait here until it is whole. */
	bufferevent_setwatermark(bev, EV_READ, 0, all->limits->header_size + body_size);
	bufferevent_incref(bev);
	vg_loop_timer_set(conn->deadline, 0);
	LIST_INSERT_HEAD(&all->conns, conn, link);
	all->counts->open++;
	all->counts->accepted++;
	all->changed(all->cookie);
	return bev;
}

struct bufferevent *
vg_httpconn_bev(const struct vg_httpconn *conn)
{
	return conn->bev;
}

int
vg_httpconn_highest(const struct vg_httpconn_all *all)
{
	const struct vg_httpconn *conn;
	int highest = -1;

	LIST_FOREACH (conn, &all->conns, link) {
		int fd = conn->evcon ? (int)bufferevent_getfd(conn->bev) : -1;
		if (fd > highest)
			highest = fd;
	}
	return highest;
}

size_t
vg_httpconn_queued(const struct vg_httpconn_all *all)
{
	const struct vg_httpconn *conn;
	size_t size = 0;

	LIST_FOREACH (conn, &all->conns, link)
		size += evbuffer_get_length(bufferevent_get_output(conn->bev));
	return size;
}

struct vg_httpconn *
vg_httpconn_find(const struct vg_httpconn_all *all, const struct evhttp_connection *evcon)
{
	struct vg_httpconn *conn;

	LIST_FOREACH (conn, &all->buckets[bucket_of(evcon)], same) {
		if (conn->evcon == evcon)
			return conn;
	}
	return NULL;
}

void
vg_httpconn_reply(struct vg_httpconn *conn)
{
	enter(conn, REPLY, conn->all->limits->idle_ms);
}

void
vg_httpconn_reply_within(struct vg_httpconn *conn, int64_t limit_ms)
{
	enter(conn, REPLY, limit_ms);
}

bool
vg_httpconn_is_plain(const struct vg_httpconn *conn)
{
	return conn->plain;
}

void
vg_httpconn_later(
    struct vg_httpconn *conn, int64_t limit_ms, vg_http_closed_cb cb, void *cookie)
{
	bufferevent_data_cb read_cb, write_cb;
	bufferevent_event_cb event_cb;
	void *arg;

	enter(conn, PENDING, limit_ms);
	conn->closed = cb;
	conn->cookie = cookie;
	/*
	 * evhttp has stopped reading, and a peer that goes away would not be noticed.  What it
	 * sends meanwhile waits, up to the watermark, and evhttp, which takes none now, must not be
	 * called.
	 */
	bufferevent_getcb(conn->bev, &read_cb, &write_cb, &event_cb, &arg);
	bufferevent_setcb(conn->bev, NULL, write_cb, event_cb, arg);
	bufferevent_enable(conn->bev, EV_READ);
}

void
vg_httpconn_answered(struct vg_httpconn *conn)
{
	conn->closed = NULL;
}

void
vg_httpconn_idle(struct vg_httpconn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);

	vg_httpgate_next(&conn->gate);
	if (evbuffer_get_length(input) == 0) {
		enter(conn, IDLE, conn->all->limits->idle_ms);
		return;
	}
	/* The next request came before this reply was written. */
	enter(conn, HEADER, conn->all->limits->header_ms);
	pass_buffer(conn, input, 0);
}

void
vg_httpconn_stream(struct vg_httpconn *conn, vg_http_closed_cb cb, void *cookie)
{
	conn->state = STREAM;
	conn->closed = cb;
	conn->cookie = cookie;
	vg_loop_timer_stop(conn->deadline);
	bufferevent_set_timeouts(conn->bev, NULL, NULL);
	/* evhttp has stopped reading; without it a peer that went away is not noticed. */
	bufferevent_enable(conn->bev, EV_READ);
	drop_input(conn);
}

uid_t
vg_httpconn_uid(const struct vg_httpconn *conn)
{
	return conn->uid;
}

const struct vg_address *
vg_httpconn_peer(const struct vg_httpconn *conn)
{
	return &conn->peer;
}
