/*
 * How the collector is, a line a subject.
 */
#include "collector/cli/clistatus.h"

#include <stdio.h>

static void
print_time(const struct vg_cli *cli, const json_t *sweep, const char *name)
{
	char moment[VG_CLITIME_SIZE] = "never";

	if (vg_cli_text(sweep, name)[0])
		vg_clitime_moment(
		    &cli->time, vg_clitime_parse(vg_cli_text(sweep, name)), moment);
	printf("%s %s", name, moment);
}

int
vg_clistatus_show(struct vg_cli *cli)
{
	json_t *answer = NULL;

	if (!cli->args.json)
		vg_cli_learn_zone(cli);
	int code = vg_cli_get(cli, "/restconf/data/vigie-cases:sweep", &answer);
	if (!answer)
		return code;
	const json_t *sweep = json_object_get(answer, "vigie-cases:sweep");
	printf("sweep       ");
	print_time(cli, sweep, "last");
	printf(", ");
	print_time(cli, sweep, "next");
	printf("\nTimes in %s.\n", cli->time.zone.n_steps ? cli->time.zone.name : "UTC");
	json_decref(answer);
	return code;
}
