/*
 * One case as a page.
 */
#include "collector/cli/clicase.h"

#include <stdio.h>

#include "collector/cli/clipage.h"
#include "collector/cli/clipeople.h"
#include "lib/base/error.h"
#include "lib/base/text.h"

enum { CURSOR_SIZE = 128 };

/* Adds the rest of a journal that does not stand on one page to the case's own. */
static int
add_journal(struct vg_cli *cli, const char *number, json_t *c)
{
	json_t *entries = json_object_get(c, "entry");
	char after[CURSOR_SIZE], target[2 * CURSOR_SIZE];
	int code = VG_CLIARGS_OK;

	vg_text_copy(after, sizeof(after), vg_cli_text(c, "next"));
	while (code == VG_CLIARGS_OK && after[0]) {
		json_t *answer;
		vg_text_format(target, sizeof(target),
		    "/restconf/data/vigie-cases:cases/case=%s?limit=1000&after=%s",
		    number, after);
		code = vg_cli_ask(cli, target, &answer);
		const json_t *page =
		    json_array_get(json_object_get(answer, "vigie-cases:case"), 0);
		json_array_extend(entries, json_object_get(page, "entry"));
		vg_text_copy(after, sizeof(after), vg_cli_text(page, "next"));
		json_decref(answer);
	}
	return code;
}

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
	if (answer) {
		json_t *c =
		    json_array_get(json_object_get(answer, "vigie-cases:case"), 0);
		code = add_journal(cli, number, c);
		vg_clipage_print(cli, c);
	}
	json_decref(answer);
	return code;
}
