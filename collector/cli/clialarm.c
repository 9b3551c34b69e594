/*
 * Alarms: those that stand, with --all those that are over too; and one of them whole.
 */
#include "collector/cli/clialarm.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "collector/cli/cliwhy.h"

/* "standing", "cleared", and what is doubtful about it. */
static const char *
state_of(const json_t *a)
{
	if (vg_cli_true(a, "is-cleared"))
		return "cleared";
	if (strcmp(vg_cli_text(a, "observed"), "not-known") == 0)
		return "not known";
	if (vg_cli_text(a, "shelf")[0])
		return "shelved";
	if (vg_cli_text(a, "planned-work")[0])
		return "planned work";
	return vg_cli_true(a, "flapping") ? "flapping" : "standing";
}

static bool
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *a)
{
	const char *severity = vg_cli_text(a, "perceived-severity");
	struct vg_wall raised = vg_clitime_parse(vg_cli_text(a, "last-raised"));
	char moment[VG_CLITIME_SIZE];

	vg_clitime_moment(&cli->time, raised, moment);
	vg_clitable_line(table);
	vg_clitable_coloured(
	    table, severity, vg_cli_true(a, "is-cleared") ? "" : severity);
	vg_clitable_cell(table, state_of(a));
	vg_clitable_cell(table, vg_cli_text(a, "resource"));
	vg_clitable_cell(table, vg_cli_bare(vg_cli_text(a, "alarm-type-id")));
	vg_clitable_cell(table, moment);
	vg_clitable_cell(table, vg_cli_text(a, "case"));
	vg_clitable_cell(table, vg_cli_text(a, "alarm-text"));
	return true;
}

int
vg_clialarm_list(struct vg_cli *cli)
{
	static const char *const columns[] = {
	    "SEVERITY", "STATE", "RESOURCE", "KIND", "RAISED", "CASE", "<TEXT"};
	const struct vg_clilist list = {.target = cli->args.all
		? "/restconf/data/vigie-cases:alarms"
		: "/restconf/data/vigie-cases:alarms?state=open",
	    .top = "vigie-cases:alarms",
	    .list = "alarm",
	    .columns = columns,
	    .n_columns = 7,
	    .none = "No alarm stands.",
	    .row = add_row};

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	return vg_clilist_show(cli, &list);
}

/* --- one ------------------------------------------------------------------------------------ */

static void
print_moment(struct vg_cli *cli, const char *words, const json_t *a, const char *name)
{
	char moment[VG_CLITIME_SIZE];

	if (!vg_cli_text(a, name)[0])
		return;
	vg_clitime_second(&cli->time, vg_clitime_parse(vg_cli_text(a, name)), moment);
	printf("%s%s", words, moment);
}

static void
print_text(const char *words, const json_t *a, const char *name)
{
	if (!vg_cli_text(a, name)[0])
		return;
	printf("%s", words);
	vg_cli_print(vg_cli_text(a, name));
}

static void
print_head(struct vg_cli *cli, const json_t *a)
{
	printf("alarm %" PRId64 "  ", vg_cli_number(a, "number", 0));
	vg_cli_print(vg_cli_text(a, "resource"));
	printf(" %s", vg_cli_bare(vg_cli_text(a, "alarm-type-id")));
	print_text(" ", a, "alarm-type-qualifier");
	printf("\n%s, %s: ", vg_cli_text(a, "perceived-severity"), state_of(a));
	vg_cli_print(vg_cli_text(a, "alarm-text"));
	print_moment(cli, "\nraised ", a, "last-raised");
	print_moment(cli, ", changed ", a, "last-changed");
	print_moment(cli, ", first known ", a, "time-created");
	printf(", %" PRId64 " repeats\n", vg_cli_number(a, "repeat-count", 0));
	print_text("device ", a, "device");
	print_text(vg_cli_text(a, "device")[0] ? ", class " : "class ", a, "class");
	print_text(", told by agent ", a, "agent");
	print_text(", source ", a, "source");
	printf("\n");
}

/* What keeps it quiet, or in doubt: shelf, planned work, flapping, a silent agent. */
static void
print_marks(struct vg_cli *cli, const json_t *a)
{
	if (vg_cli_text(a, "shelf")[0]) {
		print_text("on shelf ", a, "shelf");
		print_text(" of ", a, "shelved-by");
		print_moment(cli, " until ", a, "shelved-until");
		printf("\n");
	}
	if (vg_cli_text(a, "planned-work")[0]) {
		print_text("held by planned work ", a, "planned-work");
		printf("\n");
	}
	if (vg_cli_true(a, "flapping"))
		printf("it comes and goes: flapping\n");
	if (strcmp(vg_cli_text(a, "observed"), "not-known") == 0)
		printf("nobody sees it now: its agent is silent\n");
}

static void
print_case(const json_t *a)
{
	const char *number = vg_cli_text(a, "case");

	if (number[0])
		printf("%s case %s: vigie why %s\n",
		    strcmp(vg_cli_text(a, "role"), "symptom") == 0 ? "symptom in"
								   : "cause of",
		    number, number);
	else
		printf("in no case\n");
}

int
vg_clialarm_show(struct vg_cli *cli)
{
	json_t *answer;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	int code = vg_cliwhy_alarm(cli, &answer);
	const json_t *a = json_array_get(json_object_get(answer, "vigie-cases:alarm"), 0);
	if (code == VG_CLIARGS_OK && cli->args.json) {
		json_dumpf(answer, stdout, JSON_INDENT(2));
		printf("\n");
	} else if (code == VG_CLIARGS_OK) {
		print_head(cli, a);
		print_marks(cli, a);
		print_case(a);
		printf("\nthe last decision about it (vigie why %" PRId64
		       " tells of those before):\n",
		    vg_cli_number(a, "number", 0));
		code = vg_cliwhy_last(cli, vg_cli_number(a, "number", 0));
	}
	json_decref(answer);
	return code;
}
