/*
 * Numeric addresses and sockets.
 */
#include "lib/os/net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/base/error.h"

enum { UNSENT_SIZE = 128 * 1024 };

/* Views of the storage by family; sockaddr_storage exists to be read this way. */
static struct sockaddr_in *
in4(struct vg_address *address)
{
	return (struct sockaddr_in *)&address->storage;
}

static struct sockaddr_in6 *
in6(struct vg_address *address)
{
	return (struct sockaddr_in6 *)&address->storage;
}

int
vg_net_parse(const char *text, uint16_t port, struct vg_address *address)
{
	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, text, &in4(address)->sin_addr) == 1) {
		in4(address)->sin_family = AF_INET;
		in4(address)->sin_port = htons(port);
		address->size = sizeof(struct sockaddr_in);
		return VG_OK;
	}
	if (inet_pton(AF_INET6, text, &in6(address)->sin6_addr) == 1) {
		in6(address)->sin6_family = AF_INET6;
		in6(address)->sin6_port = htons(port);
		address->size = sizeof(struct sockaddr_in6);
		return VG_OK;
	}
	return VG_EPARSE;
}

void
vg_net_text(const struct vg_address *address, char text[VG_NET_TEXT_SIZE])
{
	struct vg_address copy = *address;
	const unsigned char *octets = in6(&copy)->sin6_addr.s6_addr;

	text[0] = '\0';
	if (copy.storage.ss_family == AF_INET)
		inet_ntop(AF_INET, &in4(&copy)->sin_addr, text, VG_NET_TEXT_SIZE);
	else if (IN6_IS_ADDR_V4MAPPED(&in6(&copy)->sin6_addr))
		inet_ntop(AF_INET, octets + 12, text, VG_NET_TEXT_SIZE);
	else if (copy.storage.ss_family == AF_INET6)
		inet_ntop(AF_INET6, octets, text, VG_NET_TEXT_SIZE);
}

uint16_t
vg_net_port(const struct vg_address *address)
{
	struct vg_address copy = *address;

	if (copy.storage.ss_family == AF_INET)
		return ntohs(in4(&copy)->sin_port);
	return copy.storage.ss_family == AF_INET6 ? ntohs(in6(&copy)->sin6_port) : 0;
}

void
vg_net_octets(const struct vg_address *address, unsigned char octets[16])
{
	struct vg_address copy = *address;

	memset(octets, 0, 16);
	if (copy.storage.ss_family == AF_INET6) {
		memcpy(octets, in6(&copy)->sin6_addr.s6_addr, 16);
	} else if (copy.storage.ss_family == AF_INET) {
		octets[10] = octets[11] = 0xFF;
		memcpy(octets + 12, &in4(&copy)->sin_addr.s_addr, 4);
	}
}

bool
vg_net_same_host(const struct vg_address *a, const struct vg_address *b)
{
	unsigned char left[16], right[16];

	vg_net_octets(a, left);
	vg_net_octets(b, right);
	return memcmp(left, right, sizeof(left)) == 0;
}

bool
vg_net_same(const struct vg_address *a, const struct vg_address *b)
{
	struct vg_address left = *a, right = *b;

	if (left.storage.ss_family != right.storage.ss_family ||
	    vg_net_port(a) != vg_net_port(b))
		return false;
	if (left.storage.ss_family == AF_INET)
		return in4(&left)->sin_addr.s_addr == in4(&right)->sin_addr.s_addr;
	return memcmp(&in6(&left)->sin6_addr, &in6(&right)->sin6_addr,
		   sizeof(struct in6_addr)) == 0;
}

int
vg_net_udp_bind(const struct vg_address *address, int *fd, struct vg_detail *detail)
{
	char text[VG_NET_TEXT_SIZE];
	int family = address->storage.ss_family;
	int s = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	vg_net_text(address, text);
	if (s < 0)
		return vg_detail_set(detail, VG_EIO, "UDP socket: %s", strerror(errno));
	const struct sockaddr *generic = (const struct sockaddr *)&address->storage;
	if (bind(s, generic, address->size) == 0) {
		*fd = s;
		return VG_OK;
	}
	int code = errno == EADDRINUSE ? VG_EBUSY : errno == EACCES ? VG_EACCESS : VG_EIO;
	const char *hint = code == VG_EBUSY ? " (another program holds the port)"
	    : code == VG_EACCESS ? " (ports below 1024 need CAP_NET_BIND_SERVICE)"
				 : "";
	vg_detail_set(detail, code, "UDP %s port %u: %s%s", text, vg_net_port(address),
	    strerror(errno), hint);
	close(s);
	return code;
}

