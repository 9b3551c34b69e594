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
#include <stdlib.h>
#include <sys/queue.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/log/log.h"
#include "lib/os/net.h"

enum state { NEW, HEADER, BODY, REPLY, IDLE, STREAM, REFUSED };

static const char *const state_texts[] = {
    [NEW] = "connecting",
    [HEADER] = "sending a header",
    [BODY] = "sending a body",
    [REPLY] = "taking a reply",
    [IDLE] = "idle",
    [STREAM] = "reading events",
    [REFUSED] = "refused",
};

struct vg_httpconn {
	LIST_ENTRY(vg_httpconn) link;
	struct vg_httpconn_all *all;
	struct bufferevent *bev;         /* evhttp's; a reference is held while NEW */
	struct evhttp_connection *evcon; /* evhttp's; NULL while NEW */
	struct evbuffer_cb_entry *watch; /* on bev's input */
	struct vg_timer *deadline;       /* owned */
	enum state state;
	unsigned line_ends; /* consecutive ends of line seen at the header's end */
	uid_t uid;
	vg_http_closed_cb closed; /* of a stream, NULL: none */
	void *cookie;
};

struct vg_httpconn_all {
	LIST_HEAD(, vg_httpconn) conns;
	struct vg_loop *loop;
	const struct vg_http_limits *limits;
	struct vg_http_counts *counts;
	vg_httpconn_changed_cb changed;
	void *cookie;
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

/* Takes the connection out of the set; evhttp frees its own part. */
static void
forget(struct vg_httpconn *conn)
{
	struct vg_httpconn_all *all = conn->all;

	evbuffer_remove_cb_entry(bufferevent_get_input(conn->bev), conn->watch);
	if (!conn->evcon)
		bufferevent_decref(conn->bev);
	LIST_REMOVE(conn, link);
	vg_loop_timer_free(conn->deadline);
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

static size_t
count_uid(const struct vg_httpconn_all *all, uid_t uid)
{
	const struct vg_httpconn *conn;
	size_t n = 0;

	LIST_FOREACH (conn, &all->conns, link)
		n += conn->evcon && conn->uid == uid;
	return n;
}

static void
enter(struct vg_httpconn *conn, enum state state, int64_t limit_ms)
{
	conn->state = state;
	conn->line_ends = 0;
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
	if (vg_net_peer_uid((int)bufferevent_getfd(conn->bev), &conn->uid) != VG_OK)
		conn->uid = (uid_t)-1;
	bool too_many =
	    count_uid(conn->all, conn->uid) >= conn->all->limits->connections_uid;
	conn->evcon = evcon;
	bufferevent_decref(conn->bev);
	evhttp_connection_set_closecb(conn->evcon, closed, conn);
	if (too_many)
		enter(
		    conn, REFUSED, 0); /* evhttp may be above us: end it from the timer */
	else
		enter(conn, HEADER, conn->all->limits->header_ms);
	conn->all->changed(conn->all->cookie);
	return true;
}

/* The deadline, and right after accept the moment to adopt. */
static void
ring(void *cookie)
{
	struct vg_httpconn *conn = cookie;

	if (conn->state == NEW) {
		if (!adopt(conn))
			forget(conn);
		return;
	}
	if (conn->state == REFUSED)
		conn->all->counts->refused++;
	else if (conn->state != IDLE)
		conn->all->counts->late++;
	if (conn->state != IDLE)
		vg_log(VG_LOG_INFO, "http", "", "uid %ld: connection cut while %s",
		    (long)conn->uid, state_texts[conn->state]);
	evhttp_connection_free(conn->evcon);
}

/* Looks for the blank line that ends a header in 'size' octets. */
static void
scan(struct vg_httpconn *conn, const unsigned char *data, size_t size)
{
	for (size_t i = 0; i < size && conn->state == HEADER; i++) {
		if (data[i] == '\n')
			conn->line_ends++;
		else if (data[i] != '\r')
			conn->line_ends = 0;
		if (conn->line_ends == 2)
			enter(conn, BODY, conn->all->limits->body_ms);
	}
}

/* The same in the octets of 'buffer' from 'start' on. */
static void
scan_buffer(struct vg_httpconn *conn, struct evbuffer *buffer, size_t start)
{
	struct evbuffer_ptr at;
	struct evbuffer_iovec pieces[16];

	if (evbuffer_ptr_set(buffer, &at, start, EVBUFFER_PTR_SET) != 0)
		return;
	int n = evbuffer_peek(buffer, -1, &at, pieces, 16);
	for (int i = 0; i < n && i < 16; i++)
		scan(conn, pieces[i].iov_base, pieces[i].iov_len);
}

/* Nobody reads what comes into a stream: it must not pile up. */
static void
drop_input(struct vg_httpconn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	size_t size = evbuffer_get_length(input);

	evbuffer_drain(input, size);
	conn->all->counts->dropped += size;
}

static void
note_input(struct evbuffer *buffer, const struct evbuffer_cb_info *info, void *cookie)
{
	struct vg_httpconn *conn = cookie;

	if (info->n_added == 0 || !adopt(conn))
		return;
	if (conn->state == IDLE)
		enter(conn, HEADER, conn->all->limits->header_ms);
	if (conn->state == HEADER)
		scan_buffer(conn, buffer, info->orig_size);
	else if (conn->state == STREAM)
		drop_input(conn);
}

struct bufferevent *
vg_httpconn_open(struct vg_httpconn_all *all)
{
	struct bufferevent *bev = bufferevent_socket_new(vg_loop_base(all->loop), -1, 0);
	struct vg_httpconn *conn;

	if (!bev)
		return NULL;
	conn = vg_mem_zero(sizeof(*conn));
	conn->all = all;
	conn->bev = bev;
	conn->uid = (uid_t)-1;
	conn->state = NEW;
	conn->deadline = vg_loop_timer(all->loop, ring, conn);
	conn->watch = evbuffer_add_cb(bufferevent_get_input(bev), note_input, conn);
	/* The largest request that evhttp takes, whose body it lets wait here until it is whole. */
	bufferevent_setwatermark(bev, EV_READ, 0,
	    all->limits->header_size + VG_HTTPCONN_BODY_TIMES * all->limits->body_size);
	bufferevent_incref(bev);
	vg_loop_timer_set(conn->deadline, 0);
	LIST_INSERT_HEAD(&all->conns, conn, link);
	all->counts->open++;
	all->counts->accepted++;
	all->changed(all->cookie);
	return bev;
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

struct vg_httpconn *
vg_httpconn_find(const struct vg_httpconn_all *all, const struct evhttp_connection *evcon)
{
	struct vg_httpconn *conn;

	LIST_FOREACH (conn, &all->conns, link) {
		if (evcon && conn->evcon == evcon)
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
vg_httpconn_idle(struct vg_httpconn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);

	if (evbuffer_get_length(input) == 0) {
		enter(conn, IDLE, conn->all->limits->idle_ms);
		return;
	}
	/* The next request came before this reply was written. */
	enter(conn, HEADER, conn->all->limits->header_ms);
	scan_buffer(conn, input, 0);
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
