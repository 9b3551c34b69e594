/*
 * Replies, and pieces of those without end, sent at once.
 *
 * evhttp queues a piece, asks the loop to be told when the socket can be written, writes it then,
 * and takes its wish back: four system calls for each of many subscribers, where one does.
 */
#ifndef VG_LIB_HTTP_HTTPCHUNK_H
#define VG_LIB_HTTP_HTTPCHUNK_H

#include <stddef.h>

#include "lib/http/httpconn.h"

struct evhttp_request;

/*
 * Sends 'data' (borrowed; 'size' octets, at least one) as a piece of the reply to 'ev', which was
 * started on 'conn' as a stream: what the socket takes now goes now, and the rest is queued behind
 * what waits.  An end of the connection is noticed by the loop later, never here.
 */
void
vg_httpchunk_send(
    struct vg_httpconn *conn, struct evhttp_request *ev, const void *data, size_t size);

/*
 * Sends what waits on 'conn' as far as the socket takes it, before the loop comes round: whatever
 * else it has to do by then, the client does not wait for it.  Nothing with TLS.
 */
void
vg_httpchunk_hurry(struct vg_httpconn *conn);

#endif
