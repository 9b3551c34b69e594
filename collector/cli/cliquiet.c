/*
 * Shelves and planned work.
 */
#include "collector/cli/cliquiet.h"

#include <stdio.h>
#include <string.h>

#include "collector/cli/cliact.h"
#include "collector/cli/clitable.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

static const char *const moments[] = {"begin", "end", "until"};

enum { N_MOMENTS = sizeof(moments) / sizeof(moments[0]) };

static const char planned_target[] = "/restconf/data/vigie-cases:planned",
		  planned_top[] = "vigie-cases:planned",
		  shelves_target[] = "/restconf/data/vigie-cases:shelves",
		  shelves_top[] = "vigie-cases:shelves";

/* --- commands -------------------------------------------------------------------------------- */

/* Which of them the option is; N_MOMENTS: none. */
static size_t
moment_of(const struct vg_cliargs_word *word)
{
	size_t i = 0;

	while (i < N_MOMENTS &&
	    (strlen(moments[i]) != word->size ||
		strncmp(moments[i], word->name, word->size) != 0))
		i++;
	return i;
}

/* "22:00" is the next one, not the last: nobody announces what was. */
static struct vg_wall
next_of(const struct vg_clitime *time, const char *text, struct vg_wall at)
{
	int offset = vg_zonetable_offset(&time->zone, at);
	int64_t local = at.us + offset * VG_SECOND_US;

	if (strchr(text, 'T') || vg_instant_compare(at, time->now) > 0)
		return at;
	return vg_zonetable_instant(&time->zone, local / VG_DAY_US + 1,
	    (int)(local % VG_DAY_US / VG_SECOND_US), VG_ZONE_FIRST);
}

int
vg_cliquiet_run(struct vg_cli *cli)
{
	char texts[N_MOMENTS][VG_INSTANT_TEXT_SIZE];
	struct vg_wall at;

	vg_cli_learn_zone(cli);
	for (size_t i = 0; i < cli->args.n_words; i++) {
		struct vg_cliargs_word *word = &cli->args.words[i];
		size_t which = moment_of(word);
		if (which == N_MOMENTS)
			continue;
		if (vg_clitime_read(&cli->time, word->value, &at) != VG_OK) {
			vg_cli_complain("--%s: '%s' is no time: write 14:00, "
					"2026-07-09T14:00 or 2026-07-09T14:00:00+02:00",
			    moments[which], word->value);
			return VG_CLIARGS_USAGE;
		}
		at = next_of(&cli->time, word->value, at);
		vg_instant_text(at, texts[which]);
		word->value = texts[which];
	}
	return vg_cliact_run(cli);
}

/* --- lists ----------------------------------------------------------------------------------- */

/* "ne-7 ne-8", of the leaf-lists 'names', at most 'size' octets. */
static void
join(const json_t *row, const char *const *names, char *text, size_t size)
{
	size_t used = 0, i;
	json_t *one;

	text[0] = '\0';
	for (; *names; names++) {
		json_array_foreach(json_object_get(row, *names), i, one)
		{
			vg_text_format(text + used, size - used, "%s%s", used ? " " : "",
			    json_string_value(one));
			used = strlen(text);
		}
	}
}

static void
add_time(
    struct vg_cli *cli, struct vg_clitable *table, const json_t *row, const char *leaf)
{
	char moment[VG_CLITIME_SIZE];

	vg_clitime_moment(&cli->time, vg_clitime_parse(vg_cli_text(row, leaf)), moment);
	vg_clitable_cell(table, moment);
}

static void
add_work(struct vg_cli *cli, struct vg_clitable *table, const json_t *row)
{
	static const char *const what[] = {"site", "device", NULL},
				 *const class[] = {"class", NULL};
	char text[256];

	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(row, "name"));
	vg_clitable_cell(table, vg_cli_true(row, "open") ? "on" : "planned");
	add_time(cli, table, row, "begin");
	add_time(cli, table, row, "end");
	vg_clitable_cell(table, vg_cli_true(row, "weekly") ? "weekly" : "once");
	join(row, what, text, sizeof(text));
	vg_clitable_cell(table, text);
	join(row, class, text, sizeof(text));
	vg_clitable_cell(table, text[0] ? text : "-");
	vg_clitable_cell(table, vg_cli_text(row, "owner"));
	vg_clitable_cell(table, vg_cli_text(row, "reason"));
}

