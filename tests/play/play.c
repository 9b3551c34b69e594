/*
 * The play runner.  Each play starts with an empty desk in memory.
 */
#include "tests/play/play.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/conf/conf.h"
#include "collector/desk/desk.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/os/file.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"
#include "lib/yang/tree.h"
#include "tests/play/playact.h"
#include "tests/play/playagain.h"
#include "tests/play/playfrench.h"
#include "tests/play/playmany.h"
#include "tests/play/playread.h"
#include "tests/play/playsay.h"
#include "tests/play/playtree.h"
#include "tests/play/playwords.h"

enum { MAX_WORDS = 16 };

static struct vg_context *context; /* one for the whole run: libyang is slow to load */
static struct vg_packset *packs;

static int
fail(struct vg_play *p, const char *format, ...)
{
	char text[800];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(p->why, p->why_size, "%s:%d: %s", p->path, p->line, text);
	return 0;
}

static int
open_desk(struct vg_play *p, struct vg_detail *detail)
{
	char *path = p->folder[0] ? vg_mem_format("%s/desk.db", p->folder)
				  : vg_mem_text(":memory:");
	int code = vg_desk_open(path, packs, p->now, &p->desk, detail);
	if (code == VG_OK)
		vg_desk_set_context(p->desk, context);

	free(path);
	return code == VG_OK ? 1 : fail(p, "%s", detail->text);
}

static int
do_at(struct vg_play *p, char **words)
{
	return vg_instant_parse(words[0], &p->now) == VG_OK
	    ? 1
	    : fail(p, "no time: %s", words[0]);
}

/* One turn of the loop: both clocks, then what is due. */
static int
turn(struct vg_play *p)
{
	const struct vg_mono mono = {p->now.us - p->stepped};

	vg_desk_look_at_clocks(p->desk, p->now, mono);
	vg_desk_judge_clock(p->desk, p->now, mono, p->kept);
	return vg_desk_run_due(p->desk, p->now);
}

/* Passes time as the loop would: each due row at its own moment. */
static int
do_elapse(struct vg_play *p, char **words)
{
	char *end;
	long amount = strtol(words[0], &end, 10);
	int64_t unit = *end == 'd' ? VG_DAY_US
	    : *end == 'h'          ? VG_HOUR_US
	    : *end == 'm'          ? VG_MINUTE_US
				   : VG_SECOND_US;
	struct vg_wall until = vg_instant_add(p->now, amount * unit);

	for (int i = 0; i < 100000; i++) {
		struct vg_wall due = vg_desk_next_due(p->desk);
		if (!vg_instant_is_set(due) || vg_instant_compare(due, until) > 0)
			break;
		if (vg_instant_compare(due, p->now) > 0)
			p->now = due;
		if (turn(p) != VG_OK)
			return fail(p, "what is due could not be done");
	}
	p->now = until;
	return 1;
}

/* Time passes while nobody looks; afterwards everything due is done at once. */
static int
do_sleep(struct vg_play *p, char **words)
{
	char *end;
	long amount = strtol(words[0], &end, 10);

	p->now =
	    vg_instant_add(p->now, amount * (*end == 'h' ? VG_HOUR_US : VG_MINUTE_US));
	return turn(p) == VG_OK ? 1 : fail(p, "what is due");
}

/* Somebody sets the wall clock: forward, or back with a minus. */
static int
do_step(struct vg_play *p, char **words)
{
	char *end;
	long amount = strtol(words[0], &end, 10);
	int64_t by = amount * (*end == 'h' ? VG_HOUR_US : VG_SECOND_US);

	if (turn(p) != VG_OK)
		return fail(p, "what is due");
	p->now = vg_instant_add(p->now, by);
	p->stepped += by;
	return turn(p) == VG_OK ? 1 : fail(p, "what is due");
}

/* What the kernel says of the wall clock from now on: that it is kept (NTP), or not. */
static int
do_kernel(struct vg_play *p, char **words)
{
	p->kept = strcmp(words[0], "synchronised") == 0;
	return p->kept || strcmp(words[0], "unsynchronised") == 0
	    ? 1
	    : fail(p, "kernel: synchronised or unsynchronised, not %s", words[0]);
}

/* The process ends and another takes up what is on disk. */
static int
do_restart(struct vg_play *p, char **words)
{
	struct vg_detail detail;

	(void)words;
	vg_desk_close(p->desk);
	p->desk = NULL;
	if (!p->folder[0])
		return fail(p, "this play has no database on disk");
	if (!open_desk(p, &detail))
		return 0;
	(void)vg_playtree_back(p);
	return p->judged ? 1 : fail(p, "%s", p->said);
}

