/*
 * Keeping samples.
 *
 * A cycle is packed at once, against the one before, and waits for its transaction with the
 * others.  Messages share the disk: when little of it is left, samples give way.
 */
#include "agent/history/samplestore.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "agent/history/samplecut.h"
#include "agent/history/samplepack.h"
#include "agent/history/samplestage.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/log/log.h"

enum {
	HELD_OCTETS = 128 << 10,
	SETTLE_TRACKS = 64, /* at a write: some 20 ms */
	SETTLE_TIGHT = 8,
	DROP_BLOCKS = 128,
	DROP_TURNS = 16,
	DROP_ROLLS = 8,
	LAST_SLACK =
	    8 /* octets more than a cycle takes, so that it is not moved at each */
};
static const int64_t again_us = 60 * VG_SECOND_US; /* a file that could not be opened */
static const int64_t held_us = 5 * VG_SECOND_US;
/* After less than an hour fitted: whole rows so often that the oldest can go without the rest. */
static const int64_t tight_us = 2 * VG_HOUR_US, whole_us = 10 * 60 * VG_SECOND_US;
/* What samples leave to messages, for which alone a disk may be filled. */
static const uint64_t spared_octets = UINT64_C(16) << 20;

/* One probe of one device. */
struct track {
	const struct vg_probe *probe; /* borrowed; tells it apart */
	unsigned char *last;          /* owned; the last cycle, whole */
	uint32_t size, room;          /* of it */
	uint32_t id;
	uint32_t age; /* of the store when 'last' was written; another one: write whole */
	uint32_t file; /* of the store when it had its number; another one: it has none */
	struct vg_wall at; /* of 'last' */
};

struct vg_sampledevice {
	struct vg_samplestore *store;
	const char *name;
	struct track *tracks; /* owned */
	size_t n;
};

struct vg_samplestore {
	char *path;
	char *folder;
	struct vg_sampledb *db;       /* owned; NULL while there is none */
	struct vg_samplestage *stage; /* owned; NULL with it */
	struct vg_samplekeep keep;
	uint32_t age;  /* grows when what was held did not reach the file */
	uint32_t file; /* grows when another one is opened */
	struct vg_buf whole, difference; /* of the cycle under way */
	struct vg_wall oldest, newest;   /* of what is held */
	struct vg_wall tried;  /* when it could not be opened; while there is none */
	struct vg_wall tight;  /* until then */
	struct vg_wall wholes; /* when all tracks were to be whole */
	bool told;             /* that it does not write */
	bool spare;            /* the disk is nearly full */
	struct vg_samplecounts counts;
};

/* --- opening ----------------------------------------------------------------------------- */

static void
put_aside(const char *path, struct vg_wall now, const char *why)
{
	static const char *const sides[] = {"-wal", "-shm", ""};
	char *aside = vg_mem_format("%s.%" PRId64, path, now.us / VG_SECOND_US);
	char *ballast = vg_mem_format("%s.ballast", path);

	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		char *from = vg_mem_format("%s%s", path, sides[i]);
		char *to = vg_mem_format("%s%s", aside, sides[i]);
		(void)rename(from, to);
		free(from);
		free(to);
	}
	(void)unlink(ballast);
	vg_log(VG_LOG_ERROR, "history", path, "%s: put aside as %s, a new one begins",
	    why, aside);
	free(ballast);
	free(aside);
}

static int
open_file(struct vg_samplestore *s, struct vg_wall now, struct vg_detail *detail)
{
	int err = vg_sampledb_open(s->path, &s->db, detail);

	/* What an older program wrote, or a newer one, is none that this one could go on with. */
	if (err == VG_ECORRUPT || err == VG_EINVAL || err == VG_EUNSUPPORTED) {
		put_aside(
		    s->path, now, err == VG_ECORRUPT ? "damaged" : "of another version");
		err = vg_sampledb_open(s->path, &s->db, detail);
	}
	if (err == VG_OK) {
		vg_sampledb_limit(s->db, s->keep.megabytes);
		s->stage = vg_samplestage_new(s->db);
		s->file++;
	}
	return err;
}

