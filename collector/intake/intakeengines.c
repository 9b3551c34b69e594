/*
 * Engines between listeners and desk.
 */
#include "collector/intake/intakeengines.h"

#include <stdlib.h>
#include <string.h>

#include "collector/desk/foreign/deskengine.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

_Static_assert(
    (int)VG_DESKENGINE_MAX == (int)VG_SEEN_MAX, "what a listener remembers is kept");

struct loading {
	struct vg_trapin *socket;
	struct vg_wall now;
	struct vg_mono mono;
};

static void
load_one(const struct vg_deskengine *e, void *cookie)
{
	const struct loading *l = cookie;
	struct vg_seen_engine engine = {
	    .size = e->size, .boots = e->boots, .time = e->time};

	memcpy(engine.octets, e->octets, e->size);
	vg_seen_load(vg_trapin_seen(l->socket), &engine,
	    vg_instant_since(l->now, e->heard), l->mono);
}

int
vg_intakeengines_load(struct vg_desk *desk, struct vg_trapin *socket, struct vg_wall now,
    struct vg_mono mono)
{
	struct loading loading = {socket, now, mono};

	return vg_deskengine_load(desk, load_one, &loading);
}

struct keeping {
	struct vg_deskengine *engines;
	size_t n, room;
	struct vg_wall now;
	struct vg_mono mono;
};

/* It may not be stored: then it is walked again. */
static bool
note_one(const struct vg_seen_engine *e, void *cookie)
{
	struct keeping *k = cookie;

	k->engines = vg_mem_grow(k->engines, &k->room, k->n, sizeof(*k->engines));
	struct vg_deskengine *engine = &k->engines[k->n++];
	memset(engine, 0, sizeof(*engine));
	memcpy(engine->octets, e->octets, e->size);
	engine->size = e->size;
	engine->boots = e->boots;
	engine->time = e->time;
	engine->heard = vg_instant_add(k->now, -vg_instant_mono_since(k->mono, e->at));
	return false;
}

static bool
is_done(const struct vg_seen_engine *e, void *cookie)
{
	(void)e;
	(void)cookie;
	return true;
}

int
vg_intakeengines_keep(struct vg_desk *desk, struct vg_trapin *const *sockets, size_t n,
    struct vg_wall now, struct vg_mono mono)
{
	struct keeping k = {.now = now, .mono = mono};

	for (size_t i = 0; i < n; i++)
		vg_seen_walk(vg_trapin_seen(sockets[i]), note_one, &k);
	int code = vg_deskengine_keep(desk, k.engines, k.n);
	for (size_t i = 0; code == VG_OK && i < n; i++)
		vg_seen_walk(vg_trapin_seen(sockets[i]), is_done, NULL);
	free(k.engines);
	return code;
}
