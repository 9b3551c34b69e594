/*
 * Echo requests of two families.
 */
#include "agent/poll/ping.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/base/mem.h"
#include "lib/os/chance.h"

enum {
	ECHOES = 2,
	TOKEN = 16,
	HEADER = 8,
	BURST = 64,
	ECHO_V4 = 8,
	REPLY_V4 = 0,
	ECHO_V6 = 128,
	REPLY_V6 = 129
};

struct vg_ping_ask {
	LIST_ENTRY(vg_ping_ask) link;
	struct vg_ping *ping;
	struct vg_timer *timer;
	struct vg_address address; /* port 0 */
	unsigned char token[TOKEN];
	unsigned sent;
	vg_ping_cb cb;
	void *cookie;
};

/* One socket; 'raw' ones of IPv4 give the IP header too. */
struct door {
	int fd; /* -1: none */
	bool raw, tried;
	struct vg_watch *watch;
};

LIST_HEAD(ask_list, vg_ping_ask);

struct vg_ping {
	struct vg_loop *loop;
	bool allowed;
	struct door doors[2]; /* IPv4, IPv6 */
	struct ask_list asks;
};

static void
end(struct vg_ping_ask *ask, enum vg_ping_result result)
{
	vg_ping_cb cb = ask->cb;
	void *cookie = ask->cookie;

	vg_ping_forget(ask);
	cb(result, cookie);
}

/* --- answers ----------------------------------------------------------------------------- */

static struct vg_ping_ask *
find_ask(
    struct vg_ping *ping, const struct vg_address *source, const unsigned char *token)
{
	struct vg_ping_ask *ask;

	LIST_FOREACH (ask, &ping->asks, link) {
		if (memcmp(ask->token, token, TOKEN) == 0 &&
		    vg_net_same(&ask->address, source))
			return ask;
	}
	return NULL;
}

static void
set_port_0(struct vg_address *address)
{
	/* Port and family lie at one place in both kinds of address. */
	memset(
	    (unsigned char *)&address->storage + offsetof(struct sockaddr_in, sin_port),
	    0, sizeof(in_port_t));
}

static void
take(struct vg_ping *ping, const struct door *door, struct vg_address *source,
    const unsigned char *data, size_t size)
{
	bool v6 = door == &ping->doors[1];

	if (door->raw && !v6) {
		size_t skip = size > 0 ? (data[0] & 0x0Fu) * 4u : 0;
		if (skip < 20 || skip > size)
			return;
		data += skip;
		size -= skip;
	}
	if (size < HEADER + TOKEN || data[0] != (v6 ? REPLY_V6 : REPLY_V4))
		return;
	set_port_0(source);
	struct vg_ping_ask *ask = find_ask(ping, source, data + HEADER);
	if (ask)
		end(ask, VG_PING_ANSWERS);
}

static void
read_door(struct vg_ping *ping, struct door *door)
{
	unsigned char data[512];
	struct vg_address source;

	for (int i = 0; i < BURST; i++) {
		memset(&source, 0, sizeof(source));
		source.size = sizeof(source.storage);
		ssize_t size = recvfrom(door->fd, data, sizeof(data), MSG_DONTWAIT,
		    (struct sockaddr *)&source.storage, &source.size);
		if (size < 0)
			return;
		take(ping, door, &source, data, (size_t)size);
	}
}

static void
on_readable(int fd, int events, void *cookie)
{
	struct vg_ping *ping = cookie;

	(void)events;
	read_door(ping, fd == ping->doors[1].fd ? &ping->doors[1] : &ping->doors[0]);
}

/* --- questions --------------------------------------------------------------------------- */

static struct door *
open_door(struct vg_ping *ping, int family)
{
	struct door *door = &ping->doors[family == AF_INET6];
	int protocol = family == AF_INET6 ? (int)IPPROTO_ICMPV6 : (int)IPPROTO_ICMP;
	int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;

	if (door->tried)
		return door->fd >= 0 ? door : NULL;
	door->tried = true;
	door->fd = socket(family, SOCK_DGRAM | flags, protocol);
	door->raw = door->fd < 0;
	if (door->raw)
		door->fd = socket(family, SOCK_RAW | flags, protocol);
	if (door->fd < 0)
		return NULL;
	door->watch =
	    vg_loop_watch(ping->loop, door->fd, VG_LOOP_READ, on_readable, ping);
	return door;
}

