/*
 * Who may send.
 */
#include "lib/trapin/sources.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/hash.h"
#include "lib/base/mem.h"
#include "lib/os/prefix.h"

enum { PLACES = 4096 };

struct bucket {
	int64_t tokens; /* millionths of a datagram */
	struct vg_mono at;
};

struct vg_sources {
	struct vg_prefix *prefixes;
	size_t n_prefixes;
	int64_t rate, burst;
	struct bucket *buckets; /* PLACES of them */
};

struct vg_sources *
vg_sources_new(const char *const *allowed, size_t n, unsigned rate, unsigned burst,
    struct vg_detail *detail)
{
	struct vg_sources *s = vg_mem_zero(sizeof(*s));

	s->rate = rate;
	s->burst = burst * INT64_C(1000000);
	s->buckets = vg_mem_array(PLACES, sizeof(*s->buckets));
	s->prefixes = vg_mem_array(n, sizeof(*s->prefixes));
	for (size_t i = 0; i < n; i++) {
		if (vg_prefix_parse(allowed[i], &s->prefixes[s->n_prefixes++]) == VG_OK)
			continue;
		vg_detail_set(detail, VG_EPARSE,
		    "allowed source '%s': neither an address nor a prefix", allowed[i]);
		vg_sources_free(s);
		return NULL;
	}
	return s;
}

void
vg_sources_free(struct vg_sources *sources)
{
	if (!sources)
		return;
	free(sources->buckets);
	free(sources->prefixes);
	free(sources);
}

bool
vg_sources_allows(const struct vg_sources *sources, const struct vg_address *address)
{
	unsigned char octets[16];

	vg_net_octets(address, octets);
	for (size_t i = 0; i < sources->n_prefixes; i++) {
		if (vg_prefix_holds(&sources->prefixes[i], octets))
			return true;
	}
	return false;
}

bool
vg_sources_spend(
    struct vg_sources *sources, const struct vg_address *address, struct vg_mono now)
{
	unsigned char octets[16];

	vg_net_octets(address, octets);
	struct bucket *b =
	    &sources->buckets[vg_hash_octets(octets, sizeof(octets)) % PLACES];
	if (b->at.us == 0) {
		b->tokens = sources->burst;
	} else {
		/* Compared before it is multiplied: the product might not fit. */
		int64_t elapsed = vg_instant_mono_since(now, b->at);
		int64_t missing = sources->burst - b->tokens;
		b->tokens = elapsed > missing / sources->rate
		    ? sources->burst
		    : b->tokens + elapsed * sources->rate;
	}
	b->at = now;
	if (b->tokens < 1000000)
		return false;
	b->tokens -= 1000000;
	return true;
}
