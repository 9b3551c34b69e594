/*
 * Supplier problems as tables.
 */
#include "collector/cli/cliproblem.h"

#include <stdio.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "collector/cli/clitable.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define TARGET "/restconf/data/vigie-cases:problems"

static void
put_time(struct vg_cli *cli, struct vg_clitable *table, const char *text)
{
	struct vg_wall at = vg_clitime_parse(text);
	char moment[VG_CLITIME_SIZE] = "";

	if (vg_instant_is_set(at))
		vg_clitime_moment(&cli->time, at, moment);
	vg_clitable_cell(table, moment);
}

static void
put_number(struct vg_clitable *table, const json_t *row, const char *leaf)
{
	char text[24];

	snprintf(text, sizeof(text), "%d", (int)vg_cli_number(row, leaf, 0));
	vg_clitable_cell(table, text);
}

/* "psu-failed" of "vigie-alarm-types:psu-failed" */
static const char *
kind_of(const json_t *problem)
{
	const char *kind = vg_cli_text(problem, "kind"), *colon = strchr(kind, ':');

	return colon ? colon + 1 : kind;
}

static bool
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *p)
{
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(p, "id"));
	vg_clitable_cell(table, vg_cli_text(p, "state"));
	vg_clitable_cell(table, kind_of(p));
	vg_clitable_cell(table, vg_cli_text(p, "supplier"));
	vg_clitable_cell(table, vg_cli_text(p, "model"));
	vg_clitable_cell(table, vg_cli_text(p, "software"));
	put_number(table, p, "cases");
	put_number(table, p, "clients");
	put_number(table, p, "devices");
	put_time(cli, table, vg_cli_text(p, "changed"));
	return true;
}

int
vg_cliproblem_list(struct vg_cli *cli)
{
	static const char *const columns[] = {"PROBLEM", "STATE", "KIND", "SUPPLIER",
	    "MODEL", "SOFTWARE", ">CASES", ">CLIENTS", ">DEVICES", "CHANGED"};
	const struct vg_clilist list = {
	    .target = cli->args.all ? TARGET "?depth=3" : TARGET "?depth=3&state=open",
	    .top = "vigie-cases:problems",
	    .list = "problem",
	    .columns = columns,
	    .n_columns = 10,
	    .none = "No supplier problem.",
	    .row = add_row};

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	return vg_clilist_show(cli, &list);
}

static void
print_cases(struct vg_cli *cli, const json_t *problem)
{
	static const char *const columns[] = {
	    "CASE", "STATE", "<CLIENT", "<DEVICE", "LINKED"};
	struct vg_clitable *table = vg_clitable_new(columns, 5, cli->colour);
	const json_t *cases = json_object_get(problem, "case");

	for (size_t i = 0; i < json_array_size(cases); i++) {
		const json_t *c = json_array_get(cases, i);
		vg_clitable_line(table);
		vg_clitable_cell(table, vg_cli_text(c, "id"));
		vg_clitable_cell(table, vg_cli_text(c, "state"));
		vg_clitable_cell(table, vg_cli_text(c, "client"));
		vg_clitable_cell(table, vg_cli_text(c, "device"));
		put_time(cli, table, vg_cli_text(c, "linked"));
	}
	printf("\n");
	vg_clitable_print(table, "No case.");
}

static void
print_problem(struct vg_cli *cli, const json_t *p)
{
	const char *outcome = vg_cli_text(p, "outcome");

	printf("%s  ", vg_cli_text(p, "id"));
	vg_cli_print(kind_of(p));
	printf(" of ");
	vg_cli_print(vg_cli_text(p, "supplier"));
	printf(" ");
	vg_cli_print(vg_cli_text(p, "model"));
	printf(", software ");
	vg_cli_print(vg_cli_text(p, "software"));
	printf("\n%s%s%s: %d cases of %d clients on %d devices\n",
	    vg_cli_text(p, "state"), outcome[0] ? " as " : "", outcome,
	    (int)vg_cli_number(p, "cases", 0), (int)vg_cli_number(p, "clients", 0),
	    (int)vg_cli_number(p, "devices", 0));
	print_cases(cli, p);
}

int
vg_cliproblem_show(struct vg_cli *cli)
{
	char target[256], number[64];
	json_t *answer = NULL;
	int code;

	if (vg_text_percent(number, sizeof(number), cli->args.object, "") != VG_OK) {
		vg_cli_complain("'%.40s' is no problem's number", cli->args.object);
		return VG_CLIARGS_USAGE;
	}
	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	snprintf(target, sizeof(target), TARGET "/problem=%s", number);
	code = vg_cli_get(cli, target, &answer);
	if (!answer)
		return code;
	const json_t *all = json_object_get(answer, "vigie-cases:problem");
	if (json_array_size(all) > 0)
		print_problem(cli, json_array_get(all, 0));
	json_decref(answer);
	return code;
}
