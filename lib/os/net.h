/*
 * Numeric addresses and sockets.  Names are never looked up: configuration holds addresses.
 */
#ifndef VG_LIB_OS_NET_H
#define VG_LIB_OS_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "lib/base/detail.h"

enum { VG_NET_TEXT_SIZE = 64 };

struct vg_address {
	union {
		sa_family_t ss_family; /* AF_INET or AF_INET6; 0: none */
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} storage; /* a quarter of sockaddr_storage, and there are many */
	socklen_t size;
};

/*
 * Reads a numeric IPv4 or IPv6 'text' (borrowed; no brackets, no zone) and 'port'.
 * Returns VG_OK, or VG_EPARSE.
 */
int
vg_net_parse(const char *text, uint16_t port, struct vg_address *address);

/* Writes the address without its port; an IPv4-mapped IPv6 address as IPv4. */
void
vg_net_text(const struct vg_address *address, char text[VG_NET_TEXT_SIZE]);

/* The port, host order. */
uint16_t
vg_net_port(const struct vg_address *address);

/* The host as 16 octets, IPv4 as IPv4-mapped IPv6 (RFC 4291 2.5.5.2); zeros when there is none. */
void
vg_net_octets(const struct vg_address *address, unsigned char octets[16]);

/* Whether the hosts are the same, whatever the port; an IPv4-mapped one is its IPv4 address. */
bool
vg_net_same_host(const struct vg_address *a, const struct vg_address *b);

/* Whether host and port are the same. */
bool
vg_net_same(const struct vg_address *a, const struct vg_address *b);

/*
 * Opens a non-blocking, close-on-exec UDP socket bound to 'address' (borrowed; port 0: any).
 * Returns VG_OK and '*fd' (the caller closes it); VG_EBUSY for a port in use, VG_EACCESS,
 * VG_EIO otherwise; the detail names address and cause.
 */
int
vg_net_udp_bind(const struct vg_address *address, int *fd, struct vg_detail *detail);

/*
 * Opens a TCP socket that listens on 'address' (borrowed; port 0: any), whose connections send what
 * is written at once (TCP_NODELAY).  Returns and gives as vg_net_udp_bind.
 */
int
vg_net_tcp_listen(const struct vg_address *address, int *fd, struct vg_detail *detail);

/*
 * The address at the other end of 'fd'.  VG_OK; VG_ENOENT when it is no Internet address, VG_EIO
 * when there is no other end: then 'address' has family 0.
 */
int
vg_net_peer(int fd, struct vg_address *address);

/*
 * Opens a TCP socket that listens on the loopback address 127.0.0.1 and 'port' (0: any).  Returns
 * and gives as vg_net_udp_bind.
 */
int
vg_net_loopback_listen(uint16_t port, int *fd, struct vg_detail *detail);

/* The address that 'fd' is bound to; VG_OK or VG_EIO. */
int
vg_net_bound(int fd, struct vg_address *address);

/*
 * Asks for a receive buffer of 'size' octets on 'fd' (past the system's limit when privileged)
 * and gives what was granted, counted as the caller asked; 0 when it cannot be read.
 */
int
vg_net_receive_buffer(int fd, int size);

/* Datagrams that the kernel dropped at the socket since it was opened (SO_MEMINFO). */
uint64_t
vg_net_drops(int fd);

/*
 * Listens on a Unix stream socket at 'path' (borrowed), mode 0660.  A socket file that nobody
 * answers is replaced; one that answers is VG_EBUSY.  Returns VG_OK and '*fd' (non-blocking;
 * the caller closes it and unlinks the path), VG_EINVAL for a path that is too long,
 * VG_EIO; the detail names path and cause.
 */
int
vg_net_unix_listen(const char *path, int *fd, struct vg_detail *detail);

/* The uid at the other end of a Unix socket (SO_PEERCRED); VG_OK or VG_EIO. */
int
vg_net_peer_uid(int fd, uid_t *uid);

#endif
