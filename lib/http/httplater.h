/*
 * A request that is answered after its callback has returned: whole, or piece by piece.
 *
 * Nothing here waits for the client: what he does not take is queued, and the caller asks how
 * much.  From vg_http_defer on, whoever holds the answer ends it by one of reply, end and cut, or
 * is told by the callback that the client has gone; then it is gone too.
 */
#ifndef VG_LIB_HTTP_HTTPLATER_H
#define VG_LIB_HTTP_HTTPLATER_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/http/http.h"

struct vg_http_later;

/*
 * Puts off the answer to 'request', which is not to be used any more, and gives it.  'cb' is called
 * with 'cookie' when the client goes away, or is cut at a deadline, before it is ended.
 */
struct vg_http_later *
vg_http_defer(struct vg_http_request *request, vg_http_closed_cb cb, void *cookie);

/* From now on 'cb' is called with 'cookie' instead. */
void
vg_http_later_on_closed(struct vg_http_later *later, vg_http_closed_cb cb, void *cookie);

/* Adds a field; before start and reply only; both texts are borrowed. */
void
vg_http_later_add(struct vg_http_later *later, const char *name, const char *value);

/* Answers whole, as vg_http_reply, and ends it. */
void
vg_http_later_reply(struct vg_http_later *later, int status, const char *type,
    const void *body, size_t size);

/*
 * Makes it a request again and calls 'cb' with it and 'cookie', which answers it before it returns
 * (else 500 is sent); 'later' is no more.
 */
void
vg_http_later_resume(struct vg_http_later *later, vg_http_cb cb, void *cookie);

/*
 * Sends the head of the answer.  Without a field Content-Length the body is sent in chunks.
 * 'stream': it has no end, and the connection no deadline any more.
 */
void
vg_http_later_start(struct vg_http_later *later, int status, bool stream);

/* Sends a piece of the body (borrowed). */
void
vg_http_later_send(struct vg_http_later *later, const void *data, size_t size);

/* Octets that wait for the client to read. */
size_t
vg_http_later_queued(const struct vg_http_later *later);

/* Ends an answer that was started. */
void
vg_http_later_end(struct vg_http_later *later);

/* Closes the connection without an end of the answer; 'cb' is not called. */
void
vg_http_later_cut(struct vg_http_later *later);

#endif
