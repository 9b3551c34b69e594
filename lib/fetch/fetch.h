/*
 * The client of a vigie daemon's Unix socket: HTTP by libcurl, one request at a time.
 *
 * Refuses to be a client of anything else: no redirects, no proxies, no network.
 */
#ifndef VG_LIB_FETCH_FETCH_H
#define VG_LIB_FETCH_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"

struct vg_fetch;

struct vg_fetch_reply {
	long status;   /* HTTP status, 100..599 */
	char *body;    /* owned, terminated; "" when empty */
	size_t size;   /* its octets */
	char user[65]; /* the user the server takes us for; "" when it does not say */
};

/*
 * One event of a stream (of no other name than message); all borrowed.  Returns true to go on,
 * false to end the stream.
 */
typedef bool (*vg_fetch_event_cb)(const char *id, const char *data, void *cookie);

/*
 * Whether a stream is to end now; asked about once a second, and never after the stream's function
 * returned.
 */
typedef bool (*vg_fetch_over_cb)(void *cookie);

/* Gives a client of the socket 'path' (borrowed, copied); a request may take 'timeout_ms'. */
struct vg_fetch *
vg_fetch_new(const char *path, int64_t timeout_ms);

/* Releases it (NULL is silent). */
void
vg_fetch_free(struct vg_fetch *fetch);

/* Lets streams end when 'cb' says so with 'cookie', also while nothing comes: VG_OK then. */
void
vg_fetch_set_over(struct vg_fetch *fetch, vg_fetch_over_cb cb, void *cookie);

/* Sends the field NAME: VALUE with every request from now on; both are borrowed. */
void
vg_fetch_add(struct vg_fetch *fetch, const char *name, const char *value);

/*
 * Asks for replies of 'type' (borrowed, static; NULL: JSON, or what there is) from now on.
 */
void
vg_fetch_accept(struct vg_fetch *fetch, const char *type);

/* Sends the line 'field' ("NAME: VALUE"; borrowed, static; NULL: none) as well from now on. */
void
vg_fetch_mark(struct vg_fetch *fetch, const char *field);

/*
 * Sends 'method' for 'target' (path and query, encoded) with 'body' (JSON; NULL: none), and
 * gives the reply in '*reply', whatever its status; all arguments are borrowed.
 *
 * Returns VG_OK; VG_EUNREACH when nobody answers on the socket, VG_EACCESS when it may not be
 * opened, VG_ETIMEOUT, VG_ELIMIT for a reply over 64 MiB, VG_EIO for a broken one; the detail
 * names socket and cause, and '*reply' is empty then.
 */
int
vg_fetch_send(struct vg_fetch *fetch, const char *method, const char *target,
    const char *body, struct vg_fetch_reply *reply, struct vg_detail *detail);

/* The same with PUT and 'size' octets of 'body' that are no JSON. */
int
vg_fetch_put(struct vg_fetch *fetch, const char *target, const void *body, size_t size,
    struct vg_fetch_reply *reply, struct vg_detail *detail);

/* Frees what 'reply' holds and empties it. */
void
vg_fetch_reply_fini(struct vg_fetch_reply *reply);

/*
 * Reads the event stream 'target' until 'cb' returns false, 'limit_ms' have passed (0: no
 * limit) or the server ends it; 'last_id' (NULL: none) is sent as Last-Event-ID.
 *
 * Returns VG_OK when 'cb' or the limit ended it; VG_EUNREACH when the server did, or as
 * vg_fetch_send.  An answer other than 200 is VG_EINVAL and given in '*reply', to be emptied.
 */
int
vg_fetch_stream(struct vg_fetch *fetch, const char *target, const char *last_id,
    int64_t limit_ms, vg_fetch_event_cb cb, void *cookie, struct vg_fetch_reply *reply,
    struct vg_detail *detail);

#endif
