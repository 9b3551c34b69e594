/*
 * Agents.
 */
#include "collector/cli/cliagent.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
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

/* The stage of its silence, or that its list is awaited, where there is such a thing. */
static const char *
state_text(const json_t *agent, const char *state)
{
	const char *stage = vg_cli_text(agent, "silence");

	if (vg_cli_true(agent, "collector-deaf"))
		return "silent: collector deaf";
	if (strcmp(stage, "case") == 0)
		return "silent: case";
	if (strcmp(stage, "page") == 0)
		return "silent: paged";
	return vg_cli_text(agent, "list-awaited-since")[0] ? "alive: list awaited"
							   : state;
}

static void
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *agent)
{
	const char *state = vg_cli_text(agent, "state");
	struct vg_wall heard = vg_clitime_parse(vg_cli_text(agent, "last-heard"));
	char moment[VG_CLITIME_SIZE], since[VG_CLITIME_SIZE] = "", unknown[24] = "";

	vg_clitime_second(&cli->time, heard, moment);
	if (vg_cli_text(agent, "silent-since")[0])
		vg_clitime_second(&cli->time,
		    vg_clitime_parse(vg_cli_text(agent, "silent-since")), since);
	if (vg_cli_number(agent, "alarms-not-known", 0))
		snprintf(unknown, sizeof(unknown), "%" PRId64,
		    vg_cli_number(agent, "alarms-not-known", 0));
	state = state_text(agent, state);
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(agent, "name"));
	vg_clitable_cell(table, vg_cli_text(agent, "site"));
	vg_clitable_coloured(
	    table, state, strncmp(state, "silent", 6) == 0 ? "major" : "");
	vg_clitable_cell(table, moment);
	vg_clitable_cell(table, since);
	add_number(table, agent, "queue-length");
	add_number(table, agent, "standing");
	vg_clitable_coloured(table, unknown, "minor");
	add_number(table, agent, "clock-offset-ms");
	vg_clitable_cell(table, vg_cli_text(agent, "version"));
}

int
vg_cliagent_list(struct vg_cli *cli)
{
	static const char *const columns[] = {"AGENT", "SITE", "STATE", "LAST HEARD",
	    "SILENT SINCE", ">WAITING", ">FAULTS", ">NOT KNOWN", ">OFFSET MS", "VERSION"};
	json_t *answer;
	int code;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	code = vg_cli_get(cli, "/restconf/data/vigie-cases:agents", &answer);
	if (!answer)
		return code;
	const json_t *agents = vg_cli_list(answer, "vigie-cases:agents", "agent");
	struct vg_clitable *table = vg_clitable_new(columns, 10, cli->colour);
	for (size_t i = 0; i < json_array_size(agents); i++)
		add_row(cli, table, json_array_get(agents, i));
	vg_clitable_print(table, "The tree has no agent.");
	json_decref(answer);
	return code;
}

/* --- one ----------------------------------------------------------------------------------- */

static void
line(const char *name, const char *value)
{
	if (!value[0])
		return;
	printf("  %-16s", name);
	vg_cli_print(value);
	putchar('\n');
}

static void
moment_line(struct vg_cli *cli, const char *name, const json_t *agent, const char *leaf)
{
	char moment[VG_CLITIME_SIZE];

	if (!vg_cli_text(agent, leaf)[0])
		return;
	vg_clitime_second(&cli->time, vg_clitime_parse(vg_cli_text(agent, leaf)), moment);
	line(name, moment);
}

static void
number_line(const char *name, const json_t *agent, const char *leaf)
{
	char text[24];

	if (!json_object_get(agent, leaf))
		return;
	snprintf(text, sizeof(text), "%" PRId64, vg_cli_number(agent, leaf, 0));
	line(name, text);
}

static void
print_agent(struct vg_cli *cli, const json_t *agent)
{
	vg_cli_print(vg_cli_text(agent, "name"));
	putchar('\n');
	line("site", vg_cli_text(agent, "site"));
	line("state", state_text(agent, vg_cli_text(agent, "state")));
	moment_line(cli, "silent since", agent, "silent-since");
	moment_line(cli, "heard again", agent, "list-awaited-since");
	moment_line(cli, "last heard", agent, "last-heard");
	moment_line(cli, "last heartbeat", agent, "last-heartbeat");
	number_line("faults there", agent, "standing");
	number_line("not known", agent, "alarms-not-known");
	if (json_is_false(json_object_get(agent, "standing-agrees")))
		line("", "what it says stands there is not what stands here");
	number_line("waiting there", agent, "queue-length");
	number_line("cycle age ms", agent, "cycle-age-ms");
	number_line("clock offset ms", agent, "clock-offset-ms");
	line("version", vg_cli_text(agent, "version"));
	line("spool", vg_cli_text(agent, "spool"));
}

static const json_t *
find(const json_t *agents, const char *name)
{
	for (size_t i = 0; i < json_array_size(agents); i++) {
		if (strcmp(vg_cli_text(json_array_get(agents, i), "name"), name) == 0)
			return json_array_get(agents, i);
	}
	return NULL;
}

/* What was asked for of the model: its list, with this entry. */
static void
print_json(const json_t *agent)
{
	json_t *top = json_pack("{s:{s:[O]}}", "vigie-cases:agents", "agent", agent);
	char *text = json_dumps(top, JSON_COMPACT);

	puts(text);
	free(text);
	json_decref(top);
}

int
vg_cliagent_show(struct vg_cli *cli)
{
	json_t *answer = NULL;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	int code = vg_cli_ask(cli, "/restconf/data/vigie-cases:agents", &answer);
	if (!answer)
		return code;
	const json_t *agent =
	    find(vg_cli_list(answer, "vigie-cases:agents", "agent"), cli->args.object);
	if (!agent) {
		vg_cli_complain("agent %.64s: the tree names none; vigie agent list",
		    cli->args.object);
		code = VG_CLIARGS_NOT_FOUND;
	} else if (cli->args.json) {
		print_json(agent);
	} else {
		print_agent(cli, agent);
	}
	json_decref(answer);
	return code;
}

/* --- status -------------------------------------------------------------------------------- */

int
vg_cliagent_status(struct vg_cli *cli)
{
	json_t *answer = NULL;
	int64_t unknown = 0;
	size_t silent = 0;
	int code = vg_cli_ask(cli, "/restconf/data/vigie-cases:agents", &answer);

	if (!answer)
		return code;
	const json_t *agents = vg_cli_list(answer, "vigie-cases:agents", "agent");
	size_t n = json_array_size(agents);
	for (size_t i = 0; i < n; i++) {
		const json_t *agent = json_array_get(agents, i);
		silent += strcmp(vg_cli_text(agent, "state"), "silent") == 0;
		unknown += vg_cli_number(agent, "alarms-not-known", 0);
	}
	printf("agents      %zu, %zu silent", n, silent);
	for (size_t i = 0; i < n; i++) {
		const json_t *agent = json_array_get(agents, i);
		char moment[VG_CLITIME_SIZE];
		if (strcmp(vg_cli_text(agent, "state"), "silent") != 0)
			continue;
		vg_clitime_moment(&cli->time,
		    vg_clitime_parse(vg_cli_text(agent, "silent-since")), moment);
		printf("\n            ");
		vg_cli_print(vg_cli_text(agent, "name"));
		printf(" since %s (%s)", moment,
		    state_text(agent, vg_cli_text(agent, "state")));
	}
	if (unknown)
		printf("\n            %" PRId64 " alarms are not known", unknown);
	putchar('\n');
	json_decref(answer);
	return code;
}
