/*
 * The play runner.  Each play starts with an empty desk in memory.
 */
#include "tests/play/play.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/conf/conf.h"
#include "collector/desk/desk.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/vigiemib.h"
#include "lib/os/file.h"
#include "lib/yang/context.h"
#include "lib/yang/packload.h"
#include "lib/yang/tree.h"
#include "tests/play/expect.h"

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
load_tree(struct vg_play *p, const char *name)
{
	struct vg_detail detail;
	struct vg_tree *tree = NULL;
	struct vg_conf *conf = NULL;
	struct vg_buf content;
	const char *slash = strrchr(p->path, '/');
	char *path = vg_mem_format(
	    "%.*s%s", slash ? (int)(slash - p->path + 1) : 0, p->path, name);

	vg_buf_init(&content, 0);
	int code = vg_file_read(path, &content, &detail);
	if (code == VG_OK)
		code = vg_tree_load(context, path, VG_TREE_COLLECTOR, &tree, &detail);
	if (code == VG_OK)
		code = vg_conf_read(tree, &conf, &detail);
	if (code == VG_OK)
		code = vg_desk_set_conf(
		    p->desk, conf, vg_buf_text(&content), "file", p->now, &detail);
	vg_tree_free(tree);
	vg_buf_fini(&content);
	free(path);
	return code == VG_OK ? 1 : fail(p, "%s", detail.text);
}

/* Sends 'message' to the desk as the inform of agent lyon-2. */
static int
send(struct vg_play *p, const struct vg_message *message)
{
	struct vg_varbind varbinds[VG_VIGIEMIB_MAX_VARBINDS];
	struct vg_trap trap = {.version = 3,
	    .inform = true,
	    .auth_priv = true,
	    .source = "127.0.0.1",
	    .user = "lyon-2",
	    .received = p->now};
	enum vg_intake_result result = VG_INTAKE_FAILED;
	struct vg_detail detail = {0};

	trap.n_varbinds = vg_vigiemib_encode(message, &trap.oid, varbinds);
	trap.varbinds = varbinds;
	int code = vg_desk_intake(p->desk, &trap, 1, p->now, &result, &detail);
	for (size_t i = 0; i < trap.n_varbinds; i++)
		vg_value_fini(&varbinds[i].value);
	p->result = result;
	vg_text_copy(p->said, sizeof(p->said), detail.text);
	return code == VG_OK ? 1 : fail(p, "intake: %s", vg_error_text(code));
}

static int
send_fault(struct vg_play *p, enum vg_message_type type, char **words)
{
	struct vg_message *m = &p->last;
	struct vg_event *e = &m->event;

	memset(m, 0, sizeof(*m));
	m->type = type;
	vg_text_copy(e->key.agent, sizeof(e->key.agent), "lyon-2");
	memcpy(e->key.spool, "playplay", VG_SPOOL_SIZE);
	e->key.sequence = ++p->sequence;
	e->agent_time = e->since = p->now;
	e->origin = VG_ORIGIN_POLL;
	vg_text_copy(e->device, sizeof(e->device), words[0]);
	vg_text_copy(e->serial, sizeof(e->serial), "SN-7");
	vg_text_format(e->resource, sizeof(e->resource), "device/%s%s%s", words[0],
	    strcmp(words[1], "-") ? "/" : "", strcmp(words[1], "-") ? words[1] : "");
	vg_text_copy(e->kind, sizeof(e->kind), words[2]);
	vg_text_format(e->text, sizeof(e->text), "%s %s", words[2],
	    type == VG_MESSAGE_CLEARED ? "is over" : "stands");
	if (vg_severity_parse(words[3], &e->severity) != VG_OK)
		return fail(p, "no severity: %s", words[3]);
	return send(p, m);
}

static int
do_raise(struct vg_play *p, char **words)
{
	return send_fault(p, VG_MESSAGE_RAISED, words);
}

static int
do_clear(struct vg_play *p, char **words)
{
	return send_fault(p, VG_MESSAGE_CLEARED, words);
}

static int
do_change(struct vg_play *p, char **words)
{
	return send_fault(p, VG_MESSAGE_CHANGED, words);
}

static int
do_skip(struct vg_play *p, char **words)
{
	(void)words;
	p->skipped = ++p->sequence;
	return 1;
}

static int
do_fill(struct vg_play *p, char **words)
{
	char *fan[] = {words[0], words[1], words[2], words[3]};
	uint64_t kept = p->sequence;

	p->sequence = p->skipped - 1;
	int good = send_fault(p, VG_MESSAGE_RAISED, fan);
	p->sequence = kept;
	return good;
}

static int
do_again(struct vg_play *p, char **words)
{
	(void)words;
	return send(p, &p->last);
}

static int
do_poison(struct vg_play *p, char **words)
{
	char device[] = "ne-7", part[] = "psu/1", kind[] = "no-such-kind",
	     major[] = "major";
	char *fault[] = {device, part, kind, major};

	(void)words;
	return send_fault(p, VG_MESSAGE_RAISED, fault);
}