static int
do_away(struct vg_play *p, char **words)
{
	char *end;
	long amount = strtol(words[0], &end, 10);

	p->now =
	    vg_instant_add(p->now, amount * (*end == 'h' ? VG_HOUR_US : VG_MINUTE_US));
	return do_restart(p, words);
}

/* The program stands still: time passes, and it knows when it goes on. */
static int
do_stall(struct vg_play *p, char **words)
{
	char *end;
	long amount = strtol(words[0], &end, 10);

	p->now =
	    vg_instant_add(p->now, amount * (*end == 'h' ? VG_HOUR_US : VG_MINUTE_US));
	vg_desk_was_away(p->desk, p->now);
	return turn(p) == VG_OK ? 1 : fail(p, "what is due");
}

static int
do_key(struct vg_play *p, char **words)
{
	vg_text_copy(p->key, sizeof(p->key), words[0]);
	return 1;
}

static int
do_command(struct vg_play *p, char **words)
{
	return vg_playact_command(p, words) ? 1 : fail(p, "%s", p->said);
}

static int
do_relay(struct vg_play *p, char **words)
{
	if (strcmp(words[0], "accepts") != 0)
		return fail(p, "relay accepts: not %s", words[0]);
	return vg_playact_relay(p) ? 1 : fail(p, "%s", p->said);
}

static int
do_differs(struct vg_play *p, char **words)
{
	(void)words;
	p->differs = 1;
	return 1;
}

static int
do_tree(struct vg_play *p, char **words)
{
	return vg_playtree_file(p, words[0]) ? 1 : fail(p, "%s", p->said);
}

static int
do_with(struct vg_play *p, char **words)
{
	return vg_playtree_with(p, words[0]) ? 1 : fail(p, "%s", p->said);
}

static int
do_sites(struct vg_play *p, char **words)
{
	return vg_playmany_sites(p, words) ? 1 : fail(p, "%s", p->said);
}

/* At once, or so often while so much time passes. */
static int
do_courier(struct vg_play *p, char **words)
{
	int times = words[2] && words[3] ? atoi(words[3]) : 1;

	for (int i = 0; i < times; i++) {
		if (words[2] && !do_elapse(p, &words[2]))
			return 0;
		if (!vg_playmany_courier(p, words))
			return fail(p, "the courier: %s", p->said);
	}
	return 1;
}

/* So many, with a pause between when the second word is one. */
static int
do_each(struct vg_play *p, char **words)
{
	bool paused = words[1][0] >= '0' && words[1][0] <= '9';
	int n = atoi(words[0]);

	for (int i = 1; i <= n; i++) {
		if (!vg_playmany_one(p, i, words + (paused ? 2 : 1)))
			return fail(p, "%s", p->said);
		if (paused && i < n && !do_elapse(p, &words[1]))
			return 0;
	}
	return 1;
}

static int
do_expect(struct vg_play *p, char **words)
{
	char seen[600] = "";

	if (strcmp(words[0], "refused") == 0)
		p->judged = 1;
	return vg_expect_check(p, words, seen, sizeof(seen)) ? 1
							     : fail(p, "saw %s", seen);
}

static const struct vg_playsay_line verbs[] = {
    {"tree", 1, 1, do_tree},
    {"with", 1, 1, do_with},
    {"at", 1, 1, do_at},
    {"elapse", 1, 1, do_elapse},
    {"sleep", 1, 1, do_sleep},
    {"step", 1, 1, do_step},
    {"kernel", 1, 1, do_kernel},
    {"restart", 0, 0, do_restart},
    {"away", 1, 1, do_away},
    {"stall", 1, 1, do_stall},
    {"key", 1, 1, do_key},
    {"command", 3, 4, do_command},
    {"relay", 1, 1, do_relay},
    {"explain", 2, 2, vg_playread_explain},
    {"report", 3, 4, vg_playread_report},
    {"expect", 2, 5, do_expect},
    {"sites", 1, 1, do_sites},
    {"each", 5, 6, do_each},
    {"courier", 2, 4, do_courier},
    {"differs", 1, 1, do_differs},
};

static int
run_line(struct vg_play *p, const struct vg_playsay_line *line, char *rest)
{
	char *words[MAX_WORDS];
	int n = vg_playwords_split(
	    rest, words, MAX_WORDS, line->max_words ? line->max_words : 1);

	if (n < line->n_words)
		return fail(p, "%s wants %d words", line->name, line->n_words);
	return line->run(p, words);
}

/* A line that sends has said why in 'said', unless its words were too few. */
static int
fail_said(struct vg_play *p)
{
	return p->why[0] ? 0 : fail(p, "%s", p->said);
}

