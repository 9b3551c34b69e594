/*
 * Keeping samples.
 *
 * A cycle is packed at once and waits for its transaction with the others.  When the first cycle
 * of the next five minutes comes, those before it are due to be rolled up: from the file, so that
 * a restart in between rolls up the same.
 */
#include "agent/history/samplestore.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/history/rollup.h"
#include "agent/history/samplecut.h"
#include "agent/history/samplepack.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/log/log.h"

enum { HELD_ROWS = 512, SWEEP_TRACKS = 64 };
static const int64_t held_us = 5 * VG_SECOND_US;
static const int64_t sweep_us = VG_HOUR_US;

/* One probe of one device. */
struct track {
	const struct vg_probe *probe; /* borrowed; tells it apart */
	int64_t id;
	unsigned
	    age; /* of the store when 'last' was written; another one: write it whole */
	struct vg_buf last; /* the last cycle, whole */
	struct vg_wall at;  /* its instant */
	struct vg_wall newest;
};

struct vg_sampledevice {
	struct vg_samplestore *store;
	const char *name;
	struct track *tracks; /* owned */
	size_t n, capacity;
};

/* A packed cycle that waits. */
struct held {
	int64_t track;
	struct vg_wall at;
	unsigned char *data; /* owned */
	size_t size;
};

/* A time that is over. */
struct due {
	int64_t track;
	enum vg_samplespan span;
	struct vg_wall begin;
};

struct vg_samplestore {
	char *path;
	struct vg_sampledb *db; /* owned; NULL while there is none */
	struct vg_samplekeep keep;
	unsigned age;      /* grows when what was held did not reach the file */
	struct held *held; /* owned; HELD_ROWS */
	size_t n_held;
	struct due *due; /* owned */
	size_t n_due, due_capacity;
	int64_t sweep_track; /* the sweep under way is past it; 0: none is */
	struct vg_wall swept;
	bool told; /* that it does not write */
	struct vg_samplecounts counts;
};

/* --- opening ----------------------------------------------------------------------------- */

static void
put_aside(const char *path, struct vg_wall now)
{
	static const char *const sides[] = {"-wal", "-shm", ""};
	char *aside = vg_mem_format("%s.%" PRId64, path, now.us / VG_SECOND_US);

	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		char *from = vg_mem_format("%s%s", path, sides[i]);
		char *to = vg_mem_format("%s%s", aside, sides[i]);
		(void)rename(from, to);
		free(from);
		free(to);
	}
	vg_log(VG_LOG_ERROR, "history", path,
	    "damaged: put aside as %s, a new one begins", aside);
	free(aside);
}

static int
open_file(struct vg_samplestore *s, struct vg_wall now, struct vg_detail *detail)
{
	int err = vg_sampledb_open(s->path, &s->db, detail);

	if (err == VG_ECORRUPT) {
		put_aside(s->path, now);
		err = vg_sampledb_open(s->path, &s->db, detail);
	}
	if (err == VG_OK)
		vg_sampledb_limit(s->db, s->keep.megabytes);
	return err;
}

struct vg_samplestore *
vg_samplestore_open(const char *path, const struct vg_samplekeep *keep,
    struct vg_wall now, struct vg_detail *detail)
{
	struct vg_samplestore *s = vg_mem_zero(sizeof(*s));

	s->path = vg_mem_text(path);
	s->keep = *keep;
	s->held = vg_mem_array(HELD_ROWS, sizeof(*s->held));
	s->age = 1;
	if (open_file(s, now, detail) != VG_OK) {
		vg_samplestore_close(s);
		return NULL;
	}
	return s;
}

static void
drop_held(struct vg_samplestore *s)
{
	for (size_t i = 0; i < s->n_held; i++)
		free(s->held[i].data);
	s->n_held = 0;
}

void
vg_samplestore_close(struct vg_samplestore *store)
{
	if (!store)
		return;
	if (store->n_held)
		(void)vg_samplestore_flush(store, store->held[store->n_held - 1].at);
	drop_held(store);
	vg_sampledb_close(store->db);
	free(store->held);
	free(store->due);
	free(store->path);
	free(store);
}