static void
add_shelf(struct vg_cli *cli, struct vg_clitable *table, const json_t *row)
{
	static const char *const what[] = {"resource", NULL},
				 *const kind[] = {"kind", NULL};
	char text[512], number[24];

	vg_text_format(
	    number, sizeof(number), "%d", (int)vg_cli_number(row, "alarms", 0));
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(row, "name"));
	add_time(cli, table, row, "from");
	add_time(cli, table, row, "until");
	vg_clitable_cell(table, number);
	join(row, what, text, sizeof(text));
	vg_clitable_cell(table, text);
	join(row, kind, text, sizeof(text));
	vg_clitable_cell(table, text[0] ? text : "all");
	vg_clitable_cell(table, vg_cli_text(row, "owner"));
	vg_clitable_cell(table, vg_cli_text(row, "reason"));
}

/* A list of the model as a table. */
struct list {
	const char *target, *top, *entry;
	const char *const *columns;
	size_t n_columns;
	const char *none;
	void (*row)(struct vg_cli *, struct vg_clitable *, const json_t *);
};

static int
show(struct vg_cli *cli, const struct list *list)
{
	json_t *answer;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	int code = vg_cli_get(cli, list->target, &answer);
	if (!answer)
		return code;
	const json_t *rows = vg_cli_list(answer, list->top, list->entry);
	struct vg_clitable *table =
	    vg_clitable_new(list->columns, list->n_columns, cli->colour);
	for (size_t i = 0; i < json_array_size(rows); i++)
		list->row(cli, table, json_array_get(rows, i));
	vg_clitable_print(table, list->none);
	json_decref(answer);
	return code;
}

int
vg_cliquiet_planned(struct vg_cli *cli)
{
	static const char *const columns[] = {"WORK", "STATE", "BEGIN", "END", "COMES",
	    "WHERE", "CLASSES", "OWNER", "<REASON"};
	static const struct list list = {planned_target, planned_top, "work", columns,
	    sizeof(columns) / sizeof(columns[0]), "No work is planned.", add_work};

	return show(cli, &list);
}

int
vg_cliquiet_shelves(struct vg_cli *cli)
{
	static const char *const columns[] = {
	    "SHELF", "FROM", "UNTIL", "ALARMS", "RESOURCE", "KIND", "OWNER", "<REASON"};
	static const struct list list = {shelves_target, shelves_top, "shelf", columns,
	    sizeof(columns) / sizeof(columns[0]), "Nothing is shelved.", add_shelf};

	return show(cli, &list);
}

/* --- status ---------------------------------------------------------------------------------- */

static void
print_span(const struct vg_cli *cli, const json_t *row, const char *from, const char *to)
{
	char begin[VG_CLITIME_SIZE], end[VG_CLITIME_SIZE];

	vg_clitime_moment(&cli->time, vg_clitime_parse(vg_cli_text(row, from)), begin);
	vg_clitime_moment(&cli->time, vg_clitime_parse(vg_cli_text(row, to)), end);
	printf(" %s to %s", begin, end);
}

static bool
begins_soon(const struct vg_cli *cli, const json_t *row, const char *leaf)
{
	struct vg_wall at = vg_clitime_parse(vg_cli_text(row, leaf));

	return vg_instant_since(at, cli->time.now) <= VG_DAY_US;
}

static void
print_planned(struct vg_cli *cli)
{
	static const char *const what[] = {"site", "device", NULL};
	json_t *answer = NULL;
	char text[256];

	(void)vg_cli_ask(cli, planned_target, &answer);
	const json_t *rows = vg_cli_list(answer, planned_top, "work");
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		if (!begins_soon(cli, row, "begin"))
			continue;
		printf("planned     ");
		vg_cli_print(vg_cli_text(row, "name"));
		printf("%s", vg_cli_true(row, "open") ? " is on," : ",");
		print_span(cli, row, "begin", "end");
		join(row, what, text, sizeof(text));
		printf(": ");
		vg_cli_print(text);
		putchar('\n');
	}
	json_decref(answer);
}

