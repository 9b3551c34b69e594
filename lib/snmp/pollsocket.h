/*
 * The socket that questions leave by and answers come in by: one per address family.
 *
 * Reads many datagrams with one call, and the errors that hosts send back (IP_RECVERR), and
 * lets the loop have its turn between bursts.  Believes nothing: the engine judges.
 */
#ifndef VG_LIB_SNMP_POLLSOCKET_H
#define VG_LIB_SNMP_POLLSOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "lib/os/net.h"

struct vg_pollsocket;

/* Whom it calls; none may close the socket.  What they are given is borrowed for the call. */
struct vg_pollsocket_calls {
	/* A datagram of 'size' octets; 'data' NULL: one longer than any answer. */
	void (*datagram_cb)(
	    const struct vg_address *source, const void *data, size_t size, void *cookie);
	/*
	 * What was sent to 'address' came back: nobody listens there, or no way leads there
	 * ('host_is_there' false).
	 */
	void (*unreachable_cb)(
	    const struct vg_address *address, bool host_is_there, void *cookie);
	/* All of a burst has been given. */
	void (*rested_cb)(void *cookie);
	void *cookie;
};

/*
 * Gives a socket on 'loop' (borrowed, outlives it) bound to a free port of the address 'any'
 * ("0.0.0.0" or "::"; borrowed) with a receive buffer of 'buffer' octets, if the kernel gives as
 * much, calling 'calls' (copied).  NULL with 'detail' when it cannot.
 */
struct vg_pollsocket *
vg_pollsocket_open(struct vg_loop *loop, const char *any, int buffer,
    const struct vg_pollsocket_calls *calls, struct vg_detail *detail);

/* Closes it (NULL is silent). */
void
vg_pollsocket_close(struct vg_pollsocket *socket);

/*
 * Gives the empty buffer of the next datagram, borrowed until vg_pollsocket_post sends what was
 * written there to 'to' (borrowed): together with others when the loop turns, or when many wait.
 * What is not posted is forgotten.
 */
struct vg_buf *
vg_pollsocket_begin(struct vg_pollsocket *socket);
void
vg_pollsocket_post(struct vg_pollsocket *socket, const struct vg_address *to);

/* Datagrams that could not leave, which is as if they got lost on their way. */
uint64_t
vg_pollsocket_unsent(const struct vg_pollsocket *socket);

/* Asks for another receive buffer, in octets. */
void
vg_pollsocket_ask_buffer(struct vg_pollsocket *socket, int buffer);

/* The receive buffer that the kernel really gave, in octets. */
int
vg_pollsocket_buffer(const struct vg_pollsocket *socket);

/* Datagrams that the kernel dropped because the buffer was full. */
uint64_t
vg_pollsocket_drops(const struct vg_pollsocket *socket);

#endif
