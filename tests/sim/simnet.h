/*
 * The simulator's sockets: one for all IPv4 loopback addresses, one for ::1.
 *
 * A datagram is answered from the address it was sent to (IP_PKTINFO, IPV6_PKTINFO).  The
 * kernel brings some foreign ones up too; those not addressed to loopback are given to nobody.
 */
#ifndef VG_TESTS_SIM_SIMNET_H
#define VG_TESTS_SIM_SIMNET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "lib/os/net.h"
#include "tests/sim/simlater.h"

struct vg_simnet;

/* The largest datagram that is sent. */
enum { VG_SIMNET_MAX = 4096 };

/* 'to' is the device's address without port; 'from' has the asker's port. */
typedef void (*vg_simnet_cb)(const struct vg_address *to, const struct vg_address *from,
    const unsigned char *data, size_t size, void *cookie);

/*
 * Opens the IPv4 socket, and with 'with_six' that of ::1 too, at 'port' (0: any, the same for
 * both) and calls 'cb' for each datagram.  '*port' becomes the port.  Gives the net, or NULL
 * with a detail.
 */
struct vg_simnet *
vg_simnet_new(struct vg_loop *loop, uint16_t *port, bool with_six, vg_simnet_cb cb,
    void *cookie, struct vg_detail *detail);

/* Closes; takes 'net'. */
void
vg_simnet_free(struct vg_simnet *net);

/*
 * Sends 'size' bytes (VG_SIMNET_MAX at most) of 'data' on 'way'; a failure is silent.  From
 * within the callback: with the other answers of its batch.
 */
void
vg_simnet_send(
    struct vg_simnet *net, const struct vg_simway *way, const void *data, size_t size);

#endif
