/*
 * Messages that leave.
 */
#include "collector/cli/clioutbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clipeople.h"
#include "collector/cli/clitable.h"

static void
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
}

int
vg_clioutbox_list(struct vg_cli *cli)
{
	static const char *const columns[] = {"MESSAGE", "QUEUED", "CASE", "FOR", "TO",
	    "TEMPLATE", "STATE", ">TRIES", "NEXT TRY", "REASON"};
	json_t *answer;
	int code;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	code = vg_clipeople_load(cli);
	if (code != VG_CLIARGS_OK)
		return code;
	code = vg_cli_get(cli, "/restconf/data/vigie-cases:outbox", &answer);
	if (!answer)
		return code;
	const json_t *messages = vg_cli_list(answer, "vigie-cases:outbox", "message");
	struct vg_clitable *table = vg_clitable_new(columns, 10, cli->colour);
	for (size_t i = 0; i < json_array_size(messages); i++) {
		const json_t *message = json_array_get(messages, i);
		if (cli->args.all || strcmp(vg_cli_text(message, "state"), "sent") != 0)
			add_row(cli, table, message);
	}
	vg_clitable_print(table, "Nothing waits to leave.");
	json_decref(answer);
	return code;
}
