/*
 * Replays.  Both runs, with what is in force and with the candidate, read each line at once:
 * nothing of a recording is held.
 */
#include "collector/cli/clireplay.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/cli/clirecording.h"
#include "collector/cli/clitable.h"
#include "collector/replay/replay.h"
#include "collector/replay/replaydiff.h"
#include "lib/base/buf.h"
#include "lib/base/error.h"
#include "lib/base/text.h"
#include "lib/os/file.h"
#include "lib/yang/packload.h"

/* What a replay needs, as long as it needs it. */
struct stage {
	struct vg_context *context;
	struct vg_packset *packs, *candidate;
	struct vg_buf tree;
	struct vg_replay *plain; /* as it was */
	struct vg_replay *other; /* with the candidate; NULL: there is none */
	json_t *was, *is;        /* what came of each; is NULL as other */
};

static int
open_stage(struct vg_cli *cli, struct stage *s, struct vg_detail *detail)
{
	const char *folder = vg_cli_word(cli, "packs", NULL);
	int code = vg_context_new(&s->context, detail);

	vg_buf_init(&s->tree, 0);
	if (code == VG_OK)
		code = vg_packload_folder(s->context, NULL, NULL, 0, &s->packs, detail);
	if (code == VG_OK && folder)
		code = vg_packload_folder(
		    s->context, folder, NULL, 0, &s->candidate, detail);
	if (code == VG_OK && cli->args.tree)
		code = vg_file_read(cli->args.tree, &s->tree, detail);
	if (code != VG_OK)
		return code;
	struct vg_replay_by by = {.context = s->context, .packs = s->packs};
	s->plain = vg_replay_new(&by);
	if (!folder && !cli->args.tree)
		return VG_OK;
	by.candidate = s->candidate;
	by.tree = cli->args.tree ? vg_buf_text(&s->tree) : NULL;
	s->other = vg_replay_new(&by);
	return VG_OK;
}

static void
close_stage(struct stage *s)
{
	json_decref(s->was);
	json_decref(s->is);
	vg_replay_free(s->plain);
	vg_replay_free(s->other);
	vg_buf_fini(&s->tree);
	vg_packset_free(s->packs);
	vg_packset_free(s->candidate);
	vg_context_free(s->context);
}

static int
take_line(const char *line, size_t size, struct vg_detail *detail, void *cookie)
{
	struct stage *s = cookie;
	int code = vg_replay_line(s->plain, line, size, detail);

	return code == VG_OK && s->other ? vg_replay_line(s->other, line, size, detail)
					 : code;
}

/* --- what is printed ------------------------------------------------------------------------- */

static json_t *
instant(int64_t us)
{
	char text[VG_INSTANT_TEXT_SIZE];

	vg_instant_text((struct vg_wall){us}, text);
	return json_string(text);
}

/* What is not done again as it was, with its instants as text. */
static json_t *
make_unlike(const json_t *unlike)
{
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(unlike); i++) {
		json_t *entry = json_copy(json_array_get(unlike, i));
		if (json_object_get(entry, "at"))
			json_object_set_new(
			    entry, "at", instant(vg_cli_number(entry, "at", 0)));
		json_array_append_new(list, entry);
	}
	return list;
}

/* How many cases there are on the first side of the difference, and on the second. */
static void
count_cases(const struct stage *s, size_t *first, size_t *second)
{
	*first = json_array_size(s->other ? s->was : vg_replay_recorded(s->plain));
	*second = json_array_size(s->other ? s->is : s->was);
}

/* Of so many recorded cases, which went on behind the end, not all could be compared. */
static size_t
count_later(const struct stage *s)
{
	const json_t *cases = vg_replay_recorded(s->plain);
	size_t n = 0;

	for (size_t i = 0; i < json_array_size(cases); i++)
		n += json_is_true(json_object_get(json_array_get(cases, i), "later"));
	return n;
}

