/*
 * Kills.
 */
#include "tests/rungs/rungskill.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "tests/fault/cutdisk.h"
#include "tests/rungs/rungsdeath.h"
#include "tests/rungs/rungsee.h"
#include "tests/rungs/rungsplay.h"
#include "tests/rungs/rungswait.h"

enum { CONTENT = 1 << 17, LINES = 1024, A_LIFE = 100 };

/* How a process ends that is not killed. */
enum { ENDED = 0, FAILED = 3, DIFFERS = 4 };

/* Where a process was when it had done a step, for the one that goes on. */
struct place {
	uint64_t steps;
	struct vg_play play;
	struct vg_wall until;
	size_t line;
	bool says;
	char content[CONTENT], name[VG_NAME_SIZE];
};

struct shared {
	struct place places[2];
	unsigned at; /* which of both is whole */
	/*
	 * What has no answer yet: its instant, the line behind it, and what 'until' was; unset:
	 * nothing.
	 */
	struct vg_wall doing_at, doing_until;
	size_t doing_line;
	bool doing_due;
	struct vg_rungswait wait;
	/*
	 * The life without a kill: what all tables said behind each line, and how much was written.
	 */
	uint64_t said[LINES], changes, of_start;
	size_t differs; /* a line; 0: none */
};

/* One process. */
struct life {
	struct vg_rungskill *k;
	struct vg_rungsplay p;
	struct shared *s;
	uint64_t steps;
	bool first;        /* without a kill: the measure */
	size_t until_line; /* shows what is said behind that line, and ends; 0: no such */
	uint64_t die_at;   /* the change at which it dies; 0: never */
	bool in_start, half;
	bool
	    at_once; /* it begins at the instant of what was due, not at that of the step before */
	struct vg_buf text;
};

static void
note_place(struct life *l)
{
	struct shared *s = l->s;
	struct place *to = &s->places[!s->at];

	to->steps = l->steps;
	to->play = l->p.play;
	to->until = l->p.until;
	to->line = l->p.line;
	to->says = l->p.play.says != NULL;
	vg_text_copy(to->name, sizeof(to->name), to->says ? l->p.play.says : "");
	vg_text_copy(
	    to->content, sizeof(to->content), l->p.play.content ? l->p.play.content : "");
	s->at = !s->at;
}

