/*
 * Rows of places: an engine may stand in one row only.
 */
#include "lib/snmp/seen.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/mem.h"

enum { WAYS = 8, ROWS = VG_SEEN_MAX / WAYS };

struct vg_seen {
	struct vg_seen_engine places[VG_SEEN_MAX];
};

struct vg_seen *
vg_seen_new(void)
{
	return vg_mem_zero(sizeof(struct vg_seen));
}

void
vg_seen_free(struct vg_seen *seen)
{
	free(seen);
}

/* Its own, a free one, or the one that was heard least lately. */
struct vg_seen_engine *
vg_seen_place(struct vg_seen *seen, const void *octets, size_t size, bool *same)
{
	size_t row = vg_hash_octets(octets, size) % ROWS;
	struct vg_seen_engine *places = &seen->places[row * WAYS], *room = places;

	*same = true;
	for (size_t i = 0; i < WAYS; i++) {
		struct vg_seen_engine *at = &places[i];
		if (at->size == size && memcmp(at->octets, octets, size) == 0)
			return at;
		if (room->size && (!at->size || at->at.us < room->at.us))
			room = at;
	}
	*same = false;
	return room;
}

void
vg_seen_note(struct vg_seen_engine *place, const void *octets, size_t size,
    uint32_t boots, uint32_t time, struct vg_mono now)
{
	memcpy(place->octets, octets, size);
	place->size = size;
	place->boots = boots;
	place->time = time;
	place->at = now;
	place->loaded = false;
	place->changed = true;
}

void
vg_seen_load(struct vg_seen *seen, const struct vg_seen_engine *engine, int64_t ago_us,
    struct vg_mono now)
{
	bool same;

	if (engine->size == 0 || engine->size > VG_USM_ENGINE_MAX)
		return;
	struct vg_seen_engine *place =
	    vg_seen_place(seen, engine->octets, engine->size, &same);
	now.us -= ago_us > 0 ? ago_us : 0;
	vg_seen_note(
	    place, engine->octets, engine->size, engine->boots, engine->time, now);
	place->loaded = true;
	place->changed = false;
}

void
vg_seen_walk(struct vg_seen *seen, vg_seen_cb cb, void *cookie)
{
	for (size_t i = 0; i < VG_SEEN_MAX; i++) {
		struct vg_seen_engine *at = &seen->places[i];
		if (at->changed && cb(at, cookie))
			at->changed = false;
	}
}

void
vg_seen_forget(struct vg_seen *seen, const void *octets, size_t size)
{
	bool same;
	struct vg_seen_engine *at = vg_seen_place(seen, octets, size, &same);

	if (same)
		memset(at, 0, sizeof(*at));
}
