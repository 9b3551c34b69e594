/*
 * The connections of the server and their deadlines; lib/http's own affair.
 *
 *    accept --> HEADER --blank line--> BODY --whole request--> REPLY --written--> IDLE
 *                  ^                                             |                  |
 *                  +----------------- first octet --------------------------------- +
 *                                          PENDING --> REPLY   STREAM (no deadline)
 *
 *    HEADER, BODY --the gate refuses--> CONDEMNED --> GOODBYE (the refusal is written, the rest of
 *    what comes is thrown away until the peer closes: a close with input unread would be a reset,
 *    which may overtake the refusal)
 *
 * Why the states are kept here: evhttp's own timeout starts anew with every octet, so that a
 * client that drips is never cut, and it says nothing before a request is whole.  A callback
 * on the input buffer sees each octet before evhttp does.
 *
 * What a client sends while it is answered waits, up to the size of one request; what it sends
 * into a STREAM is dropped, since only reading on shows that it has gone.
 */
#ifndef VG_LIB_HTTP_HTTPCONN_H
#define VG_LIB_HTTP_HTTPCONN_H

#include <sys/types.h>

#include "lib/http/http.h"

/*
 * evhttp takes bodies of so many times limits.body_size, so that one somewhat too big is answered
 * in the door's own words.
 */
enum { VG_HTTPCONN_BODY_TIMES = 2 };

struct vg_httpconn;
struct vg_httpconn_all;
struct bufferevent;
struct evhttp_connection;

/* Called after a connection came or went, or when descriptors run out. */
typedef void (*vg_httpconn_changed_cb)(void *cookie);

/* Gives an empty set; 'limits' (borrowed, without zeros) and 'counts' (written) outlive it. */
struct vg_httpconn_all *
vg_httpconn_all_new(struct vg_loop *loop, const struct vg_http_limits *limits,
    struct vg_http_counts *counts, vg_httpconn_changed_cb cb, void *cookie);

/* Releases the set (NULL is silent), after evhttp has closed the connections. */
void
vg_httpconn_all_free(struct vg_httpconn_all *all);

/* Who writes the body of a refusal (NULL: nobody). */
void
vg_httpconn_set_refusal(struct vg_httpconn_all *all, vg_http_refusal_cb cb, void *cookie);

/*
 * Puts 'bev' (taken; NULL: a plain one is made) into the set, which has it from now on, and
 * returns it for evhttp; NULL without memory.
 */
struct bufferevent *
vg_httpconn_open(struct vg_httpconn_all *all, struct bufferevent *bev);

/* Its bufferevent, borrowed. */
struct bufferevent *
vg_httpconn_bev(const struct vg_httpconn *conn);

/* Whether what is written to it goes to its socket as it is: without TLS. */
bool
vg_httpconn_is_plain(const struct vg_httpconn *conn);

/* The highest descriptor among the open connections, -1 when there is none. */
int
vg_httpconn_highest(const struct vg_httpconn_all *all);

/* Octets that wait to be written, of all of them. */
size_t
vg_httpconn_queued(const struct vg_httpconn_all *all);

/* The connection that 'evcon' (borrowed) is, or NULL. */
struct vg_httpconn *
vg_httpconn_find(
    const struct vg_httpconn_all *all, const struct evhttp_connection *evcon);

/* Its request is whole, the reply begins. */
void
vg_httpconn_reply(struct vg_httpconn *conn);

/* The reply is begun, and may take 'limit_ms'. */
void
vg_httpconn_reply_within(struct vg_httpconn *conn, int64_t limit_ms);

/*
 * The reply comes later, within 'limit_ms'; 'cb' is called with 'cookie' when the connection
 * closes before vg_httpconn_answered.
 */
void
vg_httpconn_later(
    struct vg_httpconn *conn, int64_t limit_ms, vg_http_closed_cb cb, void *cookie);

/* Nobody is to be told any more that it closes. */
void
vg_httpconn_answered(struct vg_httpconn *conn);

/* The reply is written. */
void
vg_httpconn_idle(struct vg_httpconn *conn);

/* The reply is a stream without end; 'cb' is called when the connection closes. */
void
vg_httpconn_stream(struct vg_httpconn *conn, vg_http_closed_cb cb, void *cookie);

/* The peer's address (borrowed); family 0 when it has none. */
const struct vg_address *
vg_httpconn_peer(const struct vg_httpconn *conn);

/* The peer's uid, (uid_t)-1 when not known. */
uid_t
vg_httpconn_uid(const struct vg_httpconn *conn);

#endif
