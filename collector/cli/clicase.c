/*
 * The case's commands.
 */
#include "collector/cli/clicase.h"

#include <stdio.h>

#include "collector/cli/clipage.h"
#include "lib/base/error.h"

int
vg_clicase_show(struct vg_cli *cli)
{
	char number[16];
	char target[96];
	json_t *answer = NULL;
	int code;

	vg_cli_learn_zone(cli);
	code = vg_cli_case_number(cli, cli->args.object, number);
	if (code != VG_CLIARGS_OK)
		return code;
	snprintf(
	    target, sizeof(target), "/restconf/data/vigie-cases:cases/case=%s", number);
	code = vg_cli_get(cli, target, &answer);
	if (answer)
		vg_clipage_print(
		    cli, json_array_get(json_object_get(answer, "vigie-cases:case"), 0));
	json_decref(answer);
	return code;
}

static void
put(json_t *input, const char *name, const char *value)
{
	if (value)
		json_object_set_new(input, name, json_string(value));
}

/* Adds --at as an instant; VG_CLIARGS_OK, or USAGE after saying what is wrong. */
static int
put_at(struct vg_cli *cli, json_t *input)
{
	char text[VG_INSTANT_TEXT_SIZE];
	struct vg_wall at;

	if (!cli->args.at)
		return VG_CLIARGS_OK;
	if (vg_clitime_read(&cli->time, cli->args.at, &at) != VG_OK) {
		vg_cli_complain("--at: '%s' is no time: write 14:00, 2026-07-09T14:00 or "
				"2026-07-09T14:00:00+02:00",
		    cli->args.at);
		return VG_CLIARGS_USAGE;
	}
	vg_instant_text(at, text);
	put(input, "at", text);
	return VG_CLIARGS_OK;
}

/* Runs the RPC 'name' on the case and says in 'done' what was done. */
static int
command(struct vg_cli *cli, const char *name, const char *done)
{
	json_t *input, *answer = NULL;
	char number[16];
	int code;

	vg_cli_learn_zone(cli);
	code = vg_cli_case_number(cli, cli->args.object, number);
	if (code != VG_CLIARGS_OK)
		return code;
	input = json_object();
	put(input, "case", number);
	put(input, "text", cli->args.text);
	put(input, "cause", cli->args.cause);
	put(input, "cure", cli->args.cure);
	code = put_at(cli, input);
	if (code != VG_CLIARGS_OK) {
		json_decref(input);
		return code;
	}
	code = vg_cli_post(cli, name, input, &answer);
	if (answer) {
		const json_t *output = json_object_get(answer, "vigie-cases:output");
		printf("%s: %s", number, done);
		if (vg_cli_text(output, "state")[0])
			printf(", now %s", vg_cli_text(output, "state"));
		putchar('\n');
	}
	json_decref(answer);
	return code;
}

int
vg_clicase_take(struct vg_cli *cli)
{
	return command(cli, "take", "taken");
}

int
vg_clicase_note(struct vg_cli *cli)
{
	return command(cli, "note", "noted");
}

int
vg_clicase_reply(struct vg_cli *cli)
{
	return command(cli, "reply", "reply recorded");
}

int
vg_clicase_close(struct vg_cli *cli)
{
	return command(cli, "close", "closed");
}
