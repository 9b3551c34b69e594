/*
 * Cycles that wait.
 */
#include "agent/history/samplestage.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "agent/history/samplepack.h"
#include "agent/history/sampleslots.h"
#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

enum {
	PLACE_BITS = 13, /* of where in a batch */
	HEAD_SIZE = 16,
	GROUP = 8, /* tracks that are read side by side */
	TRACKS_MOST = 1 << 24,
	BATCHES_MOST = 1 << 24
};
static const int64_t patience_us = 3 * VG_HOUR_US;

/* Of a track: where the first and the last cycle lie that are in no block; 0: there are none. */
struct chain {
	uint64_t first, last;
	int32_t hour; /* of the first, since 1970 */
	bool over;    /* one of another hour stands behind it */
};

struct change {
	uint32_t track;
	struct chain before;
};

struct vg_samplestage {
	struct vg_sampledb *db;       /* borrowed */
	struct vg_sampleblock *block; /* owned */
	struct chain *chains;         /* owned; by the number of the track */
	size_t n_chains;
	struct vg_buf held; /* batches, one behind another */
	size_t *begins;     /* owned; where each begins in 'held' */
	size_t n_begins, begins_capacity;
	size_t n_held;  /* cycles */
	int64_t number; /* of the first held batch */
	struct vg_sampleslots slots;
	unsigned char page[VG_SAMPLEDB_BATCH_SIZE]; /* a batch as it is written */
	struct change *changes; /* owned; of chains, since the last commit */
	size_t n_changes, changes_capacity;
	size_t turn; /* the track to look at next */
	struct vg_samplelist lists[GROUP];
};

/* --- chains ------------------------------------------------------------------------------ */

/* The chain of a track; NULL for a number that no file of ours has. */
static struct chain *
need_chain(struct vg_samplestage *s, int64_t track)
{
	if (track <= 0 || track >= TRACKS_MOST)
		return NULL;
	if ((size_t)track >= s->n_chains) {
		size_t n = (size_t)track + (size_t)track / 8 + 64;
		s->chains = vg_mem_resize(s->chains, n, sizeof(*s->chains));
		memset(
		    s->chains + s->n_chains, 0, (n - s->n_chains) * sizeof(*s->chains));
		s->n_chains = n;
	}
	return &s->chains[track];
}

static void
note_change(struct vg_samplestage *s, const struct chain *chain)
{
	s->changes = vg_mem_grow(
	    s->changes, &s->changes_capacity, s->n_changes, sizeof(*s->changes));
	s->changes[s->n_changes++] =
	    (struct change){(uint32_t)(chain - s->chains), *chain};
}

static int32_t
hour_of(struct vg_wall at)
{
	return (int32_t)(vg_rollup_floor(VG_SAMPLESPAN_HOUR, at).us / VG_HOUR_US);
}

static void
link_cycle(struct chain *chain, uint64_t place, int32_t hour)
{
	if (!chain->first) {
		chain->first = place;
		chain->hour = hour;
		chain->over = false;
	} else if (hour != chain->hour) {
		chain->over = true;
	}
	chain->last = place;
}

/* --- a batch's rows ---------------------------------------------------------------------- */

struct cycle {
	int64_t track;
	uint64_t before;
	const unsigned char *packed;
	size_t size;
};

static uint32_t
get32(const unsigned char *at)
{
	uint32_t number;

	memcpy(&number, at, sizeof(number));
	return le32toh(number);
}

/* The cycle at 'begin' of a batch; false when none is there. */
static bool
read_cycle(const unsigned char *batch, size_t size, size_t begin, struct cycle *cycle)
{
	if (begin > size || size - begin < HEAD_SIZE)
		return false;
	const unsigned char *at = batch + begin;
	uint64_t before;
	memcpy(&before, at + 8, sizeof(before));
	*cycle =
	    (struct cycle){get32(at), le64toh(before), at + HEAD_SIZE, get32(at + 4)};
	/* What fills a batch up has no track. */
	return cycle->track && cycle->size <= size - begin - HEAD_SIZE;
}