static void
print_shelves(struct vg_cli *cli)
{
	json_t *answer = NULL;
	char until[VG_CLITIME_SIZE];

	(void)vg_cli_ask(cli, shelves_target, &answer);
	const json_t *rows = vg_cli_list(answer, shelves_top, "shelf");
	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		if (!begins_soon(cli, row, "from"))
			continue;
		vg_clitime_moment(
		    &cli->time, vg_clitime_parse(vg_cli_text(row, "until")), until);
		printf("shelf       ");
		vg_cli_print(vg_cli_text(row, "name"));
		printf(" of ");
		vg_cli_print(vg_cli_text(row, "owner"));
		printf(" until %s, alarms %d\n", until,
		    (int)vg_cli_number(row, "alarms", 0));
	}
	json_decref(answer);
}

/* Hours are real hours: who stays the night should know that it has one more, or one less. */
static void
print_change(const struct vg_cli *cli)
{
	const struct vg_zone *zone = &cli->time.zone;
	struct vg_wall until = vg_instant_add(cli->time.now, 36 * VG_HOUR_US);
	char moment[VG_CLITIME_SIZE];

	for (size_t i = 0; i < zone->n_steps; i++) {
		struct vg_wall at = {zone->steps[i].from_s * VG_SECOND_US};
		if (vg_instant_compare(at, cli->time.now) <= 0 ||
		    vg_instant_compare(at, until) > 0)
			continue;
		int before = vg_zonetable_offset(zone, vg_instant_add(at, -1));
		int by = vg_zonetable_offset(zone, at) - before;
		struct vg_civil civil = vg_instant_civil(vg_instant_add(at, -1), before);
		vg_clitime_moment(&cli->time, at, moment);
		if (by)
			printf(
			    "clocks      go %s by %d min after %02d:%02d:59; it is then "
			    "%s\n",
			    by > 0 ? "forward" : "back", (by > 0 ? by : -by) / 60,
			    civil.hour, civil.minute, moment);
	}
}

void
vg_cliquiet_status(struct vg_cli *cli)
{
	print_planned(cli);
	print_shelves(cli);
	print_change(cli);
}

/* --- a case ---------------------------------------------------------------------------------- */

void
vg_cliquiet_shelf(
    const struct vg_cli *cli, const json_t *alarm, char text[VG_CLIQUIET_SHELF_SIZE])
{
	char moment[VG_CLITIME_SIZE];
	struct vg_wall until = vg_clitime_parse(vg_cli_text(alarm, "shelved-until"));

	text[0] = '\0';
	if (!vg_cli_text(alarm, "shelf")[0])
		return;
	vg_clitime_moment(&cli->time, until, moment);
	vg_text_format(text, VG_CLIQUIET_SHELF_SIZE, "%s of %s until %s",
	    vg_cli_text(alarm, "shelf"), vg_cli_text(alarm, "shelved-by"), moment);
}

void
vg_cliquiet_of_case(const struct vg_cli *cli, const json_t *c)
{
	const json_t *alarms = json_object_get(c, "alarm");
	size_t standing = 0, shelved = 0;

	for (size_t i = 0; i < json_array_size(alarms); i++) {
		const json_t *a = json_array_get(alarms, i);
		char shelf[VG_CLIQUIET_SHELF_SIZE];
		vg_cliquiet_shelf(cli, a, shelf);
		if (vg_cli_true(a, "is-cleared"))
			continue;
		standing++;
		if (!shelf[0])
			continue;
		shelved++;
		printf("on shelf ");
		vg_cli_print(shelf);
		printf(": ");
		vg_cli_print(vg_cli_text(a, "resource"));
		printf(" %s\n", vg_cli_bare(vg_cli_text(a, "alarm-type-id")));
	}
	if (shelved && shelved == standing)
		printf("all that stands is on a shelf: nobody is paged until it ends "
		       "(vigie alarm unshelve)\n");
}
