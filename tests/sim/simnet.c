/*
 * The simulator's sockets.
 *
 * Bound to the loopback device as well (SO_BINDTODEVICE needs no privilege since Linux 5.7),
 * so that nothing from outside arrives at all; the check of both addresses stays for kernels
 * that refuse it.
 */
#include "tests/sim/simnet.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

enum { DATAGRAM_MAX = 65535, CONTROL_SIZE = 64, BATCH = 64, BUFFER_SIZE = 8 << 20 };

/* A datagram with its addresses: one that came in, or an answer that waits for the others. */
struct slot {
	struct sockaddr_storage peer;
	struct iovec part;
	_Alignas(struct cmsghdr) char control[CONTROL_SIZE];
};

struct vg_simnet {
	struct vg_loop *loop;
	vg_simnet_cb cb;
	void *cookie;
	int fd4, fd6, fd_other; /* -1: none; fd_other at any port, once one was needed */
	struct vg_watch *watch4, *watch6;
	bool reading; /* answers wait for the end of the batch */
	int out_fd;   /* of those that wait */
	unsigned n_out;
	struct slot in[BATCH], out[BATCH];
	struct mmsghdr in_head[BATCH], out_head[BATCH];
	unsigned char datagram[BATCH][DATAGRAM_MAX];
	unsigned char answer[BATCH][VG_SIMNET_MAX];
};

static bool
is_loopback(const struct vg_address *address)
{
	const struct sockaddr_in *four = (const struct sockaddr_in *)&address->storage;
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address->storage;

	if (address->storage.ss_family == AF_INET)
		return ntohl(four->sin_addr.s_addr) >> 24 == 127;
	return address->storage.ss_family == AF_INET6 &&
	    IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

/* The address that the datagram was sent to, without port; size 0 when it is not told. */
static struct vg_address
sent_to(struct msghdr *message)
{
	struct vg_address to = {.size = 0};

	for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
		struct sockaddr_in *four = (struct sockaddr_in *)&to.storage;
		struct sockaddr_in6 *six = (struct sockaddr_in6 *)&to.storage;
		if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
			struct in_pktinfo info;
			memcpy(&info, CMSG_DATA(c), sizeof(info));
			four->sin_family = AF_INET;
			four->sin_addr = info.ipi_addr;
			to.size = sizeof(*four);
		} else if (c->cmsg_level == IPPROTO_IPV6 &&
		    c->cmsg_type == IPV6_PKTINFO) {
			struct in6_pktinfo info;
			memcpy(&info, CMSG_DATA(c), sizeof(info));
			six->sin6_family = AF_INET6;
			six->sin6_addr = info.ipi6_addr;
			to.size = sizeof(*six);
		}
	}
	return to;
}

/* A lost answer is what UDP is; the asker asks again. */
static void
flush(struct vg_simnet *net)
{
	for (unsigned done = 0; done < net->n_out;) {
		int sent = sendmmsg(
		    net->out_fd, net->out_head + done, net->n_out - done, MSG_DONTWAIT);
		done += sent > 0 ? (unsigned)sent : 1;
	}
	net->n_out = 0;
}

static int
receive(struct vg_simnet *net, int fd)
{
	for (unsigned i = 0; i < BATCH; i++) {
		struct slot *slot = &net->in[i];
		slot->part = (struct iovec){net->datagram[i], DATAGRAM_MAX};
		net->in_head[i].msg_hdr = (struct msghdr){.msg_name = &slot->peer,
		    .msg_namelen = sizeof(slot->peer),
		    .msg_iov = &slot->part,
		    .msg_iovlen = 1,
		    .msg_control = slot->control,
		    .msg_controllen = CONTROL_SIZE};
	}
	return recvmmsg(fd, net->in_head, BATCH, MSG_DONTWAIT, NULL);
}

static void
on_readable(int fd, int events, void *cookie)
{
	struct vg_simnet *net = cookie;
	int n = receive(net, fd);

	(void)events;
	net->reading = true;
	for (int i = 0; i < n; i++) {
		struct msghdr *message = &net->in_head[i].msg_hdr;
		struct vg_address from, to = sent_to(message);
		from.size = message->msg_namelen;
		memcpy(&from.storage, &net->in[i].peer, sizeof(from.storage));
		if (is_loopback(&to) && is_loopback(&from))
			net->cb(&to, &from, net->datagram[i], net->in_head[i].msg_len,
			    net->cookie);
	}
	net->reading = false;
	flush(net);
}