static int
do_at(struct vg_play *p, char **words)
{
	return vg_instant_parse(words[0], &p->now) == VG_OK
	    ? 1
	    : fail(p, "no time: %s", words[0]);
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
		if (vg_desk_run_due(p->desk, p->now) != VG_OK)
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
	return vg_desk_run_due(p->desk, p->now) == VG_OK ? 1 : fail(p, "what is due");
}

static int
do_command(struct vg_play *p, char **words)
{
	static const char *const verbs[] = {"take", "note", "reply", "close"};
	const struct vg_conf_user *user = vg_conf_user(vg_desk_conf(p->desk), words[0]);
	const struct vg_actor actor = {
	    .user = words[0], .door = "play", .role = user ? user->role : VG_ROLE_NONE};
	struct vg_command_input input = {.case_number = words[2], .text = words[3]};
	struct vg_command_output output;
	struct vg_detail detail = {0};
	char *bar = words[3] ? strchr(words[3], '|') : NULL;
	int verb = -1;

	for (int i = 0; i < 4; i++)
		verb = strcmp(words[1], verbs[i]) == 0 ? i : verb;
	if (verb < 0)
		return fail(p, "no command: %s", words[1]);
	input.command = (enum vg_command)verb;
	if (verb == VG_COMMAND_CLOSE && bar) {
		*bar = '\0';
		input.cause = words[3];
		input.cure = bar + 1;
	}
	if (verb == VG_COMMAND_TAKE || verb == VG_COMMAND_CLOSE)
		input.text = NULL;
	p->code = vg_desk_command(p->desk, &actor, &input, p->now, &output, &detail);
	vg_text_copy(p->said, sizeof(p->said), detail.text);
	p->judged = p->code == VG_OK;
	return 1;
}

static int
do_tree(struct vg_play *p, char **words)
{
	return load_tree(p, words[0]);
}

static int
do_expect(struct vg_play *p, char **words)
{
	char seen[600] = "";

	if (strcmp(words[0], "refused") == 0 || strcmp(words[0], "result") == 0)
		p->judged = 1;
	return vg_expect_check(p, words, seen, sizeof(seen)) ? 1
							     : fail(p, "saw %s", seen);
}

static const struct {
	const char *name;
	int n_words; /* at least; the last one takes the rest of the line */
	int max_words;
	int (*run)(struct vg_play *p, char **words);
} verbs[] = {
    {"tree", 1, 1, do_tree},
    {"at", 1, 1, do_at},
    {"raise", 4, 4, do_raise},
    {"change", 4, 4, do_change},
    {"clear", 4, 4, do_clear},
    {"skip", 0, 0, do_skip},
    {"fill", 4, 4, do_fill},
    {"again", 0, 0, do_again},
    {"poison", 0, 0, do_poison},
    {"elapse", 1, 1, do_elapse},
    {"sleep", 1, 1, do_sleep},
    {"command", 3, 4, do_command},
    {"expect", 2, 5, do_expect},
};

/* Splits a line into at most 'max' words; the last takes the rest. */
static int
split(char *line, char **words, int max)
{
	int n = 0;

	memset(words, 0, sizeof(*words) * MAX_WORDS);
	while (*line) {
		line += strspn(line, " \t");
		if (!*line || n == max)
			break;
		words[n++] = line;
		if (n == max)
			break;
		line += strcspn(line, " \t");
		if (*line)
			*line++ = '\0';
	}
	return n;
}

static int
play_line(struct vg_play *p, char *line)
{
	char *words[MAX_WORDS], *rest;

	line[strcspn(line, "#\n")] = '\0';
	if (split(line, words, 2) == 0)
		return 1;
	rest = words[1] ? words[1] : line + strlen(line);
	if (!p->judged && strcmp(words[0], "expect") != 0)
		return fail(p, "the command before was refused: %s", p->said);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].name, words[0]) != 0)
			continue;
		char *inner[MAX_WORDS];
		int n = split(rest, inner, verbs[i].max_words ? verbs[i].max_words : 1);
		if (n < verbs[i].n_words)
			return fail(
			    p, "%s wants %d words", verbs[i].name, verbs[i].n_words);
		return verbs[i].run(p, inner);
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
	vg_instant_parse("2026-07-09T08:00:00Z", &p->now);
	if (vg_desk_open(":memory:", packs, p->now, &p->desk, &detail) != VG_OK)
		return fail(p, "%s", detail.text);
	return load_tree(p, "base.json");
}

int
vg_play_run(const char *path, char *why, size_t size)
{
	struct vg_play p = {.path = path, .why = why, .why_size = size, .judged = 1};
	FILE *file = fopen(path, "r");
	char line[1024];
	int good = file ? prepare(&p) : fail(&p, "cannot be read");

	while (good && fgets(line, sizeof(line), file)) {
		p.line++;
		good = play_line(&p, line);
	}
	if (good && !p.judged)
		good = fail(&p, "the last command was refused: %s", p.said);
	if (file)
		fclose(file);
	vg_desk_close(p.desk);
	return good;
}
