/*
 * Notifications that nothing was made of.
 */
#include "collector/cli/cliunclassified.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "collector/cli/clistub.h"
#include "lib/base/error.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"

#define TARGET "/restconf/data/vigie-cases:unclassified"
#define TOP "vigie-cases:unclassified"

enum { HEX_OF_LINE = 64 };

/* --- list ---------------------------------------------------------------------------------- */

static const char *
sender_of(const json_t *n)
{
	const char *device = vg_cli_text(n, "device");

	return device[0] ? device : vg_cli_text(n, "source");
}

/* A pack that came later knows what was unclassified before. */
static const char *
state_of(const json_t *n)
{
	bool known = vg_cli_true(n, "known");

	if (vg_cli_text(n, "source")[0])
		return known ? "no device" : "no device, no pack";
	if (vg_cli_true(n, "standing"))
		return "stands";
	return known ? "known now" : "looked at";
}

static void
add_time(struct vg_cli *cli, struct vg_clitable *table, const char *text)
{
	char moment[VG_CLITIME_SIZE];

	vg_clitime_second(&cli->time, vg_clitime_parse(text), moment);
	vg_clitable_cell(table, moment);
}

static bool
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *n)
{
	char count[24];

	snprintf(count, sizeof(count), "%" PRId64, vg_cli_number(n, "count", 0));
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(n, "id"));
	vg_clitable_cell(table, vg_cli_text(n, "oid"));
	vg_clitable_cell(table, vg_cli_text(n, "maker"));
	vg_clitable_cell(table, sender_of(n));
	vg_clitable_cell(table, state_of(n));
	vg_clitable_cell(table, count);
	add_time(cli, table, vg_cli_text(n, "first"));
	add_time(cli, table, vg_cli_text(n, "last"));
	vg_clitable_cell(table, vg_cli_text(n, "text"));
	return true;
}

int
vg_cliunclassified_list(struct vg_cli *cli)
{
	static const char *const columns[] = {"ID", "NOTIFICATION", "MAKER", "SENDER",
	    "STATE", ">N", "FIRST", "LAST", "<THE LAST ONE"};
	const struct vg_clilist list = {.target = TARGET,
	    .top = TOP,
	    .list = "notification",
	    .columns = columns,
	    .n_columns = 9,
	    .none = "Every notification is known.",
	    .row = add_row};

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	return vg_clilist_show(cli, &list);
}

/* --- which one ----------------------------------------------------------------------------- */

/* The entry of 'entries' about 'oid', borrowed, or NULL. */
static const json_t *
find_oid(const json_t *entries, const char *oid)
{
	for (size_t i = 0; i < json_array_size(entries); i++) {
		const json_t *n = json_array_get(entries, i);
		if (strcmp(vg_cli_text(n, "oid"), oid) == 0)
			return n;
	}
	return NULL;
}

/* Finds the number of the one about 'oid' that was heard last. */
static int
find_id(struct vg_cli *cli, const char *oid, char id[24])
{
	char after[128] = "";
	int code = VG_CLIARGS_OK;

	id[0] = '\0';
	do {
		json_t *answer;
		char *target = vg_mem_format(
		    TARGET "?limit=1000%s%s", after[0] ? "&after=" : "", after);
		code = vg_cli_ask(cli, target, &answer);
		free(target);
		const json_t *n = find_oid(vg_cli_list(answer, TOP, "notification"), oid);
		vg_text_copy(id, 24, vg_cli_text(n, "id"));
		vg_text_copy(after, sizeof(after),
		    vg_cli_text(json_object_get(answer, TOP), "next"));
		json_decref(answer);
	} while (code == VG_CLIARGS_OK && !id[0] && after[0]);
	if (code == VG_CLIARGS_OK && !id[0]) {
		vg_cli_complain("%s: no such notification is unclassified", oid);
		code = VG_CLIARGS_NOT_FOUND;
	}
	return code;
}

/* Asks for the one that the command names by its OID or its number. */
static int
get_one(struct vg_cli *cli, json_t **answer, const json_t **n)
{
	const char *object = cli->args.object;
	char id[24];
	int code = VG_CLIARGS_OK;

	*answer = NULL;
	*n = NULL;
	if (object[0] == '.')
		object++;
	if (strspn(object, "0123456789.") != strlen(object)) {
		vg_cli_complain("'%.40s' is no object identifier and no number", object);
		return VG_CLIARGS_USAGE;
	}
	if (strchr(object, '.'))
		code = find_id(cli, object, id);
	else
		vg_text_copy(id, sizeof(id), object);
	if (code != VG_CLIARGS_OK)
		return code;
	char *target = vg_mem_format(TARGET "/notification=%s", id);
	code = vg_cli_ask(cli, target, answer);
	free(target);
	*n = json_array_get(json_object_get(*answer, "vigie-cases:notification"), 0);
	if (code == VG_CLIARGS_OK && !*n) {
		vg_cli_complain("%s: no such notification is unclassified", object);
		code = VG_CLIARGS_NOT_FOUND;
	}
	return code;
}

