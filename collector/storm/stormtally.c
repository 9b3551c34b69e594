/*
 * Storms under count.
 *
 * A message costs a look at the storm that was counted last, one at its name, and an addition:
 * this runs for every datagram of a flood.
 */
#include "collector/storm/stormtally.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/hash.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/trapblob.h"

/* Past MAX_CELLS a name that has a cell goes on in it, whatever the second. */
enum {
	PLACES = 1024, /* of the index; sources fill a quarter of it */
	MAX_CELLS = 8192,
	N_NAMES = VG_STORMTALLY_NAMES + VG_STORM_N_NAMES - 1,
	SPECIAL = VG_STORMTALLY_NAMES - 1, /* before the names that have no OID */
	MINUTE = 60,
	HOUR = 3600
};

struct name {
	struct vg_oid *oid; /* owned; NULL: the name says it */
	uint32_t hash;
	uint32_t round; /* in which 'cell' was begun */
	size_t cell;
	int64_t second; /* of its newest cell */
	int32_t span;
	uint64_t total;
};

struct vg_storm_names {
	struct name name[N_NAMES];
	size_t n; /* that have an OID */
	size_t last;
};

struct vg_stormtally {
	struct vg_storm *storms[VG_STORMTALLY_SOURCES + 1]; /* owned */
	size_t n_storms;
	struct vg_storm *last;           /* counted last */
	struct vg_storm *places[PLACES]; /* by hash of their keys */
	struct vg_storm_cell *cells;     /* owned */
	size_t n_cells, room;
	uint32_t round; /* grows when all is written */
	bool dirty;
};

struct vg_stormtally *
vg_stormtally_new(void)
{
	struct vg_stormtally *t = vg_mem_zero(sizeof(*t));

	t->round = 1;
	return t;
}

/* --- storms ------------------------------------------------------------------------------ */

static void
drop_samples(struct vg_storm *storm)
{
	for (size_t i = 0; i < storm->n_samples; i++)
		vg_buf_fini(&storm->samples[i].blob);
	storm->n_samples = 0;
	vg_buf_reset(&storm->newest.blob);
}

static void
free_storm(struct vg_storm *storm)
{
	drop_samples(storm);
	vg_buf_fini(&storm->newest.blob);
	for (size_t i = 0; i < storm->names->n; i++)
		free(storm->names->name[i].oid);
	free(storm->names);
	free(storm);
}

void
vg_stormtally_free(struct vg_stormtally *tally)
{
	if (!tally)
		return;
	for (size_t i = 0; i < tally->n_storms; i++)
		free_storm(tally->storms[i]);
	free(tally->cells);
	free(tally);
}

/* The place of 'key', or the free one where it would stand. */
static struct vg_storm **
place_of(struct vg_stormtally *t, const unsigned char *key)
{
	size_t at = vg_hash_octets(key, VG_STORMTALLY_KEY) % PLACES;

	while (t->places[at] && memcmp(t->places[at]->key, key, VG_STORMTALLY_KEY) != 0)
		at = (at + 1) % PLACES;
	return &t->places[at];
}

struct vg_storm *
vg_stormtally_find(
    struct vg_stormtally *tally, const unsigned char key[VG_STORMTALLY_KEY])
{
	if (!tally->last || memcmp(tally->last->key, key, VG_STORMTALLY_KEY) != 0) {
		struct vg_storm *found = *place_of(tally, key);
		if (!found)
			return NULL;
		tally->last = found;
	}
	return tally->last;
}

struct vg_storm *
vg_stormtally_begin(struct vg_stormtally *tally,
    const unsigned char key[VG_STORMTALLY_KEY], const char *source, struct vg_wall at)
{
	static const unsigned char nobody[VG_STORMTALLY_KEY];
	struct vg_storm **place = place_of(tally, key);

	if (!*place && tally->n_storms >= VG_STORMTALLY_SOURCES) {
		key = nobody;
		source = "";
		place = place_of(tally, key);
	}
	if (*place)
		return *place;
	struct vg_storm *storm = vg_mem_zero(sizeof(*storm));
	memcpy(storm->key, key, VG_STORMTALLY_KEY);
	vg_text_copy(storm->source, sizeof(storm->source), source);
	storm->began = storm->last = at;
	storm->names = vg_mem_zero(sizeof(*storm->names));
	vg_buf_init(&storm->newest.blob, 0);
	*place = tally->storms[tally->n_storms++] = storm;
	return storm;
}

