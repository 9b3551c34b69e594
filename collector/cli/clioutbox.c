/*
 * Messages that leave.
 */
#include "collector/cli/clioutbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "collector/cli/clipeople.h"

static bool
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *message)
{
	const char *state = vg_cli_text(message, "state");
	char moment[VG_CLITIME_SIZE], tries[24], recipient[VG_CLIPEOPLE_SIZE];

	vg_clitable_line(table);
	/* A number of 64 bits is a string in JSON (RFC 7951 section 6.1). */
	vg_clitable_cell(table, vg_cli_text(message, "id"));
	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(message, "created")), moment);
	vg_clitable_cell(table, moment);
	vg_clitable_cell(table, vg_cli_text(message, "case"));
	vg_clitable_cell(table, vg_cli_text(message, "role"));
	vg_clipeople_write(cli, vg_cli_text(message, "recipient"),
	    vg_cli_text(message, "recipient-is"), recipient);
	vg_clitable_cell(table, recipient);
	vg_clitable_cell(table, vg_cli_text(message, "template"));
	vg_clitable_coloured(table, state, strcmp(state, "failed") == 0 ? "major" : "");
	snprintf(tries, sizeof(tries), "%" PRId64, vg_cli_number(message, "tries", 0));
	vg_clitable_cell(table, tries);
	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(message, "next-try")), moment);
	vg_clitable_cell(table, vg_cli_text(message, "next-try")[0] ? moment : "");
	vg_clitable_cell(table, vg_cli_text(message, "reason"));
	return true;
}

/* What is left out has a line: who looks for an answer that did not leave finds where it is. */
static void
print_held(struct vg_cli *cli)
{
	json_t *answer = NULL;

	if (vg_cli_ask(cli, "/restconf/data/vigie-cases:outbox?limit=1", &answer) !=
	    VG_CLIARGS_OK)
		return;
	int64_t n =
	    vg_cli_number(json_object_get(answer, "vigie-cases:outbox"), "held", 0);
	if (n)
		printf("%" PRId64 "%s automatic answer%s not sent on purpose (RFC 3834): "
		       "vigie outbox list --all\n",
		    n, n >= 10000 ? " or more" : "", n == 1 ? " was" : "s were");
	json_decref(answer);
}

int
vg_clioutbox_list(struct vg_cli *cli)
{
	static const char *const columns[] = {"MESSAGE", "QUEUED", "CASE", "FOR", "TO",
	    "TEMPLATE", "STATE", ">TRIES", "NEXT TRY", "REASON"};
	const struct vg_clilist list = {.target = cli->args.all
		? "/restconf/data/vigie-cases:outbox"
		: "/restconf/data/vigie-cases:outbox?state=open",
	    .top = "vigie-cases:outbox",
	    .list = "message",
	    .columns = columns,
	    .n_columns = 10,
	    .none = "Nothing waits to leave.",
	    .row = add_row};

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	int code = vg_clipeople_load(cli);
	if (code == VG_CLIARGS_OK)
		code = vg_clilist_show(cli, &list);
	if (code == VG_CLIARGS_OK && !cli->args.json && !cli->args.all)
		print_held(cli);
	return code;
}

/* --- ways out -------------------------------------------------------------------------------- */

static void
print_since(const struct vg_cli *cli, const json_t *way, const char *leaf)
{
	char moment[VG_CLITIME_SIZE];

	vg_clitime_moment(&cli->time, vg_clitime_parse(vg_cli_text(way, leaf)), moment);
	printf(" since %s", moment);
}

static void
print_way(const struct vg_cli *cli, const json_t *way)
{
	int64_t waiting = vg_cli_number(way, "waiting", 0);

	printf("way out     ");
	vg_cli_print(vg_cli_text(way, "name"));
	printf(" %s", vg_cli_text(way, "state"));
	if (vg_cli_text(way, "failing-since")[0])
		print_since(cli, way, "failing-since");
	printf(", %" PRId64 " wait%s", waiting, waiting == 1 ? "s" : "");
	if (vg_cli_text(way, "oldest")[0])
		print_since(cli, way, "oldest");
	putchar('\n');
}

void
vg_clioutbox_status(struct vg_cli *cli)
{
	json_t *answer = NULL, *way;
	size_t i;

	/* Whoever may not see messages sees no ways either. */
	if (vg_cli_ask(cli, "/restconf/data/vigie-cases:outbox?limit=1", &answer) !=
	    VG_CLIARGS_OK)
		return;
	const json_t *ways =
	    json_object_get(json_object_get(answer, "vigie-cases:outbox"), "way");
	json_array_foreach(ways, i, way)
	{
		print_way(cli, way);
	}
	json_decref(answer);
}
