/*
 * Visits and work orders as tables.
 */
#include "collector/cli/cliwork.h"

#include <stdio.h>

#include "collector/cli/clitable.h"
#include "lib/base/text.h"

/* A list of the model, and the leaves that are its columns; those that begin with '@' are times. */
struct list {
	const char *container, *entry;
	const char *const *columns, *const *leaves;
	size_t n_columns;
	const char *none;
};

static void
add_cell(
    struct vg_cli *cli, struct vg_clitable *table, const json_t *row, const char *leaf)
{
	char moment[VG_CLITIME_SIZE] = "";

	if (leaf[0] != '@') {
		vg_clitable_cell(table, vg_cli_text(row, leaf));
		return;
	}
	struct vg_wall at = vg_clitime_parse(vg_cli_text(row, leaf + 1));
	if (vg_instant_is_set(at))
		vg_clitime_moment(&cli->time, at, moment);
	vg_clitable_cell(table, moment);
}

static int
show(struct vg_cli *cli, const struct list *list)
{
	char target[96], top[48];
	json_t *answer;
	int code;

	vg_text_format(top, sizeof(top), "vigie-cases:%s", list->container);
	vg_text_format(target, sizeof(target), "/restconf/data/%s?depth=3%s", top,
	    cli->args.all ? "" : "&state=open");
	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	code = vg_cli_get(cli, target, &answer);
	if (!answer)
		return code;
	const json_t *rows = vg_cli_list(answer, top, list->entry);
	struct vg_clitable *table =
	    vg_clitable_new(list->columns, list->n_columns, cli->colour);
	for (size_t i = 0; i < json_array_size(rows); i++) {
		vg_clitable_line(table);
		for (size_t c = 0; c < list->n_columns; c++)
			add_cell(cli, table, json_array_get(rows, i), list->leaves[c]);
	}
	vg_clitable_print(table, list->none);
	json_decref(answer);
	return code;
}

int
vg_cliwork_visits(struct vg_cli *cli)
{
	static const char *const columns[] = {
	    "VISIT", "CASE", "STATE", "WHEN", "KIND", "RETURN", "ORDER", "FOUND"};
	static const char *const leaves[] = {
	    "id", "case", "state", "@when", "kind", "return", "order", "found"};
	static const struct list list = {"visits", "visit", columns, leaves,
	    sizeof(columns) / sizeof(columns[0]), "No open visit."};

	return show(cli, &list);
}

int
vg_cliwork_orders(struct vg_cli *cli)
{
	static const char *const columns[] = {"ORDER", "CASE", "STATE", "WORK",
	    "PROPOSAL", "VALID UNTIL", "REFERENCE", "BY"};
	static const char *const leaves[] = {
	    "id", "case", "state", "what", "proposal", "@valid-until", "reference", "by"};
	static const struct list list = {"orders", "order", columns, leaves,
	    sizeof(columns) / sizeof(columns[0]), "No open order."};

	return show(cli, &list);
}