/* Tells the kernel where the datagram comes from; gives the size of what tells it. */
static size_t
tell_source(const struct vg_address *from, char control[CONTROL_SIZE])
{
	struct cmsghdr *head = (struct cmsghdr *)control;

	memset(control, 0, CONTROL_SIZE);
	if (from->storage.ss_family == AF_INET) {
		struct in_pktinfo info = {
		    .ipi_spec_dst =
			((const struct sockaddr_in *)&from->storage)->sin_addr};
		head->cmsg_level = IPPROTO_IP, head->cmsg_type = IP_PKTINFO;
		head->cmsg_len = CMSG_LEN(sizeof(info));
		memcpy(CMSG_DATA(head), &info, sizeof(info));
		return CMSG_SPACE(sizeof(info));
	}
	struct in6_pktinfo info = {
	    .ipi6_addr = ((const struct sockaddr_in6 *)&from->storage)->sin6_addr};
	head->cmsg_level = IPPROTO_IPV6, head->cmsg_type = IPV6_PKTINFO;
	head->cmsg_len = CMSG_LEN(sizeof(info));
	memcpy(CMSG_DATA(head), &info, sizeof(info));
	return CMSG_SPACE(sizeof(info));
}

static int
socket_for(struct vg_simnet *net, const struct vg_simway *way)
{
	struct vg_address any;
	struct vg_detail detail;

	if (!way->other_port)
		return way->from.storage.ss_family == AF_INET ? net->fd4 : net->fd6;
	if (net->fd_other < 0 && vg_net_parse("0.0.0.0", 0, &any) == VG_OK &&
	    vg_net_udp_bind(&any, &net->fd_other, &detail) != VG_OK)
		net->fd_other = -1;
	return net->fd_other;
}

void
vg_simnet_send(
    struct vg_simnet *net, const struct vg_simway *way, const void *data, size_t size)
{
	int fd = socket_for(net, way);
	struct slot *slot;

	if (fd < 0 || size > VG_SIMNET_MAX)
		return;
	if (net->n_out == BATCH || (net->n_out > 0 && fd != net->out_fd))
		flush(net);
	net->out_fd = fd;
	slot = &net->out[net->n_out];
	memcpy(&slot->peer, &way->to.storage, way->to.size);
	memcpy(net->answer[net->n_out], data, size);
	slot->part = (struct iovec){net->answer[net->n_out], size};
	net->out_head[net->n_out].msg_hdr = (struct msghdr){.msg_name = &slot->peer,
	    .msg_namelen = way->to.size,
	    .msg_iov = &slot->part,
	    .msg_iovlen = 1,
	    .msg_control = slot->control,
	    .msg_controllen = tell_source(&way->from, slot->control)};
	net->n_out++;
	if (!net->reading)
		flush(net);
}

static int
open_one(const char *address, uint16_t port, int *fd, struct vg_detail *detail)
{
	struct vg_address any;
	int on = 1, error;

	vg_net_parse(address, port, &any);
	error = vg_net_udp_bind(&any, fd, detail);
	if (error != VG_OK)
		return error;
	(void)setsockopt(*fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3);
	vg_net_receive_buffer(*fd, BUFFER_SIZE);
	if (any.storage.ss_family == AF_INET)
		error = setsockopt(*fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on));
	else
		error = setsockopt(*fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof(on));
	if (error == 0)
		return VG_OK;
	close(*fd);
	return vg_detail_set(detail, VG_EIO, "%s: the kernel tells no destination: %s",
	    address, strerror(errno));
}

struct vg_simnet *
vg_simnet_new(struct vg_loop *loop, uint16_t *port, bool with_six, vg_simnet_cb cb,
    void *cookie, struct vg_detail *detail)
{
	struct vg_simnet *net = vg_mem_zero(sizeof(*net));
	struct vg_address bound;

	*net = (struct vg_simnet){
	    .loop = loop, .cb = cb, .cookie = cookie, .fd6 = -1, .fd_other = -1};
	if (open_one("0.0.0.0", *port, &net->fd4, detail) != VG_OK) {
		free(net);
		return NULL;
	}
	if (vg_net_bound(net->fd4, &bound) == VG_OK)
		*port = vg_net_port(&bound);
	net->watch4 = vg_loop_watch(loop, net->fd4, VG_LOOP_READ, on_readable, net);
	if (!with_six)
		return net;
	if (open_one("::1", *port, &net->fd6, detail) != VG_OK) {
		net->fd6 = -1;
		vg_simnet_free(net);
		return NULL;
	}
	net->watch6 = vg_loop_watch(loop, net->fd6, VG_LOOP_READ, on_readable, net);
	return net;
}

void
vg_simnet_free(struct vg_simnet *net)
{
	if (net == NULL)
		return;
	vg_loop_watch_free(net->watch4);
	close(net->fd4);
	if (net->watch6 != NULL) {
		vg_loop_watch_free(net->watch6);
		close(net->fd6);
	}
	if (net->fd_other >= 0)
		close(net->fd_other);
	free(net);
}
