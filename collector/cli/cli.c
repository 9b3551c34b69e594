/*
 * What the commands share: asking, posting, refusals, help.
 */
#include "collector/cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector/cli/clianswer.h"
#include "collector/cli/clicommands.h"
#include "collector/cli/cliwords.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/base/version.h"
#include "lib/os/chance.h"
#include "lib/os/clock.h"
#include "lib/zone/zone.h"

enum { TIMEOUT_MS = 20000, KEY_OCTETS = 12 };

/* --- printing ------------------------------------------------------------------------------ */

/* Text from devices and people must not move the cursor or colour the screen. */
static void
print_clean(FILE *file, const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c;) {
		size_t harm = vg_text_harms((const char *)c);
		fputc(harm ? ' ' : *c, file);
		c += harm ? harm : 1;
		/* What does no harm is a whole character. */
		for (; !harm && (*c & 0xC0) == 0x80; c++)
			fputc(*c, file);
	}
}

void
vg_cli_print(const char *text)
{
	print_clean(stdout, text);
}

void
vg_cli_complain(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fputs("vigie: ", stderr);
	print_clean(stderr, text);
	fputc('\n', stderr);
}

void
vg_cli_print_moment(const struct vg_cli *cli, const json_t *object, const char *name)
{
	char moment[VG_CLITIME_SIZE];

	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(object, name)), moment);
	printf("%s", moment);
}

void
vg_cli_print_lines(const char *document)
{
	char line[1024];

	while (*document) {
		size_t size = strcspn(document, "\n");
		size_t part = size < sizeof(line) ? size : sizeof(line) - 1;
		vg_text_format(line, sizeof(line), "%.*s", (int)part, document);
		vg_cli_print(line);
		document += part;
		if (*document == '\n') {
			putchar('\n');
			document++;
		}
	}
}

/* --- options of a command's own ------------------------------------------------------------ */

const char *
vg_cli_word(const struct vg_cli *cli, const char *name, const char *fallback)
{
	for (size_t i = 0; i < cli->args.n_words; i++) {
		const struct vg_cliargs_word *w = &cli->args.words[i];
		if (w->size == strlen(name) && strncmp(w->name, name, w->size) == 0)
			return w->value;
	}
	return fallback;
}

int
vg_cli_language(const struct vg_cli *cli, enum vg_slatext_language *language)
{
	const char *word = vg_cli_word(cli, "lang", NULL);

	if (!word || vg_slatext_parse(word, language) == VG_OK)
		return VG_CLIARGS_OK;
	vg_cli_complain("--lang is fr or en, not '%s'", word);
	return VG_CLIARGS_USAGE;
}

/* --- members of answers -------------------------------------------------------------------- */

