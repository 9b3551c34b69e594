/*
 * Datagrams that leave later, in the order of their time.
 */
#ifndef VG_TESTS_SIM_SIMLATER_H
#define VG_TESTS_SIM_SIMLATER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/loop/loop.h"
#include "lib/os/net.h"

struct vg_simlater;

/* Where an answer goes, and from where. */
struct vg_simway {
	struct vg_address from, to; /* 'from' without port */
	bool other_port;
};

typedef void (*vg_simlater_cb)(
    const struct vg_simway *way, const void *data, size_t size, void *cookie);

/* Gives an empty queue on 'loop' (borrowed) that hands what is due to 'cb'. */
struct vg_simlater *
vg_simlater_new(struct vg_loop *loop, vg_simlater_cb cb, void *cookie);

/* Forgets what waits; takes 'later' (NULL is silent). */
void
vg_simlater_free(struct vg_simlater *later);

/* Keeps a copy of 'size' bytes of 'data' (borrowed) until 'wait_us' from now. */
void
vg_simlater_add(struct vg_simlater *later, int64_t wait_us, const struct vg_simway *way,
    const void *data, size_t size);

#endif
