/*
 * Who may send: a list of addresses and prefixes, and a budget for each source, tested before
 * anything is allocated for a datagram.
 *
 * A budget is two token buckets: what is taken as it comes, and beyond it what may still be read
 * whole, ten times the rate.  Budgets stand in a fixed number of places; one is given to another
 * source only when it is full again, so that nothing spent is forgotten.  Sources that find no
 * place share one budget.
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

/*
 * Takes one of the tokens that a source has for reading what is beyond its budget, after
 * vg_sources_spend said no at the same 'now'; false when these are used up too, from then until
 * there is a tenth of a second's worth of them.  Something 'plain', which can be counted without
 * being read, takes of the first half of them only.
 */
bool
vg_sources_read(struct vg_sources *sources, const struct vg_address *address, bool plain,
    struct vg_mono now);

#endif
