/*
 * A play step by step.
 */
#include "tests/rungs/rungsplay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/desk/foreign/desksource.h"
#include "collector/desk/tree/deskcommit.h"
#include "collector/desk/tree/deskconfirm.h"
#include "collector/desk/view/deskpurge.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "tests/play/playact.h"
#include "tests/play/playsay.h"
#include "tests/play/playtree.h"
#include "tests/play/playwords.h"

enum { MAX_WORDS = 8, LINE = 8192 };

bool
vg_rungsplay_open(
    struct vg_rungsplay *p, const char *path, const struct vg_context *context)
{
	FILE *file = fopen(path, "r");
	char line[LINE];
	size_t room = 0;

	memset(p, 0, sizeof(*p));
	p->play.path = path;
	p->play.context = context;
	p->play.judged = 1;
	vg_instant_parse("2026-07-09T08:00:00Z", &p->play.now);
	vg_text_copy(p->play.agent, sizeof(p->play.agent), "lyon-2");
	memcpy(p->play.spool, "playplay", VG_SPOOL_SIZE);
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "#\n")] = '\0';
		if (!line[strspn(line, " \t")])
			continue;
		p->lines = vg_mem_grow(p->lines, &room, p->n_lines, sizeof(*p->lines));
		p->lines[p->n_lines++] = vg_mem_text(line);
	}
	if (file)
		fclose(file);
	return file && p->n_lines;
}

void
vg_rungsplay_close(struct vg_rungsplay *p)
{
	for (size_t i = 0; i < p->n_lines; i++)
		free(p->lines[i]);
	free(p->lines);
	free(p->play.says);
	free(p->play.content);
	free(p->play.document);
	free(p->before_content);
	free(p->before_says);
	memset(p, 0, sizeof(*p));
}

/*
 * --- where a step begins
 * -----------------------------------------------------------------------------
 */

static void
keep(struct vg_rungsplay *p)
{
	free(p->before_content);
	free(p->before_says);
	p->before = p->play;
	p->before_content = p->play.content ? vg_mem_text(p->play.content) : NULL;
	p->before_says = p->play.says ? vg_mem_text(p->play.says) : NULL;
}

static void
go_back(struct vg_rungsplay *p)
{
	struct vg_desk *desk = p->play.desk;

	free(p->play.content);
	free(p->play.says);
	free(p->play.document);
	p->play = p->before;
	p->play.desk = desk;
	p->play.document = NULL;
	p->play.content = p->before_content ? vg_mem_text(p->before_content) : NULL;
	p->play.says = p->before_says ? vg_mem_text(p->before_says) : NULL;
	p->play.judged = 1;
}

static int64_t
span_of(const char *word)
{
	char *end;
	long amount = strtol(word, &end, 10);

	return amount *
	    (*end == 'd'          ? VG_DAY_US
		    : *end == 'h' ? VG_HOUR_US
		    : *end == 'm' ? VG_MINUTE_US
				  : VG_SECOND_US);
}

bool
vg_rungsplay_next(struct vg_rungsplay *p)
{
	for (;;) {
		if (vg_instant_is_set(p->until)) {
			struct vg_wall due = vg_desk_next_due(p->play.desk);
			p->is_due = vg_instant_is_set(due) &&
			    vg_instant_compare(due, p->until) <= 0;
			if (p->is_due) {
				if (vg_instant_compare(due, p->play.now) > 0)
					p->play.now = due;
				p->due = due;
				vg_text_copy(p->said, sizeof(p->said), "due");
				keep(p);
				return true;
			}
			p->play.now = p->until;
			p->until.us = 0;
		}
		if (p->line == p->n_lines)
			return false;
		const char *line = p->lines[p->line++];
		if (strncmp(line, "elapse ", 7) == 0) {
			p->until = vg_instant_add(p->play.now, span_of(line + 7));
			continue;
		}
		if (strncmp(line, "at ", 3) == 0) {
			vg_instant_parse(line + 3, &p->play.now);
			continue;
		}
		if (p->leave_out && vg_text_starts(line, p->leave_out))
			continue;
		vg_text_copy(p->said, sizeof(p->said), line);
		keep(p);
		return true;
	}
}

/*
 * --- doing it
 * ------------------------------------------------------------------------------------------
 */

/* own refused|doubled|dropped NAME: what the intake tells of a sender. */
static bool
tell_own(struct vg_rungsplay *p, char *rest)
{
	struct vg_play *play = &p->play;
	char *words[MAX_WORDS];
	int code = VG_EINVAL;

	vg_playwords_split(rest, words, MAX_WORDS, 2);
	if (strcmp(words[0], "refused") == 0)
		code = vg_desksource_refused(play->desk, words[1], "no such user",
		    play->now, vg_instant_add(play->now, VG_DESKSOURCE_QUIET_US));
	else if (strcmp(words[0], "doubled") == 0)
		code = vg_desksource_doubled(
		    play->desk, words[1], "10.0.0.1", "10.0.0.2", play->now);
	else if (strcmp(words[0], "dropped") == 0)
		code = vg_desksource_dropped(play->desk, words[1], 3, 3, play->now);
	if (code != VG_OK)
		vg_text_copy(play->said, sizeof(play->said), vg_error_text(code));
	return code == VG_OK;
}

static void
key_of(struct vg_rungsplay *p)
{
	vg_text_format(p->play.key, sizeof(p->play.key), "line-%zu", p->line);
}

/* A command that is sent again bears its key again. */
static bool
command(struct vg_rungsplay *p, char *rest)
{
	char *words[MAX_WORDS];

	key_of(p);
	vg_playwords_split(rest, words, MAX_WORDS, 4);
	return vg_playact_command(&p->play, words) && p->play.judged;
}