/* --- slots ------------------------------------------------------------------------------- */

static const void *
find_batch(struct vg_samplestage *s, int64_t number, size_t *size)
{
	uint32_t slot = vg_sampleslots_find(&s->slots, number);

	return slot ? vg_sampledb_batch(s->db, slot, size) : NULL;
}

/* Batches before the first that is still wanted may be written over. */
static void
spare_batches(struct vg_samplestage *s)
{
	int64_t below = s->number;

	for (size_t i = 0; i < s->n_chains; i++) {
		int64_t first = (int64_t)(s->chains[i].first >> PLACE_BITS);
		if (first && first < below)
			below = first;
	}
	vg_sampleslots_advance(&s->slots, below);
}

/* --- loading ----------------------------------------------------------------------------- */

static void
load_done(int64_t track, uint64_t done, void *cookie)
{
	struct vg_samplestage *s = cookie;
	struct chain *chain = need_chain(s, track);
	int64_t number = (int64_t)(done >> PLACE_BITS);

	if (chain)
		chain->last = done;
	if (number >= s->number)
		s->number = number + 1;
}

/* In the order of their numbers; those of before that were not written over come first. */
static void
load_slot(int64_t slot, int64_t number, void *cookie)
{
	struct vg_samplestage *s = cookie;

	if (slot <= 0 || slot > UINT32_MAX || number <= 0)
		return;
	if (slot > s->slots.top)
		s->slots.top = (uint32_t)slot;
	if (s->slots.lowest == 0)
		s->slots.lowest = number;
	/* So far apart they were never wanted together. */
	if (number - s->slots.lowest > BATCHES_MOST)
		vg_sampleslots_advance(&s->slots, number);
	if (number >= s->number)
		s->number = number + 1;
	vg_sampleslots_set(&s->slots, number, (uint32_t)slot);
}

/* Links the cycles of a batch that wait; gives how many follow from what is not there. */
static size_t
load_batch(struct vg_samplestage *s, int64_t number)
{
	struct cycle cycle;
	struct vg_samplehead head;
	size_t size, n_lost = 0;
	const void *data = find_batch(s, number, &size);

	for (size_t at = 0; data && read_cycle(data, size, at, &cycle);
	     at += HEAD_SIZE + cycle.size) {
		uint64_t place = (uint64_t)number << PLACE_BITS | at;
		struct vg_cursor c = vg_cursor_over(cycle.packed, cycle.size);
		struct chain *chain = need_chain(s, cycle.track);
		vg_samplepack_read_head(&c, &head);
		if (!chain || c.failed || place <= chain->last)
			continue;
		if (!chain->first && !head.whole) {
			chain->last = place;
			n_lost++;
			continue;
		}
		/* A difference is of the hour of what it follows from. */
		link_cycle(chain, place, head.whole ? hour_of(head.at) : chain->hour);
	}
	return n_lost;
}

struct vg_samplestage *
vg_samplestage_new(struct vg_sampledb *db)
{
	struct vg_samplestage *s = vg_mem_zero(sizeof(*s));

	s->db = db;
	s->block = vg_sampleblock_new(db);
	s->number = 1;
	vg_buf_init(&s->held, 0);
	for (size_t i = 0; i < GROUP; i++)
		vg_samplelist_init(&s->lists[i]);
	vg_sampledb_each_done(db, load_done, s);
	vg_sampledb_each_batch(db, load_slot, s);
	/* Nor is a number true that lies so far from all batches. */
	if (s->slots.lowest == 0 || s->number - s->slots.lowest > BATCHES_MOST)
		vg_sampleslots_advance(&s->slots, s->number);
	for (int64_t i = s->slots.lowest; i < s->number; i++)
		(void)load_batch(s, i);
	vg_sampledb_end_batch(db);
	spare_batches(s);
	return s;
}

