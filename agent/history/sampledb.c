/*
 * SQL of the samples.  Migrations are only ever appended.
 */
#include "agent/history/sampledb.h"

#include <stdlib.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/sql/db.h"

/* An hour's batches are read side by side: a page of each cycle fits, and not much more. */
enum {
	PAGE_SIZE = 8192,
	PAGES_OF_MEGABYTE = 128,
	ROOM_PAGES = 512, /* what 64 tracks take that are put into blocks, and more */
	CACHE_KIB = 512,
	HOURS_BACK = 48,
	TRACK_BITS = 24
};
#define HOURS_MOST ((INT64_C(1) << 22) - 1) /* into the year 2448 */

/* Of the blocks of one span. */
enum { BLOCK_PUT, BLOCK_REPLACE, BLOCK_GET, BLOCK_NEXT, BLOCKS_DROP, BLOCK_N };

enum statement {
	TRACK_GET,
	TRACK_PUT,
	TRACKS_OF,
	DONE_PUT,
	DONE_ALL,
	BATCH_PUT,
	BATCH_GET,
	BATCH_ALL,
	BATCH_DROP,
	PAGES,
	PAGES_FREE,
	RAW,
	FIVE = RAW + BLOCK_N,
	HOUR = FIVE + BLOCK_N,
	STATEMENT_N = HOUR + BLOCK_N
};

static const char *const migrations[] = {
    /* What version 1 held is no longer read: vg_samplestore_open puts such a file aside. */
    "SELECT 1;",
    "CREATE TABLE track (id INTEGER PRIMARY KEY, device TEXT NOT NULL,"
    "  probe TEXT NOT NULL, objects TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0,"
    "  UNIQUE (device, probe, objects)) STRICT;"
    "CREATE TABLE batch (id INTEGER PRIMARY KEY, number INTEGER NOT NULL,"
    "  data BLOB NOT NULL) STRICT;"
    /* One of each span: what comes goes to its end. */
    "CREATE TABLE raw (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;"
    "CREATE TABLE five (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;"
    "CREATE TABLE hour (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;"};

#define BLOCK_STATEMENTS(first, table)                                                   \
	[first + BLOCK_PUT] = "INSERT INTO " table " (id, data) VALUES (?1, ?2)",        \
		 [first + BLOCK_REPLACE] =                                               \
		     "INSERT OR REPLACE INTO " table " (id, data) VALUES (?1, ?2)",      \
		 [first + BLOCK_GET] = "SELECT data FROM " table " WHERE id = ?1",       \
		 [first + BLOCK_NEXT] =                                                  \
		     "SELECT id FROM " table                                             \
		     " WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3",                 \
		 [first + BLOCKS_DROP] = "DELETE FROM " table " WHERE id <= ?1"

static const char *const statements[STATEMENT_N] = {
    [TRACK_GET] =
	"SELECT id FROM track WHERE device = ?1 AND probe = ?2 AND objects = ?3",
    [TRACK_PUT] = "INSERT INTO track (device, probe, objects) VALUES (?1, ?2, ?3)",
    [TRACKS_OF] = "SELECT id, probe, objects FROM track WHERE device = ?1 ORDER BY id",
    [DONE_PUT] = "UPDATE track SET done = ?2 WHERE id = ?1",
    [DONE_ALL] = "SELECT id, done FROM track ORDER BY id",
    [BATCH_PUT] = "INSERT OR REPLACE INTO batch (id, number, data) VALUES (?1, ?2, ?3)",
    [BATCH_GET] = "SELECT data FROM batch WHERE id = ?1",
    [BATCH_ALL] = "SELECT id, number FROM batch ORDER BY number",
    [BATCH_DROP] = "DELETE FROM batch WHERE id = ?1",
    [PAGES] = "SELECT page_count FROM pragma_page_count()",
    [PAGES_FREE] = "SELECT freelist_count FROM pragma_freelist_count()",
    BLOCK_STATEMENTS(RAW, "raw"),
    BLOCK_STATEMENTS(FIVE, "five"),
    BLOCK_STATEMENTS(HOUR, "hour"),
};