void
vg_samplestore_set_keep(struct vg_samplestore *store, const struct vg_samplekeep *keep)
{
	store->keep = *keep;
	vg_sampledb_limit(store->db, keep->megabytes);
}

struct vg_samplecounts
vg_samplestore_counts(const struct vg_samplestore *store)
{
	return store->counts;
}

/* --- tracks ------------------------------------------------------------------------------ */

struct vg_sampledevice *
vg_samplestore_device(struct vg_samplestore *store, const char *name)
{
	struct vg_sampledevice *device = vg_mem_zero(sizeof(*device));

	device->store = store;
	device->name = name;
	return device;
}

void
vg_samplestore_device_free(struct vg_sampledevice *device)
{
	if (!device)
		return;
	for (size_t i = 0; i < device->n; i++)
		vg_buf_fini(&device->tracks[i].last);
	free(device->tracks);
	free(device);
}

/* "alPower,alFan;ifOperStatus": the scalars, then the columns. */
static char *
objects_of(const struct vg_probe *probe)
{
	struct vg_buf text;

	vg_buf_init(&text, 0);
	for (size_t i = 0; i < probe->n_scalars; i++)
		vg_buf_addf(&text, "%s%s", i ? "," : "", probe->scalars[i].name);
	vg_buf_add_text(&text, ";");
	for (size_t i = 0; i < probe->n_columns; i++)
		vg_buf_addf(&text, "%s%s", i ? "," : "", probe->columns[i].name);
	return vg_buf_give(&text);
}

static struct track *
need_track(struct vg_sampledevice *device, const struct vg_probe *probe)
{
	for (size_t i = 0; i < device->n; i++) {
		if (device->tracks[i].probe == probe)
			return &device->tracks[i];
	}
	device->tracks = vg_mem_grow(
	    device->tracks, &device->capacity, device->n, sizeof(*device->tracks));
	struct track *made = &device->tracks[device->n++];
	made->probe = probe;
	vg_buf_init(&made->last, 0);
	return made;
}

/* The track's number in the file; what it held last says which roll-ups an end left undone. */
static bool
number_track(struct vg_sampledevice *device, struct track *t)
{
	struct vg_samplestore *s = device->store;

	if (t->id)
		return true;
	char *objects = objects_of(t->probe);
	t->id = vg_sampledb_track(s->db, device->name, t->probe->name, objects);
	free(objects);
	if (t->id)
		t->at = t->newest = vg_sampledb_last(
		    s->db, t->id, VG_SAMPLESPAN_RAW, (struct vg_wall){INT64_MAX});
	return t->id != 0;
}

/* --- adding ------------------------------------------------------------------------------ */

static void
add_due(struct vg_samplestore *s, int64_t track, enum vg_samplespan span,
    struct vg_wall begin)
{
	s->due = vg_mem_grow(s->due, &s->due_capacity, s->n_due, sizeof(*s->due));
	s->due[s->n_due++] = (struct due){track, span, begin};
}

/* What is over since the cycle before: its five minutes, and their hour. */
static void
see_what_is_over(struct vg_samplestore *s, const struct track *t, struct vg_wall at)
{
	struct vg_wall five = vg_sampledb_block(VG_SAMPLESPAN_RAW, t->at);
	struct vg_wall hour = vg_sampledb_block(VG_SAMPLESPAN_FIVE, t->at);

	if (!vg_instant_is_set(t->at))
		return;
	if (vg_sampledb_block(VG_SAMPLESPAN_RAW, at).us != five.us)
		add_due(s, t->id, VG_SAMPLESPAN_FIVE, five);
	if (vg_sampledb_block(VG_SAMPLESPAN_FIVE, at).us != hour.us)
		add_due(s, t->id, VG_SAMPLESPAN_HOUR, hour);
}

static void
hold(struct vg_samplestore *s, int64_t track, struct vg_wall at, struct vg_buf *packed)
{
	struct held *h = &s->held[s->n_held++];

	h->track = track;
	h->at = at;
	h->size = packed->size;
	h->data = vg_mem_copy(packed->data, packed->size);
	s->counts.octets += packed->size;
}

