/*
 * Power cuts under the desk: its real schema and real transactions, on a disk whose power goes at a
 * moment that chance says (tests/fault/cutdisk.h).
 *
 *     powercut [CUTS [--broken-sync]]        (2,000)         SEED=N makes a run again
 *
 * A life is a new database and up to LIFE_CUTS cuts: an agent's informs and devices' own come in
 * batches, timers run, days pass and what is old is swept, the log is checkpointed, the desk is
 * closed and opened again.  After each cut the desk opens what is left by its own code, and what
 * vg_desk_intake had said to be stored must be there, once, with the alarms and cases that follow
 * from it and from nothing else; engineBoots must have risen.
 *
 * --broken-sync: the log's syncs do nothing, as with synchronous=NORMAL; then losses must be found,
 * which shows that they would be.  The last line is one JSON object; exit 0 when all is as it must
 * be.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/desk/desk.h"
#include "collector/desk/tree/desktree.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"
#include "lib/os/file.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"
#include "tests/fault/cutcheck.h"
#include "tests/fault/cutdisk.h"
#include "tests/fault/cutvfs.h"
#include "tests/fault/faultsay.h"

enum { LIFE_CUTS = 25, DEVICES = 4, BATCH = 16, WINDOW = 24, KEPT_DAYS = 29, TOLD = 10 };

struct run {
	struct vg_context *context;
	struct vg_packset *packs;
	char *tree; /* owned */
	char folder[64], path[96], copy[96];
	bool broken;
	uint64_t seed;
	/* a life */
	struct vg_desk *desk;
	struct vg_faultsay say;
	struct vg_cutforeign *foreign; /* owned */
	size_t n_foreign, room_foreign;
	struct vg_wall now;
	bool long_life; /* days pass in it */
	uint32_t boots;
	int log_pages;
	bool failed;
	/* all lives */
	int64_t days; /* that passed */
	uint64_t lives, batches, acknowledged, foreign_acknowledged, repeated, closes,
	    in_open, failures, not_opened, boots_fell;
	struct vg_cutfound found;
};

static int log_pages; /* SQLite asks without a cookie */

static uint64_t
chance(uint64_t limit)
{
	return vg_cutdisk_chance(limit);
}

/* Something that may not be: told, counted, and the life is over. */
static void
blame(struct run *r, const char *what)
{
	r->failed = true;
	if (r->failures++ < TOLD && !r->broken)
		fprintf(stderr,
		    "powercut: life %" PRIu64 ", cut %" PRIu64 ": %s (SEED=%" PRIu64
		    ")\n",
		    r->lives, vg_cutdisk_counts().cuts, what, r->seed);
}

/* --- the desk ------------------------------------------------------------------------------ */

static int
set_log_pages(sqlite3 *db, const char **error, const struct sqlite3_api_routines *api)
{
	(void)error;
	(void)api;
	return sqlite3_wal_autocheckpoint(db, log_pages);
}

static void
set_tree(struct run *r)
{
	const struct vg_desk_revision revision = {r->tree, "file", "vigie", ""};
	struct vg_detail detail = {0};
	struct vg_conf *conf = NULL;
	int code =
	    vg_desktree_read(r->context, r->tree, "powercut.json", NULL, &conf, &detail);

	if (code == VG_OK)
		code = vg_desk_set_conf(r->desk, conf, &revision, r->now, &detail);
	if (code != VG_OK && !vg_cutdisk_is_off())
		blame(r, detail.text);
	if (code != VG_OK) {
		vg_desk_close(r->desk);
		r->desk = NULL;
	}
}

/* Opens the desk; its engineBoots must be what nobody has seen yet. */
static void
open_desk(struct run *r)
{
	struct vg_detail detail = {0};
	int code = vg_desk_open(r->path, r->packs, r->now, &r->desk, &detail);

	if (code != VG_OK) {
		r->desk = NULL;
		if (vg_cutdisk_is_off()) {
			r->in_open++;
			return;
		}
		r->not_opened++;
		blame(r, detail.text);
		return;
	}
	vg_desk_set_context(r->desk, r->context);
	if (vg_desk_boots(r->desk) <= r->boots) {
		r->boots_fell++;
		if (!r->broken)
			blame(r, "engineBoots have not risen");
	}
	r->boots = vg_desk_boots(r->desk);
	set_tree(r);
}

