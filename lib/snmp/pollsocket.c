/*
 * recvmmsg and sendmmsg in bursts.
 */
#include "lib/snmp/pollsocket.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/snmp/pollcodec.h"

enum {
	DATAGRAMS = 32,
	BURST = 4, /* rounds of recvmmsg before the loop gets its turn */
	SEND_TRIES = 8
};

struct vg_pollsocket {
	struct vg_pollsocket_calls calls;
	int fd;
	int buffer;
	struct vg_watch *watch;
	unsigned char (*input)[VG_POLLCODEC_MAX_SIZE]; /* owned; DATAGRAMS of them */
	struct vg_buf output[DATAGRAMS];               /* posted, and the next one */
	struct vg_address to[DATAGRAMS];
	size_t n_posted;
	struct vg_timer *soon; /* sends what was posted outside our own callback */
	bool busy;             /* in our own callback, which ends by sending */
	uint64_t unsent;
};

/* The error that came back with a datagram; 0 when it says nothing of who is there. */
static int
error_of(struct msghdr *message)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		struct sock_extended_err error;
		bool ours = (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) ||
		    (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR);
		if (!ours || c->cmsg_len < CMSG_LEN(sizeof(error)))
			continue;
		memcpy(&error, CMSG_DATA(c), sizeof(error));
		switch ((int)error.ee_errno) {
		case ECONNREFUSED:
		case EHOSTUNREACH:
		case ENETUNREACH:
		case EHOSTDOWN:
		case EACCES:
			return (int)error.ee_errno;
		default: /* too big for the path, a host redirected: it is on its way again */
			return 0;
		}
	}
	return 0;
}