int
vg_net_bound(int fd, struct vg_address *address)
{
	memset(address, 0, sizeof(*address));
	address->size = sizeof(address->storage);
	if (getsockname(fd, (struct sockaddr *)&address->storage, &address->size) != 0)
		return VG_EIO;
	return VG_OK;
}

int
vg_net_receive_buffer(int fd, int size)
{
	int granted = 0;
	socklen_t length = sizeof(granted);

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) != 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &granted, &length) != 0)
		return 0;
	/* The kernel doubles what is asked, for its own bookkeeping (socket(7)). */
	return granted / 2;
}

uint64_t
vg_net_drops(int fd)
{
	uint32_t info[SK_MEMINFO_VARS] = {0};
	socklen_t length = sizeof(info);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, info, &length) != 0)
		return 0;
	return info[SK_MEMINFO_DROPS];
}

/* Whether a process answers on the socket file. */
static bool
answers(const struct sockaddr_un *name)
{
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (s < 0)
		return false;
	bool alive = connect(s, (const struct sockaddr *)name, sizeof(*name)) == 0 ||
	    errno == EAGAIN || errno == EINPROGRESS;
	close(s);
	return alive;
}

/* Takes away the socket of a dead process; anything that is no socket stays. */
static void
remove_stale(const char *path)
{
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(path);
}

int
vg_net_tcp_listen(const struct vg_address *address, int *fd, struct vg_detail *detail)
{
	char text[VG_NET_TEXT_SIZE];
	int yes = 1, unsent = UNSENT_SIZE;
	int s = socket(
	    address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (s < 0)
		return vg_detail_set(detail, VG_EIO, "TCP socket: %s", strerror(errno));
	(void)setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	/* What is accepted inherits it: head and body of a reply are written apart. */
	(void)setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	/*
	 * What a client does not read waits where it is counted, not in megabytes of the kernel's.
	 */
	(void)setsockopt(s, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof(unsent));
	if (bind(s, (const struct sockaddr *)&address->storage, address->size) == 0 &&
	    listen(s, 128) == 0) {
		*fd = s;
		return VG_OK;
	}
	int code = errno == EADDRINUSE ? VG_EBUSY : errno == EACCES ? VG_EACCESS : VG_EIO;
	vg_net_text(address, text);
	vg_detail_set(detail, code, "TCP %s port %u: %s", text, vg_net_port(address),
	    strerror(errno));
	close(s);
	return code;
}

int
vg_net_loopback_listen(uint16_t port, int *fd, struct vg_detail *detail)
{
	struct vg_address address;

	(void)vg_net_parse("127.0.0.1", port, &address);
	return vg_net_tcp_listen(&address, fd, detail);
}

int
vg_net_peer(int fd, struct vg_address *address)
{
	struct vg_address peer = {.size = sizeof(peer.storage)};

	*address = (struct vg_address){0};
	if (getpeername(fd, (struct sockaddr *)&peer.storage, &peer.size) != 0)
		return VG_EIO;
	if (peer.storage.ss_family != AF_INET && peer.storage.ss_family != AF_INET6)
		return VG_ENOENT;
	*address = peer;
	return VG_OK;
}

int
vg_net_unix_listen(const char *path, int *fd, struct vg_detail *detail)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int n = snprintf(name.sun_path, sizeof(name.sun_path), "%s", path);

	if (n <= 0 || (size_t)n >= sizeof(name.sun_path))
		return vg_detail_set(detail, VG_EINVAL,
		    "socket %s: path longer than %zu octets", path,
		    sizeof(name.sun_path) - 1);
	if (answers(&name))
		return vg_detail_set(
		    detail, VG_EBUSY, "socket %s: another process answers on it", path);
	remove_stale(path);
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s < 0)
		return vg_detail_set(
		    detail, VG_EIO, "socket %s: %s", path, strerror(errno));
	mode_t old = umask(0117);
	int bound = bind(s, (const struct sockaddr *)&name, sizeof(name));
	int cause = errno;
	umask(old);
	if (bound == 0 && listen(s, 64) == 0) {
		*fd = s;
		return VG_OK;
	}
	if (bound == 0)
		cause = errno;
	close(s);
	return vg_detail_set(detail, VG_EIO, "socket %s: %s", path, strerror(cause));
}

int
vg_net_peer_uid(int fd, uid_t *uid)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		return VG_EIO;
	*uid = peer.uid;
	return VG_OK;
}
