/*
 * Pages: who was called, who is called now, and whether he can be reached.
 */
#include "collector/cli/clipages.h"

#include <stdio.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define PAGES "/restconf/data/vigie-cases:pages"
#define PAGING "/restconf/data/vigie-cases:paging"

enum { TARGET_SIZE = 320 };

/* Appends "NAME=VALUE" to the query of 'target'. */
static int
add_value(char target[TARGET_SIZE], const char *name, const char *value)
{
	char quoted[192];
	size_t used = strlen(target);

	if (vg_text_percent(quoted, sizeof(quoted), value, "") != VG_OK ||
	    vg_text_format(target + used, TARGET_SIZE - used, "%c%s=%s",
		strchr(target, '?') ? '&' : '?', name, quoted) != VG_OK)
		return VG_EINVAL;
	return VG_OK;
}

/* --- proofs -------------------------------------------------------------------------------- */

static void
print_proof(const struct vg_cli *cli, const json_t *one)
{
	vg_cli_print(vg_cli_text(one, "person"));
	printf(" by ");
	vg_cli_print(vg_cli_text(one, "name"));
	printf(vg_cli_true(one, "wakes") ? " (wakes): " : ": ");
	if (vg_cli_text(one, "proved")[0]) {
		char span[VG_CLITIME_SIZE];
		vg_clitime_span(vg_instant_since(cli->time.now,
				    vg_clitime_parse(vg_cli_text(one, "proved"))) /
			VG_SECOND_US,
		    span);
		printf("proved %s ago", span);
	} else {
		printf("never proved");
	}
	if (vg_cli_true(one, "old")) {
		printf(", WARNING: vigie page test ");
		vg_cli_print(vg_cli_text(one, "person"));
	}
	putchar('\n');
}

void
vg_clipages_proofs(struct vg_cli *cli, const char *label, const char *person)
{
	char target[TARGET_SIZE] = PAGING;
	json_t *answer = NULL;
	size_t i;
	const json_t *one;

	if (person[0] && add_value(target, "person", person) != VG_OK)
		return;
	/* Without a duty list there is nothing to tell. */
	(void)vg_cli_ask(cli, target, &answer);
	const json_t *paging = json_object_get(answer, "vigie-cases:paging");
	/* A viewer hears of nobody. */
	if (!json_object_get(paging, "channel") &&
	    vg_cli_number(paging, "channels", 0) > 0)
		printf("%-11s %d channels, %d of them not proved for a week\n", label,
		    (int)vg_cli_number(paging, "channels", 0),
		    (int)vg_cli_number(paging, "channels-old", 0));
	json_array_foreach(vg_cli_list(answer, "vigie-cases:paging", "channel"), i, one)
	{
		printf("%-11s ", label);
		label = "";
		print_proof(cli, one);
	}
	json_decref(answer);
}

/* --- pages --------------------------------------------------------------------------------- */

static bool
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *page)
{
	const char *state = vg_cli_text(page, "state");
	char text[VG_CLITIME_SIZE];

	vg_clitable_line(table);
	/* A number of 64 bits is a string in JSON (RFC 7951 section 6.1). */
	vg_clitable_cell(table, vg_cli_text(page, "id"));
	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(page, "queued")), text);
	vg_clitable_cell(table, text);
	vg_clitable_cell(table, vg_cli_text(page, "case"));
	int class = (int)vg_cli_number(page, "class", 0);
	vg_text_format(text, sizeof(text), class ? "W%d" : "test", class);
	vg_clitable_cell(table, text);
	vg_clitable_cell(table, vg_cli_text(page, "person"));
	vg_clitable_cell(table, vg_cli_text(page, "channel"));
	vg_clitable_cell(table, vg_cli_text(page, "message"));
	vg_clitable_cell(table, vg_cli_text(page, "whom"));
	vg_clitable_coloured(table, state, strcmp(state, "waiting") == 0 ? "major" : "");
	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(page, "acknowledged")), text);
	vg_clitable_cell(table, vg_cli_text(page, "acknowledged")[0] ? text : "");
	vg_clitable_cell(table, vg_cli_text(page, "reason"));
	return true;
}

