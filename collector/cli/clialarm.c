/*
 * Alarms: those that stand, with --all those that are over too.
 */
#include "collector/cli/clialarm.h"

#include <string.h>

#include "collector/cli/clitable.h"

/* "standing", "cleared", and what is doubtful about it. */
static const char *
state_of(const json_t *a)
{
	if (vg_cli_true(a, "is-cleared"))
		return "cleared";
	if (strcmp(vg_cli_text(a, "observed"), "not-known") == 0)
		return "not known";
	return vg_cli_true(a, "flapping") ? "flapping" : "standing";
}

static void
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *a)
{
	const char *severity = vg_cli_text(a, "perceived-severity");
	struct vg_wall raised = vg_clitime_parse(vg_cli_text(a, "last-raised"));
	char moment[VG_CLITIME_SIZE];

	vg_clitime_moment(&cli->time, raised, moment);
	vg_clitable_line(table);
	vg_clitable_coloured(
	    table, severity, vg_cli_true(a, "is-cleared") ? "" : severity);
	vg_clitable_cell(table, state_of(a));
	vg_clitable_cell(table, vg_cli_text(a, "resource"));
	vg_clitable_cell(table, vg_cli_bare(vg_cli_text(a, "alarm-type-id")));
	vg_clitable_cell(table, moment);
	vg_clitable_cell(table, vg_cli_text(a, "case"));
	vg_clitable_cell(table, vg_cli_text(a, "alarm-text"));
}

int
vg_clialarm_list(struct vg_cli *cli)
{
	static const char *const columns[] = {
	    "SEVERITY", "STATE", "RESOURCE", "KIND", "RAISED", "CASE", "<TEXT"};
	json_t *answer;
	int code;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	code = vg_cli_get(cli, "/restconf/data/vigie-cases:alarms", &answer);
	if (!answer)
		return code;
	const json_t *alarms = vg_cli_list(answer, "vigie-cases:alarms", "alarm");
	struct vg_clitable *table = vg_clitable_new(columns, 7, cli->colour);
	for (size_t i = 0; i < json_array_size(alarms); i++) {
		const json_t *a = json_array_get(alarms, i);
		if (cli->args.all || !vg_cli_true(a, "is-cleared"))
			add_row(cli, table, a);
	}
	vg_clitable_print(table, "No alarm stands.");
	json_decref(answer);
	return code;
}