void
vg_stormtally_end(struct vg_stormtally *tally, struct vg_storm *storm)
{
	size_t kept = 0;

	assert(!storm->dirty);
	memset(tally->places, 0, sizeof(tally->places));
	for (size_t i = 0; i < tally->n_storms; i++) {
		struct vg_storm *s = tally->storms[i];
		if (s == storm)
			continue;
		tally->storms[kept++] = s;
		*place_of(tally, s->key) = s;
	}
	tally->n_storms = kept;
	tally->last = NULL;
	free_storm(storm);
}

/* --- counts ------------------------------------------------------------------------------ */

static bool
is_name(const struct name *name, const struct vg_oid *oid, uint32_t hash)
{
	return name->hash == hash && name->oid->n_arcs == oid->n_arcs &&
	    memcmp(name->oid->arc, oid->arc, oid->n_arcs * sizeof(oid->arc[0])) == 0;
}

/* The index of a name that has an OID; a new one when there is room. */
static size_t
name_of(struct vg_storm_names *names, const struct vg_oid *oid)
{
	uint32_t hash = vg_hash_octets(oid->arc, oid->n_arcs * sizeof(oid->arc[0]));
	if (names->last < names->n && is_name(&names->name[names->last], oid, hash))
		return names->last;
	for (size_t i = 0; i < names->n; i++) {
		if (is_name(&names->name[i], oid, hash))
			return names->last = i;
	}
	if (names->n == VG_STORMTALLY_NAMES)
		return SPECIAL + VG_STORM_OTHER;
	struct name *added = &names->name[names->n];
	added->oid = vg_mem_zero(sizeof(*added->oid));
	vg_oid_copy(added->oid, oid);
	added->hash = hash;
	return names->last = names->n++;
}

static int32_t
span_of(const struct vg_storm *storm)
{
	if (storm->cells < VG_STORMTALLY_FINE)
		return 1;
	return storm->cells < 2 * VG_STORMTALLY_FINE ? MINUTE : HOUR;
}

static size_t
begin_cell(struct vg_stormtally *t, struct vg_storm *storm, struct name *name,
    size_t index, int64_t second, int32_t span)
{
	if (name->second != second || name->span != span)
		storm->cells++;
	name->second = second;
	name->span = span;
	name->round = t->round;
	name->cell = t->n_cells;
	t->cells = vg_mem_grow(t->cells, &t->room, t->n_cells, sizeof(*t->cells));
	t->cells[t->n_cells++] = (struct vg_storm_cell){.storm = storm,
	    .name = name->oid ? VG_STORM_NAMED : (enum vg_storm_name)(index - SPECIAL),
	    .oid = name->oid,
	    .second = second,
	    .span = span};
	return name->cell;
}

/* Where 'name' is counted at 'at'. */
static size_t
cell_of(struct vg_stormtally *t, struct vg_storm *storm, struct name *name, size_t index,
    struct vg_wall at)
{
	int64_t now = at.us / VG_SECOND_US;

	/* A clock that went back is no reason to count a second twice over. */
	if (name->round == t->round &&
	    (now < name->second + name->span || t->n_cells >= MAX_CELLS))
		return name->cell;
	int32_t span = span_of(storm);
	int64_t second = now - now % span;
	/* The same second as what was written last goes to the same row. */
	if (now >= name->second && now < name->second + name->span) {
		second = name->second;
		span = name->span;
	}
	return begin_cell(t, storm, name, index, second, span);
}

/* The sum that a name counts in. */
static uint64_t *
sum_of(struct vg_storm *storm, enum vg_storm_name name)
{
	switch (name) {
	case VG_STORM_UNREAD:
		return &storm->unread;
	case VG_STORM_NEWS:
		return &storm->passed;
	case VG_STORM_NAMED:
	case VG_STORM_OTHER:
	case VG_STORM_N_NAMES:
		break;
	}
	return &storm->folded;
}

size_t
vg_stormtally_add(struct vg_stormtally *tally, struct vg_storm *storm,
    enum vg_storm_name name, const struct vg_oid *oid, struct vg_wall at)
{
	size_t index =
	    name == VG_STORM_NAMED ? name_of(storm->names, oid) : SPECIAL + (size_t)name;
	struct name *counted = &storm->names->name[index];
	size_t cell = cell_of(tally, storm, counted, index, at);

