/*
 * One run of a plan.
 */
#include "tests/sim-noc/nocworld.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/tree/desktree.h"
#include "collector/store/schema.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/log/log.h"
#include "lib/sql/db.h"
#include "tests/sim-noc/nocagent.h"
#include "tests/sim-noc/noccheck.h"
#include "tests/sim-noc/nocmemory.h"
#include "tests/sim-noc/nocprofile.h"

/* SQLite tells of each connection that is opened, without a cookie. */
static struct {
	sqlite3 *last,
	    *source;    /* what was opened; what it is to hold from the beginning */
	sqlite3 *blank; /* owned: what a desk that begins finds */
	bool is_ours;   /* no desk opens it */
} opening;

void
vg_nocworld_wrong(struct vg_nocworld *world, const char *what, const char *format, ...)
{
	va_list args;

	if (world->wrong.what[0])
		return;
	vg_text_copy(world->wrong.what, sizeof(world->wrong.what), what);
	va_start(args, format);
	vsnprintf(world->wrong.seen, sizeof(world->wrong.seen), format, args);
	va_end(args);
}

struct vg_wall
vg_nocworld_now(const struct vg_nocworld *world)
{
	return (struct vg_wall){world->true_us + world->offset_us};
}

/*
 * The program's log (the linker puts this in the place of vg_log): a line a step would hide what is
 * told here, but an error of the desk is a finding, unless statements fail because we let them.
 */
static struct vg_nocworld *logging;

