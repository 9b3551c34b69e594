/*
 * Cuts at every rung and every kind of due row (docs/DESIGN.md 4, R8: a restart loses nothing).
 *
 *     rungs [EACH|none [KILLS [ONLY]]]   (0: all cuts of what is new; 0)     SEED=N makes a run again
 *
 * tests/rungs/rungs.play is played through the desk on a disk whose power can go
 * (tests/fault/cutdisk.h).  Each step - a message, a command, a tree, what is due at one moment -
 * is done without a cut, then from its beginning with a cut at its first write or sync, its second,
 * and so on; after each the desk opens what is left, who had no answer sends again, and all tables
 * must say what they say without a cut.  What comes later sees no difference then, so neither does
 * the end.
 *
 * Then the same play runs in processes that SIGKILL ends, KILLS in all (tests/rungs/rungskill.h).
 *
 * ONLY: a word; no step is cut but lines that begin with it.
 *
 * EACH: cuts enough of a step when each way that it goes was cut so often; 0 cuts it everywhere,
 * until two steps that went each of its ways were.  What a cut leaves is opened once a step,
 * however many cuts leave just that.  The table says which rung or kind of row was never cut.  The
 * last line is one JSON object; exit 0 when all holds.
 */
#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "collector/correl/ladder.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"
#include "tests/fault/cutdisk.h"
#include "tests/fault/cutvfs.h"
#include "tests/rungs/rungsee.h"
#include "tests/rungs/rungskill.h"
#include "tests/rungs/rungsplay.h"
#include "tests/rungs/rungswait.h"

enum { TOLD = 5, SAID = 8 << 20, STATES = 64 };

/* What the children of a step and their parent share. */
struct shared {
	struct vg_rungsee see;
	uint64_t changes, cuts, opened, differing, failures;
	/* What cuts of this step left, and from where the desk came to the same end. */
	uint64_t good_states[STATES], left;
	size_t n_good;
	enum vg_intake_result result;
	char without[SAID]; /* all tables behind the step */
};

struct run {
	struct vg_context *context;
	struct vg_packset *packs;
	struct vg_rungsplay p;
	struct shared *shared;
	char folder[64], path[96], mark[104];
	const char *only; /* borrowed; "": all */
	uint64_t seed, each, steps;
	struct vg_buf text;
};

static struct vg_rungsee *see;
static bool seeing;
static sqlite3 *raw; /* the connection that was opened last: the desk's */

void
__real_vg_ladder_judge(const struct vg_correl_facts *facts, struct vg_verdict *verdict);
void
__wrap_vg_ladder_judge(const struct vg_correl_facts *facts, struct vg_verdict *verdict);

/* The linker puts it in the ladder's place (Makefile): verdicts are seen as they are given. */
void
__wrap_vg_ladder_judge(const struct vg_correl_facts *facts, struct vg_verdict *verdict)
{
	__real_vg_ladder_judge(facts, verdict);
	if (seeing)
		vg_rungsee_verdict(see, verdict);
}

static int
note_connection(sqlite3 *db, const char **error, const void *api)
{
	(void)error;
	(void)api;
	raw = db;
	vg_rungswait_keep(db);
	return SQLITE_OK;
}

static void
blame(struct run *r, const char *what, const char *why)
{
	if (r->shared->failures++ < TOLD)
		fprintf(stderr,
		    "rungs: step %" PRIu64 ", %s: %s: %s (SEED=%" PRIu64 ")\n", r->steps,
		    r->p.said, what, why, r->seed);
}

/*
 * --- the desk
 * ------------------------------------------------------------------------------------------
 */

static bool
open_desk(struct run *r)
{
	struct vg_detail d = {0};

	/*
	 * A cut is no death of the message: only a process that dies applying it leaves its mark.
	 */
	unlink(r->mark);
	if (vg_desk_open(r->path, r->packs, r->p.play.now, &r->p.play.desk, &d) !=
	    VG_OK) {
		r->p.play.desk = NULL;
		blame(r, "it cannot be opened", d.text);
		return false;
	}
	vg_desk_set_context(r->p.play.desk, r->context);
	if (vg_rungsplay_tree(&r->p) && vg_rungswait_back(raw))
		return true;
	blame(r, "its tree", r->p.play.said);
	return false;
}

static void
close_desk(struct run *r)
{
	vg_desk_close(r->p.play.desk);
	r->p.play.desk = NULL;
}

static int64_t
count(const char *sql)
{
	sqlite3_stmt *s = NULL;

	sqlite3_prepare_v2(raw, sql, -1, &s, NULL);
	int64_t n = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
	sqlite3_finalize(s);
	return n;
}