	tally->cells[cell].count++;
	counted->total++;
	++*sum_of(storm, name);
	if (vg_instant_compare(at, storm->last) > 0)
		storm->last = at;
	storm->dirty = tally->dirty = true;
	return cell;
}

/* The name that 'cell' counts: names stay where they are, with their OIDs. */
static struct name *
name_of_cell(const struct vg_storm_cell *cell)
{
	struct vg_storm_names *names = cell->storm->names;
	size_t i = 0;

	if (cell->name != VG_STORM_NAMED)
		return &names->name[SPECIAL + (size_t)cell->name];
	while (i < names->n && names->name[i].oid != cell->oid)
		i++;
	assert(i < names->n);
	return &names->name[i];
}

void
vg_stormtally_take_back(struct vg_stormtally *tally, size_t cell)
{
	struct vg_storm_cell *c = &tally->cells[cell];

	assert(cell < tally->n_cells && c->count > 0);
	c->count--;
	name_of_cell(c)->total--;
	--*sum_of(c->storm, c->name);
}

void
vg_stormtally_show(struct vg_storm *storm, const struct vg_trap *trap)
{
	struct vg_buf *newest = &storm->newest.blob;

	storm->looked++;
	storm->newest.at = trap->received;
	vg_buf_reset(newest);
	vg_trapblob_pack(trap, newest);
	if ((storm->looked & (storm->looked - 1)) != 0 ||
	    storm->n_samples == VG_STORMTALLY_SAMPLES)
		return;
	struct vg_storm_sample *sample = &storm->samples[storm->n_samples++];
	sample->number = storm->looked;
	sample->at = trap->received;
	vg_buf_init(&sample->blob, 0);
	vg_buf_add(&sample->blob, newest->data, newest->size);
}

void
vg_stormtally_unshow(struct vg_storm *storm)
{
	size_t n = storm->n_samples;

	assert(storm->looked > 0);
	if (n && storm->samples[n - 1].number == storm->looked)
		vg_buf_fini(&storm->samples[--storm->n_samples].blob);
	storm->looked--;
	vg_buf_reset(&storm->newest.blob);
}

void
vg_stormtally_touch(struct vg_stormtally *tally, struct vg_storm *storm)
{
	storm->dirty = tally->dirty = true;
}

static void
bring_back(struct vg_wall *at, struct vg_wall now)
{
	if (vg_instant_compare(*at, now) > 0)
		*at = now;
}

void
vg_stormtally_stepped(struct vg_stormtally *tally, struct vg_wall now)
{
	for (size_t i = 0; i < tally->n_storms; i++) {
		bring_back(&tally->storms[i]->last, now);
		bring_back(&tally->storms[i]->told, now);
		bring_back(&tally->storms[i]->pass_from, now);
	}
}

/* --- what is to be written --------------------------------------------------------------- */

const struct vg_storm_cell *
vg_stormtally_cell(const struct vg_stormtally *tally, size_t i)
{
	return i < tally->n_cells ? &tally->cells[i] : NULL;
}

struct vg_storm *
vg_stormtally_at(struct vg_stormtally *tally, size_t i)
{
	return i < tally->n_storms ? tally->storms[i] : NULL;
}

bool
vg_stormtally_is_dirty(const struct vg_stormtally *tally)
{
	return tally->dirty;
}

void
vg_stormtally_written(struct vg_stormtally *tally)
{
	for (size_t i = 0; i < tally->n_storms; i++) {
		struct vg_storm *storm = tally->storms[i];
		if (!storm->dirty)
			continue;
		storm->dirty = false;
		storm->row = storm->staged_row;
		storm->told = storm->staged_told;
		storm->told_total = storm->staged_total;
		drop_samples(storm);
	}
	tally->n_cells = 0;
	tally->round++;
	tally->dirty = false;
}

const struct vg_oid *
vg_stormtally_most(const struct vg_storm *storm, uint64_t *count)
{
	const struct name *most = NULL;

	for (size_t i = 0; i < storm->names->n; i++) {
		const struct name *name = &storm->names->name[i];
		if (!most || name->total > most->total)
			most = name;
	}
	*count = most ? most->total : 0;
	return most ? most->oid : NULL;
}
