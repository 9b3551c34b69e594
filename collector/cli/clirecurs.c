/*
 * What recurs, on the screen.
 */
#include "collector/cli/clirecurs.h"

#include <stdio.h>

#include "collector/cli/cli.h"

void
vg_clirecurs_why(const json_t *c)
{
	const char *recurs = vg_cli_text(c, "recurs");
	const char *owner = vg_cli_text(c, "proposed-owner");

	if (!recurs[0])
		return;
	printf("recurs: the fault of case %s (vigie why %s)", recurs, recurs);
	if (owner[0]) {
		printf("; ");
		vg_cli_print(owner);
		printf(" had it last, and is proposed: vigie case assign %s --to ",
		    vg_cli_text(c, "id"));
		vg_cli_print(owner);
	}
	printf("\n");
}