void
vg_samplestore_add(struct vg_sampledevice *device, const struct vg_sampleset *samples)
{
	struct vg_samplestore *s = device->store;
	struct track *t;
	struct vg_buf whole, packed;

	if (!s || !s->db)
		return;
	t = need_track(device, samples->probe);
	if (!number_track(device, t)) {
		s->counts.lost++;
		return;
	}
	vg_buf_init(&whole, 0);
	vg_buf_init(&packed, 0);
	vg_samplepack_whole(&whole, samples);
	see_what_is_over(s, t, samples->at);
	bool goes_on = t->last.size && t->age == s->age &&
	    vg_instant_compare(samples->at, t->newest) > 0 &&
	    vg_sampledb_block(VG_SAMPLESPAN_RAW, samples->at).us ==
		vg_sampledb_block(VG_SAMPLESPAN_RAW, t->at).us;
	if (!goes_on ||
	    vg_samplepack_difference(
		&packed, &t->last, &whole, vg_instant_since(samples->at, t->at)) != VG_OK)
		vg_buf_add(&packed, whole.data, whole.size);
	hold(s, t->id, samples->at, &packed);
	vg_buf_fini(&packed);
	vg_buf_fini(&t->last);
	t->last = whole;
	t->age = s->age;
	t->at = samples->at;
	if (vg_instant_compare(t->at, t->newest) > 0)
		t->newest = t->at;
	int64_t waits_us = vg_instant_since(samples->at, s->held[0].at);
	if (s->n_held >= HELD_ROWS || waits_us >= held_us || waits_us < 0)
		(void)vg_samplestore_flush(s, samples->at);
}

/* --- rolling up -------------------------------------------------------------------------- */

struct roll {
	struct vg_rollup *rollup;
	struct vg_wall end;
	size_t n;
};

static bool
roll_row(struct vg_wall at, const struct vg_buf *whole, void *cookie)
{
	struct roll *roll = cookie;
	bool inside = vg_instant_compare(at, roll->end) < 0;

	roll->n += inside;
	return vg_rollup_add(roll->rollup, whole, at, inside) != VG_OK || inside;
}

struct base {
	struct vg_buf whole;
	struct vg_wall at;
};

static bool
base_row(struct vg_wall at, const struct vg_buf *whole, void *cookie)
{
	struct base *base = cookie;

	base->at = at;
	vg_buf_reset(&base->whole);
	vg_buf_add(&base->whole, whole->data, whole->size);
	return true;
}

/* Puts a roll-up into its chain: as a difference unless it is the first of its block. */
static int
put_rolled(struct vg_samplestore *s, const struct due *due, const struct vg_buf *whole)
{
	struct base base = {.at = {0}};
	struct vg_buf packed;

	vg_buf_init(&base.whole, 0);
	vg_buf_init(&packed, 0);
	vg_sampledb_rows(s->db, due->track, due->span,
	    vg_sampledb_block(due->span, due->begin), due->begin, base_row, &base);
	/* What stands behind it already would follow from another row. */
	struct vg_wall last =
	    vg_sampledb_last(s->db, due->track, due->span, (struct vg_wall){INT64_MAX});
	if (base.whole.size == 0 || vg_instant_compare(last, due->begin) >= 0 ||
	    vg_samplepack_difference(&packed, &base.whole, whole,
		vg_instant_since(due->begin, base.at)) != VG_OK)
		vg_buf_add(&packed, whole->data, whole->size);
	int err = vg_sampledb_put(s->db, due->track, due->span, due->begin, &packed);
	s->counts.rolled += err == VG_OK;
	vg_buf_fini(&base.whole);
	vg_buf_fini(&packed);
	return err;
}

static int
roll_up(struct vg_samplestore *s, const struct due *due)
{
	enum vg_samplespan from =
	    due->span == VG_SAMPLESPAN_HOUR ? VG_SAMPLESPAN_FIVE : VG_SAMPLESPAN_RAW;
	struct roll roll = {.rollup = vg_rollup_new(),
	    .end = vg_instant_add(due->begin, (int64_t)due->span * VG_SECOND_US)};
	struct vg_buf whole;
	int err = VG_OK;

	vg_buf_init(&whole, 0);
	vg_sampledb_rows(s->db, due->track, from, due->begin, (struct vg_wall){INT64_MAX},
	    roll_row, &roll);
	if (roll.n) {
		vg_rollup_whole(roll.rollup, &whole);
		err = put_rolled(s, due, &whole);
	}
	vg_buf_fini(&whole);
	vg_rollup_free(roll.rollup);
	return err;
}