void
vg_samplestage_free(struct vg_samplestage *stage)
{
	if (!stage)
		return;
	for (size_t i = 0; i < GROUP; i++)
		vg_samplelist_fini(&stage->lists[i]);
	vg_sampleblock_free(stage->block);
	vg_buf_fini(&stage->held);
	free(stage->chains);
	free(stage->begins);
	vg_sampleslots_fini(&stage->slots);
	free(stage->changes);
	free(stage);
}

/* --- adding ------------------------------------------------------------------------------ */

void
vg_samplestage_add(struct vg_samplestage *stage, int64_t track, struct vg_wall at,
    const void *packed, size_t size)
{
	struct vg_samplestage *s = stage;
	struct chain *chain = need_chain(s, track);
	unsigned char head[HEAD_SIZE];
	size_t begin = s->n_begins ? s->begins[s->n_begins - 1] : 0;

	if (!chain)
		return;
	if (s->n_begins == 0 ||
	    s->held.size - begin + HEAD_SIZE + size > VG_SAMPLEDB_BATCH_SIZE) {
		s->begins = vg_mem_grow(
		    s->begins, &s->begins_capacity, s->n_begins, sizeof(*s->begins));
		begin = s->begins[s->n_begins++] = s->held.size;
	}
	uint64_t place = (uint64_t)(s->number + (int64_t)s->n_begins - 1) << PLACE_BITS |
	    (s->held.size - begin);
	uint32_t words[] = {htole32((uint32_t)track), htole32((uint32_t)size)};
	uint64_t before = htole64(chain->first ? chain->last : 0);
	memcpy(head, words, sizeof(words));
	memcpy(head + sizeof(words), &before, sizeof(before));
	vg_buf_add(&s->held, head, sizeof(head));
	vg_buf_add(&s->held, packed, size);
	note_change(s, chain);
	link_cycle(chain, place, hour_of(at));
	s->n_held++;
}

size_t
vg_samplestage_held(const struct vg_samplestage *stage, size_t *octets)
{
	*octets = stage->held.size;
	return stage->n_held;
}

/* Fills a batch up, so that all have one size: see vg_sampledb_put_batch. */
static int
write_batch(
    struct vg_samplestage *s, int64_t number, const unsigned char *data, size_t size)
{
	uint32_t slot = vg_sampleslots_take(&s->slots);

	vg_sampleslots_set(&s->slots, number, slot);
	if (size < sizeof(s->page)) {
		memcpy(s->page, data, size);
		memset(s->page + size, 0, sizeof(s->page) - size);
		data = s->page;
		size = sizeof(s->page);
	}
	return vg_sampledb_put_batch(s->db, slot, number, data, size);
}

int
vg_samplestage_write(struct vg_samplestage *stage)
{
	struct vg_samplestage *s = stage;
	int err = VG_OK;

	for (size_t i = 0; i < s->n_begins && err == VG_OK; i++) {
		size_t end = i + 1 < s->n_begins ? s->begins[i + 1] : s->held.size;
		err = write_batch(s, s->number + (int64_t)i, s->held.data + s->begins[i],
		    end - s->begins[i]);
	}
	return err;
}

static void
forget_held(struct vg_samplestage *s)
{
	s->number += (int64_t)s->n_begins;
	s->n_begins = s->n_held = s->n_changes = 0;
	vg_buf_reset(&s->held);
}

void
vg_samplestage_kept(struct vg_samplestage *stage)
{
	forget_held(stage);
	spare_batches(stage);
}

void
vg_samplestage_undo(struct vg_samplestage *stage)
{
	for (size_t i = stage->n_changes; i > 0; i--) {
		const struct change *change = &stage->changes[i - 1];
		stage->chains[change->track] = change->before;
	}
	vg_sampleslots_undo(&stage->slots, stage->number);
	forget_held(stage);
}

/* --- gathering --------------------------------------------------------------------------- */

