/*
 * Engines and their addresses.
 */
#include "collector/intake/enginewatch.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/mem.h"

/* A device that moves to another address does not come back from the old one so soon. */
#define TURN_US (10 * VG_MINUTE_US)
#define QUIET_US (30 * VG_MINUTE_US)

enum { PLACES = 1024, ENGINE_SIZE = 32 };

struct place {
	unsigned char engine[ENGINE_SIZE];
	size_t size; /* 0: nobody */
	struct vg_address last, before;
	struct vg_mono before_at; /* when 'before' was heard last; us 0: never */
	struct vg_mono last_at;
	struct vg_mono told; /* us 0: never */
};

struct vg_enginewatch {
	struct place places[PLACES];
};

struct vg_enginewatch *
vg_enginewatch_new(void)
{
	return vg_mem_zero(sizeof(struct vg_enginewatch));
}

void
vg_enginewatch_free(struct vg_enginewatch *watch)
{
	free(watch);
}

bool
vg_enginewatch_note(struct vg_enginewatch *watch, const void *engine, size_t size,
    const struct vg_address *source, struct vg_mono now, struct vg_address *other)
{
	struct place *p = &watch->places[vg_hash_octets(engine, size) % PLACES];

	if (p->size != size || memcmp(p->engine, engine, size) != 0) {
		*p = (struct place){.size = size, .last = *source};
		memcpy(p->engine, engine, size);
	}
	if (vg_net_same_host(&p->last, source)) {
		p->last_at = now;
		return false;
	}
	bool turns = p->before_at.us && vg_net_same_host(&p->before, source) &&
	    vg_instant_mono_since(now, p->before_at) < TURN_US;
	*other = p->last;
	p->before = p->last;
	p->before_at = p->last_at;
	p->last = *source;
	p->last_at = now;
	if (!turns || (p->told.us && vg_instant_mono_since(now, p->told) < QUIET_US))
		return false;
	p->told = now;
	return true;
}