static void
close_desk(struct run *r)
{
	vg_desk_close(r->desk);
	r->desk = NULL;
}

/* --- intake -------------------------------------------------------------------------------- */

struct batch {
	struct vg_trap traps[BATCH];
	uint64_t numbers[BATCH]; /* of the agent's messages; of the foreign ones */
	bool foreign[BATCH];
	enum vg_intake_result results[BATCH];
	size_t n;
};

static void
add_message(struct run *r, struct batch *b, uint64_t number)
{
	vg_faultsay_trap(&r->say, number, &b->traps[b->n]);
	b->numbers[b->n++] = number;
}

static void
add_foreign(struct run *r, struct batch *b, uint64_t number)
{
	struct vg_trap *t = &b->traps[b->n];

	memset(t, 0, sizeof(*t));
	t->version = 2;
	t->inform = true;
	vg_text_format(t->source, sizeof(t->source), VG_CUTCHECK_ADDRESS,
	    1 + (unsigned)(number % DEVICES));
	vg_text_copy(t->community, sizeof(t->community), "any");
	(void)vg_oid_parse("1.3.6.1.4.1.8072.9999.9999.86.9.1", &t->oid);
	t->varbinds = vg_mem_array(1, sizeof(*t->varbinds));
	t->n_varbinds = 1;
	(void)vg_oid_parse("1.3.6.1.4.1.2603.5.5.16.0", &t->varbinds[0].oid);
	vg_value_set_integer(&t->varbinds[0].value, (int64_t)number);
	t->received = r->now;
	b->foreign[b->n] = true;
	b->numbers[b->n++] = number;
}

static uint64_t
new_foreign(struct run *r)
{
	r->foreign =
	    vg_mem_grow(r->foreign, &r->room_foreign, r->n_foreign, sizeof(*r->foreign));
	r->foreign[r->n_foreign++] = (struct vg_cutforeign){false, r->now};
	return r->n_foreign;
}

/* A foreign inform is known again for 150 s (RFC 3414's time window). */
#define KNOWN_US (120 * VG_SECOND_US)

/* What waits for its acknowledgement goes first, as a spool sends it. */
static void
fill_batch(struct run *r, struct batch *b, bool with_new)
{
	uint64_t open = r->say.n - r->say.n_acknowledged;
	size_t limit = 1 + chance(BATCH - 4);

	for (; with_new && open < WINDOW && open < limit; open++)
		vg_faultsay_next(
		    &r->say, (unsigned)chance(DEVICES * VG_FAULTSAY_SLOTS), r->now);
	/* One is left out now and then: a hole, behind which the others wait. */
	bool hole = with_new && open > 1 && chance(10) == 0;
	for (uint64_t i = 1; i <= r->say.n && b->n < limit; i++) {
		if (r->say.lines[i - 1].acknowledged)
			continue;
		if (!hole)
			add_message(r, b, i);
		hole = false;
	}
	/* A late duplicate; not of what may have been swept, which nobody knows any more. */
	uint64_t again = r->say.n ? 1 + chance(r->say.n) : 0;
	if (again && chance(5) == 0 && b->n < BATCH &&
	    vg_instant_since(r->now, r->say.lines[again - 1].at) < KEPT_DAYS * VG_DAY_US)
		add_message(r, b, again);
	for (uint64_t i = r->n_foreign > 8 ? r->n_foreign - 8 : 0; i < r->n_foreign;
	     i++) {
		if (!r->foreign[i].acknowledged && b->n < BATCH)
			add_foreign(r, b, i + 1);
	}
	if (r->n_foreign && chance(4) == 0 && b->n < BATCH &&
	    vg_instant_since(r->now, r->foreign[r->n_foreign - 1].at) < KNOWN_US)
		add_foreign(r, b, r->n_foreign);
	if (with_new && chance(3) == 0 && b->n < BATCH)
		add_foreign(r, b, new_foreign(r));
}

static void
shuffle(struct batch *b)
{
	for (size_t i = b->n; i > 1; i--) {
		size_t j = chance(i);
		struct vg_trap trap = b->traps[i - 1];
		uint64_t number = b->numbers[i - 1];
		bool foreign = b->foreign[i - 1];
		b->traps[i - 1] = b->traps[j];
		b->numbers[i - 1] = b->numbers[j];
		b->foreign[i - 1] = b->foreign[j];
		b->traps[j] = trap;
		b->numbers[j] = number;
		b->foreign[j] = foreign;
	}
}