static int
play_line(struct vg_play *p, char *line)
{
	char *words[MAX_WORDS], *rest;

	line[strcspn(line, "#\n")] = '\0';
	if (vg_playwords_split(line, words, MAX_WORDS, 2) == 0)
		return 1;
	rest = words[1] ? words[1] : line + strlen(line);
	bool refused =
	    strcmp(words[0], "expect") == 0 && strncmp(rest, "refused", 7) == 0;
	if (!p->judged && !refused)
		return fail(p, "the line before was refused: %s", p->said);
	bool passes = strcmp(words[0], "elapse") == 0;
	/* What is due is done then, and it is a moment of its own. */
	if (passes && p->again == VG_PLAY_MARKS && !vg_playagain_mark(p))
		return fail(p, "%s", p->said);
	const struct vg_playsay_line *says = vg_playsay_find(words[0]);
	if (says)
		return run_line(p, says, rest) ? 1 : fail_said(p);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].name, words[0]) == 0)
			return run_line(p, &verbs[i], rest);
	}
	return fail(p, "no such line: %s", words[0]);
}

static int
prepare(struct vg_play *p)
{
	struct vg_detail detail;

	if (!context && vg_context_new(&context, &detail) != VG_OK)
		return fail(p, "%s", detail.text);
	if (!packs &&
	    vg_packload_folder(context, NULL, NULL, 0, &packs, &detail) != VG_OK)
		return fail(p, "%s", detail.text);
	vg_text_copy(p->agent, sizeof(p->agent), "lyon-2");
	memcpy(p->spool, "playplay", VG_SPOOL_SIZE);
	p->context = context;
	if (!open_desk(p, &detail))
		return 0;
	return vg_playtree_file(p, "base.json") ? 1 : fail(p, "%s", p->said);
}

/* The time that a play sets before anything happens: it begins then, and no clock was set. */
static struct vg_wall
find_beginning(const char *text)
{
	struct vg_wall at;
	char word[32] = "", value[64] = "";

	vg_instant_parse("2026-07-09T08:00:00Z", &at);
	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (*text == '#' || *text == '\n')
			continue;
		if (sscanf(text, "%31s %63s", word, value) != 2 ||
		    (strcmp(word, "tree") != 0 && strcmp(word, "with") != 0 &&
			strcmp(word, "at") != 0))
			break;
		if (strcmp(word, "at") == 0)
			vg_instant_parse(value, &at);
	}
	return at;
}

/* Gives when a play begins, and whether it restarts: then its database outlives the desk. */
static int
look_ahead(struct vg_play *p)
{
	struct vg_buf content;
	struct vg_detail detail;

	vg_buf_init(&content, 0);
	int wants = vg_file_read(p->path, &content, &detail) == VG_OK &&
	    (strstr(vg_buf_text(&content), "\nrestart") ||
		strstr(vg_buf_text(&content), "\naway"));
	p->now = p->begun = find_beginning(vg_buf_text(&content));
	vg_buf_fini(&content);
	return wants;
}

static void
drop_disk(const char *folder)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".ballast", ".applying"};

	for (size_t i = 0; folder[0] && i < sizeof(tails) / sizeof(tails[0]); i++) {
		char *path = vg_mem_format("%s/desk.db%s", folder, tails[i]);
		unlink(path);
		free(path);
	}
	if (folder[0])
		rmdir(folder);
}

int
vg_play_run(const char *path, int again, char *why, size_t size)
{
	struct vg_play p = {
	    .path = path, .why = why, .why_size = size, .judged = 1, .again = again};
	FILE *file = fopen(path, "r");
	char line[4096];
	int good = file ? 1 : fail(&p, "cannot be read");

	if (good && look_ahead(&p)) {
		strcpy(p.folder, "/tmp/vigie-play.XXXXXX");
		if (!mkdtemp(p.folder))
			good = fail(&p, "no folder for its database");
	}
	good = good && prepare(&p);

	while (good && fgets(line, sizeof(line), file)) {
		p.line++;
		good = play_line(&p, line);
	}
	if (good && !p.judged)
		good = fail(&p, "the last command was refused: %s", p.said);
	if (good && !vg_playfrench_check(&p, packs))
		good = fail(&p, "%s", p.said);
	if (good && again)
		good = vg_playagain(&p, packs) != p.differs
		    ? 1
		    : fail(&p, "replayed: %s", p.differs ? "no difference" : p.said);
	if (file)
		fclose(file);
	vg_desk_close(p.desk);
	drop_disk(p.folder);
	free(p.says);
	free(p.document);
	free(p.content);
	free(p.marks);
	return good;
}