struct vg_sampledb {
	struct vg_db *db; /* owned */
	int64_t pages;    /* its bound */
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
	    .may_lose = true,
	    .page_size = PAGE_SIZE,
	    .cache_kib = CACHE_KIB,
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

int
vg_sampledb_failed(const struct vg_sampledb *db)
{
	int code = vg_db_failed(db->db);

	return vg_db_is_disk(code) ? code : VG_OK;
}

void
vg_sampledb_limit(struct vg_sampledb *db, uint64_t megabytes)
{
	db->pages = (int64_t)megabytes * PAGES_OF_MEGABYTE;
	vg_db_limit_pages(db->db, db->pages);
}

static int64_t
ask(struct vg_sampledb *db, size_t statement)
{
	int64_t answer = 0;

	if (vg_db_query(db->db, statement, "") == VG_OK &&
	    vg_db_next(db->db, statement)) {
		answer = vg_db_int(db->db, statement, 0);
		vg_db_done(db->db, statement);
	}
	return answer;
}

bool
vg_sampledb_has_room(struct vg_sampledb *db)
{
	int64_t taken = ask(db, PAGES), needed = db->pages / 4;
	int64_t room = ask(db, PAGES_FREE) + (taken < db->pages ? db->pages - taken : 0);

	return room >= (needed < ROOM_PAGES ? needed : ROOM_PAGES);
}

void
vg_sampledb_shrink(struct vg_sampledb *db)
{
	(void)vg_db_checkpoint(db->db);
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

int
vg_sampledb_set_done(struct vg_sampledb *db, int64_t track, uint64_t done)
{
	return vg_db_run(db->db, DONE_PUT, "ii", track, (int64_t)done);
}

void
vg_sampledb_each_done(struct vg_sampledb *db, vg_sampledb_done_cb cb, void *cookie)
{
	if (vg_db_query(db->db, DONE_ALL, "") != VG_OK)
		return;
	while (vg_db_next(db->db, DONE_ALL))
		cb(vg_db_int(db->db, DONE_ALL, 0),
		    (uint64_t)vg_db_int(db->db, DONE_ALL, 1), cookie);
}

/* --- batches ----------------------------------------------------------------------------- */

int
vg_sampledb_put_batch(
    struct vg_sampledb *db, int64_t slot, int64_t number, const void *data, size_t size)
{
	return vg_db_run(db->db, BATCH_PUT, "iib", slot, number, data, size);
}

int
vg_sampledb_drop_batch(struct vg_sampledb *db, int64_t slot)
{
	return vg_db_run(db->db, BATCH_DROP, "i", slot);
}

const void *
vg_sampledb_batch(struct vg_sampledb *db, int64_t slot, size_t *size)
{
	if (vg_db_query(db->db, BATCH_GET, "i", slot) != VG_OK ||
	    !vg_db_next(db->db, BATCH_GET))
		return NULL;
	return vg_db_blob(db->db, BATCH_GET, 0, size);
}

void
vg_sampledb_end_batch(struct vg_sampledb *db)
{
	vg_db_done(db->db, BATCH_GET);
}

void
vg_sampledb_each_batch(struct vg_sampledb *db, vg_sampledb_batch_cb cb, void *cookie)
{
	if (vg_db_query(db->db, BATCH_ALL, "") != VG_OK)
		return;
	while (vg_db_next(db->db, BATCH_ALL))
		cb(vg_db_int(db->db, BATCH_ALL, 0), vg_db_int(db->db, BATCH_ALL, 1),
		    cookie);
}

/* --- blocks ------------------------------------------------------------------------------ */

/*
 * A block's number: its hour since 1970, its track.  By time before track, so that an hour of all
 * tracks is written side by side, and let go so; and a number, so that what leads to blocks is
 * small beside them.
 */
static int64_t
number_of(struct vg_wall begin, int64_t track)
{
	int64_t hour = begin.us / VG_HOUR_US + (begin.us % VG_HOUR_US > 0);

	hour = hour < 0 ? 0 : hour > HOURS_MOST ? HOURS_MOST : hour;
	return hour << TRACK_BITS | track;
}

static struct vg_wall
begin_of(int64_t number)
{
	return (struct vg_wall){(number >> TRACK_BITS) * VG_HOUR_US};
}

/* The statement of a span. */
static size_t
of(enum vg_samplespan span, size_t statement)
{
	return statement +
	    (span == VG_SAMPLESPAN_RAW           ? RAW
		    : span == VG_SAMPLESPAN_FIVE ? FIVE
						 : HOUR);
}

int
vg_sampledb_put_block(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall begin, const struct vg_buf *block, bool replace)
{
	return vg_db_run(db->db, of(span, replace ? BLOCK_REPLACE : BLOCK_PUT), "ib",
	    number_of(begin, track), (const void *)block->data, block->size);
}

/* Calls 'cb' with a block; false when there is none. */
static bool
read_block(struct vg_sampledb *db, enum vg_samplespan span, int64_t number,
    vg_sampledb_octets_cb cb, void *cookie)
{
	size_t size;

	if (vg_db_query(db->db, of(span, BLOCK_GET), "i", number) != VG_OK ||
	    !vg_db_next(db->db, of(span, BLOCK_GET)))
		return false;
	const void *data = vg_db_blob(db->db, of(span, BLOCK_GET), 0, &size);
	cb(begin_of(number).us, data, size, cookie);
	vg_db_done(db->db, of(span, BLOCK_GET));
	return true;
}

void
vg_sampledb_each_block(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall from, struct vg_wall until, vg_sampledb_octets_cb cb, void *cookie)
{
	int64_t next = number_of(from, 0), end = number_of(until, 0);

	for (;;) {
		/* The next hour of any track, then the track's own. */
		if (vg_db_query(db->db, of(span, BLOCK_NEXT), "iii", next, end,
			(int64_t)1) != VG_OK ||
		    !vg_db_next(db->db, of(span, BLOCK_NEXT)))
			return;
		struct vg_wall begin =
		    begin_of(vg_db_int(db->db, of(span, BLOCK_NEXT), 0));
		vg_db_done(db->db, of(span, BLOCK_NEXT));
		(void)read_block(db, span, number_of(begin, track), cb, cookie);
		next = number_of(vg_instant_add(begin, 1), 0);
	}
}

bool
vg_sampledb_block_before(struct vg_sampledb *db, int64_t track, enum vg_samplespan span,
    struct vg_wall hour, vg_sampledb_octets_cb cb, void *cookie)
{
	for (int i = 1; i <= HOURS_BACK; i++) {
		struct vg_wall begin = vg_instant_add(hour, -i * VG_HOUR_US);
		if (begin.us >= 0 &&
		    read_block(db, span, number_of(begin, track), cb, cookie))
			return true;
	}
	return false;
}

int
vg_sampledb_drop(
    struct vg_sampledb *db, enum vg_samplespan span, struct vg_wall until, size_t most)
{
	int64_t last = -1;
	int64_t end = number_of(vg_rollup_floor(VG_SAMPLESPAN_HOUR, until), 0);

	if (vg_db_query(db->db, of(span, BLOCK_NEXT), "iii", (int64_t)0, end,
		(int64_t)most) != VG_OK)
		return vg_db_failed(db->db);
	while (vg_db_next(db->db, of(span, BLOCK_NEXT)))
		last = vg_db_int(db->db, of(span, BLOCK_NEXT), 0);
	return last >= 0 ? vg_db_run(db->db, of(span, BLOCKS_DROP), "i", last) : VG_OK;
}
