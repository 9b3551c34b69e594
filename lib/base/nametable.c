/*
 * Names by their hash.
 *
 * Invariant: a table with an entry has an empty place, at which each search ends.
 */
#include "lib/base/nametable.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/mem.h"

enum { FIRST_ROOM = 16 };

struct vg_nametable_place {
	const void *name, *what; /* borrowed; 'what' NULL: empty */
	size_t size;
	uint32_t hash;
};

/* Where the name stands, or the empty place where it would. */
static struct vg_nametable_place *
place_of(const struct vg_nametable *table, const void *name, size_t size, uint32_t hash)
{
	for (size_t at = hash & (table->room - 1);; at = (at + 1) & (table->room - 1)) {
		struct vg_nametable_place *p = &table->places[at];
		if (!p->what ||
		    (p->hash == hash && p->size == size &&
			(size == 0 || memcmp(p->name, name, size) == 0)))
			return p;
	}
}

static void
grow(struct vg_nametable *table)
{
	struct vg_nametable larger = {
	    .n = table->n, .room = table->room ? 2 * table->room : FIRST_ROOM};

	larger.places = vg_mem_array(larger.room, sizeof(*larger.places));
	for (size_t i = 0; i < table->room; i++) {
		const struct vg_nametable_place *p = &table->places[i];
		if (p->what)
			*place_of(&larger, p->name, p->size, p->hash) = *p;
	}
	free(table->places);
	*table = larger;
}

void
vg_nametable_put(
    struct vg_nametable *table, const void *name, size_t size, const void *what)
{
	uint32_t hash = vg_hash_octets(name, size);

	if (2 * table->n >= table->room)
		grow(table);
	struct vg_nametable_place *p = place_of(table, name, size, hash);
	if (p->what)
		return;
	*p = (struct vg_nametable_place){name, what, size, hash};
	table->n++;
}

const void *
vg_nametable_find(const struct vg_nametable *table, const void *name, size_t size)
{
	if (table->n == 0)
		return NULL;
	return place_of(table, name, size, vg_hash_octets(name, size))->what;
}

void
vg_nametable_put_text(struct vg_nametable *table, const char *name, const void *what)
{
	vg_nametable_put(table, name, strlen(name), what);
}

const void *
vg_nametable_find_text(const struct vg_nametable *table, const char *name)
{
	return vg_nametable_find(table, name, strlen(name));
}

void
vg_nametable_fini(struct vg_nametable *table)
{
	free(table->places);
	memset(table, 0, sizeof(*table));
}
