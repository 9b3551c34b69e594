/*
 * The engineer's command: a client of the collector's socket and nothing else.
 *
 * A command asks (vg_cli_get), posts (vg_cli_post), and prints a table or, with --json, the
 * answer as it came.  Messages go to stderr, answers to stdout.
 */
#ifndef VG_COLLECTOR_CLI_CLI_H
#define VG_COLLECTOR_CLI_CLI_H

#include <jansson.h>
#include <stdbool.h>

#include "collector/cli/cliargs.h"
#include "collector/cli/clitime.h"
#include "collector/sla/slatext.h"
#include "lib/fetch/fetch.h"

struct vg_cli {
	struct vg_cliargs args;
	const char *socket;     /* path, borrowed */
	struct vg_fetch *fetch; /* owned */
	bool colour;            /* stdout is a terminal and NO_COLOR is not set */
	struct vg_clitime time; /* zone and now */
	json_t *people;         /* owned; the names that --people asked for, or NULL */
	char user[65];          /* whom the collector takes us for; "" not known yet */
};

/* Runs the command line; gives the exit code. */
int
vg_cli_run(int argc, char **argv);

/*
 * Asks for 'target' (borrowed).  Returns VG_CLIARGS_OK and '*answer' (given; NULL when --json
 * has printed it already); else an exit code, the message being printed.
 */
int
vg_cli_get(struct vg_cli *cli, const char *target, json_t **answer);

/* The same, but --json prints nothing: 'answer' is given, but for an error NULL. */
int
vg_cli_ask(struct vg_cli *cli, const char *target, json_t **answer);

/*
 * Posts 'input' (taken) to the RPC 'name' ("take"); the idempotency key is put in.  Returns
 * as vg_cli_get.
 */
int
vg_cli_post(struct vg_cli *cli, const char *name, json_t *input, json_t **answer);

/* Learns the zone that times are shown in; without an answer it stays UTC. */
void
vg_cli_learn_zone(struct vg_cli *cli);

/*
 * Writes 'object' ("123" or "2026-000123") as a case number into 'number' (16 octets).
 * Returns VG_CLIARGS_OK, or VG_CLIARGS_USAGE after saying what is wrong.
 */
int
vg_cli_case_number(struct vg_cli *cli, const char *object, char number[16]);

/*
 * Reads 'reply' of a status below 300 to 'target' (both borrowed): VG_CLIARGS_OK and '*answer'
 * (given), or VG_CLIARGS_FAILURE after saying what is wrong with it.
 */
int
vg_cli_read(const struct vg_cli *cli, const char *target,
    const struct vg_fetch_reply *reply, json_t **answer);

/* Prints "vigie: MESSAGE" on stderr, control characters replaced. */
void
vg_cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints what a refusal says, and gives the exit code that its status stands for. */
int
vg_cli_refusal(long status, const char *body, bool json);

/* Members of answers: the text of 'name' in 'object' or "" (borrowed). */
const char *
vg_cli_text(const json_t *object, const char *name);

/* A number, which RFC 7951 writes as text when it has 64 bits; 'fallback' when absent. */
int64_t
vg_cli_number(const json_t *object, const char *name, int64_t fallback);

/* Whether 'name' is true. */
bool
vg_cli_true(const json_t *object, const char *name);

/* A text without its "module:". */
const char *
vg_cli_bare(const char *text);

/* The list 'list' in the top-level container 'top' of 'answer' (borrowed), or NULL. */
const json_t *
vg_cli_list(const json_t *answer, const char *top, const char *list);

/* Prints text from outside on stdout, control characters replaced. */
void
vg_cli_print(const char *text);

/* Prints the moment that member 'name' of 'object' (both borrowed) tells, to the second. */
void
vg_cli_print_moment(const struct vg_cli *cli, const json_t *object, const char *name);

/* The same line by line: a document has several, and each is cleaned. */
void
vg_cli_print_lines(const char *document);

/* The value of the command's own option 'name' ("lang"; borrowed), or 'fallback'. */
const char *
vg_cli_word(const struct vg_cli *cli, const char *name, const char *fallback);

/*
 * Reads --lang fr or --lang en; without it 'language' stays as it is.  VG_CLIARGS_OK, or
 * VG_CLIARGS_USAGE after saying what is wrong.
 */
int
vg_cli_language(const struct vg_cli *cli, enum vg_slatext_language *language);

#endif