/* The ledger: what the desk says to be on disk is acknowledged from now on. */
static void
take_result(struct run *r, const struct batch *b, size_t i)
{
	uint64_t number = b->numbers[i];
	bool known = b->results[i] == VG_INTAKE_KNOWN;

	if (b->results[i] != VG_INTAKE_STORED && !known) {
		blame(r, "a good message was not stored");
		return;
	}
	if (b->foreign[i]) {
		r->foreign_acknowledged += !r->foreign[number - 1].acknowledged;
		r->foreign[number - 1].acknowledged = true;
		return;
	}
	if (vg_faultsay_acknowledge(&r->say, number)) {
		r->acknowledged++;
		return;
	}
	r->repeated++;
	if (!known && !r->long_life)
		blame(r, "an acknowledged message was not known any more");
}

static void
take_batch(struct run *r, bool with_new)
{
	struct batch b = {.n = 0};

	fill_batch(r, &b, with_new);
	if (chance(5) == 0)
		shuffle(&b);
	r->now = vg_instant_add(r->now, (int64_t)chance(2 * VG_SECOND_US));
	int code =
	    b.n ? vg_desk_intake(r->desk, b.traps, b.n, r->now, b.results, NULL) : VG_OK;
	r->batches++;
	for (size_t i = 0; i < b.n; i++) {
		if (code == VG_OK)
			take_result(r, &b, i);
		vg_trap_fini(&b.traps[i]);
	}
	if (code != VG_OK && !vg_cutdisk_is_off())
		blame(r, "the intake failed while there was power");
}

/* --- what else happens --------------------------------------------------------------------- */

static bool
is_all_acknowledged(const struct run *r)
{
	for (size_t i = r->n_foreign > 8 ? r->n_foreign - 8 : 0; i < r->n_foreign; i++) {
		if (!r->foreign[i].acknowledged)
			return false;
	}
	return r->say.n == r->say.n_acknowledged;
}

/*
 * Time passes and what is due is done; only while nothing is on its way, since a hole is given up
 * in time and a foreign inform is known for 150 s only.
 */
static void
pass_time(struct run *r)
{
	int64_t by = (int64_t)chance(600) * VG_SECOND_US;

	if (!is_all_acknowledged(r))
		return;
	if (r->long_life && chance(2) == 0) {
		by = (int64_t)chance(20) * VG_DAY_US;
		r->days += by / VG_DAY_US;
	}
	r->now = vg_instant_add(r->now, by);
	vg_desk_look_at_clocks(r->desk, r->now, (struct vg_mono){r->now.us});
	int code = vg_desk_run_due(r->desk, r->now);
	if (code != VG_OK && !vg_cutdisk_is_off())
		blame(r, "what is due could not be done while there was power");
}

static void
step(struct run *r)
{
	uint64_t what = chance(20);

	if (what < 16) {
		take_batch(r, true);
	} else if (what < 19) {
		pass_time(r);
	} else {
		r->closes++;
		close_desk(r);
		if (!vg_cutdisk_is_off())
			open_desk(r);
	}
}

/* --- after the cut ------------------------------------------------------------------------- */

/*
 * The mark beside the database (collector/desk/deskmark.h) is written without syncs: after a cut it
 * is as it was, gone, or as it stood while an older message was applied.
 */
static void
settle_mark(struct run *r)
{
	unsigned char mark[81] = {0};
	char *path = vg_mem_format("%s.applying", r->path);
	uint64_t how = chance(3), number = r->say.n ? 1 + chance(r->say.n) : 0;
	int fd = how == 1 ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (how == 0)
		unlink(path);
	memcpy(mark, r->say.agent, strlen(r->say.agent));
	memcpy(mark + 64, r->say.spool, VG_SPOOL_SIZE);
	memcpy(mark + 72, &number, sizeof(number));
	mark[80] = 1;
	if (fd >= 0) {
		if (pwrite(fd, mark, sizeof(mark), 0) != (ssize_t)sizeof(mark))
			blame(r, "the mark cannot be written");
		close(fd);
	}
	free(path);
}

