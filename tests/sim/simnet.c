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

enum { DATAGRAM_MAX = 65535, CONTROL_SIZE = 128, BATCH = 64 };

struct vg_simnet {
	struct vg_loop *loop;
	vg_simnet_cb cb;
	void *cookie;
	int fd4, fd6; /* fd6 -1: none */
	struct vg_watch *watch4, *watch6;
	unsigned char datagram[DATAGRAM_MAX];
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

static void
on_readable(int fd, int events, void *cookie)
{
	struct vg_simnet *net = cookie;

	(void)events;
	for (int i = 0; i < BATCH; i++) {
		_Alignas(struct cmsghdr) char control[CONTROL_SIZE];
		struct vg_address from = {.size = sizeof(from.storage)}, to;
		struct iovec part = {net->datagram, sizeof(net->datagram)};
		struct msghdr message = {.msg_name = &from.storage,
		    .msg_namelen = from.size,
		    .msg_iov = &part,
		    .msg_iovlen = 1,
		    .msg_control = control,
		    .msg_controllen = sizeof(control)};
		ssize_t size = recvmsg(fd, &message, 0);
		if (size < 0)
			return;
		from.size = message.msg_namelen;
		to = sent_to(&message);
		if (is_loopback(&to) && is_loopback(&from))
			net->cb(&to, &from, net->datagram, (size_t)size, net->cookie);
	}
}

void
vg_simnet_send(struct vg_simnet *net, const struct vg_address *from,
    const struct vg_address *to, const void *data, size_t size)
{
	_Alignas(struct cmsghdr) char control[CONTROL_SIZE] = {0};
	struct vg_address target = *to;
	unsigned char *bytes = vg_mem_copy(data, size);
	struct iovec part = {bytes, size};
	struct msghdr message = {.msg_name = &target.storage,
	    .msg_namelen = target.size,
	    .msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = control};
	bool is_four = from->storage.ss_family == AF_INET;
	struct cmsghdr *head = (struct cmsghdr *)control;

	if (is_four) {
		struct in_pktinfo info = {
		    .ipi_spec_dst =
			((const struct sockaddr_in *)&from->storage)->sin_addr};
		head->cmsg_level = IPPROTO_IP, head->cmsg_type = IP_PKTINFO;
		head->cmsg_len = CMSG_LEN(sizeof(info));
		message.msg_controllen = CMSG_SPACE(sizeof(info));
		memcpy(CMSG_DATA(head), &info, sizeof(info));
	} else {
		struct in6_pktinfo info = {
		    .ipi6_addr =
			((const struct sockaddr_in6 *)&from->storage)->sin6_addr};
		head->cmsg_level = IPPROTO_IPV6, head->cmsg_type = IPV6_PKTINFO;
		head->cmsg_len = CMSG_LEN(sizeof(info));
		message.msg_controllen = CMSG_SPACE(sizeof(info));
		memcpy(CMSG_DATA(head), &info, sizeof(info));
	}
	/* A lost answer is what UDP is; the asker asks again. */
	(void)!sendmsg(is_four ? net->fd4 : net->fd6, &message, 0);
	free(bytes);
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

	*net = (struct vg_simnet){.loop = loop, .cb = cb, .cookie = cookie, .fd6 = -1};
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
	free(net);
}