static bool
do_tree(struct vg_rungsplay *p, const char *name, char *rest)
{
	int good = strcmp(name, "tree") == 0 ? vg_playtree_file(&p->play, rest)
					     : vg_playtree_with(&p->play, rest);

	return good && p->play.judged;
}

/* try {JSON}: a commit that nobody confirms within a minute; one that waits is not tried again. */
static bool
try_tree(struct vg_rungsplay *p, const char *json)
{
	const struct vg_actor actor = {
	    .user = "dora", .door = "play", .role = VG_ROLE_ADMIN};
	const struct vg_deskcandidate_who who = {&actor, ""};
	const struct vg_deskcandidate_edit edit = {.store = VG_DESKCANDIDATE_CANDIDATE,
	    .by_default = VG_TREEOPERATION_MERGE,
	    .content = json};
	const struct vg_deskcommit commit = {.comment = "",
	    .confirmed = true,
	    .timeout_s = 60,
	    .persist = "",
	    .persist_id = ""};
	struct vg_deskcandidate_edited edited;
	struct vg_desktree_outcome outcome = {0};
	struct vg_treeoperation_error error;
	struct vg_deskconfirm_row row;
	struct vg_detail detail = {0};
	struct vg_play *play = &p->play;
	int code = vg_deskconfirm_get(play->desk, &row);

	if (code == VG_OK && row.revision)
		return true;
	if (code == VG_OK)
		code = vg_deskcandidate_edit(
		    play->desk, &who, &edit, play->now, &edited, &error, &detail);
	if (code == VG_OK)
		code = vg_deskcommit_run(
		    play->desk, &who, &commit, play->now, &outcome, &error, &detail);
	free(outcome.changes);
	vg_text_copy(play->said, sizeof(play->said), detail.text);
	return code == VG_OK;
}

/* Whether an order of this instant goes on. */
static bool
is_ordered(const struct vg_rungsplay *p)
{
	sqlite3_stmt *s = NULL;

	sqlite3_prepare_v2(
	    *p->db, "SELECT 1 FROM alarm_task WHERE at = ?1", -1, &s, NULL);
	sqlite3_bind_int64(s, 1, p->play.now.us);
	bool is = sqlite3_step(s) == SQLITE_ROW;
	sqlite3_finalize(s);
	return is;
}

/*
 * purge: what is over goes from the list, one alarm a slice.  RFC 8632 gives the order no key: one
 * that is given again is a second one, and does a slice of its own at once
 * (tests/unit/test_deskpurge.c: the list comes out the same).  Who had no answer looks first.
 */
static bool
purge(struct vg_rungsplay *p)
{
	const struct vg_actor actor = {
	    .user = "marc", .door = "play", .role = VG_ROLE_MANAGER};
	const struct vg_deskpurge_order order = {.purge = true,
	    .cleared = true,
	    .least = VG_SEVERITY_WARNING,
	    .most = VG_SEVERITY_CRITICAL,
	    .at_once = 1};
	struct vg_detail detail = {0};
	struct vg_play *play = &p->play;
	uint32_t n;

	if (is_ordered(p))
		return true;
	int code = vg_deskpurge_begin(play->desk, &actor, &order, play->now, &n, &detail);

	vg_text_copy(play->said, sizeof(play->said), detail.text);
	return code == VG_OK;
}

static bool
is_tree(const char *line)
{
	return vg_text_starts(line, "tree ") || vg_text_starts(line, "with ");
}

static bool
do_line(struct vg_rungsplay *p, char *name, char *rest)
{
	const struct vg_playsay_line *says = vg_playsay_find(name);
	char *words[MAX_WORDS];

	if (strcmp(name, "command") == 0)
		return command(p, rest);
	if (strcmp(name, "own") == 0)
		return tell_own(p, rest);
	if (strcmp(name, "try") == 0)
		return try_tree(p, rest);
	if (strcmp(name, "purge") == 0)
		return purge(p);
	if (is_tree(p->lines[p->line - 1]))
		return do_tree(p, name, rest);
	if (!says) {
		vg_text_format(p->play.said, sizeof(p->play.said), "no line %s", name);
		return false;
	}
	vg_playwords_split(rest, words, MAX_WORDS, says->max_words ? says->max_words : 1);
	if (strcmp(name, "mail") != 0)
		return says->run(&p->play, words);
	/* As a command: one that was not filed is brought again, with its key. */
	key_of(p);
	return says->run(&p->play, words) && p->play.judged;
}

bool
vg_rungsplay_do(struct vg_rungsplay *p)
{
	go_back(p);
	if (p->is_due) {
		vg_desk_look_at_clocks(
		    p->play.desk, p->play.now, (struct vg_mono){p->play.now.us});
		return vg_desk_run_due(p->play.desk, p->play.now) == VG_OK;
	}
	char *line = vg_mem_text(p->lines[p->line - 1]), *words[MAX_WORDS];
	int n = vg_playwords_split(line, words, MAX_WORDS, 2);
	bool good = do_line(p, words[0], n > 1 ? words[1] : line + strlen(line));
	free(line);
	return good;
}

void
vg_rungsplay_file(struct vg_rungsplay *p, size_t line)
{
	if (!line || !is_tree(p->lines[line - 1]))
		return;
	char *text = vg_mem_text(p->lines[line - 1]), *words[MAX_WORDS];
	vg_playwords_split(text, words, MAX_WORDS, 2);
	(void)do_tree(p, words[0], words[1]);
	free(text);
}

bool
vg_rungsplay_tree(struct vg_rungsplay *p)
{
	int judged = p->play.judged;

	if (!p->play.content)
		return true;
	bool good = vg_playtree_back(&p->play) && p->play.judged;
	p->play.judged = judged;
	return good;
}
