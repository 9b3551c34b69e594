/*
 * Alarms: those that stand, with --all those that are over too.
 */
#include "collector/cli/clialarm.h"

#include <string.h>

#include "collector/cli/clilist.h"

/* "standing", "cleared", and what is doubtful about it. */
static const char *
state_of(const json_t *a)
{
	if (vg_cli_true(a, "is-cleared"))
		return "cleared";
	if (strcmp(vg_cli_text(a, "observed"), "not-known") == 0)
		return "not known";
	if (vg_cli_text(a, "shelf")[0])
		return "shelved";
	if (vg_cli_text(a, "planned-work")[0])
		return "planned work";
	return vg_cli_true(a, "flapping") ? "flapping" : "standing";
}

static bool
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
	return true;
}

int
vg_clialarm_list(struct vg_cli *cli)
{
	static const char *const columns[] = {
	    "SEVERITY", "STATE", "RESOURCE", "KIND", "RAISED", "CASE", "<TEXT"};
	const struct vg_clilist list = {.target = cli->args.all
		? "/restconf/data/vigie-cases:alarms"
		: "/restconf/data/vigie-cases:alarms?state=open",
	    .top = "vigie-cases:alarms",
	    .list = "alarm",
	    .columns = columns,
	    .n_columns = 7,
	    .none = "No alarm stands.",
	    .row = add_row};

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	return vg_clilist_show(cli, &list);
}