/* --- show ---------------------------------------------------------------------------------- */

/* "name  value", left out when there is none. */
static void
line(const char *name, const char *value)
{
	if (!value[0])
		return;
	printf("  %-14s", name);
	vg_cli_print(value);
	putchar('\n');
}

static void
print_head(struct vg_cli *cli, const json_t *n, const json_t *example)
{
	char count[24], first[VG_CLITIME_SIZE], last[VG_CLITIME_SIZE];

	snprintf(count, sizeof(count), "%" PRId64, vg_cli_number(n, "count", 0));
	vg_clitime_second(&cli->time, vg_clitime_parse(vg_cli_text(n, "first")), first);
	vg_clitime_second(&cli->time, vg_clitime_parse(vg_cli_text(n, "last")), last);
	vg_cli_print(vg_cli_text(n, "oid"));
	putchar('\n');
	line("maker", vg_cli_text(n, "maker"));
	line("device", vg_cli_text(n, "device"));
	line("source", vg_cli_text(n, "source"));
	line("heard by", vg_cli_text(n, "agent"));
	line("count", count);
	line("first", first);
	line("last", last);
	line("version", vg_cli_text(example, "version"));
	line("from", vg_cli_text(example, "source"));
	line("user", vg_cli_text(example, "user"));
	line("enterprise", vg_cli_text(example, "enterprise"));
	line("agent address", vg_cli_text(example, "agent-address"));
}

static void
print_varbinds(struct vg_cli *cli, const json_t *example)
{
	static const char *const columns[] = {">N", "OBJECT", "TYPE", "<VALUE"};
	const json_t *varbinds = json_object_get(example, "varbind");
	struct vg_clitable *table = vg_clitable_new(columns, 4, cli->colour);

	for (size_t i = 0; i < json_array_size(varbinds); i++) {
		const json_t *v = json_array_get(varbinds, i);
		char position[24];
		snprintf(position, sizeof(position), "%" PRId64,
		    vg_cli_number(v, "position", 0));
		vg_clitable_line(table);
		vg_clitable_cell(table, position);
		vg_clitable_cell(table, vg_cli_text(v, "oid"));
		vg_clitable_cell(table, vg_cli_text(v, "type"));
		vg_clitable_cell(table, vg_cli_text(v, "value"));
	}
	putchar('\n');
	vg_clitable_print(table, "It has no varbinds.");
}

static void
print_pdu(const char *hex)
{
	char piece[HEX_OF_LINE + 1];

	if (hex[0])
		puts("\nPDU");
	for (; hex[0]; hex += strlen(piece)) {
		snprintf(piece, sizeof(piece), "%s", hex);
		printf("  %s\n", piece);
	}
}

int
vg_cliunclassified_show(struct vg_cli *cli)
{
	json_t *answer;
	const json_t *n;
	int code = get_one(cli, &answer, &n);

	if (code != VG_CLIARGS_OK) {
		json_decref(answer);
		return code;
	}
	if (cli->args.json) {
		json_dumpf(answer, stdout, JSON_COMPACT);
		putchar('\n');
	} else {
		const json_t *example = json_object_get(n, "example");
		vg_cli_learn_zone(cli);
		print_head(cli, n, example);
		if (example)
			print_varbinds(cli, example);
		else
			puts("\nIts messages are not kept any more.");
		print_pdu(vg_cli_text(example, "pdu"));
	}
	json_decref(answer);
	return code;
}

/* --- stub ---------------------------------------------------------------------------------- */

int
vg_cliunclassified_stub(struct vg_cli *cli)
{
	json_t *answer;
	const json_t *n;
	int code = get_one(cli, &answer, &n);

	if (code == VG_CLIARGS_OK) {
		json_t *entry = vg_clistub_make(n);
		json_dumpf(entry, stdout, cli->args.json ? JSON_COMPACT : JSON_INDENT(2));
		putchar('\n');
		json_decref(entry);
	}
	json_decref(answer);
	return code;
}