static void
close_file(struct vg_samplestore *s)
{
	if (s->stage)
		s->counts.left_out += vg_samplestage_left_out(s->stage);
	vg_samplestage_free(s->stage);
	vg_sampledb_close(s->db);
	s->stage = NULL;
	s->db = NULL;
}

/* Whether there is a file; tries again to have one, now and then. */
static bool
has_file(struct vg_samplestore *s, struct vg_wall now)
{
	int64_t since_us = vg_instant_since(now, s->tried);

	if (s->db)
		return true;
	if (since_us >= 0 && since_us < again_us)
		return false;
	s->tried = now;
	return open_file(s, now, NULL) == VG_OK;
}

struct vg_samplestore *
vg_samplestore_open(const char *path, const struct vg_samplekeep *keep,
    struct vg_wall now, struct vg_detail *detail)
{
	struct vg_samplestore *s = vg_mem_zero(sizeof(*s));
	const char *slash = strrchr(path, '/');

	s->path = vg_mem_text(path);
	s->folder =
	    slash ? vg_mem_text_n(path, (size_t)(slash - path) + 1) : vg_mem_text(".");
	s->keep = *keep;
	s->age = 1;
	vg_buf_init(&s->whole, 0);
	vg_buf_init(&s->difference, 0);
	if (open_file(s, now, detail) != VG_OK) {
		vg_samplestore_close(s);
		return NULL;
	}
	return s;
}

void
vg_samplestore_close(struct vg_samplestore *store)
{
	if (!store)
		return;
	if (store->db)
		(void)vg_samplestore_flush(store, store->newest);
	close_file(store);
	vg_buf_fini(&store->whole);
	vg_buf_fini(&store->difference);
	free(store->path);
	free(store->folder);
	free(store);
}

void
vg_samplestore_set_keep(struct vg_samplestore *store, const struct vg_samplekeep *keep)
{
	store->keep = *keep;
	if (store->db)
		vg_sampledb_limit(store->db, keep->megabytes);
}

struct vg_samplecounts
vg_samplestore_counts(const struct vg_samplestore *store)
{
	struct vg_samplecounts counts = store->counts;

	counts.left_out += store->stage ? vg_samplestage_left_out(store->stage) : 0;
	return counts;
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
		free(device->tracks[i].last);
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
	/* A device has few probes, and there are many devices: no room is left over. */
	device->tracks =
	    vg_mem_resize(device->tracks, device->n + 1, sizeof(*device->tracks));
	struct track *made = &device->tracks[device->n++];
	*made = (struct track){.probe = probe};
	return made;
}

static bool
number_track(struct vg_sampledevice *device, struct track *t)
{
	struct vg_samplestore *s = device->store;

	if (t->id && t->file == s->file)
		return true;
	char *objects = objects_of(t->probe);
	t->id = (uint32_t)vg_sampledb_track(s->db, device->name, t->probe->name, objects);
	free(objects);
	t->file = s->file;
	return t->id != 0;
}

/* --- adding ------------------------------------------------------------------------------ */

/* Whether a cycle at 'at' may be written as what differs from the last one. */
static bool
goes_on(const struct vg_samplestore *s, const struct track *t, struct vg_wall at)
{
	return t->size && t->age == s->age && vg_instant_compare(at, t->at) > 0 &&
	    vg_rollup_floor(VG_SAMPLESPAN_HOUR, at).us ==
	    vg_rollup_floor(VG_SAMPLESPAN_HOUR, t->at).us;
}

static void
keep_last(struct vg_samplestore *s, struct track *t, struct vg_wall at)
{
	if (s->whole.size > t->room) {
		t->room = (uint32_t)s->whole.size + LAST_SLACK;
		t->last = vg_mem_resize(t->last, t->room, 1);
	}
	memcpy(t->last, s->whole.data, s->whole.size);
	t->size = (uint32_t)s->whole.size;
	t->age = s->age;
	t->at = at;
}