/* What is on disk is later than 'at': who began then again would have a clock that was set back. */
static bool
is_passed(const struct life *l, struct vg_wall at)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	int64_t newest = 0;

	if (sqlite3_open_v2(l->k->path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(db,
		"SELECT max((SELECT coalesce(max(at), 0) FROM happening WHERE kind NOT GLOB"
		" 'target-*'), (SELECT coalesce(max(at), 0) FROM act),"
		" (SELECT coalesce(max(created), 0) FROM outbox))",
		-1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		newest = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return newest > at.us;
}

static void
take_place(struct life *l)
{
	const struct place *from = &l->s->places[l->s->at];

	if (!from->steps)
		return;
	l->steps = from->steps;
	l->p.play = from->play;
	l->p.play.desk = NULL;
	l->p.play.document = NULL;
	l->p.until = from->until;
	l->p.line = from->line;
	l->p.play.says = from->says ? vg_mem_text(from->name) : NULL;
	l->p.play.content = from->content[0] ? vg_mem_text(from->content) : NULL;
	if (!vg_instant_is_set(l->s->doing_at) ||
	    (l->s->doing_due && !l->at_once && !is_passed(l, from->play.now)))
		return;
	/* It was reached: no time passes any more before it. */
	l->p.play.now = l->s->doing_at;
	l->p.until = l->s->doing_until;
	l->p.line = l->s->doing_line - !l->s->doing_due;
}

/*
 * --- what is said behind a line
 * ------------------------------------------------------------------------
 */

static char *
file_of(const struct life *l, const char *tail)
{
	return vg_mem_format("%s.%s", l->k->path, tail);
}

static void
write_text(const struct life *l, const char *tail)
{
	char *path = file_of(l, tail);
	FILE *file = fopen(path, "w");

	if (file) {
		fputs(vg_buf_text(&l->text), file);
		fclose(file);
	}
	free(path);
}

static void
compare(struct life *l)
{
	uint64_t *said = &l->s->said[l->p.line];

	/* Who shows one line judges no other: he would end there, and show nothing. */
	if (l->until_line && l->until_line != l->p.line)
		return;
	vg_rungsee_dump(*l->k->db, true, &l->text);
	if (l->first)
		*said = vg_rungsee_digest(vg_buf_text(&l->text));
	if (l->until_line == l->p.line) {
		write_text(l, "without");
		_exit(ENDED);
	}
	if (*said == vg_rungsee_digest(vg_buf_text(&l->text)))
		return;
	write_text(l, "with");
	l->s->differs = l->p.line;
	_exit(DIFFERS);
}

/*
 * --- a life
 * --------------------------------------------------------------------------------------------
 */

static void
open_desk(struct life *l)
{
	struct vg_detail d = {0};
	char *content = l->p.play.content ? vg_mem_text(l->p.play.content) : NULL;

	/* Whoever puts a tree in force has written FILE before. */
	if (vg_instant_is_set(l->s->doing_at) && !l->s->doing_due)
		vg_rungsplay_file(&l->p, l->s->doing_line);

	vg_rungswait_use(&l->s->wait);
	if (vg_desk_open(l->k->path, l->k->packs, l->p.play.now, &l->p.play.desk, &d) !=
	    VG_OK) {
		fprintf(stderr, "rungs: killed, and not opened: %s\n", d.text);
		_exit(FAILED);
	}
	vg_desk_set_context(l->p.play.desk, l->k->context);
	if (!vg_rungsplay_tree(&l->p) || !vg_rungswait_back(*l->k->db)) {
		fprintf(stderr, "rungs: killed, and no tree: %s\n", l->p.play.said);
		_exit(FAILED);
	}
	free(l->p.play.content);
	l->p.play.content = content;
}

static bool
is_counted(const struct life *l)
{
	return !l->p.is_due && vg_text_starts(l->p.said, "own ");
}

static void
do_step(struct life *l)
{
	uint64_t left = is_counted(l) ? vg_rungsdeath_after(0, l->half) : 0;

	l->s->doing_line = l->p.line;
	l->s->doing_until = l->p.until;
	l->s->doing_due = l->p.is_due;
	l->s->doing_at = l->p.play.now;
	if (!vg_rungsplay_do(&l->p)) {
		fprintf(
		    stderr, "rungs: killed, then %s: %s\n", l->p.said, l->p.play.said);
		_exit(FAILED);
	}
	if (!is_counted(l))
		vg_rungsdeath_pass();
	else
		vg_rungsdeath_after(left, l->half);
	l->steps++;
	l->s->doing_at.us = 0;
	note_place(l);
}

/* Goes on with the first step that has no answer. */
__attribute__((noreturn)) static void
live(struct life *l)
{
	bool compared = false;

	vg_buf_init(&l->text, 0);
	take_place(l);
	vg_rungsdeath_after(l->in_start ? l->die_at : 0, l->half);
	open_desk(l);
	vg_rungsdeath_after(0, 0);
	if (l->first)
		l->s->of_start = vg_rungsdeath_changes();
	for (bool begun = false; vg_rungsplay_next(&l->p); begun = true) {
		if (begun && l->die_at) {
			vg_rungsdeath_after(l->die_at, l->half);
			l->die_at = 0;
		}
		do_step(l);
		if (!l->p.is_due && (l->first || !compared || l->until_line))
			compare(l);
		compared = compared || !l->p.is_due;
	}
	vg_desk_close(l->p.play.desk);
	l->s->changes = vg_rungsdeath_changes();
	_exit(ENDED);
}

/* Forks one; gives how it ended: ENDED, FAILED, DIFFERS, or -1 when it was killed. */
static int
run_life(struct life *l)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		live(l);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return FAILED;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGKILL ? -1 : FAILED;
	return WEXITSTATUS(status);
}

static void
wipe(const struct life *l)
{
	static const char *const tails[] = {
	    "", "-wal", "-shm", ".ballast", ".applying", ".with", ".without"};

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		char *path = vg_mem_format("%s%s", l->k->path, tails[i]);
		unlink(path);
		free(path);
	}
}