/* Tracks whose cycles are read side by side, because they lie in the same batches. */
struct gathering {
	size_t n;
	int64_t tracks[GROUP];
	uint64_t next[GROUP]; /* place; 0: it is done */
};

static uint64_t
take_cycle(struct vg_samplestage *s, int64_t track, uint64_t place,
    const unsigned char *batch, size_t size, struct vg_samplelist *list)
{
	struct cycle cycle;
	size_t begin = (size_t)(place & ((1 << PLACE_BITS) - 1));

	if (!batch || !read_cycle(batch, size, begin, &cycle) || cycle.track != track)
		return 0;
	vg_samplelist_add(list, place, cycle.packed, cycle.size);
	return place != s->chains[track].first && cycle.before < place ? cycle.before : 0;
}

static void
gather(struct vg_samplestage *s, struct gathering *g)
{
	const unsigned char *batch = NULL;
	uint64_t open = 0;
	size_t size = 0;

	for (size_t i = 0; i < g->n; i++) {
		g->next[i] =
		    s->chains[g->tracks[i]].first ? s->chains[g->tracks[i]].last : 0;
		s->lists[i].n = 0;
		vg_buf_reset(&s->lists[i].octets);
	}
	for (;;) {
		size_t who = 0;
		for (size_t i = 1; i < g->n; i++) {
			if (g->next[i] > g->next[who])
				who = i;
		}
		uint64_t place = g->next[who];
		if (place == 0)
			break;
		if (place >> PLACE_BITS != open) {
			open = place >> PLACE_BITS;
			batch = find_batch(s, (int64_t)open, &size);
		}
		g->next[who] =
		    take_cycle(s, g->tracks[who], place, batch, size, &s->lists[who]);
	}
	vg_sampledb_end_batch(s->db);
	for (size_t i = 0; i < g->n; i++)
		vg_samplelist_turn(&s->lists[i]);
}

/* --- settling ---------------------------------------------------------------------------- */

static int
settle_track(struct vg_samplestage *s, int64_t track, const struct vg_samplelist *list,
    uint64_t *rolled)
{
	struct chain *chain = &s->chains[track];
	struct vg_wall hour, next;
	size_t n = vg_sampleblock_hour(list, &hour);
	uint64_t end = n ? list->items[n - 1].place : chain->last;
	int err = VG_OK;

	if (vg_instant_is_set(hour))
		err = vg_sampleblock_put(s->block, track, list, n, hour, rolled);
	if (err != VG_OK)
		return err;
	struct chain after = {.last = chain->last};
	if (n < list->n) {
		struct vg_samplelist rest = {
		    .octets = list->octets, .items = list->items + n, .n = list->n - n};
		after.first = list->items[n].place;
		after.over = vg_sampleblock_hour(&rest, &next) < rest.n;
		after.hour = hour_of(next);
	}
	note_change(s, chain);
	*chain = after;
	return vg_sampledb_set_done(s->db, track, end);
}

static int
settle_group(struct vg_samplestage *s, struct gathering *g, uint64_t *rolled)
{
	int err = VG_OK;

	if (g->n == 0)
		return VG_OK;
	gather(s, g);
	for (size_t i = 0; i < g->n && err == VG_OK; i++)
		err = settle_track(s, g->tracks[i], &s->lists[i], rolled);
	g->n = 0;
	return err;
}

static bool
is_over(const struct chain *chain, struct vg_wall now)
{
	int64_t since_us = now.us - (int64_t)chain->hour * VG_HOUR_US;

	/* An hour far ahead is of a clock that was wrong; it would hold all batches behind it. */
	return chain->first &&
	    (chain->over || since_us >= VG_HOUR_US + patience_us ||
		since_us < -patience_us);
}

int
vg_samplestage_settle(
    struct vg_samplestage *stage, struct vg_wall now, size_t most, uint64_t *rolled)
{
	struct vg_samplestage *s = stage;
	struct gathering g = {.n = 0};
	size_t n = 0;
	int err = VG_OK;

