/*
 * Two generations of a table: the younger takes what comes, and when it is full or its first entry
 * is as old as the window, it becomes the elder one.
 */
#include "collector/desk/record/deskrecent.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"

#define WINDOW_US VG_DESKRECENT_WINDOW_US

enum { KEY_SIZE = 16, FIRST_ROOM = 1024, MAX_ENTRIES = 1 << 18, MAYBE = 4096 };

struct entry {
	unsigned char key[KEY_SIZE]; /* of the digest */
	struct vg_wall at;           /* unset: an empty place */
};

struct generation {
	struct entry *places; /* owned, 'room' of them, a power of two */
	size_t room, n;
	struct vg_wall first; /* when its first entry came */
};

struct vg_deskrecent {
	struct generation young, old;
	struct entry *pending;      /* owned: of the transaction that is open */
	uint64_t maybe[MAYBE / 64]; /* a bit by the beginning of each pending key */
	size_t n_pending, pending_room;
};

struct vg_deskrecent *
vg_deskrecent_new(void)
{
	return vg_mem_zero(sizeof(struct vg_deskrecent));
}

void
vg_deskrecent_free(struct vg_deskrecent *recent)
{
	if (!recent)
		return;
	free(recent->young.places);
	free(recent->old.places);
	free(recent->pending);
	free(recent);
}

/* Whether 'then' is within the window of 'now'; what lies far ahead was noted by another clock. */
static bool
is_near(struct vg_wall now, struct vg_wall then, int64_t window_us)
{
	int64_t since = vg_instant_since(now, then);

	return since < window_us && since > -window_us;
}

/* The place of 'key', or the empty one where it would stand. */
static struct entry *
place_of(const struct generation *g, const unsigned char key[KEY_SIZE])
{
	uint64_t hash;

	memcpy(&hash, key, sizeof(hash));
	for (size_t at = (size_t)hash & (g->room - 1);; at = (at + 1) & (g->room - 1)) {
		struct entry *e = &g->places[at];
		if (!vg_instant_is_set(e->at) || memcmp(e->key, key, KEY_SIZE) == 0)
			return e;
	}
}

static void
grow(struct generation *g)
{
	struct generation larger = *g;

	larger.room = g->room ? 2 * g->room : FIRST_ROOM;
	larger.places = vg_mem_array(larger.room, sizeof(*larger.places));
	for (size_t i = 0; i < g->room; i++) {
		if (vg_instant_is_set(g->places[i].at))
			*place_of(&larger, g->places[i].key) = g->places[i];
	}
	free(g->places);
	*g = larger;
}

static void
put(struct vg_deskrecent *r, const struct entry *e)
{
	struct generation *young = &r->young;

	if (young->n == MAX_ENTRIES ||
	    (young->n && vg_instant_since(e->at, young->first) > WINDOW_US)) {
		free(r->old.places);
		r->old = *young;
		memset(young, 0, sizeof(*young));
	}
	if (2 * young->n >= young->room)
		grow(young);
	if (young->n == 0)
		young->first = e->at;
	struct entry *place = place_of(young, e->key);
	young->n += !vg_instant_is_set(place->at);
	*place = *e;
}

static bool
is_in(const struct generation *g, const unsigned char *key, int64_t window_us,
    struct vg_wall now)
{
	const struct entry *e = g->n ? place_of(g, key) : NULL;

	return e && vg_instant_is_set(e->at) && is_near(now, e->at, window_us);
}

/* The bit of 'key': where it is not set, nothing pending has the key. */
static uint64_t *
bit_of(struct vg_deskrecent *r, const unsigned char *key, uint64_t *mask)
{
	unsigned bit = (key[KEY_SIZE - 1] * 256u + key[KEY_SIZE - 2]) % MAYBE;

	*mask = UINT64_C(1) << bit % 64;
	return &r->maybe[bit / 64];
}

static bool
is_pending(struct vg_deskrecent *r, const unsigned char *key)
{
	uint64_t mask;

	if (!(*bit_of(r, key, &mask) & mask))
		return false;
	for (size_t i = 0; i < r->n_pending; i++) {
		if (memcmp(r->pending[i].key, key, KEY_SIZE) == 0)
			return true;
	}
	return false;
}

bool
vg_deskrecent_has(struct vg_deskrecent *recent, const struct vg_digest *digest,
    int64_t window_us, struct vg_wall now)
{
	return is_pending(recent, digest->octet) ||
	    is_in(&recent->young, digest->octet, window_us, now) ||
	    is_in(&recent->old, digest->octet, window_us, now);
}

void
vg_deskrecent_add(
    struct vg_deskrecent *recent, const struct vg_digest *digest, struct vg_wall now)
{
	recent->pending = vg_mem_grow(recent->pending, &recent->pending_room,
	    recent->n_pending, sizeof(*recent->pending));
	struct entry *e = &recent->pending[recent->n_pending++];
	memcpy(e->key, digest->octet, KEY_SIZE);
	e->at = now;
	uint64_t mask, *word = bit_of(recent, e->key, &mask);
	*word |= mask;
}

size_t
vg_deskrecent_pending(const struct vg_deskrecent *recent)
{
	return recent->n_pending;
}

void
vg_deskrecent_undo(struct vg_deskrecent *recent, size_t n)
{
	recent->n_pending = n;
}

void
vg_deskrecent_commit(struct vg_deskrecent *recent)
{
	for (size_t i = 0; i < recent->n_pending; i++)
		put(recent, &recent->pending[i]);
	recent->n_pending = 0;
	memset(recent->maybe, 0, sizeof(recent->maybe));
}

int
vg_deskrecent_load(struct vg_desk *desk, struct vg_wall now)
{
	const size_t q = VG_SQL_MESSAGE_RECENT;
	struct vg_deskrecent *r = desk->recent;
	size_t size;
	int code = vg_db_query(desk->db, q, "i", (int64_t)MAX_ENTRIES);

	while (code == VG_OK && vg_db_next(desk->db, q)) {
		struct entry e = {.at = {vg_db_int(desk->db, q, 1)}};
		if (vg_instant_since(now, e.at) >= WINDOW_US) {
			vg_db_done(desk->db, q);
			break;
		}
		const void *digest = vg_db_blob(desk->db, q, 0, &size);
		if (size < KEY_SIZE || vg_db_int(desk->db, q, 2) != 0)
			continue;
		memcpy(e.key, digest, KEY_SIZE);
		put(r, &e);
	}
	return code == VG_OK ? vg_db_failed(desk->db) : code;
}