/* Rungs that the desk decides before the ladder are seen by what they leave. */
static void
see_desk(const struct run *r, int64_t history_before)
{
	bool said = !r->p.is_due && strncmp(r->p.said, "command", 7) != 0;

	if (said && r->p.play.result == VG_INTAKE_KNOWN)
		vg_rungsee_rung(see, 1, "known");
	if (said && r->p.play.result == VG_INTAKE_FOLDED)
		vg_rungsee_rung(see, 8, "folded");
	if (count("SELECT count(*) FROM message WHERE state = 'history'") >
	    history_before)
		vg_rungsee_rung(see, 2, "history");
}

/*
 * --- one step
 * ------------------------------------------------------------------------------------------
 */

/* Without a cut: what it goes through, and what all tables say behind it. */
static void
do_without(struct run *r, uint64_t none)
{
	int64_t history = count("SELECT count(*) FROM message WHERE state = 'history'");
	uint64_t before = vg_cutdisk_counts().changes;

	(void)none;
	vg_rungsee_begin(see);
	if (r->p.is_due)
		vg_rungsee_rows(see, raw, r->p.play.now.us);
	seeing = true;
	r->p.play.result = VG_INTAKE_REFUSED;
	bool good = vg_rungsplay_do(&r->p);
	seeing = false;
	r->shared->changes = vg_cutdisk_counts().changes - before;
	if (!good)
		blame(r, "it fails without a cut", r->p.play.said);
	see_desk(r, history);
	vg_rungsee_dump(raw, false, &r->text);
	if (r->text.size >= SAID)
		blame(r, "its tables", "say more than there is room for");
	vg_text_copy(r->shared->without, SAID, vg_buf_text(&r->text));
}

static bool
says_the_same(struct run *r)
{
	vg_rungsee_dump(raw, false, &r->text);
	return strcmp(r->shared->without, vg_buf_text(&r->text)) == 0;
}

static void
note_cut(struct run *r, uint64_t at)
{
	bool differs = !says_the_same(r);

	vg_rungsee_cut(see, differs);
	r->shared->cuts++;
	if (!differs || r->shared->differing++ >= TOLD)
		return;
	fprintf(stderr, "rungs: step %" PRIu64 ", %s: cut at change %" PRIu64 ":\n",
	    r->steps, r->p.said, at);
	vg_rungsee_difference(r->shared->without, vg_buf_text(&r->text));
}

/*
 * What is beyond a budget, and what the desk says of senders, is counted, nothing else: who tells
 * of it again, because the answer was lost after all was on the disk, is rightly counted again.
 */
static bool
is_counted(struct run *r)
{
	return (strncmp(r->p.said, "excess ", 7) == 0 ||
		   strncmp(r->p.said, "own ", 4) == 0) &&
	    says_the_same(r);
}

/* In a child: what it does to the disk, which is in memory, and to the desk is gone with it. */
static void
in_child(struct run *r, void (*work)(struct run *r, uint64_t at), uint64_t at)
{
	int status = 0;

	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		work(r, at);
		fflush(NULL);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
		blame(r, "its process", "ended badly");
}