void
vg_samplestore_add(struct vg_sampledevice *device, const struct vg_sampleset *samples)
{
	struct vg_samplestore *s = device->store;
	struct vg_wall at = samples->at;
	size_t octets;

	if (!s)
		return;
	if (!has_file(s, at)) {
		s->counts.lost++;
		return;
	}
	struct track *t = need_track(device, samples->probe);
	vg_buf_reset(&s->whole);
	vg_buf_reset(&s->difference);
	int err = number_track(device, t)
	    ? vg_samplepack_add(&s->whole, &s->difference, t->last,
		  goes_on(s, t, at) ? t->size : 0, samples)
	    : VG_EFULL;
	if (err != VG_OK && err != VG_EINVAL) {
		s->counts.lost++;
		return;
	}
	const struct vg_buf *packed = err == VG_OK ? &s->difference : &s->whole;
	if (vg_samplestage_held(s->stage, &octets) == 0)
		s->oldest = at;
	vg_samplestage_add(s->stage, t->id, at, packed->data, packed->size);
	s->counts.octets += packed->size;
	s->newest = at;
	keep_last(s, t, at);
	(void)vg_samplestage_held(s->stage, &octets);
	int64_t waits_us = vg_instant_since(at, s->oldest);
	if (octets >= HELD_OCTETS || waits_us >= held_us || waits_us < 0)
		(void)vg_samplestore_flush(s, at);
}

/* --- letting go -------------------------------------------------------------------------- */

/* A few blocks at each write. */
static int
drop_old(struct vg_samplestore *s, struct vg_wall now)
{
	const struct {
		enum vg_samplespan span;
		uint32_t days;
	} keeps[] = {{VG_SAMPLESPAN_RAW, s->keep.raw_days},
	    {VG_SAMPLESPAN_FIVE, s->keep.five_days},
	    {VG_SAMPLESPAN_HOUR, s->keep.hour_days}};
	int err = VG_OK;

	for (size_t i = 0; i < sizeof(keeps) / sizeof(keeps[0]) && err == VG_OK; i++)
		err = vg_sampledb_drop(s->db, keeps[i].span,
		    vg_instant_add(now, -(int64_t)keeps[i].days * VG_DAY_US),
		    DROP_BLOCKS);
	return err;
}

/* --- writing ----------------------------------------------------------------------------- */

static bool
is_tight(const struct vg_samplestore *s, struct vg_wall now)
{
	return vg_instant_compare(now, s->tight) < 0;
}

/* Whether messages need what is left of the disk; what the log takes is given back to them. */
static bool
is_spared(struct vg_samplestore *s)
{
	struct statvfs disk;
	bool spare = statvfs(s->folder, &disk) == 0 &&
	    (uint64_t)disk.f_bavail * disk.f_frsize < spared_octets;

	if (spare && !s->spare)
		vg_sampledb_shrink(s->db);
	s->spare = spare;
	return spare;
}

static int
write_all(struct vg_samplestore *s, struct vg_wall now)
{
	int err = is_spared(s) ? VG_EFULL : vg_sampledb_begin(s->db);

	if (err != VG_OK)
		return err;
	err = vg_samplestage_write(s->stage);
	if (err == VG_OK)
		err = vg_samplestage_settle(s->stage, now,
		    is_tight(s, now) ? SETTLE_TIGHT : SETTLE_TRACKS, &s->counts.rolled);
	if (err == VG_OK)
		err = drop_old(s, now);
	/* What could not be read must not be taken for what is not there. */
	if (err == VG_OK)
		err = vg_sampledb_failed(s->db);
	if (err == VG_OK)
		return vg_sampledb_commit(s->db);
	vg_sampledb_rollback(s->db);
	return err;
}