static void
begin(struct life *l)
{
	wipe(l);
	l->s->doing_at.us = 0;
	memset(&l->s->wait, 0, sizeof(l->s->wait));
	memset(l->s->places, 0, sizeof(l->s->places));
}

/* The end of a database that nobody has open. */
static void
read_end(const struct life *l, struct vg_buf *end)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(l->k->path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
		vg_rungsee_dump(db, true, end);
	sqlite3_close(db);
}

/*
 * --- all of it
 * -----------------------------------------------------------------------------------------
 */

/* Where the next process dies: now and then in its start. */
static void
draw(struct life *l, uint64_t deaths)
{
	uint64_t each = 2 * l->s->changes / deaths;

	l->in_start = vg_cutdisk_chance(6) == 0;
	l->half = vg_cutdisk_chance(4) == 0;
	l->at_once = vg_cutdisk_chance(2) == 0;
	l->die_at = 1 + vg_cutdisk_chance(l->in_start ? l->s->of_start : each ? each : 1);
}

static void
read_text(const struct life *l, const char *tail, struct vg_buf *text)
{
	char *path = file_of(l, tail);
	FILE *file = fopen(path, "r");
	char line[8192];

	vg_buf_reset(text);
	while (file && fgets(line, sizeof(line), file))
		vg_buf_add(text, line, strlen(line));
	if (file)
		fclose(file);
	free(path);
}

/* What is said behind that line without a kill, from a life of its own. */
static void
show_difference(struct life *l, struct vg_buf *without)
{
	size_t line = l->s->differs;
	struct vg_buf with;

	vg_buf_init(&with, 0);
	read_text(l, "with", &with);
	begin(l);
	l->until_line = line;
	l->die_at = 0;
	(void)run_life(l);
	read_text(l, "without", without);
	fprintf(
	    stderr, "rungs: killed: another state behind: %s\n", l->p.lines[line - 1]);
	vg_rungsee_difference(vg_buf_text(without), vg_buf_text(&with));
	vg_buf_fini(&with);
}

/* One whole play with up to 'kills' kills; false: it failed or differs. */
static bool
play_once(struct life *l, uint64_t kills, const struct vg_buf *without)
{
	struct vg_rungskill *k = l->k;
	uint64_t deaths = kills < A_LIFE ? kills : A_LIFE;
	struct vg_buf end;
	int how = -1;

	begin(l);
	for (uint64_t i = 0; how < 0; i++) {
		l->die_at = 0;
		l->in_start = false;
		if (i < deaths)
			draw(l, deaths);
		how = run_life(l);
		k->kills += how < 0;
		k->starts += how < 0 && l->in_start;
	}
	if (how == FAILED) {
		k->failures++;
		return false;
	}
	vg_buf_init(&end, 0);
	if (how == ENDED)
		read_end(l, &end);
	bool differs =
	    how == DIFFERS || strcmp(vg_buf_text(without), vg_buf_text(&end)) != 0;
	k->differing += differs;
	if (how == DIFFERS)
		show_difference(l, &end);
	else if (differs)
		vg_rungsee_difference(vg_buf_text(without), vg_buf_text(&end));
	vg_buf_fini(&end);
	return !differs;
}

static bool
open_life(struct life *l)
{
	l->s = mmap(NULL, sizeof(*l->s), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (l->s == MAP_FAILED || !vg_rungsplay_open(&l->p, l->k->play, l->k->context) ||
	    l->p.n_lines >= LINES)
		return false;
	l->p.db = l->k->db;
	/* What a storm counted in its last second goes with the process by design. */
	l->p.leave_out = "excess ";
	return true;
}

void
vg_rungskill_run(struct vg_rungskill *k, uint64_t kills)
{
	struct life l = {.k = k, .first = true};
	struct vg_buf without;

	vg_rungsdeath_begin();
	vg_buf_init(&without, 0);
	bool good = kills == 0 || open_life(&l);
	if (good && kills) {
		begin(&l);
		good = run_life(&l) == ENDED;
		read_end(&l, &without);
	}
	k->failures += !good;
	l.first = false;
	while (good && k->kills < kills)
		good = play_once(&l, kills - k->kills, &without);
	wipe(&l);
	vg_rungsplay_close(&l.p);
	vg_buf_fini(&without);
}
