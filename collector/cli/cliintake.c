/*
 * What became of the datagrams: the causes that have occurred, and the sums.
 */
#include "collector/cli/cliintake.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clistatus.h"
#include "collector/cli/clitable.h"

enum { REFUSED_SIZE = 256 };

static void
add_row(
    struct vg_clitable *table, const char *name, const json_t *counters, const char *text)
{
	char count[24];

	snprintf(count, sizeof(count), "%" PRId64, vg_cli_number(counters, name, 0));
	vg_clitable_line(table);
	vg_clitable_cell(table, name);
	vg_clitable_cell(table, count);
	vg_clitable_cell(table, text);
}

static void
add_cause(struct vg_clitable *table, const json_t *cause)
{
	int64_t n = vg_cli_number(cause, "count", 0);
	char count[24];

	if (n == 0)
		return;
	snprintf(count, sizeof(count), "%" PRId64, n);
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(cause, "name"));
	vg_clitable_cell(table, count);
	vg_clitable_cell(table, vg_cli_text(cause, "text"));
}

/* "digest 12, user 3": what was refused. */
static void
write_refused(const json_t *source, char text[REFUSED_SIZE])
{
	const json_t *causes = json_object_get(source, "cause");
	size_t size = 0;

	text[0] = '\0';
	for (size_t i = 0; i < json_array_size(causes) && size < REFUSED_SIZE; i++) {
		const json_t *cause = json_array_get(causes, i);
		const char *name = vg_cli_text(cause, "name");
		if (strcmp(name, "stored") == 0 || strcmp(name, "discovery") == 0)
			continue;
		int n = snprintf(text + size, REFUSED_SIZE - size, "%s%s %" PRId64,
		    size ? ", " : "", name, vg_cli_number(cause, "count", 0));
		size += n > 0 ? (size_t)n : 0;
	}
}

static void
add_source(struct vg_cli *cli, struct vg_clitable *table, const json_t *source)
{
	char received[24], stored[24], refused[REFUSED_SIZE], moment[VG_CLITIME_SIZE];
	const char *device = vg_cli_text(source, "device");
	const char *agent = vg_cli_text(source, "agent");

	snprintf(
	    received, sizeof(received), "%" PRId64, vg_cli_number(source, "received", 0));
	snprintf(stored, sizeof(stored), "%" PRId64, vg_cli_number(source, "stored", 0));
	write_refused(source, refused);
	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(source, "last-refused")), moment);
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(source, "address"));
	vg_clitable_cell(table, *device ? device : agent);
	vg_clitable_cell(table, received);
	vg_clitable_cell(table, stored);
	vg_clitable_cell(table, refused);
	vg_clitable_cell(table, moment);
	vg_clitable_cell(table, vg_cli_text(source, "last-text"));
}

static void
show_sources(struct vg_cli *cli, const json_t *sources)
{
	static const char *const columns[] = {
	    "SOURCE", "IS", ">RECEIVED", ">STORED", "<REFUSED", "LAST", "<WHY"};

	if (json_array_size(sources) == 0)
		return;
	struct vg_clitable *table = vg_clitable_new(columns, 7, cli->colour);
	for (size_t i = 0; i < json_array_size(sources); i++)
		add_source(cli, table, json_array_get(sources, i));
	printf("\n");
	vg_clitable_print(table, "");
}

/* Below the counters: whether what comes in can be stored. */
static int
show_storage(struct vg_cli *cli)
{
	json_t *answer = NULL;
	int code = vg_cli_ask(cli, "/restconf/data/vigie-cases:storage", &answer);
	if (!answer)
		return code;
	putchar('\n');
	vg_clistatus_storage(cli, json_object_get(answer, "vigie-cases:storage"));
	json_decref(answer);
	return VG_CLIARGS_OK;
}

int
vg_cliintake_show(struct vg_cli *cli)
{
	static const char *const columns[] = {"COUNTER", ">N", "<WHAT"};
	json_t *answer;

	if (cli->args.json)
		return vg_clistatus_json(cli, "/restconf/data/vigie-cases:intake");
	vg_cli_learn_zone(cli);
	int code = vg_cli_ask(cli, "/restconf/data/vigie-cases:intake", &answer);
	if (!answer)
		return code;
	const json_t *top = json_object_get(answer, "vigie-cases:intake");
	const json_t *messages = json_object_get(top, "messages");
	const json_t *causes = json_object_get(top, "cause");
	struct vg_clitable *table = vg_clitable_new(columns, 3, cli->colour);
	add_row(table, "received", top, "datagrams since the start, by cause:");
	for (size_t i = 0; i < json_array_size(causes); i++)
		add_cause(table, json_array_get(causes, i));
	add_row(table, "kernel-drops", top, "lost before they could be read");
	add_row(table, "acknowledged", top, "informs answered");
	add_row(table, "unapplied", messages, "messages kept that could not be applied");
	add_row(table, "waiting", messages, "messages that wait for one before them");
	vg_clitable_print(table, "");
	show_sources(cli, json_object_get(top, "source"));
	json_decref(answer);
	return code == VG_CLIARGS_OK ? show_storage(cli) : code;
}
