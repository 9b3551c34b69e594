/*
 * All devices of one simulator: who has which address and name, the clock of the simulation,
 * what comes in and what goes out.
 */
#ifndef VG_TESTS_SIM_SIMWORLD_H
#define VG_TESTS_SIM_SIMWORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/detail.h"
#include "lib/loop/loop.h"
#include "tests/sim/simdevice.h"
#include "tests/sim/simfault.h"

struct vg_simworld;

/* Gives an empty world that begins now; vg_simworld_free takes it (NULL is silent). */
struct vg_simworld *
vg_simworld_new(void);
void
vg_simworld_free(struct vg_simworld *world);

/* Adds a device from its --device text.  VG_OK; VG_EINVAL or VG_EEXIST with a detail. */
int
vg_simworld_add(struct vg_simworld *world, const char *text, struct vg_detail *detail);

/*
 * Adds 'n' devices sim-1.. from "family=F,from=ADDRESS,..." (borrowed), at consecutive IPv4
 * addresses.  The same errors.
 */
int
vg_simworld_add_many(
    struct vg_simworld *world, uint64_t n, const char *text, struct vg_detail *detail);

size_t
vg_simworld_size(const struct vg_simworld *world);

/* The device called 'name', or the 'i'-th; NULL when there is none.  Borrowed. */
struct vg_simdevice *
vg_simworld_named(struct vg_simworld *world, const char *name);
struct vg_simdevice *
vg_simworld_at(struct vg_simworld *world, size_t i);

/* Opens the sockets at '*port' on 'loop' (borrowed) and answers.  VG_OK or VG_E... */
int
vg_simworld_open(struct vg_simworld *world, struct vg_loop *loop, uint16_t *port,
    struct vg_detail *detail);

/* Closes the sockets, before their loop is freed. */
void
vg_simworld_close(struct vg_simworld *world);

/* Microseconds since the world began, or where its clock was stopped. */
int64_t
vg_simworld_now(const struct vg_simworld *world);

/* Stops the clock of the simulation at 'at_us': every value stands still. */
void
vg_simworld_stop_clock(struct vg_simworld *world, int64_t at_us);

/* Sends 'notice' for 'device' where its trap-to says; nothing when it has none or is silent. */
void
vg_simworld_notify(struct vg_simworld *world, struct vg_simdevice *device,
    const struct vg_simnotice *notice);

/* SETs received by all devices. */
uint64_t
vg_simworld_sets(const struct vg_simworld *world);

#endif
