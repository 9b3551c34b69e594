/*
 * One case as a page.
 */
#include "collector/cli/clicase.h"

#include <stdio.h>

#include "collector/cli/clipage.h"
#include "collector/cli/clipeople.h"
#include "lib/base/error.h"

int
vg_clicase_show(struct vg_cli *cli)
{
	char number[16];
	char target[96];
	json_t *answer = NULL;
	int code;

	vg_cli_learn_zone(cli);
	code = vg_cli_case_number(cli, cli->args.object, number);
	if (code == VG_CLIARGS_OK)
		code = vg_clipeople_load(cli);
	if (code != VG_CLIARGS_OK)
		return code;
	snprintf(
	    target, sizeof(target), "/restconf/data/vigie-cases:cases/case=%s", number);
	code = vg_cli_get(cli, target, &answer);
	if (answer)
		vg_clipage_print(
		    cli, json_array_get(json_object_get(answer, "vigie-cases:case"), 0));
	json_decref(answer);
	return code;
}