/* What is past its time, what waits to be written over; then what was kept the longest. */
static int
drop_kept(struct vg_samplestore *s, struct vg_wall now)
{
	int err = drop_old(s, now);

	if (err == VG_OK)
		err = vg_samplestage_drop_spare(s->stage);
	for (int i = 0; i < DROP_TURNS && err == VG_OK && !vg_sampledb_has_room(s->db);
	     i++)
		err = vg_sampledb_drop(s->db, VG_SAMPLESPAN_RAW, now, DROP_BLOCKS);
	/* A few roll-ups, or they alone would fill the file for the months they stay. */
	if (err == VG_OK && !vg_sampledb_has_room(s->db))
		err = vg_sampledb_drop(s->db, VG_SAMPLESPAN_FIVE, now, DROP_ROLLS);
	if (err == VG_OK && !vg_sampledb_has_room(s->db))
		err = vg_sampledb_drop(s->db, VG_SAMPLESPAN_HOUR, now, DROP_ROLLS);
	return err;
}

/* What waits for its hour: the oldest quarter.  Whether something did. */
static bool
drop_waiting(struct vg_samplestore *s)
{
	uint64_t lost = 0;

	if (vg_sampledb_begin(s->db) != VG_OK)
		return false;
	if (vg_samplestage_drop_oldest(s->stage, &lost) != VG_OK ||
	    vg_sampledb_failed(s->db) != VG_OK || vg_sampledb_commit(s->db) != VG_OK) {
		vg_sampledb_rollback(s->db);
		vg_samplestage_undo(s->stage);
		return false;
	}
	vg_samplestage_kept(s->stage);
	s->counts.lost += lost;
	/* What follows from them went with them, and now waits to be written over. */
	if (vg_sampledb_begin(s->db) == VG_OK &&
	    (vg_samplestage_drop_spare(s->stage) != VG_OK ||
		vg_sampledb_commit(s->db) != VG_OK))
		vg_sampledb_rollback(s->db);
	return true;
}

/* A file at its limit goes on when the oldest has left it; a full disk would only be fuller. */
static void
make_room(struct vg_samplestore *s, struct vg_wall now)
{
	if (s->spare || vg_sampledb_begin(s->db) != VG_OK)
		return;
	if (drop_kept(s, now) != VG_OK || vg_sampledb_commit(s->db) != VG_OK)
		vg_sampledb_rollback(s->db);
	for (int i = 0; i < DROP_TURNS && !vg_sampledb_has_room(s->db); i++) {
		if (!drop_waiting(s))
			break;
		s->tight = vg_instant_add(now, tight_us);
		s->wholes = now;
	}
}

/* What could not be written is lost; room is made for what comes. */
static void
give_up(struct vg_samplestore *s, int err, struct vg_wall now)
{
	vg_samplestage_undo(s->stage);
	s->age++;
	if (!s->told)
		vg_log(VG_LOG_ERROR, "history", s->path, "samples cannot be written: %s",
		    vg_error_text(err));
	s->told = true;
	if (err == VG_EFULL)
		make_room(s, now);
	if (err == VG_ECORRUPT) {
		close_file(s);
		put_aside(s->path, now, "damaged");
		s->tried = (struct vg_wall){0};
		(void)has_file(s, now);
	}
}

int
vg_samplestore_flush(struct vg_samplestore *store, struct vg_wall now)
{
	struct vg_samplestore *s = store;
	size_t octets, n = has_file(s, now) ? vg_samplestage_held(s->stage, &octets) : 0;

	if (n == 0)
		return VG_OK;
	int err = write_all(s, now);
	if (err != VG_OK) {
		s->counts.lost += n;
		give_up(s, err, now);
		return err;
	}
	vg_samplestage_kept(s->stage);
	s->counts.kept += n;
	if (s->told)
		vg_log(VG_LOG_INFO, "history", s->path, "samples are written again");
	s->told = false;
	if (is_tight(s, now) && vg_instant_since(now, s->wholes) >= whole_us) {
		s->age++;
		s->wholes = now;
	}
	return VG_OK;
}

/* --- evidence ---------------------------------------------------------------------------- */

void
vg_samplestore_evidence(struct vg_samplestore *store, const struct vg_event *raise,
    const char *cut, struct vg_wall from, struct vg_wall until, struct vg_buf *json)
{
	(void)vg_samplestore_flush(store, until);
	vg_samplecut_evidence(store->db, store->stage, raise, cut, from, until, json);
}