/* --- letting go -------------------------------------------------------------------------- */

static int
drop_old(struct vg_samplestore *s, int64_t track, struct vg_wall now)
{
	const struct {
		enum vg_samplespan span;
		uint32_t days;
	} keeps[] = {{VG_SAMPLESPAN_RAW, s->keep.raw_days},
	    {VG_SAMPLESPAN_FIVE, s->keep.five_days},
	    {VG_SAMPLESPAN_HOUR, s->keep.hour_days}};
	int err = VG_OK;

	for (size_t i = 0; i < sizeof(keeps) / sizeof(keeps[0]) && err == VG_OK; i++)
		err = vg_sampledb_drop(s->db, track, keeps[i].span,
		    vg_instant_add(now, -(int64_t)keeps[i].days * VG_DAY_US));
	return err;
}

/* A few tracks at a time, once an hour. */
static int
sweep(struct vg_samplestore *s, struct vg_wall now)
{
	int64_t since_us = vg_instant_since(now, s->swept);
	int err = VG_OK;

	if (s->sweep_track == 0 && since_us >= 0 && since_us < sweep_us)
		return VG_OK;
	s->swept = now;
	for (int i = 0; i < SWEEP_TRACKS && err == VG_OK; i++) {
		s->sweep_track = vg_sampledb_next_track(s->db, s->sweep_track);
		if (s->sweep_track == 0)
			break;
		err = drop_old(s, s->sweep_track, now);
	}
	return err;
}

/* --- writing ----------------------------------------------------------------------------- */

static int
write_all(struct vg_samplestore *s, struct vg_wall now)
{
	int err = vg_sampledb_begin(s->db);

	if (err != VG_OK)
		return err;
	for (size_t i = 0; i < s->n_held && err == VG_OK; i++) {
		const struct held *h = &s->held[i];
		const struct vg_buf packed = {.data = h->data, .size = h->size};
		err = vg_sampledb_put(s->db, h->track, VG_SAMPLESPAN_RAW, h->at, &packed);
	}
	for (size_t i = 0; i < s->n_due && err == VG_OK; i++)
		err = roll_up(s, &s->due[i]);
	if (err == VG_OK)
		err = sweep(s, now);
	if (err == VG_OK)
		return vg_sampledb_commit(s->db);
	vg_sampledb_rollback(s->db);
	return err;
}

/* What could not be written is lost; room is made for what comes. */
static void
give_up(struct vg_samplestore *s, int err, struct vg_wall now)
{
	s->counts.lost += s->n_held;
	s->age++;
	if (!s->told)
		vg_log(VG_LOG_ERROR, "history", s->path, "samples cannot be written: %s",
		    vg_error_text(err));
	s->told = true;
	if (err == VG_ECORRUPT) {
		vg_sampledb_close(s->db);
		s->db = NULL;
		put_aside(s->path, now);
		(void)open_file(s, now, NULL);
	}
}

int
vg_samplestore_flush(struct vg_samplestore *store, struct vg_wall now)
{
	struct vg_samplestore *s = store;
	int err = VG_OK;

	if (!s->db || (s->n_held == 0 && s->n_due == 0))
		return VG_OK;
	err = write_all(s, now);
	if (err == VG_OK) {
		s->counts.kept += s->n_held;
		if (s->told)
			vg_log(
			    VG_LOG_INFO, "history", s->path, "samples are written again");
		s->told = false;
	} else {
		give_up(s, err, now);
	}
	drop_held(s);
	s->n_due = 0;
	return err;
}

/* --- evidence ---------------------------------------------------------------------------- */

void
vg_samplestore_evidence(struct vg_samplestore *store, const struct vg_event *raise,
    const char *cut, struct vg_wall from, struct vg_wall until, struct vg_buf *json)
{
	(void)vg_samplestore_flush(store, until);
	vg_samplecut_evidence(store->db, raise, cut, from, until, json);
}
