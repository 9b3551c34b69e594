/*
 * Rows that post.
 */
#include "collector/cli/cliact.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/error.h"
#include "lib/base/text.h"

static void
put(json_t *input, const char *name, const char *value)
{
	if (value)
		json_object_set_new(input, name, json_string(value));
}

/* Leaves that the models have as booleans: true in place of "true". */
static const char *const booleans[] = {"release", "all-weeks"};

bool
vg_cliact_is_boolean(const char *name)
{
	for (size_t i = 0; i < sizeof(booleans) / sizeof(booleans[0]); i++) {
		if (strcmp(booleans[i], name) == 0)
			return true;
	}
	return false;
}

/* Adds an instant as a person types it; VG_CLIARGS_OK, or USAGE after saying what is wrong. */
static int
put_instant(struct vg_cli *cli, json_t *input, const char *name, const char *typed)
{
	char text[VG_INSTANT_TEXT_SIZE];
	struct vg_wall at;

	if (vg_clitime_read(&cli->time, typed, &at) != VG_OK) {
		vg_cli_complain("--%s: '%s' is no time: write 14:00, 2026-07-09T14:00 or "
				"2026-07-09T14:00:00+02:00",
		    name, typed);
		return VG_CLIARGS_USAGE;
	}
	vg_instant_text(at, text);
	put(input, name, text);
	return VG_CLIARGS_OK;
}

/* Adds an option of the command's own; VG_CLIARGS_OK, or USAGE after saying what is wrong. */
static int
put_word(struct vg_cli *cli, json_t *input, const struct vg_cliargs_word *word)
{
	char name[64];

	vg_text_format(name, sizeof(name), "%.*s", (int)word->size, word->name);
	if (strcmp(name, "before") == 0)
		return put_instant(cli, input, name, word->value);
	if (!vg_cliact_is_boolean(name)) {
		put(input, name, word->value);
		return VG_CLIARGS_OK;
	}
	bool yes = strcmp(word->value, "true") == 0;
	if (!yes && strcmp(word->value, "false") != 0) {
		vg_cli_complain("--%s wants true or false, not '%s'", name, word->value);
		return VG_CLIARGS_USAGE;
	}
	json_object_set_new(input, name, json_boolean(yes));
	return VG_CLIARGS_OK;
}

/* Adds --at as an instant; VG_CLIARGS_OK, or USAGE after saying what is wrong. */
static int
put_at(struct vg_cli *cli, json_t *input)
{
	return cli->args.at ? put_instant(cli, input, "at", cli->args.at) : VG_CLIARGS_OK;
}

/* "CASE" is the leaf "case"; a case may be named by its last figures. */
static int
put_object(struct vg_cli *cli, json_t *input)
{
	const char *word = cli->args.command->object;
	char leaf[32], number[16];
	size_t i;

	if (!word)
		return VG_CLIARGS_OK;
	for (i = 0; word[i] && i + 1 < sizeof(leaf); i++)
		leaf[i] = (char)tolower((unsigned char)word[i]);
	leaf[i] = '\0';
	if (strcmp(leaf, "page") == 0 &&
	    cli->args.object[strspn(cli->args.object, "0123456789")]) {
		vg_cli_complain(
		    "'%s' is no page's number: vigie page list", cli->args.object);
		return VG_CLIARGS_USAGE;
	}
	if (strcmp(leaf, "case") != 0) {
		put(input, leaf, cli->args.object);
		return VG_CLIARGS_OK;
	}
	int code = vg_cli_case_number(cli, cli->args.object, number);
	if (code == VG_CLIARGS_OK)
		put(input, leaf, number);
	return code;
}

static int
fill(struct vg_cli *cli, json_t *input)
{
	const struct vg_cliargs *args = &cli->args;
	int code = put_object(cli, input);

	put(input, "text", args->text);
	put(input, "cause", args->cause);
	put(input, "cure", args->cure);
	if (args->leave_ticket)
		json_object_set_new(input, "leave-ticket", json_true());
	for (size_t i = 0; i < args->n_words && code == VG_CLIARGS_OK; i++)
		code = put_word(cli, input, &args->words[i]);
	return code == VG_CLIARGS_OK ? put_at(cli, input) : code;
}

static void
print_output(const struct vg_cliargs_command *command, const json_t *output)
{
	static const char *const objects[] = {"case", "return", "visit", "order", "unit",
	    "mail", "message", "person", "notification", "engine", "alarm", "work",
	    "problem", "user", "token", "page"};
	const char *object = "", *state = vg_cli_text(output, "state"),
		   *document = vg_cli_text(output, "document");

	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]) && !object[0]; i++)
		object = vg_cli_text(output, objects[i]);
	/* What only shows needs no line that says so. */
	if (state[0] || !document[0] || (object[0] && command->verb[0])) {
		vg_cli_print(object);
		printf("%s%s", object[0] ? ": " : "", command->verb);
		if (state[0])
			printf(", now %s", state);
		putchar('\n');
	}
	if (vg_cli_text(output, "text")[0]) {
		vg_cli_print(vg_cli_text(output, "text"));
		putchar('\n');
	}
	vg_cli_print_lines(document);
}

int
vg_cliact_run(struct vg_cli *cli)
{
	json_t *input = json_object(), *answer = NULL;

	vg_cli_learn_zone(cli);
	int code = fill(cli, input);
	if (code != VG_CLIARGS_OK) {
		json_decref(input);
		return code;
	}
	code = vg_cli_post(cli, cli->args.command->rpc, input, &answer);
	if (answer)
		print_output(
		    cli->args.command, json_object_get(answer, "vigie-cases:output"));
	json_decref(answer);
	return code;
}
