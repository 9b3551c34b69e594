/*
 * How long somebody waits whose log-ins fail: per user, and per address.
 *
 * The first failures cost nothing: three of a user, ten of an address, where many may sit.  Each
 * further one doubles a wait that begins with a second: up to half a minute for a user, whom others
 * could lock out otherwise, and up to a quarter of an hour for an address.  A success forgets the
 * user's, and of the address's one (an attacker may have an account of his own); an hour without a
 * failure forgets all.  The table is bounded: whoever waits no more makes room first, then who
 * waits least.  Pure.
 */
#ifndef VG_COLLECTOR_WEB_WEBBRAKE_H
#define VG_COLLECTOR_WEB_WEBBRAKE_H

#include <stdint.h>

#include "lib/os/net.h"
#include "lib/time/instant.h"

enum { VG_WEBBRAKE_PLACES = 1024 };

struct vg_webbrake;

/* Gives one where nobody has failed. */
struct vg_webbrake *
vg_webbrake_new(void);

/* Releases it (NULL is silent). */
void
vg_webbrake_free(struct vg_webbrake *brake);

/* Whole seconds (rounded up) that 'user' from 'from' (both borrowed) waits at 'now'; 0: none. */
int64_t
vg_webbrake_wait(const struct vg_webbrake *brake, const char *user,
    const struct vg_address *from, struct vg_mono now);

/* His log-in from there failed. */
void
vg_webbrake_fail(struct vg_webbrake *brake, const char *user,
    const struct vg_address *from, struct vg_mono now);

/* It succeeded after all: it was told as a failure when it began. */
void
vg_webbrake_succeed(
    struct vg_webbrake *brake, const char *user, const struct vg_address *from);

#endif
