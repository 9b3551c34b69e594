/*
 * Agents.
 */
#include "collector/cli/cliagent.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clitable.h"

/* A number of the agent, or "" when it was never heard. */
static void
add_number(struct vg_clitable *table, const json_t *agent, const char *name)
{
	char text[24] = "";

	if (json_object_get(agent, name))
		snprintf(text, sizeof(text), "%" PRId64, vg_cli_number(agent, name, 0));
	vg_clitable_cell(table, text);
}

static void
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *agent)
{
	const char *state = vg_cli_text(agent, "state");
	struct vg_wall heard = vg_clitime_parse(vg_cli_text(agent, "last-heard"));
	char moment[VG_CLITIME_SIZE];

	vg_clitime_second(&cli->time, heard, moment);
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(agent, "name"));
	vg_clitable_cell(table, vg_cli_text(agent, "site"));
	vg_clitable_coloured(table, state, strcmp(state, "silent") == 0 ? "major" : "");
	vg_clitable_cell(table, moment);
	add_number(table, agent, "queue-length");
	add_number(table, agent, "standing");
	add_number(table, agent, "clock-offset-ms");
	vg_clitable_cell(table, vg_cli_text(agent, "version"));
}

int
vg_cliagent_list(struct vg_cli *cli)
{
	static const char *const columns[] = {"AGENT", "SITE", "STATE", "LAST HEARD",
	    ">WAITING", ">FAULTS", ">OFFSET MS", "VERSION"};
	json_t *answer;
	int code;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	code = vg_cli_get(cli, "/restconf/data/vigie-cases:agents", &answer);
	if (!answer)
		return code;
	const json_t *agents = vg_cli_list(answer, "vigie-cases:agents", "agent");
	struct vg_clitable *table = vg_clitable_new(columns, 8, cli->colour);
	for (size_t i = 0; i < json_array_size(agents); i++)
		add_row(cli, table, json_array_get(agents, i));
	vg_clitable_print(table, "The tree has no agent.");
	json_decref(answer);
	return code;
}
