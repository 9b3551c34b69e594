/*
 * Messages as they came, and what became of each.
 */
#include "collector/cli/clievents.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "collector/cli/clilist.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

#define DATA "/restconf/data/vigie-cases:"

enum { PAGE = 100, TARGET_SIZE = 1400 };

static bool
add_row(struct vg_cli *cli, struct vg_clitable *table, const json_t *e)
{
	char moment[VG_CLITIME_SIZE], alarm[24] = "";
	int64_t number = vg_cli_number(e, "alarm", 0);

	vg_clitime_second(
	    &cli->time, vg_clitime_parse(vg_cli_text(e, "received")), moment);
	if (number)
		vg_text_format(alarm, sizeof(alarm), "%" PRId64, number);
	vg_clitable_line(table);
	vg_clitable_cell(table, vg_cli_text(e, "id"));
	vg_clitable_cell(table, moment);
	vg_clitable_cell(table,
	    vg_cli_text(e, "agent")[0] ? vg_cli_text(e, "agent")
				       : vg_cli_text(e, "source"));
	vg_clitable_cell(table, vg_cli_text(e, "device"));
	vg_clitable_cell(table, vg_cli_text(e, "notification"));
	vg_clitable_cell(table, vg_cli_text(e, "state"));
	vg_clitable_cell(table, vg_cli_text(e, "way"));
	vg_clitable_cell(table, alarm);
	vg_clitable_cell(table, vg_cli_text(e, "case"));
	return true;
}

/* "?device=...&since=..." */
static int
events_target(struct vg_cli *cli, char *target, size_t size)
{
	const char *device = vg_cli_word(cli, "device", "");
	char since[128] = "", of[200], text[VG_INSTANT_TEXT_SIZE];
	struct vg_wall at;

	if (cli->args.since) {
		if (vg_clitime_read(&cli->time, cli->args.since, &at) != VG_OK) {
			vg_cli_complain("--since: '%s' is no time", cli->args.since);
			return VG_CLIARGS_USAGE;
		}
		vg_instant_text(at, text);
		(void)vg_text_percent(since, sizeof(since), text, "-");
	}
	if (vg_text_percent(of, sizeof(of), device, "") != VG_OK)
		return VG_CLIARGS_USAGE;
	vg_text_format(target, size, DATA "events%s%s%s%s%s",
	    of[0] || since[0] ? "?" : "", of[0] ? "device=" : "", of,
	    of[0] && since[0] ? "&since=" : "", of[0] ? since : "");
	if (since[0] && !of[0])
		vg_text_format(target, size, DATA "events?since=%s", since);
	return VG_CLIARGS_OK;
}

int
vg_clievents_list(struct vg_cli *cli)
{
	static const char *const columns[] = {">EVENT", "CAME", "FROM", "DEVICE",
	    "NOTIFICATION", "STATE", "RUNG", ">ALARM", "CASE"};
	char target[TARGET_SIZE];
	const struct vg_clilist list = {.target = target,
	    .top = "vigie-cases:events",
	    .list = "event",
	    .columns = columns,
	    .n_columns = 9,
	    .none = "Nothing came.",
	    .row = add_row};

	vg_cli_learn_zone(cli);
	if (cli->args.limit == 0 && !cli->args.all)
		cli->args.limit = PAGE;
	int code = events_target(cli, target, sizeof(target));
	return code == VG_CLIARGS_OK ? vg_clilist_show(cli, &list) : code;
}