/* RFC 1071, for raw IPv4; the kernel sums the others. */
static void
put_sum(unsigned char *data, size_t size)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < size; i += 2)
		sum += (uint32_t)data[i] << 8 | data[i + 1];
	sum = (sum & 0xFFFFu) + (sum >> 16);
	sum += sum >> 16;
	data[2] = (unsigned char)(~sum >> 8);
	data[3] = (unsigned char)~sum;
}

static void
send_echo(struct vg_ping_ask *ask, const struct door *door)
{
	unsigned char data[HEADER + TOKEN] = {0};
	bool v6 = ask->address.storage.ss_family == AF_INET6;

	data[0] = v6 ? ECHO_V6 : ECHO_V4;
	memcpy(data + 4, ask->token, 2); /* identifier; a ping socket has its own */
	data[7] = (unsigned char)++ask->sent;
	memcpy(data + HEADER, ask->token, TOKEN);
	if (!v6)
		put_sum(data, sizeof(data));
	(void)sendto(door->fd, data, sizeof(data), MSG_DONTWAIT,
	    (const struct sockaddr *)&ask->address.storage, ask->address.size);
}

static void
on_timer(void *cookie)
{
	struct vg_ping_ask *ask = cookie;
	struct door *door = ask->ping->allowed
	    ? open_door(ask->ping, ask->address.storage.ss_family)
	    : NULL;

	if (!door) {
		end(ask, VG_PING_UNKNOWN);
		return;
	}
	if (ask->sent == ECHOES) {
		end(ask, VG_PING_SILENT);
		return;
	}
	send_echo(ask, door);
	vg_loop_timer_set(ask->timer, VG_SECOND_US);
}

struct vg_ping_ask *
vg_ping_ask(
    struct vg_ping *ping, const struct vg_address *address, vg_ping_cb cb, void *cookie)
{
	struct vg_ping_ask *ask = vg_mem_zero(sizeof(*ask));

	ask->ping = ping;
	ask->address = *address;
	set_port_0(&ask->address);
	ask->cb = cb;
	ask->cookie = cookie;
	for (size_t i = 0; i < TOKEN; i += sizeof(uint32_t)) {
		uint32_t chance = vg_chance_u32();
		memcpy(ask->token + i, &chance, sizeof(chance));
	}
	ask->timer = vg_loop_timer(ping->loop, on_timer, ask);
	LIST_INSERT_HEAD(&ping->asks, ask, link);
	vg_loop_timer_set(ask->timer, 0);
	return ask;
}

void
vg_ping_forget(struct vg_ping_ask *ask)
{
	if (!ask)
		return;
	LIST_REMOVE(ask, link);
	vg_loop_timer_free(ask->timer);
	free(ask);
}

struct vg_ping *
vg_ping_new(struct vg_loop *loop, bool allowed)
{
	struct vg_ping *ping = vg_mem_zero(sizeof(*ping));

	ping->loop = loop;
	ping->allowed = allowed;
	ping->doors[0].fd = ping->doors[1].fd = -1;
	LIST_INIT(&ping->asks);
	return ping;
}

void
vg_ping_free(struct vg_ping *ping)
{
	if (!ping)
		return;
	while (!LIST_EMPTY(&ping->asks))
		vg_ping_forget(LIST_FIRST(&ping->asks));
	for (size_t i = 0; i < 2; i++) {
		vg_loop_watch_free(ping->doors[i].watch);
		if (ping->doors[i].fd >= 0)
			close(ping->doors[i].fd);
	}
	free(ping);
}

const char *
vg_ping_text(enum vg_ping_result result)
{
	switch (result) {
	case VG_PING_UNKNOWN:
		return "ping unknown";
	case VG_PING_ANSWERS:
		return "ping answers";
	case VG_PING_SILENT:
		return "ping is silent";
	}
	return "?";
}