static void
check(struct run *r, bool all_told)
{
	struct vg_cutfacts facts = {.say = &r->say,
	    .foreign = r->foreign,
	    .n_foreign = r->n_foreign,
	    .all_told = all_told};
	char log[112], copied_log[112];
	struct vg_cutfound found = {0};
	struct vg_detail detail = {0};

	if (r->long_life)
		facts.kept_since = vg_instant_add(r->now, -KEPT_DAYS * VG_DAY_US);
	vg_text_format(log, sizeof(log), "%s-wal", r->path);
	vg_text_format(copied_log, sizeof(copied_log), "%s-wal", r->copy);
	vg_cutdisk_copy(r->path, r->copy);
	vg_cutdisk_copy(log, copied_log);
	vg_cutcheck(r->copy, &facts, &found);
	if (vg_desk_verify(r->desk, &detail) != VG_OK) {
		found.damaged++;
		vg_text_copy(found.first, sizeof(found.first), detail.text);
	}
	r->found.swept = found.swept > r->found.swept ? found.swept : r->found.swept;
	r->found.missing += found.missing;
	r->found.twice += found.twice;
	r->found.cases += found.cases;
	r->found.alarms += found.alarms;
	r->found.states += found.states;
	r->found.damaged += found.damaged;
	if (vg_cutcheck_sum(&found))
		blame(r, found.first);
}

/* The power comes back, perhaps to go again while the desk opens what is left. */
static void
recover(struct run *r)
{
	close_desk(r);
	do {
		vg_cutdisk_power_on();
		settle_mark(r);
		if (chance(4) == 0)
			vg_cutdisk_cut_after(1 + chance(12));
		open_desk(r);
		if (vg_cutdisk_is_off())
			close_desk(r);
	} while (vg_cutdisk_is_off() && !r->failed);
	vg_cutdisk_cut_after(0);
	if (!r->failed)
		check(r, false);
}

/* --- lives --------------------------------------------------------------------------------- */

static void
begin_life(struct run *r)
{
	char *mark = vg_mem_format("%s.applying", r->path);

	unlink(mark);
	free(mark);
	vg_cutdisk_wipe();
	vg_faultsay_fini(&r->say);
	vg_text_copy(r->say.agent, sizeof(r->say.agent), "lyon-2");
	r->lives++;
	memcpy(r->say.spool, &r->lives, VG_SPOOL_SIZE);
	r->say.first_device = 1;
	r->say.n_devices = DEVICES;
	r->n_foreign = 0;
	r->boots = 0;
	r->failed = false;
	r->long_life = chance(4) == 0;
	log_pages = chance(2) ? 1000 : (int)(10 + chance(100));
	(void)vg_instant_parse("2026-07-09T08:00:00Z", &r->now);
}

/* The next write or a far one, or one of the next syncs: a commit that nobody hears of. */
static void
draw_moment(void)
{
	static const uint64_t spans[] = {4, 60, 600, 2400};

	if (chance(3) == 0)
		vg_cutdisk_cut_at_sync(1 + chance(8));
	else
		vg_cutdisk_cut_after(1 + chance(spans[chance(4)]));
}

static void
end_life(struct run *r)
{
	vg_cutdisk_cut_after(0);
	if (!r->desk && !r->failed)
		open_desk(r);
	while (!r->failed && !is_all_acknowledged(r))
		take_batch(r, false);
	if (!r->failed) {
		close_desk(r);
		open_desk(r);
	}
	if (!r->failed)
		check(r, true);
	close_desk(r);
}

static void
live(struct run *r, uint64_t until)
{
	begin_life(r);
	draw_moment();
	open_desk(r);
	while (!r->failed && vg_cutdisk_counts().cuts < until) {
		draw_moment();
		while (!r->failed && !vg_cutdisk_is_off() && r->desk)
			step(r);
		if (!r->failed)
			recover(r);
	}
	if (vg_cutdisk_is_off() && !r->failed)
		recover(r);
	end_life(r);
}

/* --- the run ------------------------------------------------------------------------------- */

