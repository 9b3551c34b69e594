/*
 * Secrets of users, on the side of who holds them.
 */
#include "collector/cli/cliuser.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "collector/cli/clitable.h"
#include "lib/base/digest.h"
#include "lib/base/error.h"
#include "lib/base/scrypt.h"
#include "lib/base/secret.h"
#include "lib/base/text.h"
#include "lib/os/chance.h"

enum { LEAST = 10, TOKEN_OCTETS = 32, TOKEN_SIZE = 80 };

/* --- pass phrases -------------------------------------------------------------------------- */

/* Reads one line without its end; false when there is none, or it is too long. */
static bool
read_line(struct vg_secret *phrase)
{
	char line[VG_SECRET_MAX + 2];
	bool good = fgets(line, sizeof(line), stdin) != NULL;
	size_t size = good ? strcspn(line, "\r\n") : 0;

	good = good && line[size] && vg_secret_set(phrase, line, size) == VG_OK;
	explicit_bzero(line, sizeof(line));
	return good;
}

/* Asks on the terminal, which shows nothing of it. */
static bool
ask(const char *what, struct vg_secret *phrase)
{
	struct termios shown, hidden;

	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return false;
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	fprintf(stderr, "%s: ", what);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	bool good = read_line(phrase);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	fputc('\n', stderr);
	return good;
}

/* VG_CLIARGS_OK and 'phrase', or an exit code after saying what is wrong. */
static int
get_phrase(struct vg_secret *phrase)
{
	struct vg_secret again = {0};
	bool terminal = isatty(STDIN_FILENO) == 1;
	bool good = terminal ? ask("Pass phrase", phrase) : read_line(phrase);

	if (!good) {
		vg_cli_complain("a pass phrase is one line of 255 octets at most");
		return VG_CLIARGS_USAGE;
	}
	if (phrase->size < LEAST) {
		vg_cli_complain("a pass phrase has %d octets at least", LEAST);
		return VG_CLIARGS_USAGE;
	}
	good = !terminal ||
	    (ask("Once more", &again) && vg_secret_same(phrase, again.data, again.size));
	vg_secret_wipe(&again);
	if (!good)
		vg_cli_complain("that was another one: nothing is changed");
	return good ? VG_CLIARGS_OK : VG_CLIARGS_USAGE;
}

static int
post(struct vg_cli *cli, const char *rpc, json_t *input, const char *said)
{
	json_t *answer = NULL;
	int code = vg_cli_post(cli, rpc, input, &answer);

	if (answer)
		puts(said);
	json_decref(answer);
	return code;
}

int
vg_cliuser_passwd(struct vg_cli *cli)
{
	unsigned char salt[VG_SCRYPT_SALT_SIZE];
	char hash[VG_SCRYPT_TEXT_SIZE];
	struct vg_secret phrase = {0};
	int code = get_phrase(&phrase);

	vg_chance_fill(salt, sizeof(salt));
	if (code == VG_CLIARGS_OK &&
	    vg_scrypt_make(phrase.data, phrase.size, salt, hash) != VG_OK) {
		vg_cli_complain("no memory to hash a pass phrase");
		code = VG_CLIARGS_FAILURE;
	}
	vg_secret_wipe(&phrase);
	if (code != VG_CLIARGS_OK)
		return code;
	json_t *input = json_pack("{s:s,s:s}", "user", cli->args.object, "hash", hash);
	return post(cli, "user-passwd", input, "The pass phrase is set.");
}

/* --- tokens -------------------------------------------------------------------------------- */

/* "vgt_" and 256 random bits. */
static void
make_token(char token[TOKEN_SIZE], char digest[VG_DIGEST_TEXT_SIZE])
{
	unsigned char octets[TOKEN_OCTETS];
	char hex[2 * TOKEN_OCTETS + 1];

	vg_chance_fill(octets, sizeof(octets));
	vg_text_hex(hex, octets, sizeof(octets));
	vg_text_format(token, TOKEN_SIZE, "vgt_%s", hex);
	struct vg_digest d = vg_digest_of(token, strlen(token));
	vg_digest_text(&d, digest);
	explicit_bzero(octets, sizeof(octets));
	explicit_bzero(hex, sizeof(hex));
}