	for (size_t i = 0; i < s->n_chains && n < most && err == VG_OK; i++) {
		s->turn = s->turn + 1 < s->n_chains ? s->turn + 1 : 0;
		if (!is_over(&s->chains[s->turn], now))
			continue;
		g.tracks[g.n++] = (int64_t)s->turn;
		n++;
		if (g.n == GROUP)
			err = settle_group(s, &g, rolled);
	}
	if (err == VG_OK)
		err = settle_group(s, &g, rolled);
	return err;
}

/* --- letting go -------------------------------------------------------------------------- */

int
vg_samplestage_drop_spare(struct vg_samplestage *stage)
{
	int err = VG_OK;

	/* The slots stay: what comes may as well be put there. */
	for (size_t i = 0; i < stage->slots.n_spare && err == VG_OK; i++)
		err = vg_sampledb_drop_batch(stage->db, stage->slots.spare[i]);
	return err;
}

/* How many cycles of a batch wait. */
static size_t
count_waiting(struct vg_samplestage *s, int64_t number)
{
	struct cycle cycle;
	size_t size, n = 0;
	const void *data = find_batch(s, number, &size);

	for (size_t at = 0; data && read_cycle(data, size, at, &cycle);
	     at += HEAD_SIZE + cycle.size) {
		const struct chain *chain = need_chain(s, cycle.track);
		n += chain && chain->first &&
		    ((uint64_t)number << PLACE_BITS | at) >= chain->first;
	}
	return n;
}

/* Each chain that begins before batch 'cut' begins with its first whole row from there on. */
static uint64_t
cut_chains(struct vg_samplestage *s, int64_t cut)
{
	uint64_t place = (uint64_t)cut << PLACE_BITS, n_lost = 0;

	for (int64_t i = s->slots.lowest; i < cut; i++)
		n_lost += count_waiting(s, i);
	for (size_t i = 0; i < s->n_chains; i++) {
		if (!s->chains[i].first || s->chains[i].first >= place)
			continue;
		note_change(s, &s->chains[i]);
		s->chains[i] = (struct chain){.last = place - 1};
	}
	for (int64_t i = cut; i < s->number; i++)
		n_lost += load_batch(s, i);
	vg_sampledb_end_batch(s->db);
	return n_lost;
}

int
vg_samplestage_drop_oldest(struct vg_samplestage *stage, uint64_t *lost)
{
	struct vg_samplestage *s = stage;
	int64_t n = s->number - s->slots.lowest, cut = s->slots.lowest + (n + 3) / 4;
	int err = VG_OK;

	if (n <= 0)
		return VG_ENOENT;
	*lost += cut_chains(s, cut);
	for (int64_t i = s->slots.lowest; i < cut && err == VG_OK; i++) {
		uint32_t slot = vg_sampleslots_find(&s->slots, i);
		if (slot)
			err = vg_sampledb_drop_batch(s->db, slot);
	}
	for (size_t i = 0; i < s->n_changes && err == VG_OK; i++) {
		const struct chain *chain = &s->chains[s->changes[i].track];
		err = vg_sampledb_set_done(s->db, s->changes[i].track,
		    chain->first ? chain->first - 1 : chain->last);
	}
	return err;
}

uint64_t
vg_samplestage_left_out(const struct vg_samplestage *stage)
{
	return vg_sampleblock_left_out(stage->block);
}

const struct vg_samplelist *
vg_samplestage_list(struct vg_samplestage *stage, int64_t track)
{
	struct gathering g = {.n = 1, .tracks = {track}};

	if (track <= 0 || (size_t)track >= stage->n_chains)
		g.tracks[0] = 0; /* no track: its chain is empty */
	if (stage->n_chains == 0)
		(void)need_chain(stage, 1);
	gather(stage, &g);
	return &stage->lists[0];
}

struct vg_sampledb *
vg_samplestage_db(struct vg_samplestage *stage)
{
	return stage->db;
}
