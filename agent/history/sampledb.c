/*
 * SQL of the samples.  Migrations are only ever appended.
 */
#include "agent/history/sampledb.h"

#include <stdlib.h>

#include "agent/history/samplepack.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/sql/db.h"

enum { PAGES_OF_MEGABYTE = 256 };

enum statement {
	TRACK_GET,
	TRACK_PUT,
	TRACKS_OF,
	TRACK_NEXT,
	ROW_PUT,
	ROW_LAST,
	ROWS_FROM,
	ROWS_DROP,
	STATEMENT_N
};

static const char *const migrations[] = {
    "CREATE TABLE track (id INTEGER PRIMARY KEY, device TEXT NOT NULL,"
    "  probe TEXT NOT NULL, objects TEXT NOT NULL, UNIQUE (device, probe, objects)) STRICT;"
    "CREATE TABLE sample (track INTEGER NOT NULL, span INTEGER NOT NULL,"
    "  at INTEGER NOT NULL, data BLOB NOT NULL,"
    "  PRIMARY KEY (track, span, at)) STRICT, WITHOUT ROWID;"};

static const char *const statements[STATEMENT_N] = {
    [TRACK_GET] =
	"SELECT id FROM track WHERE device = ?1 AND probe = ?2 AND objects = ?3",
    [TRACK_PUT] = "INSERT INTO track (device, probe, objects) VALUES (?1, ?2, ?3)",
    [TRACKS_OF] = "SELECT id, probe, objects FROM track WHERE device = ?1 ORDER BY id",
    [TRACK_NEXT] = "SELECT id FROM track WHERE id > ?1 ORDER BY id LIMIT 1",
    [ROW_PUT] = "INSERT OR REPLACE INTO sample (track, span, at, data)"
		" VALUES (?1, ?2, ?3, ?4)",
    [ROW_LAST] = "SELECT max(at) FROM sample WHERE track = ?1 AND span = ?2"
		 " AND at <= ?3",
    [ROWS_FROM] = "SELECT at, data FROM sample WHERE track = ?1 AND span = ?2"
		  " AND at >= ?3 AND at < ?4 ORDER BY at",
    [ROWS_DROP] = "DELETE FROM sample WHERE track = ?1 AND span = ?2 AND at < ?3",
};

struct vg_sampledb {
	struct vg_db *db; /* owned */
};

int
vg_sampledb_open(const char *path, struct vg_sampledb **db, struct vg_detail *detail)
{
	static const struct vg_db_plan plan = {
	    .migrations = migrations,
	    .n_migrations = sizeof(migrations) / sizeof(migrations[0]),
	    .statements = statements,
	    .n_statements = STATEMENT_N,
	    .whole_size = 64 << 20,
	};
	struct vg_sampledb *made = vg_mem_zero(sizeof(*made));
	int err = vg_db_open(path, &plan, &made->db, detail);

	if (err != VG_OK) {
		free(made);
		return err;
	}
	*db = made;
	return VG_OK;
}

void
vg_sampledb_close(struct vg_sampledb *db)
{
	if (!db)
		return;
	vg_db_close(db->db);
	free(db);
}

int
vg_sampledb_begin(struct vg_sampledb *db)
{
	return vg_db_begin(db->db);
}

int
vg_sampledb_commit(struct vg_sampledb *db)
{
	return vg_db_commit(db->db);
}

void
vg_sampledb_rollback(struct vg_sampledb *db)
{
	if (vg_db_in_transaction(db->db))
		vg_db_rollback(db->db);
}

void
vg_sampledb_limit(struct vg_sampledb *db, uint64_t megabytes)
{
	vg_db_limit_pages(db->db, (int64_t)megabytes * PAGES_OF_MEGABYTE);
}

/* --- tracks ------------------------------------------------------------------------------ */

int64_t
vg_sampledb_track(
    struct vg_sampledb *db, const char *device, const char *probe, const char *objects)
{
	int64_t id = 0;

	if (vg_db_query(db->db, TRACK_GET, "ttt", device, probe, objects) == VG_OK &&
	    vg_db_next(db->db, TRACK_GET)) {
		id = vg_db_int(db->db, TRACK_GET, 0);
		vg_db_done(db->db, TRACK_GET);
	}
	if (id == 0 &&
	    vg_db_run(db->db, TRACK_PUT, "ttt", device, probe, objects) == VG_OK)
		id = vg_db_last_id(db->db);
	return id;
}

void
vg_sampledb_each_track(
    struct vg_sampledb *db, const char *device, vg_sampledb_track_cb cb, void *cookie)
{
	if (vg_db_query(db->db, TRACKS_OF, "t", device) != VG_OK)
		return;
	while (vg_db_next(db->db, TRACKS_OF))
		cb(vg_db_int(db->db, TRACKS_OF, 0), vg_db_text(db->db, TRACKS_OF, 1),
		    vg_db_text(db->db, TRACKS_OF, 2), cookie);
}