const char *
vg_cli_text(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

int64_t
vg_cli_number(const json_t *object, const char *name, int64_t fallback)
{
	const json_t *member = json_object_get(object, name);
	int64_t value = fallback;

	if (json_is_integer(member))
		return json_integer_value(member);
	if (json_is_string(member) &&
	    vg_text_int(json_string_value(member), INT64_MIN, INT64_MAX, &value) == VG_OK)
		return value;
	return fallback;
}

bool
vg_cli_true(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

const char *
vg_cli_bare(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon ? colon + 1 : text;
}

const json_t *
vg_cli_list(const json_t *answer, const char *top, const char *list)
{
	const json_t *found = json_object_get(json_object_get(answer, top), list);

	return json_is_array(found) ? found : NULL;
}

/* --- asking -------------------------------------------------------------------------------- */

/* The exit code of an answer that is an error. */
static int
exit_code(long status, const char *app_tag)
{
	if (strcmp(app_tag, "refused-by-policy") == 0)
		return VG_CLIARGS_REFUSED;
	if (status == 404)
		return VG_CLIARGS_NOT_FOUND;
	if (status == 503)
		return VG_CLIARGS_LATER;
	return VG_CLIARGS_FAILURE;
}

int
vg_cli_refusal(long status, const char *body, bool json)
{
	json_t *answer = json_loads(body, 0, NULL);
	const json_t *errors = json_object_get(answer, "ietf-restconf:errors");
	const json_t *error = json_array_get(json_object_get(errors, "error"), 0);
	const char *message = vg_cli_text(error, "error-message");
	int code = exit_code(status, vg_cli_text(error, "error-app-tag"));

	if (json && answer)
		puts(body);
	vg_cli_complain(
	    "%s", message[0] ? message : "the collector refused without a reason");
	json_decref(answer);
	return code;
}

/* The exit code of a failure to reach the collector, after saying so. */
static int
unreachable(const struct vg_cli *cli, int err, const struct vg_detail *detail)
{
	vg_cli_complain("%s", detail->text);
	if (err == VG_ETIMEOUT)
		return VG_CLIARGS_LATER;
	if (err == VG_EACCESS)
		vg_cli_complain(
		    "the socket is for its group: are you in the group vigie?");
	else if (err == VG_EUNREACH && !cli->args.socket)
		vg_cli_complain(
		    "is vigie-collector running?  --socket or VIGIE_SOCKET names "
		    "another socket");
	return err == VG_ELIMIT || err == VG_EIO ? VG_CLIARGS_FAILURE
						 : VG_CLIARGS_UNREACHABLE;
}

int
vg_cli_read(const struct vg_cli *cli, const char *target,
    const struct vg_fetch_reply *reply, json_t **answer)
{
	struct vg_detail detail;

	if (vg_clianswer_read(cli->socket, target, reply, answer, &detail) == VG_OK)
		return VG_CLIARGS_OK;
	vg_cli_complain("%s", detail.text);
	return VG_CLIARGS_FAILURE;
}

/* Makes an answer of a reply to 'target': printed as it is ('raw'), it is not given. */
static int
take_reply(struct vg_cli *cli, const char *target, const struct vg_fetch_reply *reply,
    bool raw, json_t **answer)
{
	*answer = NULL;
	if (reply->user[0])
		vg_text_copy(cli->user, sizeof(cli->user), reply->user);
	if (reply->status >= 300)
		return vg_cli_refusal(reply->status, reply->body, cli->args.json);
	int code = vg_cli_read(cli, target, reply, answer);
	if (code != VG_CLIARGS_OK || !raw)
		return code;
	if (reply->size)
		puts(reply->body);
	json_decref(*answer);
	*answer = NULL;
	return VG_CLIARGS_OK;
}

static int
get(struct vg_cli *cli, const char *target, bool raw, json_t **answer)
{
	struct vg_fetch_reply reply;
	struct vg_detail detail = {0};
	int err = vg_fetch_send(cli->fetch, "GET", target, NULL, &reply, &detail);
	int code;

	*answer = NULL;
	if (err != VG_OK)
		return unreachable(cli, err, &detail);
	code = take_reply(cli, target, &reply, raw, answer);
	vg_fetch_reply_fini(&reply);
	return code;
}

int
vg_cli_get(struct vg_cli *cli, const char *target, json_t **answer)
{
	return get(cli, target, cli->args.json, answer);
}

int
vg_cli_ask(struct vg_cli *cli, const char *target, json_t **answer)
{
	return get(cli, target, false, answer);
}

/* A new idempotency key, so that a retry of ours is no second command. */
static void
make_key(char key[2 * KEY_OCTETS + 1])
{
	unsigned char octets[KEY_OCTETS];

	vg_chance_fill(octets, sizeof(octets));
	vg_text_hex(key, octets, sizeof(octets));
}

int
vg_cli_post(struct vg_cli *cli, const char *name, json_t *input, json_t **answer)
{
	char *target = vg_mem_format("/restconf/operations/vigie-cases:%s", name);
	char key[2 * KEY_OCTETS + 1];
	struct vg_fetch_reply reply;
	struct vg_detail detail = {0};
	int code;

	make_key(key);
	json_object_set_new(
	    input, "idempotency-key", json_string(cli->args.key ? cli->args.key : key));
	json_t *envelope = json_pack("{so}", "vigie-cases:input", input);
	char *body = json_dumps(envelope, JSON_COMPACT);
	int err = vg_fetch_send(cli->fetch, "POST", target, body, &reply, &detail);
	*answer = NULL;
	if (err != VG_OK)
		code = unreachable(cli, err, &detail);
	else
		code = take_reply(cli, target, &reply, cli->args.json, answer);
	if (err == VG_OK)
		vg_fetch_reply_fini(&reply);
	json_decref(envelope);
	free(body);
	free(target);
	return code;
}

void
vg_cli_learn_zone(struct vg_cli *cli)
{
	struct vg_fetch_reply reply;
	struct vg_detail detail;

	if (vg_fetch_send(cli->fetch, "GET",
		"/restconf/data/vigie-collector:collector/integrator/zone", NULL, &reply,
		&detail) != VG_OK)
		return;
	json_t *answer = reply.status == 200 ? json_loads(reply.body, 0, NULL) : NULL;
	const char *name = vg_cli_text(answer, "vigie-collector:zone");
	if (name[0])
		vg_zone_load(name, &cli->time.zone);
	json_decref(answer);
	vg_fetch_reply_fini(&reply);
}

int
vg_cli_case_number(struct vg_cli *cli, const char *object, char number[16])
{
	int64_t serial = 0;
	int offset = vg_zonetable_offset(&cli->time.zone, cli->time.now);
	size_t size = strlen(object);

	if (size == 11 && object[4] == '-' && strspn(object, "0123456789") == 4 &&
	    strspn(object + 5, "0123456789") == 6) {
		memcpy(number, object, 12);
		return VG_CLIARGS_OK;
	}
	if (strspn(object, "0123456789") == size &&
	    vg_text_int(object, 1, 999999, &serial) == VG_OK) {
		vg_text_format(number, 16, "%04d-%06d",
		    vg_instant_civil(cli->time.now, offset).year, (int)serial);
		return VG_CLIARGS_OK;
	}
	vg_cli_complain(
	    "'%s' is no case: write 2026-000123, or 123 for this year's", object);
	return VG_CLIARGS_USAGE;
}

/* --- help ---------------------------------------------------------------------------------- */

static void
print_command(const struct vg_cliargs_command *c)
{
	char head[64];

	vg_text_format(head, sizeof(head), "%s%s%s%s%s", c->noun, c->verb[0] ? " " : "",
	    c->verb, c->object ? " " : "", c->object ? c->object : "");
	printf("  %-20s %s\n", head, c->summary);
}

static void
print_options(unsigned bits, unsigned required)
{
	const struct vg_cliargs_option *o;

	for (size_t i = 0; (o = vg_cliargs_option(i)); i++) {
		char head[64];
		if (o->bit && !(o->bit & bits))
			continue;
		vg_text_format(head, sizeof(head), "--%s%s%s", o->name,
		    o->argument ? " " : "", o->argument ? o->argument : "");
		printf("  %-20s %s%s\n", head, o->help,
		    o->bit & required ? " (required)" : "");
	}
}

/* Help for one command, for a noun, or for all. */
static void
print_help(const struct vg_cliargs *args)
{
	const struct vg_cliargs_command *c = args->command;
	unsigned bits = c ? c->options : 0;

	printf("Usage: vigie [OPTIONS] NOUN [VERB] [OBJECT] [OPTIONS]\n\n");
	for (size_t i = 0; i < vg_clicommands_count; i++) {
		const struct vg_cliargs_command *other = &vg_clicommands_all[i];
		if (c ? c == other : !args->noun || strcmp(args->noun, other->noun) == 0)
			print_command(other);
	}
	printf("\nOptions, before or after the words:\n");
	if (c)
		vg_cliwords_print(c);
	print_options(bits, c ? c->required : 0);
	if (!c)
		printf(
		    "\n`vigie NOUN VERB --help` tells a command's own options.\n"
		    "Exit: 0 done, 1 failed, 2 usage, 3 not found, 4 refused by policy,\n"
		    "5 collector unreachable, 75 try later.\n");
}

/* --- the run ------------------------------------------------------------------------------- */

static const char *
default_socket(void)
{
	const char *path = getenv("VIGIE_SOCKET");

	return path && path[0] ? path : VG_RUNDIR "/collector.sock";
}

static int
run_command(struct vg_cli *cli)
{
	const char *no_colour = getenv("NO_COLOR");
	int code;

	cli->socket = cli->args.socket ? cli->args.socket : default_socket();
	cli->colour = isatty(STDOUT_FILENO) && !(no_colour && no_colour[0]);
	cli->time.now = vg_clock_wall();
	cli->fetch = vg_fetch_new(cli->socket, TIMEOUT_MS);
	vg_fetch_add(cli->fetch, "Vigie-Door", "cli");
	code = cli->args.command->run(cli);
	if (fflush(stdout) != 0 && code == VG_CLIARGS_OK)
		code = VG_CLIARGS_FAILURE;
	json_decref(cli->people);
	vg_fetch_free(cli->fetch);
	vg_zonetable_fini(&cli->time.zone);
	return code;
}

int
vg_cli_run(int argc, char **argv)
{
	struct vg_cli cli = {0};
	struct vg_detail detail = {0};

	if (vg_cliargs_parse(&cli.args, argc, argv, vg_clicommands_all,
		vg_clicommands_count, &detail) != VG_OK) {
		vg_cli_complain("%s; see vigie --help", detail.text);
		return VG_CLIARGS_USAGE;
	}
	if (cli.args.version) {
		printf("vigie %s\n", vg_version_text());
		return VG_CLIARGS_OK;
	}
	if (cli.args.help) {
		print_help(&cli.args);
		return VG_CLIARGS_OK;
	}
	return run_command(&cli);
}