void
__wrap_vg_log(enum vg_log_level level, const char *subsystem, const char *object,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

void
__wrap_vg_log(enum vg_log_level level, const char *subsystem, const char *object,
    const char *format, ...)
{
	char text[200];
	va_list args;

	if (level != VG_LOG_ERROR || !logging || logging->dead)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	vg_nocworld_wrong(logging, "the desk has no error to tell", "%s %s: %s",
	    subsystem, object, text);
}

/* --- the database ------------------------------------------------------------------------- */

static int
copy(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");

	if (!backup)
		return SQLITE_ERROR;
	sqlite3_backup_step(backup, -1);
	return sqlite3_backup_finish(backup);
}

static int
note_connection(sqlite3 *db, const char **error, const struct sqlite3_api_routines *api)
{
	(void)error;
	(void)api;
	if (opening.is_ours)
		return SQLITE_OK;
	opening.last = db;
	return opening.source ? copy(opening.source, db) : SQLITE_OK;
}

static sqlite3 *
open_own(void)
{
	sqlite3 *db = NULL;

	opening.is_ours = true;
	if (sqlite3_open(":memory:", &db) != SQLITE_OK)
		abort();
	opening.is_ours = false;
	return db;
}

/* A database of the newest version in which nothing is yet: seeds begin with a copy of it. */
static void
make_blank(void)
{
	struct vg_db *db = NULL;
	struct vg_detail detail;

	if (vg_db_open(":memory:", &vg_schema_plan, &db, &detail) != VG_OK) {
		fprintf(stderr, "sim-noc: %s\n", detail.text);
		abort();
	}
	opening.blank = open_own();
	if (copy(opening.last, opening.blank) != SQLITE_OK)
		abort();
	vg_db_close(db);
}

void
vg_nocworld_let_go(void)
{
	sqlite3_close(opening.blank);
	opening.blank = NULL;
}

void
vg_nocworld_prepare(void)
{
	union {
		int (*full)(
		    sqlite3 *, const char **, const struct sqlite3_api_routines *);
		void (*plain)(void);
	} note = {note_connection};

	/* One thread: no mutex, no counting of what is allocated. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 600, 2000);
	vg_nocmemory_use();
	/* What is freed is asked for again at once. */
	mallopt(M_MMAP_THRESHOLD, 64 << 20);
	mallopt(M_TRIM_THRESHOLD, 256 << 20);
	sqlite3_auto_extension(note.plain);
	make_blank();
}

/* --- the desk ------------------------------------------------------------------------------ */

/* Looked at every so many instructions while a crash is near, and at each when it has come. */
static int
count_down(void *cookie)
{
	struct vg_nocworld *world = cookie;

	if (!world->dead && world->countdown-- == 0)
		world->dead = true;
	return world->dead;
}

static int
refuse_commit(void *cookie)
{
	const struct vg_nocworld *world = cookie;

	return world->dead;
}

/* Puts 'content', which came by 'door', in force. */
static void
put_content(struct vg_nocworld *world, const char *content, const char *door,
    const char *what_changed)
{
	const struct vg_desk_revision revision = {content, door, "vigie", what_changed};
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	int code =
	    vg_desktree_read(world->context, content, "its tree", NULL, &conf, &detail);

	vg_nocworld_calls(world);
	if (code == VG_OK)
		code = vg_desk_set_conf(
		    world->desk, conf, &revision, vg_nocworld_now(world), &detail);
	vg_nocworld_answered(world);
	if (code != VG_OK && !world->dead)
		vg_nocworld_wrong(world, "a good tree is taken", "%s", detail.text);
}

/* FILE; or what a command has made of it, when FILE is as it was taken. */
static void
put_tree(struct vg_nocworld *world, const char *what_changed)
{
	char *loaded = vg_desktree_loaded(world->desk, world->tree);

	put_content(
	    world, loaded ? loaded : world->tree, loaded ? "sim" : "file", what_changed);
	free(loaded);
}

static void
open_desk(struct vg_nocworld *world)
{
	struct vg_detail detail;
	int code = vg_desk_open(
	    ":memory:", world->packs, vg_nocworld_now(world), &world->desk, &detail);

	opening.source = NULL;
	if (code != VG_OK) {
		fprintf(stderr, "sim-noc: no desk: %s\n", detail.text);
		abort();
	}
	world->raw = opening.last;
	if (world->profiles)
		vg_nocprofile_watch(world->raw);
	vg_desk_set_context(world->desk, world->context);
	vg_noctouch_watch(&world->touch, world->raw);
	sqlite3_commit_hook(world->raw, refuse_commit, world);
	put_tree(world, "");
}

/* Another desk takes up what was committed. */
static void
restart(struct vg_nocworld *world)
{
	world->counts.restarts++;
	world->counts.kills += world->dead;
	world->armed = world->dead = false;
	sqlite3_progress_handler(world->raw, 0, NULL, NULL);
	if (!sqlite3_get_autocommit(world->raw))
		sqlite3_exec(world->raw, "ROLLBACK", NULL, NULL, NULL);
	sqlite3 *kept = open_own();
	if (copy(world->raw, kept) != SQLITE_OK)
		abort();
	vg_noccheck_let_go();
	vg_desk_close(world->desk);
	vg_noctouch_reset(&world->touch);
	opening.source = kept;
	open_desk(world);
	sqlite3_close(kept);
	vg_noccheck_acked(world);
}

void
vg_nocworld_crash(struct vg_nocworld *world, uint64_t instructions)
{
	if (instructions == 0) {
		restart(world);
		return;
	}
	world->armed = true;
	world->countdown = instructions;
}

void
vg_nocworld_calls(struct vg_nocworld *world)
{
	if (world->armed)
		sqlite3_progress_handler(world->raw, 1, count_down, world);
}

void
vg_nocworld_answered(struct vg_nocworld *world)
{
	if (world->armed)
		sqlite3_progress_handler(world->raw, 0, NULL, NULL);
}

void
vg_nocworld_called(struct vg_nocworld *world)
{
	if (world->dead)
		restart(world);
	if (sqlite3_get_autocommit(world->raw) == 0)
		vg_nocworld_wrong(world, "no transaction is left open", "one is");
	vg_noccheck_touched(world);
	vg_noctouch_reset(&world->touch);
	world->counts.checks++;
}

const struct vg_nocwork *
vg_nocworld_work(const struct vg_nocworld *world, unsigned site)
{
	const int64_t now_us = vg_nocworld_now(world).us;

	for (size_t i = 0; i < world->n_works; i++) {
		const struct vg_nocwork *w = &world->works[i];
		if (w->site == site && w->begin_us <= now_us && now_us < w->end_us)
			return w;
	}
	return NULL;
}

void
vg_nocworld_tree(struct vg_nocworld *world, unsigned month, unsigned silent_s)
{
	size_t from, to;

	vg_nocplan_month(world->plan, month, &from, &to);
	const struct vg_noctree tree = {world->plan->works + from, to - from, silent_s};
	free(world->tree);
	world->tree = vg_nocfleet_tree(&world->plan->fleet, &tree);
	world->works = tree.works;
	world->n_works = tree.n_works;
	if (world->silent_s != silent_s)
		vg_nocagent_beats(world, silent_s);
	world->silent_s = silent_s;
	world->counts.trees++;
	put_tree(world, "planned-work");
	vg_nocworld_called(world);
}

/* --- time ------------------------------------------------------------------------------------ */

/* When the desk has something to do, in true time; 0: never. */
static int64_t
next_due(const struct vg_nocworld *world)
{
	struct vg_wall due = vg_desk_next_due(world->desk);

	return vg_instant_is_set(due) ? due.us - world->offset_us : 0;
}

static void
turn(struct vg_nocworld *world)
{
	struct vg_wall now = vg_nocworld_now(world);

	vg_nocworld_calls(world);
	vg_desk_look_at_clocks(world->desk, now, (struct vg_mono){world->true_us});
	int code = vg_desk_run_due(world->desk, now);
	vg_nocworld_answered(world);
	if (code != VG_OK && !world->dead)
		vg_nocworld_wrong(
		    world, "what is due can be done", "%s", vg_error_text(code));
	vg_nocworld_called(world);
}

void
vg_nocworld_pass(struct vg_nocworld *world, int64_t true_us)
{
	while (!world->wrong.what[0]) {
		unsigned agent;
		int64_t due = next_due(world);
		int64_t speaks = vg_nocagent_next(world, &agent);
		bool is_agent = speaks && (!due || speaks < due);
		int64_t next = is_agent ? speaks : due;
		if (!next || next > true_us)
			break;
		if (next > world->true_us)
			world->true_us = next;
		if (is_agent)
			vg_nocagent_turn(world, agent);
		else
			turn(world);
	}
	if (true_us > world->true_us)
		world->true_us = true_us;
}

/* --- a run ------------------------------------------------------------------------------------ */

void
vg_nocworld_begin(struct vg_nocworld *world, const struct vg_nocplan *plan,
    const struct vg_context *context, const struct vg_packset *packs, bool profiles)
{
	const struct vg_noctree tree = {NULL, 0, VG_NOCFLEET_CALM_S};

	memset(world, 0, sizeof(*world));
	logging = world;
	world->plan = plan;
	world->context = context;
	world->packs = packs;
	world->profiles = profiles;
	world->true_us = plan->fleet.begin_us;
	world->silent_s = tree.silent_after_s;
	world->truth =
	    vg_mem_array(vg_nocfleet_slots(&plan->fleet), sizeof(*world->truth));
	world->tree = vg_nocfleet_tree(&plan->fleet, &tree);
	vg_nocagent_begin(world);
	opening.source = opening.blank;
	open_desk(world);
}

void
vg_nocworld_end(struct vg_nocworld *world)
{

	vg_noccheck_let_go();
	vg_desk_close(world->desk);
	vg_nocagent_end(world);
	vg_noctouch_fini(&world->touch);
	free(world->truth);
	free(world->tree);
	logging = NULL;
	memset(world, 0, sizeof(*world));
}