int64_t
vg_sampledb_next_track(struct vg_sampledb *db, int64_t after)
{
	int64_t id = 0;

	if (vg_db_query(db->db, TRACK_NEXT, "i", after) == VG_OK &&
	    vg_db_next(db->db, TRACK_NEXT)) {
		id = vg_db_int(db->db, TRACK_NEXT, 0);
		vg_db_done(db->db, TRACK_NEXT);
	}
	return id;
}

/* --- rows -------------------------------------------------------------------------------- */

struct vg_wall
vg_sampledb_block(enum vg_samplespan span, struct vg_wall at)
{
	int64_t length_us = span == VG_SAMPLESPAN_RAW ? VG_SAMPLESPAN_FIVE * VG_SECOND_US
	    : span == VG_SAMPLESPAN_FIVE              ? VG_HOUR_US
						      : VG_DAY_US;
	int64_t into_us = at.us % length_us;

	return (struct vg_wall){at.us - (into_us < 0 ? into_us + length_us : into_us)};
}

struct vg_wall
vg_sampledb_last(
    struct vg_sampledb *db, int64_t track, enum vg_samplespan span, struct vg_wall until)
{
	struct vg_wall at = {0};

	if (vg_db_query(db->db, ROW_LAST, "iii", track, (int64_t)span, until.us) ==
		VG_OK &&
	    vg_db_next(db->db, ROW_LAST)) {
		at.us = vg_db_int(db->db, ROW_LAST, 0);
		vg_db_done(db->db, ROW_LAST);
	}
	return at;
}

int
vg_sampledb_put(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall at, const struct vg_buf *packed)
{
	return vg_db_run(db->db, ROW_PUT, "iiib", track, (int64_t)span, at.us,
	    (const void *)packed->data, packed->size);
}

int
vg_sampledb_drop(
    struct vg_sampledb *db, int64_t track, enum vg_samplespan span, struct vg_wall until)
{
	return vg_db_run(db->db, ROWS_DROP, "iii", track, (int64_t)span,
	    vg_sampledb_block(span, until).us);
}

/* The row under the statement, whole, into 'now'; 'old' is the one before. */
static bool
read_row(struct vg_sampledb *db, const struct vg_buf *old, struct vg_wall old_at,
    struct vg_wall at, struct vg_buf *now)
{
	size_t size = 0;
	const void *data = vg_db_blob(db->db, ROWS_FROM, 1, &size);

	vg_buf_reset(now);
	return data &&
	    vg_samplepack_undo(now, old, at.us - old_at.us, data, size) == VG_OK;
}

/* The rows from 'begin' on, told from 'held' on. */
static void
walk(struct vg_sampledb *db, const int64_t chain[2], struct vg_wall begin,
    struct vg_wall held, struct vg_wall until, vg_sampledb_cb cb, void *cookie)
{
	struct vg_wall old_at = {0};
	struct vg_buf rows[2];
	int turn = 0;
	bool goes_on = true;

	vg_buf_init(&rows[0], 0);
	vg_buf_init(&rows[1], 0);
	if (vg_db_query(db->db, ROWS_FROM, "iiii", chain[0], chain[1], begin.us,
		until.us) != VG_OK)
		goes_on = false;
	while (goes_on && vg_db_next(db->db, ROWS_FROM)) {
		struct vg_wall at = {vg_db_int(db->db, ROWS_FROM, 0)};
		if (!read_row(db, &rows[turn], old_at, at, &rows[!turn]))
			continue; /* the base stays: what follows from it may be whole */
		turn = !turn;
		old_at = at;
		if (vg_instant_compare(at, held) >= 0)
			goes_on = cb(at, &rows[turn], cookie);
		if (!goes_on)
			vg_db_done(db->db, ROWS_FROM);
	}
	vg_buf_fini(&rows[0]);
	vg_buf_fini(&rows[1]);
}

void
vg_sampledb_walk(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall from, struct vg_wall until, vg_sampledb_cb cb, void *cookie)
{
	struct vg_wall held = vg_sampledb_last(db, track, span, from);

	if (!vg_instant_is_set(held))
		held = from;
	walk(db, (int64_t[]){track, span}, vg_sampledb_block(span, held), held, until, cb,
	    cookie);
}

void
vg_sampledb_rows(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall begin, struct vg_wall until, vg_sampledb_cb cb, void *cookie)
{
	walk(db, (int64_t[]){track, span}, begin, begin, until, cb, cookie);
}