/* All of it, members sorted; nothing of this run, this machine or its clock. */
static json_t *
make_answer(const struct stage *s, json_t *difference, size_t recorded)
{
	const struct vg_replay *told = s->other ? s->other : s->plain;
	struct vg_replay_counts n;
	size_t first, second;
	json_t *inner = json_object(), *answer = json_object();

	vg_replay_counts(told, &n);
	count_cases(s, &first, &second);
	json_object_set_new(inner, "version", json_integer(1));
	json_object_set_new(inner, "from", instant(n.from_us));
	json_object_set_new(inner, "to", instant(n.to_us));
	json_object_set_new(inner, "begins", instant(n.begins_us));
	json_object_set_new(
	    inner, "against", json_string(s->other ? "in-force" : "recorded"));
	json_object_set_new(inner, "masked", json_boolean(n.masked));
	json_object_set_new(inner, "lines", json_integer(n.lines));
	json_object_set_new(inner, "messages", json_integer(n.messages));
	json_object_set_new(inner, "events", json_integer(n.events));
	json_object_set_new(inner, "acts", json_integer(n.acts));
	json_object_set_new(inner, "acts-refused", json_integer(n.acts_refused));
	json_object_set_new(inner, "mails-without-words", json_integer(n.mails));
	json_object_set_new(inner, "not-as-it-was", make_unlike(vg_replay_unlike(told)));
	json_object_set_new(inner, "cases-before", json_integer((json_int_t)first));
	json_object_set_new(inner, "cases-after", json_integer((json_int_t)second));
	json_object_set_new(inner, "unlike-recorded", json_integer((json_int_t)recorded));
	json_object_set_new(
	    inner, "cases-later", json_integer((json_int_t)count_later(s)));
	json_object_set_new(inner, "summary", vg_replaydiff_count(difference));
	json_object_set(inner, "difference", difference);
	json_object_set_new(answer, "vigie-replay:replay", inner);
	return answer;
}

/* A value of an entry as people read it: instants, truth, numbers, words. */
static void
write_value(const struct vg_cli *cli, const json_t *entry, const char *name, char *text,
    size_t size)
{
	const json_t *value = json_object_get(entry, name);
	const char *what = vg_cli_text(entry, "what");
	char moment[VG_CLITIME_SIZE];

	text[0] = '\0';
	if (json_is_integer(value) &&
	    (strcmp(what, "moved") == 0 || strcmp(what, "closed") == 0)) {
		vg_clitime_moment(
		    &cli->time, (struct vg_wall){json_integer_value(value)}, moment);
		vg_text_copy(text, size, moment);
	} else if (json_is_integer(value)) {
		vg_text_format(text, size, "%lld", (long long)json_integer_value(value));
	} else if (json_is_boolean(value)) {
		vg_text_copy(text, size, json_is_true(value) ? "yes" : "no");
	} else if (json_is_string(value)) {
		vg_text_copy(text, size, json_string_value(value));
	}
}

/* By how much a target was late, or in time. */
static void
add_span(const json_t *entry, const char *name, char *text, size_t size)
{
	char span[VG_CLITIME_SIZE];
	size_t used = strlen(text);
	int64_t by = vg_cli_number(entry, name, 0);

	if (!json_object_get(entry, name))
		return;
	vg_clitime_span(by, span);
	vg_text_format(
	    text + used, size - used, ", %s %s", span, by > 0 ? "late" : "in hand");
}

static void
add_row(const struct vg_cli *cli, struct vg_clitable *table, const json_t *entry)
{
	const char *what = vg_cli_text(entry, "what");
	const char *number = vg_cli_text(entry, "was");
	char about[320], before[128], after[128];

	vg_text_format(about, sizeof(about), "%s %s", vg_cli_text(entry, "subject"),
	    vg_cli_text(entry, "class"));
	write_value(cli, entry, "before", before, sizeof(before));
	write_value(cli, entry, "after", after, sizeof(after));
	add_span(entry, "before-by-s", before, sizeof(before));
	add_span(entry, "after-by-s", after, sizeof(after));
	if (json_object_get(entry, "into"))
		vg_text_format(after, sizeof(after), "in %s", vg_cli_text(entry, "into"));
	if (json_object_get(entry, "from"))
		vg_text_format(
		    before, sizeof(before), "in %s", vg_cli_text(entry, "from"));
	const char *detail = vg_cli_text(entry, "target");
	vg_clitable_line(table);
	vg_clitable_cell(table, what);
	vg_clitable_cell(table, number[0] ? number : vg_cli_text(entry, "is"));
	vg_clitable_cell(table, about);
	vg_clitable_cell(table, detail[0] ? detail : vg_cli_text(entry, "resource"));
	vg_clitable_cell(table, before);
	vg_clitable_cell(table, after);
}

/* Each on a line: what a difference may come from that is no rule's. */
static void
print_unlike(const struct vg_cli *cli, const json_t *unlike)
{
	char moment[VG_CLITIME_SIZE];

	if (json_array_size(unlike))
		printf("Not done again as it was:\n");
	for (size_t i = 0; i < json_array_size(unlike); i++) {
		const json_t *entry = json_array_get(unlike, i);
		const char *object = vg_cli_text(entry, "object");
		if (json_object_get(entry, "more")) {
			printf("  and %lld more\n",
			    (long long)vg_cli_number(entry, "more", 0));
			continue;
		}
		vg_clitime_moment(
		    &cli->time, (struct vg_wall){vg_cli_number(entry, "at", 0)}, moment);
		printf("  %s %s%s%s: %s\n", moment, vg_cli_text(entry, "verb"),
		    object[0] ? " " : "", object, vg_cli_text(entry, "why"));
	}
}

