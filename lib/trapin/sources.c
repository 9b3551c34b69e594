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

/* A source has a place in the set that its hash names, and sets are searched whole. */
enum { SETS = 512, WAYS = 8, TOKEN = 1000000, READ_TIMES = 10 };

struct budget {
	unsigned char source[16];
	int64_t tokens, reads; /* millionths of a datagram, as they were at 'at' */
	struct vg_mono at;     /* 0: nobody's */
	bool dry;              /* no read is granted until there is a handful */
};

struct vg_sources {
	struct vg_prefix *prefixes;
	size_t n_prefixes;
	int64_t rate, burst;
	int64_t reads;          /* that a source has at once */
	struct budget *budgets; /* SETS times WAYS of them */
	struct budget crowd;    /* of all that find no place */
};

struct vg_sources *
vg_sources_new(const char *const *allowed, size_t n, unsigned rate, unsigned burst,
    struct vg_detail *detail)
{
	struct vg_sources *s = vg_mem_zero(sizeof(*s));

	s->rate = rate;
	s->burst = (int64_t)burst * TOKEN;
	s->reads = s->rate * READ_TIMES * TOKEN;
	if (s->reads < s->burst)
		s->reads = s->burst;
	s->budgets = vg_mem_array((size_t)SETS * WAYS, sizeof(*s->budgets));
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
	free(sources->budgets);
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

/* What a bucket holds after 'elapsed' microseconds. */
static int64_t
filled(int64_t tokens, int64_t burst, int64_t rate, int64_t elapsed)
{
	/* Compared before it is multiplied: the product might not fit. */
	return elapsed > (burst - tokens) / rate ? burst : tokens + elapsed * rate;
}

static void
fill(const struct vg_sources *s, struct budget *b, struct vg_mono now)
{
	int64_t elapsed = vg_instant_mono_since(now, b->at);

	b->tokens = filled(b->tokens, s->burst, s->rate, elapsed);
	b->reads = filled(b->reads, s->reads, s->rate * READ_TIMES, elapsed);
	b->at = now;
}

/* Whoever has it would have as much if it were new. */
static bool
is_free(const struct vg_sources *s, const struct budget *b, struct vg_mono now)
{
	struct budget then = *b;

	if (b->at.us == 0)
		return true;
	fill(s, &then, now);
	return then.tokens == s->burst && then.reads == s->reads;
}

static struct budget *
begin(const struct vg_sources *s, struct budget *b, const unsigned char source[16],
    struct vg_mono now)
{
	memcpy(b->source, source, sizeof(b->source));
	b->tokens = s->burst;
	b->reads = s->reads;
	b->at = now;
	b->dry = false;
	return b;
}

/* The budget of the source, as it is at 'now'. */
static struct budget *
budget_of(struct vg_sources *s, const struct vg_address *address, struct vg_mono now)
{
	unsigned char source[16];

	vg_net_octets(address, source);
	size_t set = vg_hash_octets(source, sizeof(source)) % SETS;
	struct budget *first = &s->budgets[set * WAYS];
	for (struct budget *b = first; b < first + WAYS; b++) {
		if (b->at.us && memcmp(b->source, source, sizeof(source)) == 0) {
			fill(s, b, now);
			return b;
		}
	}
	for (struct budget *b = first; b < first + WAYS; b++) {
		if (is_free(s, b, now))
			return begin(s, b, source, now);
	}
	if (s->crowd.at.us == 0)
		begin(s, &s->crowd, source, now);
	fill(s, &s->crowd, now);
	return &s->crowd;
}

static bool
take(int64_t *tokens)
{
	if (*tokens < TOKEN)
		return false;
	*tokens -= TOKEN;
	return true;
}

bool
vg_sources_spend(
    struct vg_sources *sources, const struct vg_address *address, struct vg_mono now)
{
	return take(&budget_of(sources, address, now)->tokens);
}

bool
vg_sources_read(struct vg_sources *sources, const struct vg_address *address, bool plain,
    struct vg_mono now)
{
	struct budget *b = budget_of(sources, address, now);
	int64_t handful = sources->rate * TOKEN;

	/* Half is for those that can be had in no other way. */
	if (plain)
		return b->reads > sources->reads / 2 && take(&b->reads);
	/*
	 * A tenth of a second's reads at once: each is a commit when it is an inform, and a flood
	 * of them would else have one commit for every token that drips in.
	 */
	if (b->dry && b->reads < handful)
		return false;
	b->dry = !take(&b->reads);
	return !b->dry;
}
