/*
 * The queue: what presses most stands first.
 */
#include "collector/cli/cliqueue.h"

#include <stdlib.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { USUAL = 3 /* the priority of a case that no rule gives one */ };

/* "20:20 (3 h 48 min left)" */
static void
write_due(const struct vg_cli *cli, const json_t *c, char *text, size_t size)
{
	struct vg_wall due = vg_clitime_parse(vg_cli_text(c, "next-due"));
	char moment[VG_CLITIME_SIZE];
	char left[VG_CLITIME_SIZE];

	/* Of a list with every state in it one wants to know which are over. */
	vg_text_copy(text, size, cli->args.all ? vg_cli_text(c, "state") : "");
	if (!vg_instant_is_set(due))
		return;
	vg_clitime_moment(&cli->time, due, moment);
	vg_clitime_left(vg_cli_number(c, "next-remaining-seconds", 0), left);
	vg_text_format(
	    text, size, "%s %s, %s", vg_cli_text(c, "next-target"), moment, left);
}

void
vg_cliqueue_work(const json_t *c, char *text, size_t size)
{
	int64_t priority = vg_cli_number(c, "priority", USUAL);
	const char *queue = vg_cli_text(c, "queue");

	text[0] = '\0';
	if (priority != USUAL)
		vg_text_format(
		    text, size, "P%d%s%s", (int)priority, queue[0] ? " " : "", queue);
	else
		vg_text_copy(text, size, queue);
}

static bool
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *c)
{
	struct vg_wall opened = vg_clitime_parse(vg_cli_text(c, "opened"));
	const char *severity = vg_cli_text(c, "severity");
	const char *fault = vg_cli_text(c, "fault");
	const char *device = vg_cli_text(c, "device");
	bool late = vg_cli_number(c, "next-remaining-seconds", 0) < 0;
	char age[VG_CLITIME_SIZE];
	char due[3 * VG_CLITIME_SIZE];
	char fault_text[64], work[96];

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
	vg_cliqueue_work(c, work, sizeof(work));
	vg_clitable_cell(table, work);
	vg_clitable_cell(table, vg_cli_text(c, "title"));
	return true;
}

/* Adds "&NAME=VALUE" of each option of its own; NULL, or the option whose value is none. */
static const char *
add_words(const struct vg_cli *cli, char *target, size_t size)
{
	static const char *const names[] = {"client", "queue", "priority"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *word = vg_cli_word(cli, names[i], NULL);
		char value[200] = "";
		size_t used = strlen(target);
		if (!word)
			continue;
		if (vg_text_percent(value, sizeof(value), word, "") != VG_OK ||
		    !value[0] ||
		    vg_text_format(
			target + used, size - used, "&%s=%s", names[i], value) != VG_OK)
			return names[i];
	}
	return NULL;
}

/* The filters of the command line as a query; NULL, or the option that has no such value. */
static const char *
write_target(const struct vg_cli *cli, char *target, size_t size)
{
	vg_text_format(target, size, "%s%s%s%s",
	    "/restconf/data/vigie-cases:cases?depth=3",
	    cli->args.all ? "" : "&state=open", cli->args.mine ? "&mine=true" : "",
	    cli->args.unowned ? "&unowned=true" : "");
	return add_words(cli, target, size);
}

int
vg_cliqueue_show(struct vg_cli *cli)
{
	static const char *const columns[] = {"CASE", ">AGE", "SEVERITY", "FAULT",
	    "<CLIENT", "<DEVICE", "BALL", "OWNER", "NEXT DUE", "QUEUE", "<TITLE"};
	char target[512];
	const struct vg_clilist list = {.target = target,
	    .top = "vigie-cases:cases",
	    .list = "case",
	    .columns = columns,
	    .n_columns = 11,
	    .none = cli->args.all ? "No case." : "No open case.",
	    .row = add_row};

	const char *wrong = write_target(cli, target, sizeof(target));
	if (wrong) {
		vg_cli_complain(
		    "--%s '%.40s': no such name", wrong, vg_cli_word(cli, wrong, ""));
		return VG_CLIARGS_USAGE;
	}
	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	return vg_clilist_show(cli, &list);
}