static void
print_summary(const struct stage *s, const json_t *difference, size_t recorded)
{
	struct vg_replay_counts n;
	size_t first, second;
	json_t *counts = vg_replaydiff_count(difference);
	char from[VG_INSTANT_TEXT_SIZE], to[VG_INSTANT_TEXT_SIZE];

	vg_replay_counts(s->other ? s->other : s->plain, &n);
	vg_instant_text((struct vg_wall){n.from_us}, from);
	vg_instant_text((struct vg_wall){n.to_us}, to);
	printf("\n%s to %s: %" PRId64 " messages, %" PRId64 " events, %" PRId64
	       " acts (%" PRId64 " not possible here).\n",
	    from, to, n.messages, n.events, n.acts, n.acts_refused);
	count_cases(s, &first, &second);
	printf("Cases %s: %zu; %s: %zu.\n",
	    s->other ? "with what is in force" : "recorded", first,
	    s->other ? "with the candidate" : "replayed", second);
	if (s->other && s->tree.size && n.masked)
		printf(
		    "The recording is masked: what the candidate names (devices, sites, "
		    "contracts) is nothing here. Try it on the collector's own: vigie "
		    "replay --from.\n");
	if (n.mails)
		printf("%" PRId64
		       " mails came again without their words, threads and numbers.\n",
		    n.mails);
	if (count_later(s))
		printf(
		    "%zu recorded cases went on after that: of these only opening, end and "
		    "targets were compared with the recording.\n",
		    count_later(s));
	for (void *at = json_object_iter(counts); at;
	     at = json_object_iter_next(counts, at))
		printf("%s: %lld\n", json_object_iter_key(at),
		    (long long)json_integer_value(json_object_iter_value(at)));
	if (s->other && recorded)
		printf("What was recorded came out otherwise in %zu points even "
		       "without the candidate (vigie replay without it tells them).\n",
		    recorded);
	json_decref(counts);
}

static void
print_people(const struct vg_cli *cli, const struct stage *s, const json_t *difference,
    size_t recorded)
{
	static const char *const columns[] = {
	    "WHAT", "CASE", "<ABOUT", "<OF", "<BEFORE", "<AFTER"};
	struct vg_clitable *table = vg_clitable_new(columns, 6, cli->colour);

	for (size_t i = 0; i < json_array_size(difference); i++)
		add_row(cli, table, json_array_get(difference, i));
	vg_clitable_print(table, "No difference.");
	print_summary(s, difference, recorded);
	print_unlike(cli, vg_replay_unlike(s->other ? s->other : s->plain));
}

static int
finish(struct vg_cli *cli, struct stage *s, struct vg_detail *detail)
{
	int code = vg_replay_end(s->plain, &s->was, detail);

	if (code == VG_OK && s->other)
		code = vg_replay_end(s->other, &s->is, detail);
	if (code != VG_OK) {
		vg_cli_complain("%s: %s",
		    vg_cli_word(cli, "recording", "the collector's recording"),
		    detail->text);
		return VG_CLIARGS_FAILURE;
	}
	json_t *unlike = vg_replaydiff(vg_replay_recorded(s->plain), s->was);
	json_t *difference =
	    s->other ? vg_replaydiff(s->was, s->is) : json_incref(unlike);
	size_t n = json_array_size(difference);
	if (cli->args.json) {
		json_t *answer = make_answer(s, difference, json_array_size(unlike));
		json_dumpf(answer, stdout, JSON_COMPACT | JSON_SORT_KEYS);
		putchar('\n');
		json_decref(answer);
	} else {
		print_people(cli, s, difference, json_array_size(unlike));
	}
	json_decref(unlike);
	json_decref(difference);
	return n ? VG_CLIARGS_DIFFERS : VG_CLIARGS_OK;
}

int
vg_clireplay_run(struct vg_cli *cli)
{
	struct stage s = {.context = NULL};
	struct vg_detail detail = {0};
	int code = open_stage(cli, &s, &detail);

	if (code != VG_OK) {
		vg_cli_complain("%s", detail.text);
		code = code == VG_ENOENT ? VG_CLIARGS_NOT_FOUND : VG_CLIARGS_FAILURE;
	} else {
		code = vg_clirecording_read(
		    cli, vg_cli_word(cli, "recording", NULL), take_line, &s);
	}
	if (code == VG_CLIARGS_OK)
		code = finish(cli, &s, &detail);
	close_stage(&s);
	return code;
}