/* What the disk holds, seen in a copy: whoever looks at a log takes it up into the database. */
static uint64_t
look_at_left(struct run *r)
{
	char *copy = vg_mem_format("%s/left.db", r->folder);
	char *log = vg_mem_format("%s-wal", r->path),
	     *its = vg_mem_format("%s-wal", copy);
	sqlite3 *desk = raw, *db = NULL;

	vg_cutdisk_restore(r->path, copy);
	vg_cutdisk_restore(log, its);
	vg_buf_reset(&r->text);
	if (sqlite3_open_v2(copy, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
		vg_rungsee_dump(db, false, &r->text);
	sqlite3_close(db);
	vg_rungswait_forget();
	raw = desk;
	vg_cutdisk_restore("", copy);
	vg_cutdisk_restore("", its);
	free(its);
	free(log);
	free(copy);
	return vg_rungsee_digest(vg_buf_text(&r->text));
}

/* Most cuts of a step leave all of it or nothing; from each such state the desk is tried once. */
static bool
is_left_again(struct run *r, bool answered)
{
	r->shared->left = 2 * look_at_left(r) + answered;
	for (size_t i = 0; i < r->shared->n_good; i++) {
		if (r->shared->good_states[i] == r->shared->left)
			return true;
	}
	return false;
}

/* The desk opens what is left, who had no answer sends again, and the end is compared. */
static void
go_on_from_left(struct run *r, uint64_t at, bool answered, bool off)
{
	uint64_t differing = r->shared->differing, left = r->shared->left;
	char *content = r->p.play.content ? vg_mem_text(r->p.play.content) : NULL;

	/*
	 * Whoever puts a tree in force has written FILE before, and who had no answer does so
	 * again.
	 */
	if (!answered && !r->p.is_due)
		vg_rungsplay_file(&r->p, r->p.line);
	bool open = open_desk(r);
	free(r->p.play.content);
	r->p.play.content = content;
	if (!open)
		return;
	bool counted = !answered && is_counted(r);
	if (!answered && !counted && !vg_rungsplay_do(&r->p))
		blame(r, "it fails after the cut", r->p.play.said);
	/* What was answered is done, but for a due row: the loop would ask again at once. */
	if (answered && r->p.is_due &&
	    vg_desk_run_due(r->p.play.desk, r->p.play.now) != VG_OK)
		blame(r, "what is due after the cut", "");
	if (!off)
		return;
	r->shared->opened++;
	note_cut(r, at);
	if (r->shared->differing == differing && r->shared->n_good < STATES)
		r->shared->good_states[r->shared->n_good++] = left;
}

/* With the power gone at change 'at'. */
static void
do_with(struct run *r, uint64_t at)
{
	vg_cutdisk_cut_after(at);
	bool answered = vg_rungsplay_do(&r->p);
	close_desk(r);
	bool off = vg_cutdisk_is_off();
	vg_cutdisk_cut_after(0);
	vg_cutdisk_power_on();
	if (!off || !is_left_again(r, answered)) {
		go_on_from_left(r, at, answered, off);
		return;
	}
	vg_rungsee_cut(see, false);
	r->shared->cuts++;
}

/* Each start computes the queue's index anew, in slices: that is no step of the play. */
static void
settle_start(struct run *r)
{
	int64_t next = r->p.play.now.us, other = INT64_MAX;

	for (int i = 0; i < 1000 && next >= 0 && next < other; i++) {
		if (i > 0 &&
		    vg_desk_run_due(r->p.play.desk, (struct vg_wall){next}) != VG_OK)
			blame(r, "what is due after a start", "");
		next = count(
		    "SELECT coalesce(min(at), -1) FROM due WHERE kind = 'next-due'");
		other = count("SELECT coalesce(min(at), 9223372036854775807) FROM due"
			      " WHERE kind <> 'next-due'");
	}
}

enum { EACH_START = 4, WHOLE = 2 };

/*
 * What comes next finds a desk that has been at work, and at times one that has just begun.  So it
 * does where something was counted in memory: what a storm counted in its last second goes by
 * design.
 */
static void
go_on(struct run *r)
{
	if (!vg_rungsplay_do(&r->p))
		blame(r, "it fails", r->p.play.said);
	if (r->steps % EACH_START != 0 && strncmp(r->p.said, "excess ", 7) != 0)
		return;
	close_desk(r);
	if (open_desk(r))
		settle_start(r);
}

static void
cut_step(struct run *r)
{
	r->shared->n_good = 0;
	in_child(r, do_without, 0);
	/* What changes nothing is cut when it is over. */
	uint64_t changes = r->shared->changes + (r->shared->changes == 0);
	bool gone_often = vg_rungsee_rarest_whole(see) != UINT64_MAX &&
	    vg_rungsee_rarest_whole(see) >= WHOLE;
	/* Nothing of it is new: all its ways were cut everywhere, more than once. */
	if (!r->each && gone_often)
		changes = 0;
	for (uint64_t n = 1; n <= changes && r->shared->failures < TOLD; n++) {
		if (r->each && vg_rungsee_rarest(see) >= r->each)
			break;
		uint64_t at = r->each ? 1 + vg_cutdisk_chance(changes) : n;
		vg_cutdisk_chance(2); /* the next child draws otherwise */
		in_child(r, do_with, at);
	}
	if (!r->each && changes)
		vg_rungsee_whole(see);
	go_on(r);
}

enum { SLICES = 30 }; /* cuts of a row that comes again and again */

/*
 * A start begins a sweep from its beginning (collector/desk/front/desksweep.c), and who waits for
 * an agent looks every minute: when such rows were cut often enough, they are done as they come.
 */
static bool
is_one_more_slice(const struct run *r)
{
	if (r->only[0])
		return r->p.is_due || !vg_text_starts(r->p.said, r->only);
	vg_rungsee_begin(see);
	vg_rungsee_rows(see, raw, r->p.play.now.us);
	return r->p.is_due && vg_rungsee_rarest(see) >= (r->each ? r->each : SLICES) &&
	    count("SELECT count(*) FROM due WHERE at = (SELECT min(at) FROM due)"
		  " AND kind NOT IN ('sweep', 'silent', 'list', 'deaf', 'warn',"
		  " 'next-due', 'suggest', 'mark', 'problem')") == 0;
}

static void
cut_all(struct run *r)
{
	if (!open_desk(r))
		return;
	while (r->p.play.desk && r->shared->failures < TOLD && vg_rungsplay_next(&r->p)) {
		r->steps++;
		if (is_one_more_slice(r)) {
			if (!vg_rungsplay_do(&r->p))
				blame(r, "a slice", "");
			continue;
		}
		cut_step(r);
		if (getenv("VIGIE_RUNGS_TELL"))
			fprintf(stderr,
			    "step %" PRIu64 " at %" PRId64 ": %s, %" PRIu64 " cuts\n",
			    r->steps, r->p.play.now.us, r->p.said, r->shared->cuts);
	}
	close_desk(r);
}

/*
 * --- the run
 * -------------------------------------------------------------------------------------------
 */

/* The packs of the house, and one line that none of them has. */
static bool
load_packs(struct run *r, struct vg_detail *d)
{
	struct vg_pack more = {0};

	return vg_packload_folder(r->context, NULL, NULL, 0, &r->packs, d) == VG_OK &&
	    vg_packload_file(r->context, VG_CHECKOUT "/tests/rungs/rungspack.json", &more,
		d) == VG_OK &&
	    vg_packset_add(r->packs, &more, d) == VG_OK &&
	    vg_packset_check(r->packs, d) == VG_OK;
}

static bool
prepare(struct run *r)
{
	union {
		int (*full)(sqlite3 *, const char **, const void *);
		void (*plain)(void);
	} note = {note_connection};
	struct vg_detail d = {0};

	r->shared = mmap(NULL, sizeof(*r->shared), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (r->shared == MAP_FAILED)
		return false;
	see = &r->shared->see;
	sqlite3_auto_extension(note.plain);
	strcpy(r->folder, "/tmp/vigie-rungs.XXXXXX");
	if (!mkdtemp(r->folder))
		vg_detail_set(&d, VG_EIO, "%s: %s", r->folder, strerror(errno));
	else if (vg_context_new(&r->context, &d) == VG_OK && load_packs(r, &d))
		return true;
	fprintf(stderr, "rungs: %s\n", d.text);
	return false;
}

int
main(int argc, char **argv)
{
	static const char play[] = VG_CHECKOUT "/tests/rungs/rungs.play";
	struct run r = {.seed = vg_chance_u32(),
	    .each = argc > 1 ? strtoull(argv[1], NULL, 10) : 0,
	    .only = argc > 3 ? argv[3] : ""};
	const char *seed = getenv("SEED");
	bool cuts = argc < 2 || strcmp(argv[1], "none") != 0;

	if (seed)
		r.seed = strtoull(seed, NULL, 10);
	if (!prepare(&r) || !vg_rungsplay_open(&r.p, play, r.context))
		return 2;
	r.p.db = &raw;
	vg_text_format(r.path, sizeof(r.path), "%s/desk.db", r.folder);
	vg_text_format(r.mark, sizeof(r.mark), "%s.applying", r.path);
	vg_buf_init(&r.text, 0);
	vg_cutdisk_begin(r.seed);
	vg_cutvfs_register();
	if (cuts)
		cut_all(&r);
	size_t missing = cuts ? vg_rungsee_report(see) : 0;
	vg_rungsplay_close(&r.p);
	struct vg_rungskill k = {.packs = r.packs,
	    .context = r.context,
	    .play = play,
	    .path = r.path,
	    .db = &raw};
	if (!r.shared->failures)
		vg_rungskill_run(&k, argc > 2 ? strtoull(argv[2], NULL, 10) : 0);
	rmdir(r.folder);
	printf("{\"seed\": %" PRIu64 ", \"steps\": %" PRIu64
	       ", \"ways\": %zu, \"cuts\": %" PRIu64 ", \"opened\": %" PRIu64
	       ", \"differing\": %" PRIu64 ", \"never_reached\": %zu, \"kills\": %" PRIu64
	       ", \"kills_in_starts\": %" PRIu64 ", \"differing_after_kills\": %" PRIu64
	       ", \"failures\": %" PRIu64 "}\n",
	    r.seed, r.steps, see->n_ways, r.shared->cuts, r.shared->opened,
	    r.shared->differing, missing, k.kills, k.starts, k.differing,
	    r.shared->failures + k.failures);
	vg_buf_fini(&r.text);
	vg_packset_free(r.packs);
	vg_context_free(r.context);
	return r.shared->differing || k.differing || r.shared->failures || k.failures;
}