/* Adds --until as an instant; VG_CLIARGS_OK, or USAGE after saying what is wrong. */
static int
put_until(struct vg_cli *cli, json_t *input)
{
	const char *word = vg_cli_word(cli, "until", NULL);
	char text[VG_INSTANT_TEXT_SIZE];
	struct vg_wall until;

	if (!word)
		return VG_CLIARGS_OK;
	vg_cli_learn_zone(cli);
	if (vg_clitime_read(&cli->time, word, &until) != VG_OK) {
		vg_cli_complain("--until: '%s' is no time: write 2026-12-31T14:00", word);
		return VG_CLIARGS_USAGE;
	}
	vg_instant_text(until, text);
	json_object_set_new(input, "until", json_string(text));
	return VG_CLIARGS_OK;
}

static int
add_token(struct vg_cli *cli, const char *user)
{
	char token[TOKEN_SIZE], digest[VG_DIGEST_TEXT_SIZE];
	json_t *answer = NULL, *input;

	make_token(token, digest);
	input = json_pack("{s:s,s:s}", "user", user, "digest", digest);
	if (cli->args.text)
		json_object_set_new(input, "label", json_string(cli->args.text));
	int code = put_until(cli, input);
	if (code != VG_CLIARGS_OK) {
		json_decref(input);
		return code;
	}
	code = vg_cli_post(cli, "token-add", input, &answer);
	if (code == VG_CLIARGS_OK && answer)
		printf("%s\n", token);
	else if (code == VG_CLIARGS_OK)
		fprintf(stderr, "%s\n", token);
	if (code == VG_CLIARGS_OK)
		fputs("It is shown this once. Send it as: Authorization: Bearer TOKEN\n",
		    stderr);
	explicit_bzero(token, sizeof(token));
	json_decref(answer);
	return code;
}

static void
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *t)
{
	const char *until = vg_cli_text(t, "until");
	char moment[VG_CLITIME_SIZE];

	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(t, "id"));
	vg_clitable_cell(table, vg_cli_text(t, "user"));
	vg_clitime_second(&cli->time, vg_clitime_parse(vg_cli_text(t, "made")), moment);
	vg_clitable_cell(table, moment);
	vg_clitable_cell(table, vg_cli_text(t, "by"));
	if (*until)
		vg_clitime_second(&cli->time, vg_clitime_parse(until), moment);
	vg_clitable_cell(table, *until ? moment : "-");
	vg_clitable_cell(table, vg_cli_text(t, "label"));
}

static int
list_tokens(struct vg_cli *cli, const char *only)
{
	static const char *const columns[] = {
	    "TOKEN", "USER", "MADE", "BY", "UNTIL", "<FOR"};
	json_t *answer = NULL;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	int code = vg_cli_get(cli, "/restconf/data/vigie-cases:tokens", &answer);
	if (!answer)
		return code;
	const json_t *all = vg_cli_list(answer, "vigie-cases:tokens", "token");
	struct vg_clitable *table = vg_clitable_new(columns, 6, cli->colour);
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *t = json_array_get(all, i);
		if (!only || strcmp(only, vg_cli_text(t, "user")) == 0)
			add_row(cli, table, t);
	}
	vg_clitable_print(table, "No token.");
	json_decref(answer);
	return code;
}

static int
revoke_token(struct vg_cli *cli, const char *token)
{
	json_t *input = json_pack("{s:s}", "token", token);

	return post(cli, "token-revoke", input, "It proves nothing any more.");
}

int
vg_cliuser_token(struct vg_cli *cli)
{
	const char *act = cli->args.object, *which = cli->args.more[0];

	if (strcmp(act, "add") == 0 && which)
		return add_token(cli, which);
	if (strcmp(act, "list") == 0)
		return list_tokens(cli, which);
	if (strcmp(act, "revoke") == 0 && which)
		return revoke_token(cli, which);
	vg_cli_complain("user token: add NAME, list [NAME], or revoke TOKEN");
	return VG_CLIARGS_USAGE;
}