int
vg_clipages_list(struct vg_cli *cli)
{
	static const char *const columns[] = {"PAGE", "QUEUED", "CASE", "CLASS", "PERSON",
	    "BY", "MESSAGE", "WHY", "STATE", "ACKNOWLEDGED", "ENDED BECAUSE"};
	const char *person = vg_cli_word(cli, "person", "");
	char target[TARGET_SIZE];
	const struct vg_clilist list = {.target = target,
	    .top = "vigie-cases:pages",
	    .list = "page",
	    .columns = columns,
	    .n_columns = 11,
	    .none = cli->args.all ? "No pages." : "Nobody is being paged.",
	    .row = add_row};

	vg_text_copy(target, sizeof(target), cli->args.all ? PAGES : PAGES "?state=open");
	if (person[0] && add_value(target, "person", person) != VG_OK) {
		vg_cli_complain("--person '%.40s': no such name", person);
		return VG_CLIARGS_USAGE;
	}
	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	int code = vg_clilist_show(cli, &list);
	if (code == VG_CLIARGS_OK && person[0] && !cli->args.json)
		vg_clipages_proofs(cli, "channels", person);
	return code;
}

/* --- duty ---------------------------------------------------------------------------------- */

static void
add_turn(struct vg_clitable *table, const json_t *turn)
{
	char place[16], ways[256] = "";
	const json_t *all = json_object_get(turn, "way"), *way;
	size_t i;

	json_array_foreach(all, i, way)
	{
		size_t used = strlen(ways);
		vg_text_format(ways + used, sizeof(ways) - used, "%s%s", i ? ", " : "",
		    json_string_value(way));
	}
	vg_text_format(place, sizeof(place), "%d", (int)vg_cli_number(turn, "place", 0));
	vg_clitable_line(table);
	vg_clitable_cell(table, place);
	vg_clitable_cell(table, vg_cli_text(turn, "person"));
	vg_clitable_cell(table, vg_cli_text(turn, "name"));
	vg_clitable_cell(table, ways);
}

static void
show_duty(struct vg_cli *cli, const json_t *paging)
{
	static const char *const columns[] = {">CALLED", "PERSON", "TURN", "BY"};
	struct vg_clitable *table = vg_clitable_new(columns, 4, cli->colour);
	const char *last = vg_cli_text(paging, "last-resort");
	const char *until = vg_cli_text(paging, "until");
	const json_t *turn;
	char none[192], moment[VG_CLITIME_SIZE];
	size_t i;

	vg_text_format(none, sizeof(none), "Nobody is on duty; %s%s is told.",
	    last[0] ? "the last resort, " : "the team duty", last);
	json_array_foreach(json_object_get(paging, "turn"), i, turn)
	{
		add_turn(table, turn);
	}
	vg_clitable_print(table, none);
	if (until[0]) {
		vg_clitime_moment(&cli->time, vg_clitime_parse(until), moment);
		printf("The list changes: %s.\n", moment);
	} else if (json_array_size(json_object_get(paging, "turn"))) {
		puts("The list does not change in the 62 days behind that.");
	}
}

int
vg_clipages_duty(struct vg_cli *cli)
{
	const char *when = cli->args.at;
	char target[TARGET_SIZE] = PAGING, text[VG_INSTANT_TEXT_SIZE];
	json_t *answer = NULL;
	struct vg_wall at;

	vg_cli_learn_zone(cli);
	if (when) {
		/* It is asked of times to come as well: an hour alone is today's. */
		if (vg_clitime_read_today(&cli->time, when, &at) != VG_OK) {
			vg_cli_complain("--at: '%s' is no time: write 14:00 (today), "
					"2026-07-09T14:00 or 2026-07-09T14:00:00+02:00",
			    when);
			return VG_CLIARGS_USAGE;
		}
		vg_instant_text(at, text);
		if (add_value(target, "at", text) != VG_OK)
			return VG_CLIARGS_FAILURE;
	}
	int code = vg_cli_ask(cli, target, &answer);
	const json_t *paging = json_object_get(answer, "vigie-cases:paging");
	if (answer && cli->args.json) {
		json_dumpf(answer, stdout, JSON_COMPACT);
		putchar('\n');
	} else if (answer && vg_cli_text(paging, "at")[0]) {
		show_duty(cli, paging);
	} else if (answer) {
		vg_cli_complain("who is on duty is not a viewer's to read");
		code = VG_CLIARGS_FAILURE;
	}
	json_decref(answer);
	return code;
}