static int
prepare(struct run *r)
{
	struct vg_detail detail = {0};
	struct vg_buf content;

	vg_buf_init(&content, 0);
	int code =
	    vg_file_read(VG_CHECKOUT "/tests/fault/powercut.json", &content, &detail);
	if (code == VG_OK)
		r->tree = vg_mem_text(vg_buf_text(&content));
	vg_buf_fini(&content);
	if (code == VG_OK)
		code = vg_context_new(&r->context, &detail);
	if (code == VG_OK)
		code = vg_packload_folder(r->context, NULL, NULL, 0, &r->packs, &detail);
	strcpy(r->folder, "/tmp/vigie-powercut.XXXXXX");
	if (code == VG_OK && !mkdtemp(r->folder))
		code =
		    vg_detail_set(&detail, VG_EIO, "%s: %s", r->folder, strerror(errno));
	if (code != VG_OK)
		fprintf(stderr, "powercut: %s\n", detail.text);
	vg_text_format(r->path, sizeof(r->path), "%s/desk.db", r->folder);
	vg_text_format(r->copy, sizeof(r->copy), "%s/copy.db", r->folder);
	return code;
}

static void
clean(struct run *r)
{
	static const char *const tails[] = {".applying", ".ballast"};

	for (size_t i = 0; i < 2; i++) {
		char *path = vg_mem_format("%s%s", r->path, tails[i]);
		unlink(path);
		free(path);
	}
	rmdir(r->folder);
	vg_faultsay_fini(&r->say);
	vg_packset_free(r->packs);
	vg_context_free(r->context);
	free(r->foreign);
	free(r->tree);
}

static void
report(const struct run *r)
{
	const struct vg_cutdisk_counts c = vg_cutdisk_counts();
	const struct vg_cutfound *f = &r->found;

	printf("{\"seed\": %" PRIu64 ", \"cuts\": %" PRIu64 ", \"lives\": %" PRIu64
	       ", \"in_open\": %" PRIu64 ", \"batches\": %" PRIu64
	       ", \"acknowledged\": %" PRIu64 ", \"foreign\": %" PRIu64
	       ", \"repeated\": %" PRIu64 ", \"days\": %" PRId64
	       ", \"swept_at_most\": %" PRIu64 ", \"closes\": %" PRIu64
	       ", \"writes_lost\": %" PRIu64 ", \"writes_torn\": %" PRIu64
	       ", \"names\": %" PRIu64 ", ",
	    r->seed, c.cuts, r->lives, r->in_open, r->batches, r->acknowledged,
	    r->foreign_acknowledged, r->repeated, r->days, f->swept, r->closes, c.lost,
	    c.torn, c.names);
	printf("\"acknowledged_and_missing\": %" PRIu64 ", \"stored_twice\": %" PRIu64
	       ", \"cases_doubled\": %" PRIu64 ", \"alarms_wrong\": %" PRIu64
	       ", \"states_wrong\": %" PRIu64 ", \"damaged\": %" PRIu64
	       ", \"not_opened\": %" PRIu64 ", \"boots_fell\": %" PRIu64
	       ", \"failures\": %" PRIu64 "}\n",
	    f->missing, f->twice, f->cases, f->alarms, f->states, f->damaged,
	    r->not_opened, r->boots_fell, r->failures);
}

int
main(int argc, char **argv)
{
	struct run r = {.seed = vg_chance_u32()};
	uint64_t cuts = argc > 1 ? strtoull(argv[1], NULL, 10) : 2000;
	const char *seed = getenv("SEED");

	r.broken = argc > 2 && strcmp(argv[2], "--broken-sync") == 0;
	if (seed)
		r.seed = strtoull(seed, NULL, 10);
	if (cuts == 0 || (argc > 2 && !r.broken)) {
		fprintf(stderr, "usage: powercut [CUTS [--broken-sync]]\n");
		return 2;
	}
	vg_cutdisk_begin(r.seed);
	vg_cutvfs_register();
	sqlite3_auto_extension((void (*)(void))set_log_pages);
	if (r.broken)
		vg_cutdisk_break_syncs("desk.db-wal");
	if (prepare(&r) != VG_OK)
		return 1;
	for (uint64_t done; (done = vg_cutdisk_counts().cuts) < cuts;)
		live(&r, done + LIFE_CUTS < cuts ? done + LIFE_CUTS : cuts);
	report(&r);
	clean(&r);
	return r.broken ? r.found.missing == 0 : r.failures != 0;
}
