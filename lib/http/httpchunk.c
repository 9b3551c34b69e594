/*
 * Pieces past evhttp, framed as it frames them (RFC 9112 section 7.1).
 */
#include "lib/http/httpchunk.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { PARTS = 3 };

/* Puts what is left of the parts after 'sent' octets behind what waits. */
static void
queue(struct bufferevent *bev, const struct iovec parts[PARTS], size_t sent)
{
	struct evbuffer *out = bufferevent_get_output(bev);

	for (size_t i = 0; i < PARTS; i++) {
		size_t gone = sent < parts[i].iov_len ? sent : parts[i].iov_len;
		const char *from = parts[i].iov_base;
		sent -= gone;
		if (gone < parts[i].iov_len)
			evbuffer_add(out, from + gone, parts[i].iov_len - gone);
	}
	bufferevent_enable(bev, EV_WRITE);
}

void
vg_httpchunk_send(
    struct vg_httpconn *conn, struct evhttp_request *ev, const void *data, size_t size)
{
	struct bufferevent *bev = vg_httpconn_bev(conn);
	char head[24] = "", tail[] = "\r\n";
	struct iovec parts[PARTS] = {
	    {head, 0}, {(void *)(uintptr_t)data, size}, {tail, 0}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = PARTS};
	size_t whole;
	ssize_t sent = 0;

	/* A client of HTTP/1.0 gets no chunks. */
	if (ev->chunked) {
		parts[0].iov_len = (size_t)snprintf(head, sizeof(head), "%zx\r\n", size);
		parts[2].iov_len = sizeof(tail) - 1;
	}
	whole = parts[0].iov_len + size + parts[2].iov_len;
	if (vg_httpconn_is_plain(conn) &&
	    evbuffer_get_length(bufferevent_get_output(bev)) == 0)
		sent = sendmsg(
		    (int)bufferevent_getfd(bev), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent < 0)
		sent = 0; /* full, or gone: the loop finds out which */
	if ((size_t)sent < whole)
		queue(bev, parts, (size_t)sent);
}

void
vg_httpchunk_hurry(struct vg_httpconn *conn)
{
	struct bufferevent *bev = vg_httpconn_bev(conn);
	struct evbuffer *out = bufferevent_get_output(bev);

	if (!vg_httpconn_is_plain(conn))
		return;
	/* A bufferevent keeps others from taking out of its output; it finds it empty later. */
	evbuffer_unfreeze(out, 1);
	(void)evbuffer_write(out, bufferevent_getfd(bev));
	evbuffer_freeze(out, 1);
}
