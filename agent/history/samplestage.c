/*
 * Cycles that wait.
 */
#include "agent/history/samplestage.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "agent/history/sampleblock.h"
#include "agent/history/samplepack.h"
#include "agent/history/samplerows.h"
#include "lib/base/cursor.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"

enum {
	PLACE_BITS = 13, /* of where in a batch */
	HEAD_SIZE = 16,
	GROUP = 8,        /* tracks that are read side by side */
	DROP_LEAST = 8,   /* batches: fewer are not worth a statement */
	DROP_MOST = 2048, /* at once */
	TRACKS_MOST = 1 << 24
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
	size_t n_held;          /* cycles */
	int64_t number;         /* of the first held batch */
	int64_t lowest;         /* batches before it are gone */
	int64_t dropped;        /* by the transaction under way; 0: none were */
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
	return cycle->size <= size - begin - HEAD_SIZE;
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

static void
load_batch(int64_t number, const void *data, size_t size, void *cookie)
{
	struct vg_samplestage *s = cookie;
	struct cycle cycle;
	struct vg_samplehead head;

	if (s->lowest == 0)
		s->lowest = number;
	if (number >= s->number)
		s->number = number + 1;
	for (size_t at = 0; read_cycle(data, size, at, &cycle);
	     at += HEAD_SIZE + cycle.size) {
		uint64_t place = (uint64_t)number << PLACE_BITS | at;
		struct vg_cursor c = vg_cursor_over(cycle.packed, cycle.size);
		struct chain *chain = need_chain(s, cycle.track);
		vg_samplepack_read_head(&c, &head);
		if (!chain || c.failed || place <= chain->last)
			continue;
		/* A difference is of the hour of what it follows from. */
		link_cycle(chain, place, head.whole ? hour_of(head.at) : chain->hour);
	}
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
	vg_sampledb_each_batch(db, load_batch, s);
	if (s->lowest == 0)
		s->lowest = s->number;
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

int
vg_samplestage_write(struct vg_samplestage *stage)
{
	struct vg_samplestage *s = stage;
	int err = VG_OK;

	for (size_t i = 0; i < s->n_begins && err == VG_OK; i++) {
		size_t end = i + 1 < s->n_begins ? s->begins[i + 1] : s->held.size;
		err = vg_sampledb_put_batch(s->db, s->number + (int64_t)i,
		    s->held.data + s->begins[i], end - s->begins[i]);
	}
	return err;
}

static void
forget_held(struct vg_samplestage *s)
{
	s->number += (int64_t)s->n_begins;
	s->n_begins = s->n_held = s->n_changes = 0;
	s->dropped = 0;
	vg_buf_reset(&s->held);
}

void
vg_samplestage_kept(struct vg_samplestage *stage)
{
	if (stage->dropped)
		stage->lowest = stage->dropped;
	forget_held(stage);
}

void
vg_samplestage_undo(struct vg_samplestage *stage)
{
	for (size_t i = stage->n_changes; i > 0; i--) {
		const struct change *change = &stage->changes[i - 1];
		stage->chains[change->track] = change->before;
	}
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
			batch = vg_sampledb_batch(s->db, (int64_t)open, &size);
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
	return chain->first &&
	    (chain->over ||
		now.us - (int64_t)chain->hour * VG_HOUR_US >= VG_HOUR_US + patience_us);
}

/* Lets batches go before the first that is still wanted. */
static int
drop(struct vg_samplestage *s)
{
	int64_t below = s->number;

	for (size_t i = 0; i < s->n_chains; i++) {
		int64_t first = (int64_t)(s->chains[i].first >> PLACE_BITS);
		if (first && first < below)
			below = first;
	}
	if (below > s->lowest + DROP_MOST)
		below = s->lowest + DROP_MOST;
	if (below < s->lowest + DROP_LEAST)
		return VG_OK;
	s->dropped = below;
	return vg_sampledb_drop_batches(s->db, below);
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
	return err == VG_OK ? drop(s) : err;
}

/* --- reading ----------------------------------------------------------------------------- */

struct reading {
	struct vg_samplerows rows;
	enum vg_samplespan span;
};

static void
read_block(int64_t number, const void *data, size_t size, void *cookie)
{
	struct reading *r = cookie;

	(void)number;
	vg_samplerows_add_block(&r->rows, data, size);
}

static void
read_roll(enum vg_samplespan span, struct vg_wall begin, const struct vg_buf *whole,
    void *cookie)
{
	struct reading *r = cookie;

	(void)begin;
	if (span == r->span)
		vg_samplerows_add(&r->rows, whole->data, whole->size);
}

/* What is in no block yet, as it is or as it rolls up so far. */
static void
read_waiting(struct vg_samplestage *s, int64_t track, struct reading *r)
{
	struct gathering g = {.n = 1, .tracks = {track}};
	struct reading raw = {.span = VG_SAMPLESPAN_RAW};
	struct vg_samplerows *rows = r->span == VG_SAMPLESPAN_RAW ? &r->rows : &raw.rows;

	if (track <= 0 || (size_t)track >= s->n_chains)
		return;
	gather(s, &g);
	const struct vg_samplelist *list = &s->lists[0];
	vg_samplerows_init(&raw.rows);
	for (size_t i = 0; i < list->n; i++)
		vg_samplerows_add(
		    rows, list->octets.data + list->items[i].begin, list->items[i].size);
	if (r->span != VG_SAMPLESPAN_RAW) {
		struct vg_rollup *rollup = vg_rollup_new(read_roll, r);
		vg_samplerows_sort(rows);
		for (size_t i = 0; i < rows->n; i++) {
			struct vg_buf whole = vg_samplerows_whole(rows, i);
			(void)vg_rollup_add(rollup, whole.data, whole.size);
		}
		vg_rollup_free(rollup);
	}
	vg_samplerows_fini(&raw.rows);
}

void
vg_samplestage_walk(struct vg_samplestage *stage, int64_t track, enum vg_samplespan span,
    struct vg_wall from, struct vg_wall until, vg_samplestage_cb cb, void *cookie)
{
	struct reading r = {.span = span};
	struct vg_wall hour = vg_rollup_floor(VG_SAMPLESPAN_HOUR, from);
	size_t i = 0;

	vg_samplerows_init(&r.rows);
	/* What held at 'from' may be in the block before, when its own begins later. */
	(void)vg_sampledb_block_before(stage->db, track, span, hour, read_block, &r);
	vg_sampledb_each_block(stage->db, track, span, hour, until, read_block, &r);
	read_waiting(stage, track, &r);
	vg_samplerows_sort(&r.rows);
	while (i + 1 < r.rows.n && vg_instant_compare(r.rows.rows[i + 1].at, from) <= 0)
		i++;
	for (; i < r.rows.n && vg_instant_compare(r.rows.rows[i].at, until) < 0; i++) {
		struct vg_buf whole = vg_samplerows_whole(&r.rows, i);
		if (!cb(r.rows.rows[i].at, &whole, cookie))
			break;
	}
	vg_samplerows_fini(&r.rows);
}
