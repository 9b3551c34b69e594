/*
 * Who may send: a list of addresses and prefixes, and a token bucket for each source, tested
 * before anything is allocated for a datagram.
 *
 * The buckets are a fixed number of places chosen by address; two busy sources that share one
 * share its tokens.
 */
#ifndef VG_LIB_TRAPIN_SOURCES_H
#define VG_LIB_TRAPIN_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/detail.h"
#include "lib/os/net.h"
#include "lib/time/instant.h"

struct vg_sources;

/*
 * Gives the list of the 'n' texts 'allowed' ("127.0.0.0/8", "10.1.2.3", "::1"; borrowed), each
 * source limited to 'rate' a second after a burst of 'burst' (both 1 or more).  NULL with
 * 'detail' (VG_EPARSE) naming the entry that is neither.
 */
struct vg_sources *
vg_sources_new(const char *const *allowed, size_t n, unsigned rate, unsigned burst,
    struct vg_detail *detail);

/* NULL is silent. */
void
vg_sources_free(struct vg_sources *sources);

/* Whether 'address' (borrowed) lies in one of the prefixes. */
bool
vg_sources_allows(const struct vg_sources *sources, const struct vg_address *address);

/* Takes one token of the source at 'now'; false when it has none left. */
bool
vg_sources_spend(
    struct vg_sources *sources, const struct vg_address *address, struct vg_mono now);

#endif