/* IP_RECVERR: the datagram that failed comes back with the address it was sent to. */
static void
read_errors(struct vg_pollsocket *s)
{
	unsigned char control[512], payload[64];
	struct vg_address address;

	for (int i = 0; i < BURST * DATAGRAMS; i++) {
		struct iovec vector = {payload, sizeof(payload)};
		struct msghdr message = {
		    .msg_name = &address.storage,
		    .msg_namelen = sizeof(address.storage),
		    .msg_iov = &vector,
		    .msg_iovlen = 1,
		    .msg_control = control,
		    .msg_controllen = sizeof(control),
		};
		memset(&address, 0, sizeof(address));
		if (recvmsg(s->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
			return;
		address.size = message.msg_namelen;
		int error = error_of(&message);
		if (error)
			s->calls.unreachable_cb(
			    &address, error == ECONNREFUSED, s->calls.cookie);
	}
}

static int
read_datagrams(struct vg_pollsocket *s)
{
	struct vg_address sources[DATAGRAMS];
	struct iovec vectors[DATAGRAMS];
	struct mmsghdr messages[DATAGRAMS];

	memset(messages, 0, sizeof(messages));
	memset(sources, 0, sizeof(sources));
	for (size_t i = 0; i < DATAGRAMS; i++) {
		vectors[i].iov_base = s->input[i];
		vectors[i].iov_len = VG_POLLCODEC_MAX_SIZE;
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
		messages[i].msg_hdr.msg_name = &sources[i].storage;
		messages[i].msg_hdr.msg_namelen = sizeof(sources[i].storage);
	}
	int n = recvmmsg(s->fd, messages, DATAGRAMS, MSG_DONTWAIT, NULL);
	for (int i = 0; i < n; i++) {
		bool whole = !(messages[i].msg_hdr.msg_flags & MSG_TRUNC);
		sources[i].size = messages[i].msg_hdr.msg_namelen;
		s->calls.datagram_cb(&sources[i], whole ? s->input[i] : NULL,
		    messages[i].msg_len, s->calls.cookie);
	}
	return n;
}

/* --- sending ----------------------------------------------------------------------------- */

/*
 * With IP_RECVERR an error that another device's datagram met is told to the next one sent, which
 * then did not leave: it is sent again, or a dead device would cost its neighbours a try.
 */
static void
flush(struct vg_pollsocket *s)
{
	struct mmsghdr messages[DATAGRAMS];
	struct iovec vectors[DATAGRAMS];
	size_t at = 0;
	int tries = 0;

	memset(messages, 0, s->n_posted * sizeof(messages[0]));
	for (size_t i = 0; i < s->n_posted; i++) {
		vectors[i] = (struct iovec){s->output[i].data, s->output[i].size};
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
		messages[i].msg_hdr.msg_name = &s->to[i].storage;
		messages[i].msg_hdr.msg_namelen = s->to[i].size;
	}
	while (at < s->n_posted) {
		int n = sendmmsg(
		    s->fd, messages + at, (unsigned)(s->n_posted - at), MSG_DONTWAIT);
		bool full = n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
		if (n > 0) {
			at += (size_t)n;
			tries = 0;
		} else if (full || ++tries == SEND_TRIES) {
			at++;
			s->unsent++;
			tries = 0;
		}
	}
	s->n_posted = 0;
}

static void
send_soon(void *cookie)
{
	flush(cookie);
}

struct vg_buf *
vg_pollsocket_begin(struct vg_pollsocket *socket)
{
	struct vg_buf *next;

	if (socket->n_posted == DATAGRAMS)
		flush(socket);
	next = &socket->output[socket->n_posted];
	vg_buf_reset(next);
	return next;
}

void
vg_pollsocket_post(struct vg_pollsocket *socket, const struct vg_address *to)
{
	socket->to[socket->n_posted] = *to;
	if (socket->n_posted++ == 0 && !socket->busy)
		vg_loop_timer_set(socket->soon, 0);
}

uint64_t
vg_pollsocket_unsent(const struct vg_pollsocket *socket)
{
	return socket->unsent;
}

/* --- life -------------------------------------------------------------------------------- */

static void
on_readable(int fd, int events, void *cookie)
{
	struct vg_pollsocket *s = cookie;
	int n;

	(void)fd;
	(void)events;
	s->busy = true;
	/* Where there is nothing to read, something that came back has woken us. */
	n = read_datagrams(s);
	if (n <= 0)
		read_errors(s);
	for (int i = 1; i < BURST && n == DATAGRAMS; i++)
		n = read_datagrams(s);
	s->calls.rested_cb(s->calls.cookie);
	flush(s);
	s->busy = false;
}

struct vg_pollsocket *
vg_pollsocket_open(struct vg_loop *loop, const char *any, int buffer,
    const struct vg_pollsocket_calls *calls, struct vg_detail *detail)
{
	struct vg_pollsocket *s = vg_mem_zero(sizeof(*s));
	struct vg_address address;
	int on = 1;

	s->calls = *calls;
	s->fd = -1;
	vg_net_parse(any, 0, &address);
	if (vg_net_udp_bind(&address, &s->fd, detail) != VG_OK) {
		vg_pollsocket_close(s);
		return NULL;
	}
	if (address.storage.ss_family == AF_INET6)
		setsockopt(s->fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof(on));
	else
		setsockopt(s->fd, IPPROTO_IP, IP_RECVERR, &on, sizeof(on));
	s->buffer = vg_net_receive_buffer(s->fd, buffer);
	s->input = vg_mem_array(DATAGRAMS, sizeof(*s->input));
	for (size_t i = 0; i < DATAGRAMS; i++)
		vg_buf_init(&s->output[i], VG_POLLCODEC_MAX_SIZE);
	s->soon = vg_loop_timer(loop, send_soon, s);
	s->watch = vg_loop_watch(loop, s->fd, VG_LOOP_READ, on_readable, s);
	return s;
}

void
vg_pollsocket_close(struct vg_pollsocket *socket)
{
	if (!socket)
		return;
	vg_loop_watch_free(socket->watch);
	if (socket->fd >= 0)
		close(socket->fd);
	vg_loop_timer_free(socket->soon);
	for (size_t i = 0; i < DATAGRAMS; i++)
		vg_buf_fini(&socket->output[i]);
	free(socket->input);
	free(socket);
}

void
vg_pollsocket_ask_buffer(struct vg_pollsocket *socket, int buffer)
{
	socket->buffer = vg_net_receive_buffer(socket->fd, buffer);
}

int
vg_pollsocket_buffer(const struct vg_pollsocket *socket)
{
	return socket->buffer;
}

uint64_t
vg_pollsocket_drops(const struct vg_pollsocket *socket)
{
	return vg_net_drops(socket->fd);
}
