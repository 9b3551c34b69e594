/*
 * The HTTP server of a local socket, or of TCP: evhttp with the limits it lacks.
 *
 * Each request is answered, or made into an event stream, before its callback returns; or it is
 * put off (lib/http/httplater.h) and answered later.  Deadlines are absolute: a client that drips
 * a byte per second is cut like one that says nothing.  What a request may look like is the
 * gate's to say (lib/http/httpgate.h); TLS is lib/http/httptls.h.
 *
 * Sources: RFC 9110, RFC 9112; libevent 2.1.12.
 */
#ifndef VG_LIB_HTTP_HTTP_H
#define VG_LIB_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lib/base/buf.h"
#include "lib/loop/loop.h"
#include "lib/os/net.h"

struct vg_http;
struct vg_http_request;
struct evhttp_request;

/* Zero stands for the default in the comment. */
struct vg_http_limits {
	size_t header_size;      /* octets of request line and header fields; 16 KiB */
	size_t body_size;        /* octets; 256 KiB; a larger one is answered 413 */
	size_t connections;      /* open at a time; accepting pauses there; 256 */
	size_t connections_uid;  /* of one uid at a time; more are closed at once; 128 */
	size_t connections_peer; /* of one address (of IPv6: of one /64), likewise; 32 */
	struct vg_address many;  /* one that may have them all; ss_family 0: none */
	int64_t
	    header_ms;   /* from the first octet (or accept) to the header's end; 5,000 */
	int64_t body_ms; /* from there to the body's end; 10,000 */
	int64_t
	    idle_ms; /* between requests, and for the client to take a reply; 30,000 */
	int64_t later_ms; /* for the reply of a request that was put off; 60,000 */
};

/* What became of the connections so far. */
struct vg_http_counts {
	size_t open;        /* connections now */
	uint64_t accepted;  /* ever */
	uint64_t late;      /* cut at a deadline */
	uint64_t refused;   /* closed for the share of their uid or address */
	uint64_t malformed; /* refused by the gate */
	uint64_t paused;    /* how often accepting paused */
	uint64_t dropped; /* octets sent into an event stream, where nobody reads them */
};

/*
 * Called for each whole request; replies by vg_http_reply or vg_sse_begin before it returns
 * (else 500 is sent).  'request' is borrowed until then.
 */
typedef void (*vg_http_cb)(struct vg_http_request *request, void *cookie);

/*
 * Gives a server on 'loop' (borrowed, outlives it) that calls 'cb' with 'cookie'; 'limits'
 * (borrowed) may be NULL.
 */
struct vg_http *
vg_http_new(struct vg_loop *loop, const struct vg_http_limits *limits, vg_http_cb cb,
    void *cookie);

/* Closes every connection and releases the server (NULL is silent); event streams before. */
void
vg_http_free(struct vg_http *http);

/*
 * Accepts on the listening stream socket 'fd' (taken: closed with the server).  Returns VG_OK,
 * or VG_EIO when the loop does not take it (then 'fd' stays the caller's).
 */
int
vg_http_listen(struct vg_http *http, int fd);

/*
 * For lib/http's TLS: 'cb' gives the bufferevent (taken) of each new connection on libevent's loop
 * 'base', or NULL.
 */
struct bufferevent;
struct event_base;
typedef struct bufferevent *(*vg_http_transport_cb)(
    struct event_base *base, void *cookie);
void
vg_http_set_transport(struct vg_http *http, vg_http_transport_cb cb, void *cookie);

/*
 * Lets 'cb' write the body of what the gate refuses with 'status', because of 'why' (borrowed),
 * and give its type (static).  Without it the body is the sentence.
 */
typedef void (*vg_http_refusal_cb)(
    int status, const char *why, struct vg_buf *body, const char **type, void *cookie);
void
vg_http_set_refusal(struct vg_http *http, vg_http_refusal_cb cb, void *cookie);

/* The counts, by value. */
struct vg_http_counts
vg_http_count(const struct vg_http *http);

/* Octets that wait to be read by clients, of all connections. */
size_t
vg_http_queued(const struct vg_http *http);

/* "GET", "POST", ... (static). */
const char *
vg_http_method(const struct vg_http_request *request);

/* The path as it came, still percent-encoded, without the query (borrowed). */
const char *
vg_http_path(const struct vg_http_request *request);

/* What follows "?", still encoded, or "" (borrowed). */
const char *
vg_http_query(const struct vg_http_request *request);

/* The first field of that name, whatever its case, or NULL (borrowed). */
const char *
vg_http_header(const struct vg_http_request *request, const char *name);

/* How many fields of that name there are. */
size_t
vg_http_header_count(const struct vg_http_request *request, const char *name);

/* The body, terminated (borrowed), and its octets in '*size' (which may be NULL). */
const char *
vg_http_body(struct vg_http_request *request, size_t *size);

/* Whether the body is larger than allowed; it is not to be read then. */
bool
vg_http_too_big(const struct vg_http_request *request);

/* The uid at the other end; (uid_t)-1 when the socket is no Unix socket. */
uid_t
vg_http_uid(const struct vg_http_request *request);

/* The address at the other end (borrowed), of family 0 when the socket is a Unix socket. */
const struct vg_address *
vg_http_peer(const struct vg_http_request *request);

/* Adds a field to the reply; both texts are borrowed. */
void
vg_http_add(struct vg_http_request *request, const char *name, const char *value);

/*
 * Answers with 'status', 'type' (Content-Type; NULL: none) and 'size' octets of 'body' (all
 * borrowed).  HEAD gets the fields only.  A request is answered once (assert).
 */
void
vg_http_reply(struct vg_http_request *request, int status, const char *type,
    const void *body, size_t size);

/* Called when the connection of a taken request goes away; nothing may be sent any more. */
typedef void (*vg_http_closed_cb)(void *cookie);

/* Whether it speaks HTTP/1.1, and so can be sent chunks. */
bool
vg_http_is_11(const struct vg_http_request *request);

/*
 * For lib/http's event stream: libevent's request, from now on the caller's to end; the
 * connection has no deadline any more.  'cb' is called with 'cookie' when it closes; it then
 * frees the request if that has lost its connection.
 */
struct evhttp_request *
vg_http_take(struct vg_http_request *request, vg_http_closed_cb cb, void *cookie);

#endif
