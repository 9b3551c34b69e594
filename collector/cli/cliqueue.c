/*
 * The queue: what presses most stands first.
 */
#include "collector/cli/cliqueue.h"

#include <stdlib.h>
#include <string.h>

#include "collector/cli/clitable.h"
#include "lib/base/mem.h"
#include "lib/base/text.h"
#include "lib/model/severity.h"

/* Whether nobody looks after it as it is now. */
static bool
presses(const json_t *c)
{
	return vg_cli_true(c, "worse") || vg_cli_text(c, "owner")[0] == '\0';
}

static int
severity_of(const json_t *c)
{
	enum vg_severity severity = VG_SEVERITY_CLEARED;

	vg_severity_parse(vg_cli_text(c, "severity"), &severity);
	return (int)severity;
}

/* When the next target is due; one without a target comes last. */
static int64_t
due_of(const json_t *c)
{
	struct vg_wall due = vg_clitime_parse(vg_cli_text(c, "next-due"));

	return vg_instant_is_set(due) ? due.us : INT64_MAX;
}

int
vg_cliqueue_compare(const json_t *a, const json_t *b)
{
	if (presses(a) != presses(b))
		return presses(a) ? -1 : 1;
	if (due_of(a) != due_of(b))
		return due_of(a) < due_of(b) ? -1 : 1;
	if (severity_of(a) != severity_of(b))
		return severity_of(b) - severity_of(a);
	return strcmp(vg_cli_text(a, "id"), vg_cli_text(b, "id"));
}

static int
compare_items(const void *a, const void *b)
{
	return vg_cliqueue_compare(*(const json_t *const *)a, *(const json_t *const *)b);
}

/* Whether --mine and --unowned let the case through; both together are "either". */
static bool
wanted(const struct vg_cli *cli, const json_t *c)
{
	const char *owner = vg_cli_text(c, "owner");

	if (!cli->args.mine && !cli->args.unowned)
		return true;
	return (cli->args.mine && owner[0] && strcmp(owner, cli->user) == 0) ||
	    (cli->args.unowned && !owner[0]);
}

/* "20:20 (3 h 48 min left)" */
static void
write_due(const struct vg_cli *cli, const json_t *c, char *text, size_t size)
{
	struct vg_wall due = vg_clitime_parse(vg_cli_text(c, "next-due"));
	char moment[VG_CLITIME_SIZE];
	char left[VG_CLITIME_SIZE];

	text[0] = '\0';
	if (!vg_instant_is_set(due))
		return;
	vg_clitime_moment(&cli->time, due, moment);
	vg_clitime_left(vg_cli_number(c, "next-remaining-seconds", 0), left);
	vg_text_format(
	    text, size, "%s %s, %s", vg_cli_text(c, "next-target"), moment, left);
}

static void
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *c)
{
	struct vg_wall opened = vg_clitime_parse(vg_cli_text(c, "opened"));
	const char *severity = vg_cli_text(c, "severity");
	const char *fault = vg_cli_text(c, "fault");
	const char *device = vg_cli_text(c, "device");
	bool late = vg_cli_number(c, "next-remaining-seconds", 0) < 0;
	char age[VG_CLITIME_SIZE];
	char due[3 * VG_CLITIME_SIZE];
	char fault_text[64];

	vg_clitime_span(vg_instant_since(cli->time.now, opened) / VG_SECOND_US, age);
	write_due(cli, c, due, sizeof(due));
	vg_text_format(fault_text, sizeof(fault_text), "%s%s", fault,
	    vg_cli_true(c, "worse") ? ", worse" : "");
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(c, "id"));
	vg_clitable_cell(table, vg_instant_is_set(opened) ? age : "");
	vg_clitable_coloured(table, severity, severity);
	vg_clitable_cell(table, fault_text);
	vg_clitable_cell(table, vg_cli_text(c, "client"));
	vg_clitable_cell(table, device[0] ? device : vg_cli_text(c, "subject"));
	vg_clitable_cell(table, vg_cli_text(c, "ball"));
	vg_clitable_cell(table, vg_cli_text(c, "owner"));
	vg_clitable_coloured(table, due, late ? "late" : "");
}

/* Prints the rows of the cases that are wanted, in order. */
static void
print_queue(struct vg_cli *cli, const json_t *cases)
{
	static const char *const columns[] = {"CASE", ">AGE", "SEVERITY", "FAULT",
	    "<CLIENT", "<DEVICE", "BALL", "OWNER", "NEXT DUE"};
	size_t n = json_array_size(cases);
	const json_t **items = vg_mem_array(n + 1, sizeof(*items));
	struct vg_clitable *table = vg_clitable_new(columns, 9, cli->colour);

	for (size_t i = 0; i < n; i++)
		items[i] = json_array_get(cases, i);
	qsort(items, n, sizeof(*items), compare_items);
	for (size_t i = 0; i < n; i++) {
		if (wanted(cli, items[i]))
			add_row(cli, table, items[i]);
	}
	vg_clitable_print(table, "No open case.");
	free(items);
}

int
vg_cliqueue_show(struct vg_cli *cli)
{
	json_t *answer;
	int code;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	code = vg_cli_get(cli,
	    cli->args.all ? "/restconf/data/vigie-cases:cases?depth=3"
			  : "/restconf/data/vigie-cases:cases?depth=3&state=open",
	    &answer);
	if (answer)
		print_queue(cli, vg_cli_list(answer, "vigie-cases:cases", "case"));
	json_decref(answer);
	return code;
}
